//! Requests in short, wherever another page shows some of them: the start page, a customer, a unit.

mod rows;

pub(crate) use rows::{Columns, RequestRows};
