use actix_web::{HttpResponse, get, post, web::Data};
use application::App;
use contract::{
    page::Page,
    problem::Problem,
    webhooks::{DeliveryQuery, DeliveryView, ReplayEvents, WebhookView},
};
use domain::kernel::{DeliveryId, WebhookId};

use crate::{
    Failure,
    extract::{Command, Id, Query, Signed, Write},
    reply,
};

#[utoipa::path(
    tag = "webhooks",
    operation_id = "test_webhook",
    summary = "发送测试事件 · Send a test event",
    description = "Puts a `webhook.test` event in line for this subscription only, whatever its event types; it is in no \
        feed and its `seq` is 0. The list of deliveries tells what came of it. Permission `webhooks.manage`.",
    params(("id" = WebhookId, Path, description = "Id of the subscription")),
    responses(
        (status = 202, description = "The delivery, waiting", body = DeliveryView),
        (status = 403, description = "Without `webhooks.manage`", body = Problem),
        (status = 404, description = "Not found, or not yours to change", body = Problem),
        (status = 409, description = "`rule_broken`: `webhook_inactive`", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/webhooks/{id}/test")]
pub(crate) async fn test_webhook(
    app: Data<App>,
    command: Command,
    id: Id<WebhookId>,
) -> Result<HttpResponse, Failure> {
    reply::written(app.test_webhook(&command.caller, command.idempotent, id.0).await)
}

#[utoipa::path(
    tag = "webhooks",
    operation_id = "replay_events",
    summary = "重放事件 · Send events again",
    description = "Everything after a position of the feed that the subscription is about, in the order of the feed and \
        under the events' own ids; also what was delivered. Newer events wait until it is done. Permission \
        `webhooks.manage`.",
    params(("id" = WebhookId, Path, description = "Id of the subscription")),
    request_body(content = ReplayEvents, example = json!({ "since": 1024 })),
    responses(
        (status = 202, description = "The subscription at the earlier position", body = WebhookView),
        (status = 403, description = "Without `webhooks.manage`", body = Problem),
        (status = 404, description = "Not found, or not yours to change", body = Problem),
        (status = 409, description = "`rule_broken`: `webhook_inactive`", body = Problem),
        (status = 422, description = "The position is not reached yet", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/webhooks/{id}/replay")]
pub(crate) async fn replay_events(
    app: Data<App>,
    id: Id<WebhookId>,
    write: Write<ReplayEvents>,
) -> Result<HttpResponse, Failure> {
    reply::written(app.replay_events(&write.caller, write.idempotent, id.0, write.body).await)
}

#[utoipa::path(
    tag = "webhooks",
    operation_id = "list_deliveries",
    summary = "推送记录 · Deliveries of a webhook",
    description = "One entry for each event, newest first, with its last attempt; kept for 30 days. Permission \
        `webhooks.read`.",
    params(("id" = WebhookId, Path, description = "Id of the subscription"), DeliveryQuery),
    responses(
        (status = 200, description = "A page of deliveries", body = Page<DeliveryView>),
        (status = 403, description = "Without `webhooks.read`", body = Problem),
        (status = 404, description = "Not found, or not yours to see", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/webhooks/{id}/deliveries")]
pub(crate) async fn list_deliveries(
    app: Data<App>,
    signed: Signed,
    id: Id<WebhookId>,
    query: Query<DeliveryQuery>,
) -> Result<HttpResponse, Failure> {
    reply::shown(app.list_deliveries(&signed.0, id.0, &query.0).await)
}

#[utoipa::path(
    tag = "webhooks",
    operation_id = "replay_delivery",
    summary = "重新推送 · Send one event again",
    description = "As if for the first time, under the event's own id; also what was delivered or has failed for good. \
        Permission `webhooks.manage`.",
    params(("id" = DeliveryId, Path, description = "Id of the delivery")),
    responses(
        (status = 202, description = "The delivery, waiting", body = DeliveryView),
        (status = 403, description = "Without `webhooks.manage`", body = Problem),
        (status = 404, description = "Not found, or not yours to change", body = Problem),
        (status = 409, description = "`rule_broken`: `webhook_inactive`", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/webhook-deliveries/{id}/replay")]
pub(crate) async fn replay_delivery(
    app: Data<App>,
    command: Command,
    id: Id<DeliveryId>,
) -> Result<HttpResponse, Failure> {
    reply::written(app.replay_delivery(&command.caller, command.idempotent, id.0).await)
}
