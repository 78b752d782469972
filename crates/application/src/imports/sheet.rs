//! A list as it was sent: CSV or XLSX, whatever its encoding and separator, row by row.

use std::io::Cursor;

use calamine::{Data, Range, Reader as _, Xlsx};

use super::{
    text_encoding::decode,
    workbook::{BOUNDS, check_size, first_filled_sheet},
};

/// Rows among which the header is looked for: above it may stand a title.
const HEADER_WITHIN: usize = 10;
/// Line breaks in one cell above which a quotation mark was left open, and the rest of the file is in that cell.
const OPEN_QUOTE: usize = 50;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Csv,
    Xlsx,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum SheetError {
    #[error("{0}")]
    Encoding(#[from] super::text_encoding::UnknownEncoding),
    #[error("表格文件无法读取 · the workbook cannot be read: {0}")]
    Workbook(String),
    #[error("表格展开后超过 {mebibytes} MB · the workbook unpacks to more than {mebibytes} MiB")]
    Expands { mebibytes: u64 },
    #[error("工作表超过 {most} 个 · the workbook has more than {most} sheets")]
    Sheets { most: usize },
    #[error("工作表超过 {rows} 行或 {cells} 格 · the sheet spans more than {rows} rows or {cells} cells")]
    Rows { rows: u64, cells: u64 },
    #[error("CSV 无法读取 · the CSV cannot be read: {0}")]
    Csv(String),
    #[error("文件中没有数据 · the file has no rows")]
    Empty,
}

/// What a file is by its content; `None` when it is no list. Slow for a large workbook, which is unpacked once.
///
/// # Errors
/// When it unpacks to more than may be.
pub(super) fn format_of(bytes: &[u8]) -> Result<Option<Format>, SheetError> {
    match infer::get(bytes) {
        Some(kind) if kind.extension() == "xlsx" => check_size(bytes, &BOUNDS).map(|()| Some(Format::Xlsx)),
        // some programs write the parts of a workbook in another order
        Some(kind) if kind.extension() == "zip" => {
            check_size(bytes, &BOUNDS)?;
            Ok(Xlsx::<_>::new(Cursor::new(bytes)).is_ok().then_some(Format::Xlsx))
        }
        Some(kind) if !kind.mime_type().starts_with("text/") => Ok(None),
        _ => Ok(Some(Format::Csv)),
    }
}

/// One row: its line in the file and its cells, trimmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// As an editor or Excel numbers it, from 1
    pub line: u64,
    pub cells: Vec<String>,
}

impl Row {
    /// A quotation mark was left open: what follows cannot be told apart.
    pub(super) fn is_swallowed(&self) -> bool {
        self.cells.iter().any(|cell| cell.matches('\n').count() > OPEN_QUOTE)
    }
}

#[derive(Debug)]
enum Source {
    Text { text: String, separator: u8 },
    Grid { range: Range<Data> },
}

/// A list with its header and the places of its rows; rows are read when asked for.
#[derive(Debug)]
pub(super) struct Sheet {
    pub format: Format,
    pub encoding: &'static str,
    /// `,` `;` or a tabulator; none in a workbook
    pub separator: Option<char>,
    pub header: Row,
    source: Source,
    /// Of every row below the header that is not blank: its place in the source and its line
    places: Vec<(usize, u64)>,
}

