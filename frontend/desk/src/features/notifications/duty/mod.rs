//! 值班表: who is on duty when, at which branch.

mod content;
mod form;
mod page;

pub(crate) use page::DutyPage;
