//! 来信: messages that nobody understood, that were rejected or bounced, and what became of them.

mod actions;
mod detail;
mod look;
mod page;

pub(crate) use page::MailPage;
