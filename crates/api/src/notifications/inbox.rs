use actix_web::{HttpResponse, get, post, put, web::Data};
use application::App;
use contract::{
    notifications::{NotificationQuery, NotificationView, PreferencesView, SavePreferences, UnreadCount},
    page::Page,
    problem::Problem,
};
use domain::kernel::NotificationId;

use crate::{
    Failure,
    extract::{Command, Id, Query, Signed, Version, Write},
    reply,
};

#[utoipa::path(
    tag = "notifications",
    operation_id = "list_notifications",
    summary = "站内消息 · What I was told",
    description = "Newest first; in Chinese and English. Each says by which rule and clause the person was told. Only one's own: no permission opens another's inbox.",
    params(NotificationQuery),
    responses(
        (status = 200, description = "A page of notifications", body = Page<NotificationView>),
        (status = 403, description = "Machines have no inbox", body = Problem),
        (status = 422, description = "Fields are not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/notifications")]
pub(crate) async fn list_notifications(
    app: Data<App>,
    signed: Signed,
    query: Query<NotificationQuery>,
) -> Result<HttpResponse, Failure> {
    reply::shown(app.list_notifications(&signed.0, &query.0).await)
}

#[utoipa::path(
    tag = "notifications",
    operation_id = "count_unread_notifications",
    summary = "未读数 · How many I have not read",
    description = "At most 100. The live stream sends the same as `event: notifications` whenever it changes.",
    responses(
        (status = 200, description = "The count", body = UnreadCount),
        (status = 403, description = "Machines have no inbox", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/notifications/unread-count")]
pub(crate) async fn count_unread_notifications(
    app: Data<App>,
    signed: Signed,
) -> Result<HttpResponse, Failure> {
    reply::shown(app.count_unread_notifications(&signed.0).await)
}

#[utoipa::path(
    tag = "notifications",
    operation_id = "read_all_notifications",
    summary = "全部已读 · I have read everything",
    description = "Everything that there is now.",
    responses(
        (status = 200, description = "None is unread", body = UnreadCount),
        (status = 403, description = "Machines have no inbox", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/notifications/read-all")]
pub(crate) async fn read_all_notifications(
    app: Data<App>,
    command: Command,
) -> Result<HttpResponse, Failure> {
    reply::written(app.read_all_notifications(&command.caller, command.idempotent).await)
}

#[utoipa::path(
    tag = "notifications",
    operation_id = "read_notification",
    summary = "已读 · I have read it",
    description = "A second time changes nothing.",
    params(("id" = NotificationId, Path, description = "Id of the notification")),
    responses(
        (status = 200, description = "The notification", body = NotificationView),
        (status = 404, description = "Not found, or not yours to see", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/notifications/{id}/read")]
pub(crate) async fn read_notification(
    app: Data<App>,
    command: Command,
    id: Id<NotificationId>,
) -> Result<HttpResponse, Failure> {
    reply::written(app.read_notification(&command.caller, command.idempotent, id.0).await)
}

#[utoipa::path(
    tag = "notifications",
    operation_id = "show_notification_preferences",
    summary = "通知设置 · How I want to be told",
    description = "Version 0 when nothing was chosen yet.",
    responses(
        (status = 200, description = "The preferences; the version is the ETag", body = PreferencesView),
        (status = 403, description = "Machines have no inbox", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/notifications/preferences")]
pub(crate) async fn show_notification_preferences(
    app: Data<App>,
    signed: Signed,
) -> Result<HttpResponse, Failure> {
    reply::versioned(app.show_notification_preferences(&signed.0).await, |chosen| chosen.version)
}

#[utoipa::path(
    tag = "notifications",
    operation_id = "save_notification_preferences",
    summary = "修改通知设置 · Change how I want to be told",
    description = "From the next notification on. Quiet hours delay e-mail, robots and text messages by the clocks of one's branch; never the inbox, never what is critical (P1). The inbox cannot be switched off.",
    request_body(content = SavePreferences, example = json!({
        "language": "zh", "quiet": { "from": "22:00", "until": "07:00" }, "email": "zhangwei@example.com",
        "channels": [{ "kind": "assigned", "channels": ["inbox"] }]
    })),
    responses(
        (status = 200, description = "The preferences", body = PreferencesView),
        (status = 403, description = "Machines have no inbox", body = Problem),
        (status = 412, description = "Changed meanwhile", body = Problem),
        (status = 422, description = "Fields are not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[put("/notifications/preferences")]
pub(crate) async fn save_notification_preferences(
    app: Data<App>,
    write: Write<SavePreferences>,
    version: Version,
) -> Result<HttpResponse, Failure> {
    reply::written(
        app.save_notification_preferences(&write.caller, write.idempotent, version.0, write.body).await,
    )
}
