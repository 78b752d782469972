//! One row of a list with its fields by name.

use super::sheet::Row;

/// Which column holds which field.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    headers: Vec<String>,
    fields: Vec<Option<&'static str>>,
}

impl Columns {
    pub(super) fn new(headers: &[String], field_of: impl Fn(&str) -> Option<&'static str>) -> Self {
        Self { headers: headers.to_vec(), fields: headers.iter().map(|header| field_of(header)).collect() }
    }

    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, Option<&'static str>)> {
        self.headers.iter().map(String::as_str).zip(self.fields.iter().copied())
    }

    pub(super) fn has(&self, field: &str) -> bool {
        self.fields.contains(&Some(field))
    }
}

/// A row seen through its columns. What is empty is not there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields<'a> {
    pub columns: &'a Columns,
    pub row: &'a Row,
}

impl<'a> Fields<'a> {
    /// The value of a field: of several columns for it the first that is filled.
    pub(super) fn get(&self, field: &str) -> Option<&'a str> {
        self.cell(field).map(|(_, value)| value)
    }

    /// The column and the value of a field, for a finding; the first column of the field when none is filled.
    pub(super) fn place(&self, field: &str) -> Option<(String, String)> {
        let empty = || {
            let at = self.columns.fields.iter().position(|held| *held == Some(field))?;
            self.columns.headers.get(at).map(|header| (header.clone(), String::new()))
        };
        self.cell(field).map(|(header, value)| (header.to_owned(), value.to_owned())).or_else(empty)
    }

    fn cell(&self, field: &str) -> Option<(&'a str, &'a str)> {
        let held = self.columns.fields.iter().enumerate().filter(|(_, held)| **held == Some(field));
        held.filter_map(|(at, _)| {
            Some((self.columns.headers.get(at)?.as_str(), self.row.cells.get(at)?.as_str()))
        })
        .find(|(_, value)| !value.is_empty())
    }

    /// Filled cells to the right of the header: a separator too many, most often inside an unquoted address.
    pub(super) fn stray(&self) -> Option<&'a str> {
        let cells = self.row.cells.get(self.columns.headers.len()..).unwrap_or_default();
        cells.iter().map(String::as_str).find(|cell| !cell.is_empty())
    }
}
