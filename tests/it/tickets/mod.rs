//! 客户服务需求 over HTTP.

mod bad_input;
mod clocks;
mod export;
mod job;
mod list;
mod number;
mod story;
