//! 服务档案: everything that happened, newest first, in sentences.

mod kind;
mod latest;
mod list;
mod sentence;
mod telling;

pub(crate) use latest::LatestEntries;
pub(super) use list::Timeline;
