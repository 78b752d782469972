//! 导出: a list with its filters as a file. Rows are read page by page; what the file holds is what the list would show.

mod columns;
mod csv_file;
pub(crate) mod sheet;
mod tickets;
mod workbook_file;

pub use columns::Language;
pub(crate) use columns::local;
pub use sheet::{ExportFile, ExportFormat};
