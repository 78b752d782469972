//! 客户服务需求: register, command, list, show. The decisions are the domain's.

pub(crate) mod bulk;
mod command;
pub(crate) mod export;
mod history;

mod linking;
mod list;
pub(crate) mod lookups;
pub(crate) mod promises;
pub(crate) mod reactions;
mod register;
mod repin;
pub(crate) mod rollup;
pub(crate) mod save;
pub(crate) mod store;
mod view;

pub use command::Order;
pub(crate) use history::import_historical;

pub(crate) use list::{summaries_of_unit, visible};
pub(crate) use repin::Repinning;
