//! A workbook, read no further than it may be large: a file of a few kilobytes can unpack to gigabytes, and two cells
//! far apart span a grid of billions.

use std::io::{self, Cursor, Read as _};

use calamine::{Cell, Data, DataRef, Range, Reader as _, Xlsx, XlsxError};
use zip::ZipArchive;

use super::sheet::SheetError;

/// How large a workbook may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Bytes of all its parts, unpacked; also of all text in one sheet
    pub bytes: u64,
    pub sheets: usize,
    pub rows: u64,
    /// Rows by columns, filled or not
    pub cells: u64,
}

pub(super) const BOUNDS: Bounds = Bounds { bytes: 256 << 20, sheets: 100, rows: 500_000, cells: 5_000_000 };

/// Unpacks every part without keeping it. What the archive says of its sizes is not believed.
///
/// # Errors
/// When it is no archive, or unpacks to more than the bounds.
pub(super) fn check_size(bytes: &[u8], bounds: &Bounds) -> Result<(), SheetError> {
    let broken = |error: String| SheetError::Workbook(error);
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(error.to_string()))?;
    let mut left = bounds.bytes;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|error| broken(error.to_string()))?;
        let read = io::copy(&mut part.take(left + 1), &mut io::sink());
        let read = read.map_err(|error| broken(error.to_string()))?;
        left = left.checked_sub(read).ok_or(SheetError::Expands { mebibytes: bounds.bytes >> 20 })?;
    }
    Ok(())
}

/// The first sheet in which something stands.
///
/// # Errors
/// When the workbook cannot be read, or is larger than the bounds.
pub(super) fn first_filled_sheet(bytes: &[u8], bounds: &Bounds) -> Result<Range<Data>, SheetError> {
    check_size(bytes, bounds)?;
    let broken = |error: XlsxError| SheetError::Workbook(error.to_string());
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let names = book.sheet_names();
    if names.len() > bounds.sheets {
        return Err(SheetError::Sheets { most: bounds.sheets });
    }
    for name in names {
        let mut reader = match book.worksheet_cells_reader(&name) {
            Ok(reader) => reader,
            // a chart, for instance
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(broken(error)),
        };
        let mut grid = Grid::new(bounds);
        while let Some(cell) = reader.next_cell().map_err(broken)? {
            grid.add(&cell)?;
        }
        if !grid.cells.is_empty() {
            return Ok(Range::from_sparse(grid.cells));
        }
    }
    Err(SheetError::Empty)
}

/// Filled cells, and how much they span.
struct Grid<'a> {
    bounds: &'a Bounds,
    cells: Vec<Cell<Data>>,
    text: u64,
    rows: Span,
    columns: Span,
}

impl<'a> Grid<'a> {
    const fn new(bounds: &'a Bounds) -> Self {
        let none = Span { first: u32::MAX, last: 0 };
        Self { bounds, cells: Vec::new(), text: 0, rows: none, columns: none }
    }

    fn add(&mut self, cell: &Cell<DataRef<'_>>) -> Result<(), SheetError> {
        let (row, column) = cell.get_position();
        let value = Data::from(cell.get_value().clone());
        match &value {
            Data::Empty => return Ok(()),
            Data::String(text) if text.trim().is_empty() => return Ok(()),
            // one shared text may stand in a million cells
            Data::String(text) => self.text += text.len() as u64,
            _ => {}
        }
        if self.text > self.bounds.bytes {
            return Err(SheetError::Expands { mebibytes: self.bounds.bytes >> 20 });
        }
        self.rows.reach(row);
        self.columns.reach(column);
        let rows = self.rows.len();
        if rows > self.bounds.rows || rows.saturating_mul(self.columns.len()) > self.bounds.cells {
            return Err(SheetError::Rows { rows: self.bounds.rows, cells: self.bounds.cells });
        }
        self.cells.push(Cell::new((row, column), value));
        Ok(())
    }
}

#[derive(Clone, Copy)]
struct Span {
    first: u32,
    last: u32,
}

impl Span {
    fn reach(&mut self, at: u32) {
        self.first = self.first.min(at);
        self.last = self.last.max(at);
    }

    const fn len(self) -> u64 {
        (self.last - self.first) as u64 + 1
    }
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::Workbook;

    use super::*;

    const SMALL: Bounds = Bounds { bytes: 64 << 10, sheets: 3, rows: 100, cells: 500 };

    fn workbook(cells: &[(u32, u16, &str)]) -> Vec<u8> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (row, column, text) in cells {
            sheet.write(*row, *column, *text).unwrap();
        }
        book.save_to_buffer().unwrap()
    }

    #[test]
    fn the_first_sheet_with_something_in_it_is_read() {
        let mut book = Workbook::new();
        book.add_worksheet();
        book.add_worksheet().write(2, 1, "名称").unwrap();
        let range = first_filled_sheet(&book.save_to_buffer().unwrap(), &SMALL).unwrap();
        assert_eq!((range.start(), range.get_size()), (Some((2, 1)), (1, 1)));
        assert_eq!(first_filled_sheet(&workbook(&[]), &SMALL).unwrap_err(), SheetError::Empty);
    }

    #[test]
    fn a_file_that_unpacks_too_far_is_refused() {
        let huge = workbook(&[
            (0, 0, &"0".repeat(32_000)),
            (1, 0, &"1".repeat(32_000)),
            (2, 0, &"2".repeat(32_000)),
        ]);
        assert!(huge.len() < 16 << 10, "{}", huge.len());
        let refused = check_size(&huge, &SMALL).unwrap_err();
        assert_eq!(refused, SheetError::Expands { mebibytes: 0 });
        assert_eq!(first_filled_sheet(&huge, &SMALL).unwrap_err(), refused);
        assert!(check_size(&huge, &BOUNDS).is_ok());
    }

    #[test]
    fn cells_far_apart_do_not_span_a_grid_without_end() {
        let refused = SheetError::Rows { rows: 100, cells: 500 };
        assert_eq!(
            first_filled_sheet(&workbook(&[(0, 0, "a"), (100, 0, "b")]), &SMALL).unwrap_err(),
            refused
        );
        assert_eq!(first_filled_sheet(&workbook(&[(0, 0, "a"), (50, 9, "b")]), &SMALL).unwrap_err(), refused);
        assert!(first_filled_sheet(&workbook(&[(0, 0, "a"), (99, 4, "b")]), &SMALL).is_ok());
        // the corners of Excel's largest sheet
        let corners = workbook(&[(0, 0, "a"), (1_048_575, 16_383, "b")]);
        assert!(matches!(first_filled_sheet(&corners, &BOUNDS).unwrap_err(), SheetError::Rows { .. }));
    }

    #[test]
    fn one_text_in_many_cells_counts_each_time() {
        let text = "x".repeat(1000);
        let cells: Vec<_> = (0..70).map(|row| (row, 0, text.as_str())).collect();
        assert!(check_size(&workbook(&cells), &SMALL).is_ok());
        let refused = first_filled_sheet(&workbook(&cells), &SMALL).unwrap_err();
        assert_eq!(refused, SheetError::Expands { mebibytes: 0 });
    }

    #[test]
    fn only_so_many_sheets() {
        let mut book = Workbook::new();
        for _ in 0..4 {
            book.add_worksheet();
        }
        let refused = first_filled_sheet(&book.save_to_buffer().unwrap(), &SMALL).unwrap_err();
        assert_eq!(refused, SheetError::Sheets { most: 3 });
    }
}
