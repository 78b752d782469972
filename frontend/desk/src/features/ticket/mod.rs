//! 客户服务需求: one page per request.

mod clock_model;
mod look;

pub(crate) use look::{ChargeBadge, PriorityBadge, StateBadge, VerificationBadge};
