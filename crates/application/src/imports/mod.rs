//! 导入: lists of customers and units, and the history of another system. A dry run with a report by row and column first,
//! then the application; re-runnable without duplicates, resumable at any row.

mod columns;
mod customers;
mod dates;
mod finding;
pub(crate) mod history;
mod importer;
mod incidents;
mod jobs;
mod list;
mod mapping;
mod prepared;
mod progress;
mod rows;
mod sheet;
pub(crate) mod store;
mod text_encoding;
mod units;
mod workbook;

pub use importer::KeepGoing;
pub use jobs::{ImportReport, NewImport};
