//! 时限: what-if, calendars, service policies.

mod calendars;
mod policies;
mod preview;
mod recalculation;

use crate::routes::Routes;

pub(crate) fn routes(cfg: &mut impl Routes) {
    preview::routes(cfg);
    calendars::routes(cfg);
    policies::routes(cfg);
    recalculation::routes(cfg);
}
