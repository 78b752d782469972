//! 今日: the start page. What is late and what falls due next, by role; every figure leads to the list that makes it up.

mod due_next;
mod figures;
mod focus;
mod page;
mod queues;
mod shares;
mod trend;

pub(crate) use page::TodayPage;
