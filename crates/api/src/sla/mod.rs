//! 时限: what-if, calendars, service policies.

mod calendars;
mod policies;
mod preview;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    preview::routes(cfg);
    calendars::routes(cfg);
    policies::routes(cfg);
}
