use actix_web::{HttpResponse, post, web::Data};
use application::App;
use contract::{
    problem::Problem,
    sla::{SlaPreview, SlaPreviewRequest},
};

use crate::{
    Failure,
    extract::{Body, Signed},
    reply,
    routes::Routes,
};

pub(super) fn routes(cfg: &mut impl Routes) {
    cfg.service(preview_sla);
}

/// What would the clocks say?
#[utoipa::path(
    tag = "sla", operation_id = "preview_sla", summary = "时限试算 · Preview deadlines",
    description = "Computes clocks for given facts over the working calendars, with the trace of how each due time came about. Ad-hoc \
        `clocks` replace the policy's; `as_of` defaults to now. Pure: nothing is stored, no Idempotency-Key. Permission `sla.preview`.",
    request_body(content = SlaPreviewRequest, example = json!({
        "request_type": "repair", "priority": "P3", "received_at": "2025-03-03T01:00:00Z", "as_of": "2025-03-06T07:00:00Z",
        "clocks": [ { "kind": "resolution", "target": "16WH", "calendar": "CAL-8x5", "pausable": true } ],
        "facts": [ { "at": "2025-03-04T02:00:00Z", "kind": "pause", "reason": "customer_downtime_window" },
            { "at": "2025-03-06T06:00:00Z", "kind": "resume" } ]
    })),
    responses(
        (status = 200, description = "Clocks", body = SlaPreview),
        (status = 401, description = "Not signed in", body = Problem), (status = 422, description = "A fact contradicts the others", body = Problem),
    ),
    security(("bearer" = [])),
)]
#[post("/sla/preview")]
pub(crate) async fn preview_sla(
    app: Data<App>,
    signed: Signed,
    body: Body<SlaPreviewRequest>,
) -> Result<HttpResponse, Failure> {
    reply::shown::<SlaPreview>(app.preview_sla(&signed.0, &body.value).await)
}
