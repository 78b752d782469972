//! A file opened for its kind: rows of a list with their columns, or changes of a log with their mapping.

use contract::imports::{ImportColumn, ImportDetected, ImportKind};

use super::{
    columns::field_of,
    incidents::{Group, groups},
    list::lacks,
    mapping::{Mapping, Places},
    rows::Columns,
    sheet::{Format, Sheet},
};

#[derive(Debug)]
pub(super) struct Prepared {
    pub sheet: Sheet,
    pub shape: Shape,
    pub detected: ImportDetected,
}

#[derive(Debug)]
pub(super) enum Shape {
    List { columns: Columns },
    Log { mapping: Box<Mapping>, places: Places, groups: Vec<Group> },
}

impl Prepared {
    /// Opens the file; slow for a large one.
    ///
    /// # Errors
    /// Why it cannot be imported at all, for people.
    pub(super) fn open(kind: ImportKind, bytes: &[u8], mapping: Option<&str>) -> Result<Self, String> {
        match kind {
            ImportKind::Tickets => Self::log(bytes, mapping.unwrap_or_default()),
            ImportKind::Customers | ImportKind::Units => Self::list(kind, bytes),
        }
    }

    fn list(kind: ImportKind, bytes: &[u8]) -> Result<Self, String> {
        let is_header =
            |cells: &[String]| cells.iter().filter(|cell| field_of(kind, cell).is_some()).count() >= 2;
        let sheet = Sheet::open(bytes, &is_header).map_err(|error| error.to_string())?;
        let columns = Columns::new(&sheet.header.cells, |header| field_of(kind, header));
        if let Some(missing) = lacks(kind, &columns) {
            return Err(format!("文件缺少列：{missing} (the column is missing)"));
        }
        let used = columns.pairs().map(|(header, field)| column(header, field)).collect();
        Ok(Self { detected: detected(&sheet, used), sheet, shape: Shape::List { columns } })
    }

    fn log(bytes: &[u8], mapping: &str) -> Result<Self, String> {
        let mapping = Mapping::read(mapping).map_err(|error| error.to_string())?;
        let is_header = |cells: &[String]| cells.iter().any(|cell| cell.eq_ignore_ascii_case(&mapping.key));
        let sheet = Sheet::open(bytes, &is_header).map_err(|error| error.to_string())?;
        let places = mapping.places(&sheet.header.cells).map_err(|error| error.to_string())?;
        let groups = groups(&sheet, &mapping, &places);
        let used = sheet.header.cells.iter().map(|header| column(header, mapping.field_of(header))).collect();
        let detected = detected(&sheet, used);
        Ok(Self { sheet, shape: Shape::Log { mapping: Box::new(mapping), places, groups }, detected })
    }
}

fn column(header: &str, field: Option<&'static str>) -> ImportColumn {
    ImportColumn { header: header.to_owned(), field: field.map(ToOwned::to_owned) }
}

fn detected(sheet: &Sheet, columns: Vec<ImportColumn>) -> ImportDetected {
    let format = match sheet.format {
        Format::Csv => "csv",
        Format::Xlsx => "xlsx",
    };
    ImportDetected {
        encoding: sheet.encoding.to_owned(),
        format: format.to_owned(),
        separator: sheet.separator.map(String::from),
        columns,
    }
}
