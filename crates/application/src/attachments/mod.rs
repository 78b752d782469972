//! 附件: content-hashed, checked by content, never in the database.

mod links;
pub(crate) mod store;

pub(crate) use links::{claim, find};
