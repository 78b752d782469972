//! 客户服务需求: one page per request.

mod banners;
mod clock_model;
mod clocks;
mod command;
mod facts;
mod flow_bar;
mod flow_model;
mod header;
mod look;
mod page;
mod panel;
mod promises;
mod record;
#[cfg(test)]
pub(crate) mod sample;
mod state;
mod steps;
mod steps_model;
mod timeline;
mod words;

pub(crate) use facts::map_link;
pub(crate) use look::{ChargeBadge, PriorityBadge, StateBadge, VerificationBadge};
pub(crate) use page::TicketPage;
pub(crate) use steps_model::icon as step_icon;
pub(crate) use timeline::LatestEntries;
pub(crate) use words::window;
