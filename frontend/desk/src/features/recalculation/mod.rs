//! 重算时限: newer rules for running clocks, seen first, then applied with a reason.

mod apply;
mod page;
mod row;

pub(crate) use page::RecalculationPage;
