use actix_web::{HttpResponse, get, http::header, post, web::Data};
use application::App;
use contract::{
    mailbox::{MailQuery, MailReceipt, MailUpload, MailView, NoteSentMail, SentMailView},
    page::Page,
    problem::{Problem, ProblemCode},
};
use domain::kernel::MailId;

use crate::{
    Failure,
    extract::{Id, Query, Signed, Upload, Write},
    reply,
};

/// As what a gateway may declare a message.
const MESSAGE_TYPES: [&str; 4] =
    ["message/rfc822", "message/global", "text/plain", "application/octet-stream"];

#[utoipa::path(
    tag = "mailbox", operation_id = "receive_mail", summary = "递交邮件 · Hand in a message",
    description = "For trusted mail gateways: the body is the message as it came over the wire (RFC 5322). It becomes a request, \
        a word at the request that it answers (In-Reply-To, References, a number in the subject of a known contact), or an entry \
        of the list. What is automatic (RFC 3834) never creates or reopens a request; a delivery report is noted at the request \
        whose message it is about. A message that was handed in before (by Message-ID) changes nothing and answers 200. \
        Nothing is refused for what it says: keep the message and try again after 5xx. Permission `mail.receive`.",
    params(MailUpload),
    request_body(content = Vec<u8>, content_type = "message/rfc822", description = "The message",
        example = json!("From: wang@example.com\r\nTo: service@example.com\r\nSubject: KY55-2024-0317\r\nMessage-ID: <1@example.com>\r\n\r\n排气高温停机\r\n")),
    responses(
        (status = 201, description = "Taken", body = MailReceipt, headers(("Location" = String))),
        (status = 200, description = "Handed in before", body = MailReceipt),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Without `mail.receive` at the branch", body = Problem),
        (status = 413, description = "Larger than uploads may be", body = Problem),
        (status = 415, description = "Not declared as a message", body = Problem),
        (status = 422, description = "Empty, or an unknown branch", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/mail/messages")]
pub(crate) async fn receive_mail(
    app: Data<App>,
    query: Query<MailUpload>,
    upload: Upload,
) -> Result<HttpResponse, Failure> {
    let declared = upload.media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if !MESSAGE_TYPES.contains(&declared.as_str()) {
        return Err(Failure::detail(ProblemCode::UnsupportedMedia, "message/rfc822"));
    }
    let taken = app.receive_mail(&upload.caller, upload.idempotent, query.0.branch_id, upload.bytes).await;
    reply::written(taken)
}

#[utoipa::path(
    tag = "mailbox", operation_id = "list_mail", summary = "来信 · Messages that came",
    description = "Newest first; `state=unmatched` and `state=held` wait for a person. Permission `mail.read`, of the caller's branches.",
    params(MailQuery),
    responses(
        (status = 200, description = "A page of messages", body = Page<MailView>),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Without `mail.read`", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/mail/messages")]
pub(crate) async fn list_mail(
    app: Data<App>,
    signed: Signed,
    query: Query<MailQuery>,
) -> Result<HttpResponse, Failure> {
    reply::shown(app.list_mail(&signed.0, &query.0).await)
}

#[utoipa::path(
    tag = "mailbox", operation_id = "show_mail", summary = "一封来信 · One message",
    description = "What became of it and by which rule. Permission `mail.read` at its branch.",
    params(("id" = MailId, Path, description = "Id of the message")),
    responses(
        (status = 200, description = "The message", body = MailView),
        (status = 403, description = "Without `mail.read`", body = Problem),
        (status = 404, description = "Not there, or not yours to see", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/mail/messages/{id}")]
pub(crate) async fn show_mail(
    app: Data<App>,
    signed: Signed,
    id: Id<MailId>,
) -> Result<HttpResponse, Failure> {
    reply::shown(app.show_mail(&signed.0, id.0).await)
}

#[utoipa::path(
    tag = "mailbox", operation_id = "download_mail", summary = "邮件原文 · The message as it came",
    description = "As a download, never run by a browser. Permission `mail.read` at its branch.",
    params(("id" = MailId, Path, description = "Id of the message")),
    responses(
        (status = 200, description = "The message", body = Vec<u8>, content_type = "message/rfc822",
            headers(("Content-Disposition" = String), ("ETag" = String, description = "SHA-256 of the content"))),
        (status = 403, description = "Without `mail.read`", body = Problem),
        (status = 404, description = "Not there, or not yours to see", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/mail/messages/{id}/content")]
pub(crate) async fn download_mail(
    app: Data<App>,
    signed: Signed,
    id: Id<MailId>,
) -> Result<HttpResponse, Failure> {
    let original = app.read_mail(&signed.0, id.0).await?;
    Ok(HttpResponse::Ok()
        .content_type("message/rfc822")
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}.eml\"", id.0)))
        .insert_header((header::ETAG, format!("\"{}\"", original.sha256)))
        .insert_header((header::CACHE_CONTROL, "private, max-age=31536000, immutable"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .body(original.body))
}

#[utoipa::path(
    tag = "mailbox", operation_id = "note_sent_mail", summary = "登记已发送邮件 · A message went out",
    description = "For mail gateways and mail programs: the Message-ID of a message that was sent for a request, so that answers \
        and delivery reports find it. Noted again, it changes nothing. Permission `mail.receive` where the request belongs.",
    request_body(content = NoteSentMail, example = json!({ "message_id": "<20260302.1@example.com>", "ticket_no": "SH-2026-000123", "notice_number": 1 })),
    responses(
        (status = 200, description = "Noted", body = SentMailView),
        (status = 403, description = "Without `mail.receive`", body = Problem),
        (status = 409, description = "`already_exists`: the id belongs to another request", body = Problem),
        (status = 422, description = "Not a Message-ID, an unknown request or notice", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/mail/sent")]
pub(crate) async fn note_sent_mail(
    app: Data<App>,
    write: Write<NoteSentMail>,
) -> Result<HttpResponse, Failure> {
    reply::written(app.note_sent_mail(&write.caller, write.idempotent, write.body).await)
}
