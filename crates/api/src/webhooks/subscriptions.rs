use actix_web::{HttpResponse, delete, get, post, put, web::Data};
use application::App;
use contract::{
    page::{Page, PageQuery},
    problem::Problem,
    webhooks::{SaveWebhook, WebhookView, WebhookWithSecret},
};
use domain::kernel::WebhookId;

use crate::{
    Failure,
    extract::{Command, Id, Query, Signed, Version, Write},
    reply,
};

#[utoipa::path(
    tag = "webhooks",
    operation_id = "list_webhooks",
    summary = "推送订阅列表 · Webhooks",
    description = "Newest first, those of the caller's branches. Permission `webhooks.read`.",
    params(PageQuery),
    responses(
        (status = 200, description = "A page of subscriptions", body = Page<WebhookView>),
        (status = 403, description = "Without `webhooks.read`", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/webhooks")]
pub(crate) async fn list_webhooks(
    app: Data<App>,
    signed: Signed,
    query: Query<PageQuery>,
) -> Result<HttpResponse, Failure> {
    reply::shown(app.list_webhooks(&signed.0, &query.0).await)
}

#[utoipa::path(
    tag = "webhooks",
    operation_id = "create_webhook",
    summary = "新增推送订阅 · A new webhook",
    description = "Events are posted to `url` from now on, each as `GET /events` shows it; see `webhooks` in this document \
        for what is sent and how it is signed. The secret is in this answer only; a repeated request gets `secret: null`. \
        The address must be `https` and lead to the public internet, unless the server was started to allow others. A \
        subscription made with an API key ends with the key. Permissions `webhooks.manage` and `events.read` over the \
        whole scope: `branch_id` with everything below, null for the company.",
    request_body(content = SaveWebhook, example = json!({
        "url": "https://erp.example.com/hooks/aftercare", "event_types": ["ticket.archived", "unit.*"],
        "branch_id": null, "description": "ERP", "active": true
    })),
    responses(
        (status = 201, description = "The subscription with its secret, shown this once", body = WebhookWithSecret),
        (status = 403, description = "Without the permissions over that scope", body = Problem),
        (status = 422, description = "Fields are not right: `insecure`, `private_address`, …", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/webhooks")]
pub(crate) async fn create_webhook(
    app: Data<App>,
    write: Write<SaveWebhook>,
) -> Result<HttpResponse, Failure> {
    reply::written(app.create_webhook(&write.caller, write.idempotent, write.body).await)
}

#[utoipa::path(
    tag = "webhooks",
    operation_id = "show_webhook",
    summary = "推送订阅 · One webhook",
    description = "Without its secret, which is never shown again. Permission `webhooks.read`.",
    params(("id" = WebhookId, Path, description = "Id of the subscription")),
    responses(
        (status = 200, description = "The subscription", body = WebhookView),
        (status = 403, description = "Without `webhooks.read`", body = Problem),
        (status = 404, description = "Not found, or not yours to see", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/webhooks/{id}")]
pub(crate) async fn show_webhook(
    app: Data<App>,
    signed: Signed,
    id: Id<WebhookId>,
) -> Result<HttpResponse, Failure> {
    reply::versioned(app.show_webhook(&signed.0, id.0).await, |hook| hook.version)
}

#[utoipa::path(
    tag = "webhooks",
    operation_id = "update_webhook",
    summary = "修改推送订阅 · Change a webhook",
    description = "Holds for every event that was not taken for delivery yet; what waits is sent to the new address. \
        `active: false` pauses: afterwards it goes on where it stopped, and nothing is lost. Permissions as when \
        creating, over the old and the new scope.",
    params(("id" = WebhookId, Path, description = "Id of the subscription")),
    request_body(content = SaveWebhook, example = json!({
        "url": "https://erp.example.com/hooks/aftercare", "event_types": [],
        "branch_id": null, "description": "ERP", "active": false
    })),
    responses(
        (status = 200, description = "The subscription as it is now", body = WebhookView),
        (status = 403, description = "Without the permissions over that scope", body = Problem),
        (status = 404, description = "Not found, or not yours to change", body = Problem),
        (status = 412, description = "Changed meanwhile", body = Problem),
        (status = 422, description = "Fields are not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[put("/webhooks/{id}")]
pub(crate) async fn update_webhook(
    app: Data<App>,
    id: Id<WebhookId>,
    write: Write<SaveWebhook>,
    version: Version,
) -> Result<HttpResponse, Failure> {
    reply::written(app.update_webhook(&write.caller, write.idempotent, id.0, version.0, write.body).await)
}

#[utoipa::path(
    tag = "webhooks",
    operation_id = "delete_webhook",
    summary = "删除推送订阅 · Remove a webhook",
    description = "With its deliveries and everything that waits for it. Permission `webhooks.manage`.",
    params(("id" = WebhookId, Path, description = "Id of the subscription")),
    responses(
        (status = 204, description = "Removed"),
        (status = 403, description = "Without `webhooks.manage`", body = Problem),
        (status = 404, description = "Not found, or not yours to change", body = Problem),
        (status = 412, description = "Changed meanwhile", body = Problem),
    ),
    security(("bearer" = []))
)]
#[delete("/webhooks/{id}")]
pub(crate) async fn delete_webhook(
    app: Data<App>,
    command: Command,
    id: Id<WebhookId>,
    version: Version,
) -> Result<HttpResponse, Failure> {
    reply::written(app.delete_webhook(&command.caller, command.idempotent, id.0, version.0).await)
}

#[utoipa::path(
    tag = "webhooks",
    operation_id = "rotate_webhook_secret",
    summary = "更换签名密钥 · Rotate the secret",
    description = "A new secret, shown in this answer only. For 24 hours the one before signs too (two signatures, with a \
        blank between them); an even older one ends now, so that a secret that got out is stopped by rotating twice. \
        Permission `webhooks.manage`.",
    params(("id" = WebhookId, Path, description = "Id of the subscription")),
    responses(
        (status = 200, description = "The subscription with its new secret", body = WebhookWithSecret),
        (status = 403, description = "Without `webhooks.manage`", body = Problem),
        (status = 404, description = "Not found, or not yours to change", body = Problem),
        (status = 412, description = "Changed meanwhile", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/webhooks/{id}/rotate-secret")]
pub(crate) async fn rotate_webhook_secret(
    app: Data<App>,
    command: Command,
    id: Id<WebhookId>,
    version: Version,
) -> Result<HttpResponse, Failure> {
    reply::written(app.rotate_webhook_secret(&command.caller, command.idempotent, id.0, version.0).await)
}
