use actix_web::{HttpResponse, get, post, put, web::Data};
use application::App;
use contract::{
    mailbox::{MailboxView, SaveMailbox},
    problem::Problem,
};
use domain::kernel::MailboxId;

use crate::{
    Failure,
    extract::{Id, Signed, Version, Write},
    reply,
};

#[utoipa::path(
    tag = "mailbox", operation_id = "list_mailboxes", summary = "收信邮箱 · Mailboxes",
    description = "Every mailbox that is read over IMAP, with its state: when it was asked, why that failed. Permission `mail.manage`.",
    responses(
        (status = 200, description = "The mailboxes", body = Vec<MailboxView>),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Without `mail.manage`", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/mail/mailboxes")]
pub(crate) async fn list_mailboxes(app: Data<App>, signed: Signed) -> Result<HttpResponse, Failure> {
    reply::shown(app.list_mailboxes(&signed.0).await)
}

#[utoipa::path(
    tag = "mailbox", operation_id = "create_mailbox", summary = "新增收信邮箱 · A new mailbox",
    description = "What comes from now on is taken as by `POST /mail/messages`, each message once; what lies there already is not. A \
        message that was taken is marked as read, or moved to `done_folder`. The password is kept encrypted. Permission `mail.manage`.",
    request_body(content = SaveMailbox, example = json!({
        "branch_id": "019a0000-0000-7000-8000-000000000001", "name": "售后邮箱", "host": "imap.example.com", "port": 993, "security": "tls",
        "username": "service@example.com", "password": "…", "folder": "INBOX", "done_folder": "Processed", "interval_seconds": 60, "active": true
    })),
    responses(
        (status = 201, description = "The mailbox", body = MailboxView, headers(("Location" = String))),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Without `mail.manage`", body = Problem),
        (status = 422, description = "Fields are not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/mail/mailboxes")]
pub(crate) async fn create_mailbox(
    app: Data<App>,
    write: Write<SaveMailbox>,
) -> Result<HttpResponse, Failure> {
    reply::written(app.create_mailbox(&write.caller, write.idempotent, write.body).await)
}

#[utoipa::path(
    tag = "mailbox", operation_id = "show_mailbox", summary = "一个收信邮箱 · One mailbox",
    description = "Without its password. Permission `mail.manage`.",
    params(("id" = MailboxId, Path, description = "Id of the mailbox")),
    responses(
        (status = 200, description = "The mailbox; the version is the ETag", body = MailboxView),
        (status = 403, description = "Without `mail.manage`", body = Problem),
        (status = 404, description = "Not there", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/mail/mailboxes/{id}")]
pub(crate) async fn show_mailbox(
    app: Data<App>,
    signed: Signed,
    id: Id<MailboxId>,
) -> Result<HttpResponse, Failure> {
    reply::versioned(app.show_mailbox(&signed.0, id.0).await, |mailbox| mailbox.version)
}

#[utoipa::path(
    tag = "mailbox", operation_id = "update_mailbox", summary = "修改收信邮箱 · Change a mailbox",
    description = "Without `password` the present one stays, unless the server is another one. It is asked at once. Permission `mail.manage`.",
    params(("id" = MailboxId, Path, description = "Id of the mailbox")),
    request_body(content = SaveMailbox, example = json!({
        "branch_id": "019a0000-0000-7000-8000-000000000001", "name": "售后邮箱", "host": "imap.example.com", "port": 993, "security": "tls",
        "username": "service@example.com", "folder": "INBOX", "done_folder": null, "interval_seconds": 60, "active": false
    })),
    responses(
        (status = 200, description = "The mailbox", body = MailboxView),
        (status = 403, description = "Without `mail.manage`", body = Problem),
        (status = 404, description = "Not there", body = Problem),
        (status = 412, description = "Changed meanwhile", body = Problem),
        (status = 422, description = "Fields are not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[put("/mail/mailboxes/{id}")]
pub(crate) async fn update_mailbox(
    app: Data<App>,
    id: Id<MailboxId>,
    version: Version,
    write: Write<SaveMailbox>,
) -> Result<HttpResponse, Failure> {
    reply::written(app.update_mailbox(&write.caller, write.idempotent, id.0, version.0, write.body).await)
}