impl Sheet {
    /// Opens a list. The header is the first row that `is_header` knows, else the first that is not blank.
    ///
    /// # Errors
    /// When the file cannot be read, or has no row below its header.
    pub(super) fn open(bytes: &[u8], is_header: &dyn Fn(&[String]) -> bool) -> Result<Self, SheetError> {
        let (format, encoding, source, places) = match format_of(bytes)? {
            Some(Format::Xlsx) => {
                let (source, places) = grid(bytes)?;
                (Format::Xlsx, "UTF-8", source, places)
            }
            _ => {
                let (text, encoding) = decode(bytes)?;
                let (source, places) = lines(text)?;
                (Format::Csv, encoding, source, places)
            }
        };
        let separator = match &source {
            Source::Text { separator, .. } => Some(char::from(*separator)),
            Source::Grid { .. } => None,
        };
        let empty = Row { line: 0, cells: Vec::new() };
        let mut sheet = Self { format, encoding, separator, header: empty, source, places };
        let top = sheet.places.len().min(HEADER_WITHIN);
        let at = (0..top).find(|index| is_header(&sheet.row(*index).cells)).unwrap_or(0);
        if sheet.places.len() <= at + 1 {
            return Err(SheetError::Empty);
        }
        sheet.header = sheet.row(at);
        sheet.places.drain(..=at);
        Ok(sheet)
    }

    /// Rows below the header that are not blank.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// The row of that number, counted from 0 below the header.
    pub(super) fn row(&self, index: usize) -> Row {
        let Some((place, line)) = self.places.get(index).copied() else {
            return Row { line: 0, cells: Vec::new() };
        };
        let cells = match &self.source {
            Source::Text { text, separator } => record_at(text, *separator, place),
            Source::Grid { range } => (0..range.width())
                .map(|column| range.get((place, column)).map(shown).unwrap_or_default())
                .collect(),
        };
        Row { line, cells }
    }
}

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes())
}

fn lines(text: String) -> Result<(Source, Vec<(usize, u64)>), SheetError> {
    let separator = separator_of(&text);
    let mut places = Vec::new();
    let mut read = reader(&text, separator);
    let mut record = csv::StringRecord::new();
    while read.read_record(&mut record).map_err(|error| SheetError::Csv(error.to_string()))? {
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let Some(position) = record.position() else { continue };
        let place = usize::try_from(position.byte()).unwrap_or(usize::MAX);
        places.push((place, line_of(&text, place, position.line())));
    }
    Ok((Source::Text { text, separator }, places))
}

/// The reader places a record behind the line feed it has consumed, which of CRLF is only the first half.
fn line_of(text: &str, place: usize, line: u64) -> u64 {
    let breaks =
        text.get(place..).unwrap_or_default().bytes().take_while(|byte| matches!(byte, b'\n' | b'\r'));
    line + breaks.filter(|byte| *byte == b'\n').count() as u64
}

fn record_at(text: &str, separator: u8, place: usize) -> Vec<String> {
    let mut record = csv::StringRecord::new();
    let rest = text.get(place..).unwrap_or_default();
    let read = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .buffer_capacity(1024)
        .from_reader(rest.as_bytes())
        .read_record(&mut record);
    match read {
        Ok(true) => record.iter().map(|cell| cell.trim().to_owned()).collect(),
        _ => Vec::new(),
    }
}

/// The separator that most of the first lines have equally often.
fn separator_of(text: &str) -> u8 {
    let head: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(HEADER_WITHIN).collect();
    let regularity = |separator: u8| {
        let counts: Vec<usize> = head.iter().map(|line| unquoted(line, separator)).collect();
        let agreeing = |count: usize| counts.iter().filter(|other| **other == count).count();
        counts
            .iter()
            .filter(|count| **count > 0)
            .map(|count| (agreeing(*count), *count))
            .max()
            .unwrap_or_default()
    };
    // of equals the last wins: the comma is the rule
    [b'\t', b';', b','].into_iter().max_by_key(|separator| regularity(*separator)).unwrap_or(b',')
}

fn unquoted(line: &str, separator: u8) -> usize {
    let mut inside = false;
    line.bytes()
        .filter(|byte| {
            inside ^= *byte == b'"';
            !inside && *byte == separator
        })
        .count()
}

