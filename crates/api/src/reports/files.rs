//! Reports as files.

use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use application::{App, exports::ExportFormat};
use contract::{
    problem::Problem,
    reports::{KpiQuery, PromiseQuery},
};

use crate::{
    Failure,
    exports::attached,
    extract::{Query, Signed},
    failure::language_of,
    routes::Routes,
};

pub(super) fn routes(cfg: &mut impl Routes) {
    cfg.service(export_promises_csv).service(export_promises_xlsx);
    cfg.service(export_kpis_csv).service(export_kpis_xlsx);
}

#[utoipa::path(
    tag = "reports", operation_id = "export_promises_csv", summary = "导出承诺台账 CSV · Promises as CSV",
    description = "`GET /reports/promises` with its filters as a file. `limit` and `cursor` are refused. Headers and labels in the language of `Accept-Language`, times in \
        Asia/Shanghai. Needs `reports.read` and `exports.run`; each export is in the audit trail.",
    params(PromiseQuery),
    responses(
        (status = 200, description = "The file", body = String, content_type = "text/csv", headers(("Content-Disposition" = String))),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 422, description = "A parameter is not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/reports/promises.csv")]
pub(crate) async fn export_promises_csv(
    app: Data<App>,
    signed: Signed,
    query: Query<PromiseQuery>,
    req: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let format = ExportFormat::Csv;
    let file = app.export_promises(&signed.0, &query.0, format, language_of(req.headers())).await?;
    Ok(attached(file, "promises.csv", format))
}

#[utoipa::path(
    tag = "reports", operation_id = "export_promises_xlsx", summary = "导出承诺台账 XLSX · Promises as a workbook",
    description = "`GET /reports/promises` with its filters as a file. `limit` and `cursor` are refused. Headers and labels in the language of `Accept-Language`, times in \
        Asia/Shanghai. Needs `reports.read` and `exports.run`; each export is in the audit trail.",
    params(PromiseQuery),
    responses(
        (status = 200, description = "The file", body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", headers(("Content-Disposition" = String))),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 422, description = "A parameter is not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/reports/promises.xlsx")]
pub(crate) async fn export_promises_xlsx(
    app: Data<App>,
    signed: Signed,
    query: Query<PromiseQuery>,
    req: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let format = ExportFormat::Xlsx;
    let file = app.export_promises(&signed.0, &query.0, format, language_of(req.headers())).await?;
    Ok(attached(file, "promises.xlsx", format))
}

#[utoipa::path(
    tag = "reports", operation_id = "export_kpis_csv", summary = "导出指标 CSV · Figures as CSV",
    description = "`GET /reports/kpis` with its filters as a file. Headers and labels in the language of `Accept-Language`, times in \
        Asia/Shanghai. Needs `reports.read` and `exports.run`; each export is in the audit trail.",
    params(KpiQuery),
    responses(
        (status = 200, description = "The file", body = String, content_type = "text/csv", headers(("Content-Disposition" = String))),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 422, description = "A parameter is not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/reports/kpis.csv")]
pub(crate) async fn export_kpis_csv(
    app: Data<App>,
    signed: Signed,
    query: Query<KpiQuery>,
    req: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let format = ExportFormat::Csv;
    let file = app.export_kpis(&signed.0, &query.0, format, language_of(req.headers())).await?;
    Ok(attached(file, "kpis.csv", format))
}

#[utoipa::path(
    tag = "reports", operation_id = "export_kpis_xlsx", summary = "导出指标 XLSX · Figures as a workbook",
    description = "`GET /reports/kpis` with its filters as a file. Headers and labels in the language of `Accept-Language`, times in \
        Asia/Shanghai. Needs `reports.read` and `exports.run`; each export is in the audit trail.",
    params(KpiQuery),
    responses(
        (status = 200, description = "The file", body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", headers(("Content-Disposition" = String))),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 422, description = "A parameter is not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/reports/kpis.xlsx")]
pub(crate) async fn export_kpis_xlsx(
    app: Data<App>,
    signed: Signed,
    query: Query<KpiQuery>,
    req: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let format = ExportFormat::Xlsx;
    let file = app.export_kpis(&signed.0, &query.0, format, language_of(req.headers())).await?;
    Ok(attached(file, "kpis.xlsx", format))
}
