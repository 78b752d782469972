//! Counts and durations of requests by operation, and the request id on every answer.

use std::sync::{
    OnceLock,
    atomic::{AtomicU64, Ordering},
};
use std::time::Instant;

use actix_web::{
    Error, HttpMessage as _,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{HeaderName, HeaderValue},
    },
    middleware::Next,
};
use application::meta::Gauges;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_actix_web::RequestId;

const REQUESTS: &str = "aftercare_http_requests_total";
const SECONDS: &str = "aftercare_http_request_seconds";
const OUTBOX: &str = "aftercare_outbox_position";
const LAG: &str = "aftercare_threshold_lag_seconds";
const BUCKETS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0];
/// Samples wait in memory until they are put into their buckets, so that happens every so many requests.
const UPKEEP_EVERY: u64 = 1000;

static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
static SEEN: AtomicU64 = AtomicU64::new(0);

/// One recorder for the process, installed by the first server.
pub(crate) fn install() {
    RECORDER.get_or_init(|| {
        let builder =
            PrometheusBuilder::new().set_buckets(BUCKETS).and_then(PrometheusBuilder::install_recorder);
        if let Err(error) = &builder {
            tracing::warn!(%error, "metrics are not recorded");
        }
        metrics::describe_counter!(REQUESTS, "Requests by operation and status");
        metrics::describe_histogram!(SECONDS, "Seconds from request to the head of the answer, by operation");
        metrics::describe_gauge!(OUTBOX, "Newest position of the event feed");
        metrics::describe_gauge!(LAG, "By how many seconds the oldest unfired threshold is late");
        builder.ok()
    });
}

pub(crate) fn render() -> String {
    RECORDER.get().and_then(Option::as_ref).map(PrometheusHandle::render).unwrap_or_default()
}

pub(crate) fn show(gauges: Gauges) {
    #[expect(clippy::cast_precision_loss, reason = "a gauge is a float; positions stay below 2^53")]
    {
        metrics::gauge!(OUTBOX).set(gauges.outbox_seq as f64);
        metrics::gauge!(LAG).set(gauges.threshold_lag_millis as f64 / 1000.0);
    }
}

/// Middleware around everything.
///
/// # Errors
/// Those of the handler.
pub(crate) async fn measured<B: MessageBody>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let begun = Instant::now();
    let id = req.extensions().get::<RequestId>().map(ToString::to_string);
    let mut response = next.call(req).await?;
    if let Some(value) = id.and_then(|id| HeaderValue::from_str(&id).ok()) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    // addresses that are none of ours are one operation: strangers cannot fill the memory
    let path = response.request().match_pattern().unwrap_or_else(|| "other".to_owned());
    let operation = format!("{} {path}", known(response.request().method()));
    metrics::histogram!(SECONDS, "operation" => operation.clone()).record(begun.elapsed().as_secs_f64());
    let status = response.status().as_u16().to_string();
    metrics::counter!(REQUESTS, "operation" => operation, "status" => status).increment(1);
    if SEEN.fetch_add(1, Ordering::Relaxed) % UPKEEP_EVERY == UPKEEP_EVERY - 1
        && let Some(Some(recorder)) = RECORDER.get()
    {
        recorder.run_upkeep();
    }
    Ok(response)
}

fn known(method: &Method) -> &str {
    let ours = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        Method::OPTIONS,
    ];
    if ours.contains(method) { method.as_str() } else { "OTHER" }
}
