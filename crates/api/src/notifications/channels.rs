use actix_web::{HttpResponse, get, post, put, web::Data};
use application::App;
use contract::{
    notifications::{ChannelView, SaveChannel},
    page::{Page, PageQuery},
    problem::Problem,
};
use domain::kernel::NotificationChannelId;

use crate::{
    Failure,
    extract::{Command, Id, Query, Signed, Version, Write},
    reply,
};

#[utoipa::path(
    tag = "notifications",
    operation_id = "list_notification_channels",
    summary = "通知通道 · Robots and gateways",
    description = "Newest first. Address and key are never shown again. Permission `notifications.manage`.",
    params(PageQuery),
    responses(
        (status = 200, description = "A page of channels", body = Page<ChannelView>),
        (status = 403, description = "Without `notifications.manage`", body = Problem),
        (status = 422, description = "Fields are not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/notification-channels")]
pub(crate) async fn list_notification_channels(
    app: Data<App>,
    signed: Signed,
    query: Query<PageQuery>,
) -> Result<HttpResponse, Failure> {
    reply::shown(app.list_notification_channels(&signed.0, &query.0).await)
}

#[utoipa::path(
    tag = "notifications",
    operation_id = "create_notification_channel",
    summary = "新增通知通道 · A new robot or gateway",
    description = "企业微信 and 钉钉 robots of a group chat, or a gateway for text messages that takes JSON by POST. It serves the requests of its branch and of those below that have none of their own. `url` must be public https; it is kept encrypted.",
    request_body(content = SaveChannel, example = json!({
        "branch_id": "019a0000-0000-7000-8000-000000000001", "kind": "dingtalk_robot", "name": "上海服务群",
        "url": "https://oapi.dingtalk.com/robot/send?access_token=…", "secret": "SEC…", "template": null, "active": true
    })),
    responses(
        (status = 201, description = "The channel", body = ChannelView),
        (status = 403, description = "Without `notifications.manage` at the branch", body = Problem),
        (status = 422, description = "Fields are not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/notification-channels")]
pub(crate) async fn create_notification_channel(
    app: Data<App>,
    write: Write<SaveChannel>,
) -> Result<HttpResponse, Failure> {
    reply::written(app.create_notification_channel(&write.caller, write.idempotent, write.body).await)
}

#[utoipa::path(
    tag = "notifications",
    operation_id = "show_notification_channel",
    summary = "通知通道 · One robot or gateway",
    description = "Without its secrets. Permission `notifications.manage` at the branch.",
    params(("id" = NotificationChannelId, Path, description = "Id of the channel")),
    responses(
        (status = 200, description = "The channel; the version is the ETag", body = ChannelView),
        (status = 404, description = "Not found, or not yours to see", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/notification-channels/{id}")]
pub(crate) async fn show_notification_channel(
    app: Data<App>,
    signed: Signed,
    id: Id<NotificationChannelId>,
) -> Result<HttpResponse, Failure> {
    reply::versioned(app.show_notification_channel(&signed.0, id.0).await, |channel| channel.version)
}

#[utoipa::path(
    tag = "notifications",
    operation_id = "update_notification_channel",
    summary = "修改通知通道 · Change a robot or gateway",
    description = "Without `url`, address and key stay as they are.",
    params(("id" = NotificationChannelId, Path, description = "Id of the channel")),
    request_body(content = SaveChannel, example = json!({
        "branch_id": "019a0000-0000-7000-8000-000000000001", "kind": "dingtalk_robot", "name": "上海服务群",
        "url": "https://oapi.dingtalk.com/robot/send?access_token=…", "secret": "SEC…", "template": null, "active": true
    })),
    responses(
        (status = 200, description = "The channel as it is now", body = ChannelView),
        (status = 403, description = "Without `notifications.manage` at the branch", body = Problem),
        (status = 404, description = "Not found, or not yours to see", body = Problem),
        (status = 412, description = "Changed meanwhile", body = Problem),
        (status = 422, description = "Fields are not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[put("/notification-channels/{id}")]
pub(crate) async fn update_notification_channel(
    app: Data<App>,
    id: Id<NotificationChannelId>,
    write: Write<SaveChannel>,
    version: Version,
) -> Result<HttpResponse, Failure> {
    reply::written(
        app.update_notification_channel(&write.caller, write.idempotent, id.0, version.0, write.body).await,
    )
}

#[utoipa::path(
    tag = "notifications",
    operation_id = "test_notification_channel",
    summary = "测试通知通道 · Try it out",
    description = "Says a word on the channel now; 204 when the other side took it.",
    params(("id" = NotificationChannelId, Path, description = "Id of the channel")),
    responses(
        (status = 204, description = "The other side took it"),
        (status = 404, description = "Not found, or not yours to see", body = Problem),
        (status = 409, description = "`rule_broken`: `channel_failed`", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/notification-channels/{id}/test")]
pub(crate) async fn test_notification_channel(
    app: Data<App>,
    command: Command,
    id: Id<NotificationChannelId>,
) -> Result<HttpResponse, Failure> {
    reply::written(app.test_notification_channel(&command.caller, id.0).await)
}

#[utoipa::path(
    tag = "notifications",
    operation_id = "test_notification_email",
    summary = "测试电子邮件 · Try out e-mail",
    description = "Writes a word to the caller's own address (see the preferences) now; 204 when the mail server took it. Permission `notifications.manage`.",
    responses(
        (status = 204, description = "The mail server took it"),
        (status = 403, description = "Without `notifications.manage`", body = Problem),
        (status = 409, description = "`rule_broken`: `channel_failed`", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/notification-email/test")]
pub(crate) async fn test_notification_email(
    app: Data<App>,
    command: Command,
) -> Result<HttpResponse, Failure> {
    reply::written(app.test_notification_email(&command.caller).await)
}
