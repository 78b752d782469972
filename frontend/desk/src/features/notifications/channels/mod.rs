//! 通知通道: the mail server, and robots and gateways of branches.

mod email;
mod fields;
mod form;
mod page;

pub(crate) use page::ChannelsPage;
