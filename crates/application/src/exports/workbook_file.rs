//! XLSX, written to disk while rows come: memory does not grow with the list.

use std::fs::File;

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use crate::AppError;

/// Rows of one sheet below its header; Excel has 1,048,576 in all.
const ROWS_A_SHEET: u32 = 1_000_000;

pub(super) struct WorkbookFile {
    book: Workbook,
    headers: Vec<&'static str>,
    sheets: usize,
    /// Rows of the last sheet below its header
    rows: u32,
    rows_a_sheet: u32,
}

impl WorkbookFile {
    /// # Errors
    /// When the disk does not take it.
    pub(super) fn new(headers: Vec<&'static str>) -> Result<Self, AppError> {
        Self::with_sheets_of(headers, ROWS_A_SHEET)
    }

    fn with_sheets_of(headers: Vec<&'static str>, rows_a_sheet: u32) -> Result<Self, AppError> {
        let mut file = Self { book: Workbook::new(), headers, sheets: 0, rows: 0, rows_a_sheet };
        file.add_sheet().map_err(failed)?;
        Ok(file)
    }

    fn add_sheet(&mut self) -> Result<(), XlsxError> {
        let bold = Format::new().set_bold();
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, header) in (0_u16..).zip(&self.headers) {
            sheet.set_column_width(column, 18)?;
            sheet.write_string_with_format(0, column, *header, &bold)?;
        }
        self.sheets += 1;
        self.rows = 0;
        Ok(())
    }

    /// Every cell is a string: none is a formula, however it begins.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub(super) fn add(&mut self, cells: &[String]) -> Result<(), AppError> {
        if self.rows == self.rows_a_sheet {
            self.add_sheet().map_err(failed)?;
        }
        self.rows += 1;
        let sheet = self.book.worksheet_from_index(self.sheets - 1).map_err(failed)?;
        for (column, cell) in (0_u16..).zip(cells) {
            sheet.write_string(self.rows, column, cell).map_err(failed)?;
        }
        Ok(())
    }

    /// The finished file, which nobody else can open and which is gone when it is closed.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub(super) fn finish(mut self) -> Result<File, AppError> {
        use std::io::Seek as _;
        let mut file = tempfile::tempfile().map_err(failed)?;
        self.book.save_to_writer(&mut file).map_err(failed)?;
        file.rewind().map_err(failed)?;
        Ok(file)
    }
}

fn failed(error: impl std::fmt::Display) -> AppError {
    AppError::inconsistent("export", "xlsx", error.to_string())
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read as _};

    use calamine::{Data, Reader as _, Xlsx};

    use super::*;

    #[test]
    fn a_long_list_goes_on_in_another_sheet_and_no_cell_is_a_formula() {
        let mut file = WorkbookFile::with_sheets_of(vec!["No.", "Text"], 2).unwrap();
        for text in ["=1+1", "-1", "三"] {
            file.add(&["1".to_owned(), text.to_owned()]).unwrap();
        }
        let mut bytes = Vec::new();
        BufReader::new(file.finish().unwrap()).read_to_end(&mut bytes).unwrap();
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
        let names = book.sheet_names();
        let rows: Vec<Vec<Vec<Data>>> = names
            .iter()
            .map(|name| book.worksheet_range(name).unwrap().rows().map(<[Data]>::to_vec).collect())
            .collect();
        let row = |a: &str, b: &str| vec![Data::String(a.to_owned()), Data::String(b.to_owned())];
        assert_eq!(rows[0], [row("No.", "Text"), row("1", "=1+1"), row("1", "-1")]);
        assert_eq!(rows[1], [row("No.", "Text"), row("1", "三")]);
        assert!(book.worksheet_formula(&names[0]).unwrap().is_empty());
    }
}
