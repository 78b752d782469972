//! The feed of everything that happened, page by page and live.

mod feed;
pub(crate) mod live;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(feed::list_events).service(live::follow_events);
}