fn grid(bytes: &[u8]) -> Result<(Source, Vec<(usize, u64)>), SheetError> {
    let range = first_filled_sheet(bytes, &BOUNDS)?;
    let first_line = range.start().map_or(1, |(row, _)| u64::from(row) + 1);
    let filled = |cells: &[Data]| cells.iter().any(|cell| !shown(cell).is_empty());
    let rows = range.rows().enumerate().filter(|(_, cells)| filled(cells));
    let places: Vec<(usize, u64)> = rows.map(|(index, _)| (index, first_line + index as u64)).collect();
    if places.is_empty() { Err(SheetError::Empty) } else { Ok((Source::Grid { range }, places)) }
}

/// A cell as a person would type it: whole numbers without a point, dates year first.
fn shown(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.trim().to_owned(),
        Data::Int(number) => number.to_string(),
        // telephone and serial numbers are numbers to Excel
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        Data::Float(number) => number.to_string(),
        Data::Bool(yes) => yes.to_string(),
        Data::DateTime(at) if at.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            if (hour, minute, second) == (0, 0, 0) {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
            }
        }
        Data::DateTime(span) => span.as_f64().to_string(),
        Data::DateTimeIso(text) | Data::DurationIso(text) => text.replace('T', " "),
        // left as it stands, so that the row is refused and the cell named
        Data::Error(error) => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(text: &str) -> Sheet {
        Sheet::open(text.as_bytes(), &|cells| cells.iter().any(|cell| cell == "名称")).unwrap()
    }

    fn all(sheet: &Sheet) -> Vec<(u64, Vec<String>)> {
        (0..sheet.len()).map(|index| sheet.row(index)).map(|row| (row.line, row.cells)).collect()
    }

    fn row(line: u64, cells: &[&str]) -> (u64, Vec<String>) {
        (line, cells.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn lines_are_those_of_an_editor() {
        for end in ["\n", "\r\n"] {
            let text = ["名称,地址", "甲,\"第一行", "第二行\"", "", ",,", "乙,x", ""].join(end);
            let sheet = open(&text);
            let address = format!("第一行{end}第二行");
            assert_eq!(all(&sheet), [row(2, &["甲", &address]), row(6, &["乙", "x"])], "{end:?}");
            assert_eq!(sheet.header.line, 1);
        }
    }

    #[test]
    fn the_separator_is_found() {
        for (separator, name) in [(",", ','), (";", ';'), ("\t", '\t')] {
            let text =
                ["名称,电话", "甲,1", "\"乙,丙;\t\",2"].join("\n").replace("称,", &format!("称{separator}"));
            let text =
                text.replace("甲,", &format!("甲{separator}")).replace("\",2", &format!("\"{separator}2"));
            let sheet = open(&text);
            assert_eq!((sheet.separator, sheet.row(1).cells.len()), (Some(name), 2), "{text}");
        }
    }

    #[test]
    fn a_title_above_the_header_is_passed_over() {
        let sheet = open("客户清单,,\n\n名称,电话,地址\n甲,1,x\n");
        assert_eq!((sheet.header.line, all(&sheet)), (3, vec![row(4, &["甲", "1", "x"])]));
    }

    #[test]
    fn a_header_alone_is_no_list() {
        assert_eq!(Sheet::open("名称,电话\n\n".as_bytes(), &|_| true).unwrap_err(), SheetError::Empty);
        assert_eq!(Sheet::open(b"", &|_| true).unwrap_err(), SheetError::Empty);
    }

    #[test]
    fn an_open_quotation_mark_is_noticed() {
        let text = format!("名称,电话\n\"甲,1\n{}", "乙,2\n".repeat(60));
        assert!(open(&text).row(0).is_swallowed());
    }

    #[test]
    fn what_is_no_list_is_seen_by_its_first_bytes() {
        assert_eq!(format_of(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Ok(None));
        assert_eq!(format_of(b"%PDF-1.7"), Ok(None));
        assert_eq!(format_of("名称,电话".as_bytes()), Ok(Some(Format::Csv)));
    }
}
