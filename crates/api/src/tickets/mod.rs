//! 客户服务需求.

mod commands;
mod requests;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    requests::routes(cfg);
    commands::routes(cfg);
}
