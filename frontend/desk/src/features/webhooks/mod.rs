//! 推送订阅: which third-party systems are sent what, and what came of it.

mod actions;
mod detail_page;
mod dialog;
mod event_types;
mod fields;
mod log;
mod look;
mod page;

pub(crate) use detail_page::WebhookPage;
pub(crate) use page::WebhooksPage;
