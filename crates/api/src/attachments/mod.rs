//! 附件: photos, scans, signatures.

use actix_web::{HttpResponse, get, http::header, post, web::Data};
use application::{App, attachments::NewAttachment};
use contract::{
    attachments::{AttachmentUpload, AttachmentView},
    problem::Problem,
};
use domain::kernel::AttachmentId;

use crate::{
    Failure,
    extract::{Id, Incoming, Query, Signed},
    reply,
    routes::Routes,
};

pub(crate) fn routes(cfg: &mut impl Routes) {
    cfg.service(create_attachment).service(show_attachment).service(download_attachment);
}

#[utoipa::path(
    tag = "attachments", operation_id = "create_attachment", summary = "上传附件 · Add a file",
    description = "The file is the body, with its own `Content-Type`; its name is a query parameter. Judged by content, which \
        must agree with the declared type: PNG, JPEG, WebP, HEIC, PDF, XLSX, DOCX, MP4, UTF-8 text and CSV are kept; archives, \
        markup (SVG, HTML), programs and documents with macros are not. Without `ticket_id` the file is its sender's alone \
        until a command takes it over (`attach`, `sign`); what nobody takes over within a day is removed. Permission \
        `attachments.write`, at the request's branch when one is given.",
    params(AttachmentUpload),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file itself, under its own media type",
        example = json!("现场记录：更换油滤，试运行 30 分钟，正常。\n")),
    responses(
        (status = 201, description = "Kept", body = AttachmentView, headers(("Location" = String)), example = json!({
            "id": "0192f3a4-7c00-7000-8000-0000000000a1", "name": "铭牌.jpg", "media_type": "image/jpeg", "size": 183204,
            "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "created_at": "2026-03-02T01:00:00.000Z"
        })),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 409, description = "The idempotency key was used with another file", body = Problem),
        (status = 413, description = "Larger than uploads may be", body = Problem),
        (status = 415, description = "A kind of file that is not kept, or not what it was declared", body = Problem),
        (status = 422, description = "Empty, no usable name, or no such request", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/attachments")]
pub(crate) async fn create_attachment(
    app: Data<App>,
    query: Query<AttachmentUpload>,
    incoming: Incoming,
) -> Result<HttpResponse, Failure> {
    let Incoming { caller, media_type, announced, chunks, key } = incoming;
    let file = app.receive_attachment(&caller, &media_type, announced, chunks).await?;
    let idempotent = key.of(file.sha256())?;
    let AttachmentUpload { name, ticket_id } = query.0;
    let new = NewAttachment { name: name.unwrap_or_default(), file, ticket_id };
    reply::written(app.add_attachment(&caller, idempotent, new).await)
}

#[utoipa::path(
    tag = "attachments", operation_id = "show_attachment", summary = "附件信息 · What is known of a file",
    description = "Name, media type, size and SHA-256. Who may see the request may see its files; a file of no request yet is its \
        sender's alone. Permission `attachments.read` at the request's branch.",
    params(("id" = AttachmentId, Path, description = "Attachment id")),
    responses(
        (status = 200, description = "The file's description", body = AttachmentView),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 404, description = "Not there, or not yours to see", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/attachments/{id}")]
pub(crate) async fn show_attachment(
    app: Data<App>,
    caller: Signed,
    id: Id<AttachmentId>,
) -> Result<HttpResponse, Failure> {
    reply::shown(app.show_attachment(&caller.0, id.0).await)
}

#[utoipa::path(
    tag = "attachments", operation_id = "download_attachment", summary = "下载附件 · The file itself",
    description = "The content under its own media type, never run by a browser (`nosniff`, sandboxed, as a download). Visible as \
        its description. Permission `attachments.read` at the request's branch.",
    params(("id" = AttachmentId, Path, description = "Attachment id")),
    responses(
        (status = 200, description = "The content", body = Vec<u8>, content_type = "application/octet-stream",
            headers(("Content-Disposition" = String), ("ETag" = String, description = "SHA-256 of the content"))),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 404, description = "Not there, or not yours to see", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/attachments/{id}/content")]
pub(crate) async fn download_attachment(
    app: Data<App>,
    caller: Signed,
    id: Id<AttachmentId>,
) -> Result<HttpResponse, Failure> {
    let found = app.read_attachment(&caller.0, id.0).await?;
    let AttachmentView { name, media_type, sha256, .. } = found.attachment;
    Ok(HttpResponse::Ok()
        .content_type(if media_type.starts_with("text/") {
            format!("{media_type}; charset=utf-8")
        } else {
            media_type
        })
        .insert_header((header::CONTENT_DISPOSITION, disposition(&name)))
        .insert_header((header::ETAG, format!("\"{sha256}\"")))
        .insert_header((header::CACHE_CONTROL, "private, max-age=31536000, immutable"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .streaming(found.body))
}

/// A download under its own name (RFC 6266 with RFC 5987): ASCII for the old, UTF-8 for everyone else.
fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%') { c } else { '_' })
        .collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn a_name_cannot_leave_its_header() {
        assert_eq!(
            disposition("铭牌 1.jpg"),
            "attachment; filename=\"___1.jpg\"; filename*=UTF-8''%E9%93%AD%E7%89%8C%201.jpg"
        );
        assert_eq!(
            disposition("a\"; x=\".html"),
            "attachment; filename=\"a_;_x=_.html\"; filename*=UTF-8''a%22%3B%20x%3D%22.html"
        );
    }
}
