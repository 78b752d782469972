//! 服务档案: everything that happened, newest first, in sentences.

mod kind;
mod list;
mod sentence;
mod telling;

pub(super) use list::Timeline;
