//! Codes with labels, version, health, metrics.

mod codes;
mod health;
pub(crate) mod measure;

use crate::routes::Routes;
use actix_web::web;

pub(crate) fn routes(cfg: &mut impl Routes) {
    cfg.service(codes::list_enums).service(codes::show_version);
}

/// Outside `/api/v1`, for the machines that watch the server.
pub(crate) fn health_routes(cfg: &mut web::ServiceConfig) {
    cfg.service(health::alive).service(health::ready).service(health::metrics);
}
