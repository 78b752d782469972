//! 报表: promises, figures, the lists that make them up, and the wall board.

mod figures;
mod filters;
mod lists;
mod page;
mod tables;
mod wall;

pub(crate) use lists::{CasesPage, LedgerPage};
pub(crate) use page::ReportsPage;
pub(crate) use wall::WallPage;
