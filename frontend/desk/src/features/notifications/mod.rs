//! 消息: what one was told, how one wants to be told, who is on duty, and the robots and gateways that tell.

mod channels;
mod duty;
mod inbox;
mod line;
mod preferences;
mod preferences_fields;

pub(crate) use channels::ChannelsPage;
pub(crate) use duty::DutyPage;
pub(crate) use inbox::InboxPage;
pub(crate) use preferences::PreferencesPage;
