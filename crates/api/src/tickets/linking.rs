//! 合并 and 拆分.

use actix_web::{HttpResponse, post, web::Data};
use application::App;
use contract::{
    problem::Problem,
    tickets::{Merge, Split, TicketView},
};
use domain::kernel::TicketId;

use crate::{
    Failure,
    extract::{Id, Version, Write},
    reply,
    routes::Routes,
};

pub(super) fn routes(cfg: &mut impl Routes) {
    cfg.service(merge_ticket).service(split_ticket);
}

#[utoipa::path(
    tag = "tickets", operation_id = "merge_ticket", summary = "合并需求 · Merge into another request",
    description = "This request ends as merged, its running clocks `cancelled(merged)`; the other one takes the earlier receipt and is \
        recomputed, with an audit entry (2.3 item 13). Both are open and have customer or unit in common. Answers the one that goes \
        on. Permission `tickets.cancel` at both.",
    params(
        ("id" = TicketId, Path, description = "The request that ends"),
        ("If-Match" = String, Header, description = "ETag of that request as last seen"),
    ),
    request_body(content = Merge, example = json!({ "into": "0199c0de-0000-7000-8000-000000000005", "reason": "同一故障重复报修" })),
    responses(
        (status = 200, description = "The request that goes on", body = TicketView),
        (status = 401, description = "Not signed in", body = Problem), (status = 403, description = "Not permitted", body = Problem),
        (status = 404, description = "Not there, or not yours to see", body = Problem),
        (status = 409, description = "Refused, naming every reason", body = Problem),
        (status = 412, description = "Changed meanwhile", body = Problem),
        (status = 422, description = "Fields that are not right", body = Problem),
        (status = 428, description = "If-Match is missing", body = Problem),
    ),
    security(("bearer" = [])),
)]
#[post("/tickets/{id}/merge")]
pub(crate) async fn merge_ticket(
    app: Data<App>,
    id: Id<TicketId>,
    write: Write<Merge>,
    version: Version,
) -> Result<HttpResponse, Failure> {
    reply::written(app.merge_ticket(&write.caller, write.idempotent, id.0, version.0, write.body).await)
}

#[utoipa::path(
    tag = "tickets", operation_id = "split_ticket", summary = "拆分需求 · Split off a request",
    description = "A part becomes a request of its own, which inherits receipt, answers, pauses and used time (2.3 item 13). Answers \
        the new one. Permission `tickets.register`.",
    params(
        ("id" = TicketId, Path, description = "The request that is split"),
        ("If-Match" = String, Header, description = "ETag of that request as last seen"),
    ),
    request_body(content = Split, example = json!({ "request_type": "repair", "severity": "3", "impact": "runs", "description": "另有漏油",
        "reason": "两个故障分开处理" })),
    responses(
        (status = 201, description = "The new request", body = TicketView),
        (status = 401, description = "Not signed in", body = Problem), (status = 403, description = "Not permitted", body = Problem),
        (status = 404, description = "Not there, or not yours to see", body = Problem),
        (status = 409, description = "Refused, naming every reason", body = Problem),
        (status = 412, description = "Changed meanwhile", body = Problem),
        (status = 422, description = "Fields that are not right", body = Problem),
        (status = 428, description = "If-Match is missing", body = Problem),
    ),
    security(("bearer" = [])),
)]
#[post("/tickets/{id}/split")]
pub(crate) async fn split_ticket(
    app: Data<App>,
    id: Id<TicketId>,
    write: Write<Split>,
    version: Version,
) -> Result<HttpResponse, Failure> {
    reply::written(app.split_ticket(&write.caller, write.idempotent, id.0, version.0, write.body).await)
}
