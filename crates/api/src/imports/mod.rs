//! 导入: lists of customers and units, and the history of another system.

use actix_web::{HttpResponse, get, post, web::Data};
use application::{App, imports::NewImport};
use contract::{
    imports::{ImportFinding, ImportFindingQuery, ImportQuery, ImportUpload, ImportView},
    page::Page,
    problem::{FieldError, Problem},
};
use domain::kernel::ImportId;

use crate::{
    Failure,
    extract::{Command, Id, Query, Signed, Upload},
    reply,
    routes::Routes,
};

pub(crate) fn routes(cfg: &mut impl Routes) {
    cfg.service(list_imports)
        .service(create_import)
        .service(show_import)
        .service(list_import_findings)
        .service(apply_import);
}

#[utoipa::path(
    tag = "imports", operation_id = "create_import", summary = "上传并试导入 · Send a list and begin the dry run",
    description = "The file is the body: CSV (UTF-8, UTF-16 or GB18030; `,` `;` or tabulator) or XLSX, judged by content. Headers \
        may be Chinese or English; dates year first, in the usual forms (2025-03-07, 2025/3/7, 2025.3.7, 2025年3月7日, \
        20250307, Excel's own). Rows are recognised by external id, else customers by name and telephone number, units by \
        product and serial number or batch, so that the same list can be sent again; empty cells leave what is known. A customer \
        without a type is an enterprise. `tickets` takes a log with one row per change of another system and a mapping that \
        says which column is what. The dry run goes on in the background and writes nothing but its report: read \
        `GET /imports/{id}` and its findings, then apply. Permission `imports.run` for the company.",
    params(ImportUpload),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The CSV or XLSX file itself",
        example = json!("客户编号,客户名称,联系电话\nK-20001,苏州精密机械有限公司,13800138000\n")),
    responses(
        (status = 201, description = "The dry run has begun", body = ImportView, headers(("Location" = String)), example = json!({
            "id": "0192f3a4-7c00-7000-8000-0000000000e1", "kind": "customers", "file_name": "客户.xlsx", "state": "checking",
            "rows_total": 0, "rows_done": 0, "created": 0, "updated": 0, "unchanged": 0, "rejected": 0,
            "detected": { "encoding": "", "format": "", "separator": null, "columns": [] },
            "created_at": "2026-03-02T01:00:00.000Z", "updated_at": "2026-03-02T01:00:00.000Z", "failure": null, "tickets": null
        })),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 409, description = "The idempotency key was used with another file", body = Problem),
        (status = 413, description = "Larger than uploads may be", body = Problem),
        (status = 415, description = "Neither CSV nor XLSX", body = Problem),
        (status = 422, description = "Empty, no kind, no name, no such branch, or a mapping that cannot be read", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/imports")]
pub(crate) async fn create_import(
    app: Data<App>,
    query: Query<ImportUpload>,
    upload: Upload,
) -> Result<HttpResponse, Failure> {
    let missing =
        || Failure::fields(vec![FieldError::new("?kind", "required", "customers, units or tickets")]);
    let new = NewImport {
        kind: query.0.kind.ok_or_else(missing)?,
        file_name: query.0.file_name.unwrap_or_default(),
        content: upload.bytes,
        mapping: query.0.mapping,
        branch_id: query.0.branch_id,
    };
    reply::written(app.start_import(&upload.caller, upload.idempotent, new).await)
}

#[utoipa::path(
    tag = "imports", operation_id = "list_imports", summary = "导入任务 · Imports, the newest first",
    description = "Every import with its progress. Permission `imports.run` for the company.",
    params(ImportQuery),
    responses(
        (status = 200, description = "A page of imports", body = Page<ImportView>),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 422, description = "An unknown parameter, or a cursor of another list", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/imports")]
pub(crate) async fn list_imports(
    app: Data<App>,
    caller: Signed,
    query: Query<ImportQuery>,
) -> Result<HttpResponse, Failure> {
    reply::shown(app.list_imports(&caller.0, &query.0).await)
}

#[utoipa::path(
    tag = "imports", operation_id = "show_import", summary = "导入进度 · One import with its progress",
    description = "How far it is and what it did: created + updated + unchanged + rejected = rows done, at the end the rows of \
        the file. `failure` says why the file could not be imported at all. Permission `imports.run` for the company.",
    params(("id" = ImportId, Path, description = "Import id")),
    responses(
        (status = 200, description = "The import", body = ImportView),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 404, description = "Not there", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/imports/{id}")]
pub(crate) async fn show_import(
    app: Data<App>,
    caller: Signed,
    id: Id<ImportId>,
) -> Result<HttpResponse, Failure> {
    reply::shown(app.show_import(&caller.0, id.0).await)
}

#[utoipa::path(
    tag = "imports", operation_id = "list_import_findings", summary = "导入报告 · What was found, by row and column",
    description = "Every finding in the order of the file: `error` means that the row is not imported, `warning` that it is. \
        After the dry run they say what would happen, after the application what happened. Permission `imports.run` for the \
        company.",
    params(("id" = ImportId, Path, description = "Import id"), ImportFindingQuery),
    responses(
        (status = 200, description = "A page of findings", body = Page<ImportFinding>, example = json!({
            "items": [{ "row": 7, "column": "联系电话", "value": "1.38E+10", "level": "error", "code": "format",
                        "message": "电话无法识别 · `1.38E+10` is not a telephone number" }],
            "next_cursor": null
        })),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 404, description = "Not there", body = Problem),
        (status = 422, description = "An unknown parameter, or a cursor of another list", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/imports/{id}/findings")]
pub(crate) async fn list_import_findings(
    app: Data<App>,
    caller: Signed,
    id: Id<ImportId>,
    query: Query<ImportFindingQuery>,
) -> Result<HttpResponse, Failure> {
    reply::shown(app.list_import_findings(&caller.0, id.0, &query.0).await)
}

#[utoipa::path(
    tag = "imports", operation_id = "apply_import", summary = "正式导入 · Write what the dry run announced",
    description = "Begins to write, in the background, in small transactions: an importer that is stopped goes on exactly where it \
        was. Refused rows stay out and are counted. Possible once, after the dry run has ended; its state is the guard, so that no \
        `If-Match` is needed. Permission `imports.run` for the company.",
    params(("id" = ImportId, Path, description = "Import id")),
    responses(
        (status = 200, description = "Writing has begun", body = ImportView),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 404, description = "Not there", body = Problem),
        (status = 409, description = "`wrong_stage`: the dry run has not ended, or it was applied already", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/imports/{id}/apply")]
pub(crate) async fn apply_import(
    app: Data<App>,
    id: Id<ImportId>,
    command: Command,
) -> Result<HttpResponse, Failure> {
    reply::written(app.apply_import(&command.caller, command.idempotent, id.0).await)
}
