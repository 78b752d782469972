//! 时限: calendars, service policies, what-if. The computation is the domain's.

mod calendars;
mod policies;
mod preview;
mod recalculation;
pub(crate) mod rules;
pub(crate) mod store;
