//! 我的任务: what is assigned to me, for a thumb.

mod card;
mod page;

pub(crate) use page::JobsPage;
