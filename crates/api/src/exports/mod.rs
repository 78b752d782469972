//! 导出: lists as files.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::{ContentDisposition, DispositionParam, DispositionType},
    web::Data,
};
use application::{
    App,
    exports::{ExportFile, ExportFormat},
};
use contract::{problem::Problem, tickets::TicketQuery};

use crate::{
    Failure,
    extract::{Query, Signed},
    failure::language_of,
    routes::Routes,
};

pub(crate) fn routes(cfg: &mut impl Routes) {
    cfg.service(export_tickets_csv).service(export_tickets_xlsx);
}

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

#[utoipa::path(
    tag = "exports", operation_id = "export_tickets_csv", summary = "导出服务需求 CSV · Requests as CSV",
    description = "The list of requests with its filters, whole: `limit` and `cursor` are refused. Newest first, or oldest first with \
        `sort=received_at`, whatever else the list is sorted by: an order that changes while it is read would lose rows. UTF-8 with \
        a byte order mark, so that Excel opens it; a cell that begins with `=`, `+`, `-` or `@` is marked as text by `'`. Headers \
        and labels in the language of `Accept-Language`, times in Asia/Shanghai. Comes as it is read. Only requests for which the \
        caller has both `tickets.read` and `exports.run`; each export is in the audit trail.",
    params(TicketQuery),
    responses(
        (status = 200, description = "The file", body = String, content_type = "text/csv",
            headers(("Content-Disposition" = String))),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 422, description = "A parameter is not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/exports/tickets.csv")]
pub(crate) async fn export_tickets_csv(
    app: Data<App>,
    signed: Signed,
    query: Query<TicketQuery>,
    req: HttpRequest,
) -> Result<HttpResponse, Failure> {
    send(&app, &signed, &query.0, &req, ExportFormat::Csv).await
}

#[utoipa::path(
    tag = "exports", operation_id = "export_tickets_xlsx", summary = "导出服务需求 XLSX · Requests as a workbook",
    description = "As `GET /exports/tickets.csv`, as a workbook: every cell is text, none is a formula. More than a million rows go on \
        in a second sheet. Begins when the last row was read. Only requests for which the caller has both `tickets.read` and \
        `exports.run`; each export is in the audit trail.",
    params(TicketQuery),
    responses(
        (status = 200, description = "The file", body = Vec<u8>,
            content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            headers(("Content-Disposition" = String))),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 422, description = "A parameter is not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/exports/tickets.xlsx")]
pub(crate) async fn export_tickets_xlsx(
    app: Data<App>,
    signed: Signed,
    query: Query<TicketQuery>,
    req: HttpRequest,
) -> Result<HttpResponse, Failure> {
    send(&app, &signed, &query.0, &req, ExportFormat::Xlsx).await
}

async fn send(
    app: &App,
    signed: &Signed,
    query: &TicketQuery,
    req: &HttpRequest,
    format: ExportFormat,
) -> Result<HttpResponse, Failure> {
    let file = app.export_tickets(&signed.0, query, format, language_of(req.headers())).await?;
    let name = match format {
        ExportFormat::Csv => "tickets.csv",
        ExportFormat::Xlsx => "tickets.xlsx",
    };
    Ok(attached(file, name, format))
}

/// A file that the browser saves.
pub(crate) fn attached(file: ExportFile, name: &str, format: ExportFormat) -> HttpResponse {
    let media_type = match format {
        ExportFormat::Csv => "text/csv; charset=utf-8",
        ExportFormat::Xlsx => XLSX,
    };
    let download = ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::Filename(name.to_owned())],
    };
    HttpResponse::Ok().content_type(media_type).insert_header(download).streaming(file)
}
