//! 服务需求: what is due next, first.

mod export;
mod filter_bar;
mod filters;
mod live;
mod page;
mod preview;
mod row;

pub(crate) use page::QueuePage;
