//! 工作日历与服务政策: which days work, and which promises are made.

mod calendar_side;
mod holiday_import;
mod month_grid;
mod month_model;
mod month_tab;
mod page;
mod policy_clocks;
mod policy_model;
mod policy_rules;
mod policy_tab;

pub(crate) use page::CalendarPage;
pub(crate) use policy_model::{target_text, used_text};
