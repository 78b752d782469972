//! 客户服务需求 over HTTP.

mod bad_input;
mod clocks;
mod export;
mod golden;
mod holidays;
pub(crate) mod job;
mod list;
mod number;
mod promises;
mod recalculation;
mod search;
mod special_rules;
mod story;
