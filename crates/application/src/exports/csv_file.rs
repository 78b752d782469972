//! CSV for spreadsheet programs: UTF-8 with a byte order mark, and no cell that is taken for a formula.

use crate::AppError;

/// Without it Excel reads UTF-8 as GBK.
pub(super) const BYTE_ORDER_MARK: &str = "\u{feff}";

/// One record for each row.
///
/// # Errors
/// When a record cannot be written.
pub(super) fn records<'a>(
    rows: impl IntoIterator<Item = impl IntoIterator<Item = &'a str>>,
) -> Result<Vec<u8>, AppError> {
    let failed = |error: String| AppError::inconsistent("export", "csv", error);
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::with_capacity(64 << 10));
    for row in rows {
        let cells = row.into_iter().map(harmless);
        writer.write_record(cells.map(String::into_bytes)).map_err(|error| failed(error.to_string()))?;
    }
    writer.into_inner().map_err(|error| failed(error.to_string()))
}

/// A cell that a spreadsheet would calculate is marked as text.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_text_and_a_quote_stays_in_its_cell() {
        let rows = [vec!["=1+1", "+86", "-1", "@x", "\tx"], vec!["a,b", "c\"d", "e\nf", "", "1=1"]];
        let text = String::from_utf8(records(rows).unwrap()).unwrap();
        assert_eq!(text, "'=1+1,'+86,'-1,'@x,'\tx\r\n\"a,b\",\"c\"\"d\",\"e\nf\",,1=1\r\n");
    }
}
