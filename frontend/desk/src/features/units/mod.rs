//! 装机: the list, the electronic warranty card of one unit, and the form.

mod content;
mod fields;
mod form;
mod form_page;
mod list_page;
mod page;
mod page_requests;
mod page_side;
mod picker;
mod rows;
mod verdict;
mod verdict_model;
mod verify;

pub(crate) use form_page::{EditUnitPage, NewUnitPage};
pub(crate) use list_page::UnitsPage;
pub(crate) use page::UnitPage;
pub(crate) use picker::UnitPicker;
pub(crate) use rows::UnitRows;
pub(crate) use verdict::VerdictCard;
