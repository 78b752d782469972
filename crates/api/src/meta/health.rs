use actix_web::{HttpResponse, get, http::header::ContentType, web::Data};
use application::App;
use contract::meta::HealthView;

use super::measure;

/// The process is there.
#[get("/healthz")]
pub(crate) async fn alive() -> HttpResponse {
    HttpResponse::Ok().json(HealthView { status: "ok".to_owned() })
}

/// The database answers and has today's schema.
#[get("/readyz")]
pub(crate) async fn ready(app: Data<App>) -> HttpResponse {
    match app.ready().await {
        Ok(()) => HttpResponse::Ok().json(HealthView { status: "ok".to_owned() }),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            HttpResponse::ServiceUnavailable().json(HealthView { status: "database".to_owned() })
        }
    }
}

/// Prometheus text.
#[get("/metrics")]
pub(crate) async fn metrics(app: Data<App>) -> HttpResponse {
    match app.gauges().await {
        Ok(gauges) => measure::show(gauges),
        Err(error) => tracing::warn!(%error, "no figures for the monitor"),
    }
    HttpResponse::Ok().insert_header(ContentType::plaintext()).body(measure::render())
}
