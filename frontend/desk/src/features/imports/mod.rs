//! 导入: send a list, read the report of the dry run by row and column, apply, watch.

mod detail_page;
mod findings;
mod model;
mod page;
mod summary;
mod upload;

pub(crate) use detail_page::ImportPage;
pub(crate) use page::ImportsPage;
