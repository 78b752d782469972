//! imports

pub(crate) mod history;
