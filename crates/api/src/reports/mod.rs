//! Figures.

mod files;

use actix_web::{HttpResponse, get, web::Data};
use application::App;
use contract::{
    page::Page,
    problem::Problem,
    reports::{
        CaseQuery, CaseRow, ConformanceQuery, ConformanceReport, Dashboard, DashboardQuery, KpiQuery,
        KpiReport, PeriodQuery, Pivot, PivotQuery, PromiseQuery, PromiseRow, PromiseSummary, UrgeReport,
        Wall,
    },
};

use crate::{
    Failure,
    extract::{Query, Signed},
    reply,
    routes::Routes,
};

pub(crate) fn routes(cfg: &mut impl Routes) {
    cfg.service(show_dashboard).service(show_wall);
    // fixed names before those that a file's name could match
    files::routes(cfg);
    cfg.service(promise_summary).service(list_promises);
    cfg.service(show_kpis).service(list_cases).service(show_conformance);
    cfg.service(show_pivot).service(show_urges);
}

/// The start page's figures
#[utoipa::path(
    tag = "reports", operation_id = "show_dashboard", summary = "工作台 · Dashboard",
    description = "What is late, due in two hours, due today, unassigned, waiting, to be reviewed; open by branch, type, product and \
        priority; 30 days of registered, solved and breached. Every figure carries the query of the list that makes it up. \
        Permission `tickets.read`.",
    params(DashboardQuery),
    responses(
        (status = 200, description = "Figures as of now", body = Dashboard),
        (status = 401, description = "Not signed in", body = Problem), (status = 422, description = "A parameter is not right", body = Problem),
    ),
    security(("bearer" = [])),
)]
#[get("/reports/dashboard")]
pub(crate) async fn show_dashboard(
    app: Data<App>,
    signed: Signed,
    query: Query<DashboardQuery>,
) -> Result<HttpResponse, Failure> {
    reply::shown::<Dashboard>(app.dashboard(&signed.0, &query.0).await)
}

#[utoipa::path(
    tag = "reports", operation_id = "list_promises", summary = "承诺台账 · Promises",
    description = "Every clock with a due time in the period, the earliest first: its first due time beside the present one, what became of it, and how late in working time. `from` and `to` are days in the company's zone, both included; the last 30 days when absent, at most 400. Only requests of the branches for which the caller has `reports.read`.",
    params(PromiseQuery),
    responses(
        (status = 200, description = "As of now", body = Page<PromiseRow>),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 422, description = "A parameter is not right", body = Problem),
    ),
    security(("bearer" = [])),
)]
#[get("/reports/promises")]
pub(crate) async fn list_promises(
    app: Data<App>,
    signed: Signed,
    query: Query<PromiseQuery>,
) -> Result<HttpResponse, Failure> {
    reply::shown::<Page<PromiseRow>>(app.list_promises(&signed.0, &query.0).await)
}

#[utoipa::path(
    tag = "reports", operation_id = "promise_summary", summary = "承诺兑现率 · Kept promises",
    description = "How many promises of the period were kept, in all and by kind, by the present and by the first due time. The filters of the list without `limit` and `cursor`. `from` and `to` are days in the company's zone, both included; the last 30 days when absent, at most 400. Only requests of the branches for which the caller has `reports.read`.",
    params(PromiseQuery),
    responses(
        (status = 200, description = "As of now", body = PromiseSummary),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 422, description = "A parameter is not right", body = Problem),
    ),
    security(("bearer" = [])),
)]
#[get("/reports/promises/summary")]
pub(crate) async fn promise_summary(
    app: Data<App>,
    signed: Signed,
    query: Query<PromiseQuery>,
) -> Result<HttpResponse, Failure> {
    reply::shown::<PromiseSummary>(app.promise_summary(&signed.0, &query.0).await)
}

#[utoipa::path(
    tag = "reports", operation_id = "show_kpis", summary = "指标 · Figures with their definitions",
    description = "Each figure with its written numerator and denominator, n, target, and the list that makes it up; `by` adds rows by branch, team, person, product or time. Months that ended ten days ago are shown as they were kept beside what they would be now. `from` and `to` are days in the company's zone, both included; the last 30 days when absent, at most 400. Only requests of the branches for which the caller has `reports.read`.",
    params(KpiQuery),
    responses(
        (status = 200, description = "As of now", body = KpiReport),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 422, description = "A parameter is not right", body = Problem),
    ),
    security(("bearer" = [])),
)]
#[get("/reports/kpis")]
pub(crate) async fn show_kpis(
    app: Data<App>,
    signed: Signed,
    query: Query<KpiQuery>,
) -> Result<HttpResponse, Failure> {
    reply::shown::<KpiReport>(app.kpi_report(&signed.0, &query.0).await)
}

#[utoipa::path(
    tag = "reports", operation_id = "list_cases", summary = "指标明细 · The requests of a figure",
    description = "The requests that the figure `kpi` counts in the period, with what each adds to the numerator and its skipped or late steps. Figures of promises have their list at `GET /reports/promises`. `from` and `to` are days in the company's zone, both included; the last 30 days when absent, at most 400. Only requests of the branches for which the caller has `reports.read`.",
    params(CaseQuery),
    responses(
        (status = 200, description = "As of now", body = Page<CaseRow>),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 422, description = "A parameter is not right", body = Problem),
    ),
    security(("bearer" = [])),
)]
#[get("/reports/cases")]
pub(crate) async fn list_cases(
    app: Data<App>,
    signed: Signed,
    query: Query<CaseQuery>,
) -> Result<HttpResponse, Failure> {
    reply::shown::<Page<CaseRow>>(app.list_cases(&signed.0, &query.0).await)
}

#[utoipa::path(
    tag = "reports", operation_id = "show_conformance", summary = "流程符合 · Flow conformance",
    description = "Requests solved in the period, and of these the ones with a skipped or late step (R-10.5.9.2), by branch. `from` and `to` are days in the company's zone, both included; the last 30 days when absent, at most 400. Only requests of the branches for which the caller has `reports.read`.",
    params(ConformanceQuery),
    responses(
        (status = 200, description = "As of now", body = ConformanceReport),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 422, description = "A parameter is not right", body = Problem),
    ),
    security(("bearer" = [])),
)]
#[get("/reports/conformance")]
pub(crate) async fn show_conformance(
    app: Data<App>,
    signed: Signed,
    query: Query<ConformanceQuery>,
) -> Result<HttpResponse, Failure> {
    reply::shown::<ConformanceReport>(app.conformance_report(&signed.0, &query.0).await)
}

#[utoipa::path(
    tag = "reports", operation_id = "show_pivot", summary = "交叉分析 · Pivot",
    description = "Requests registered in the period by two of fault code, cause class, product family, model, month and type (R-1.1.3), counts and shares, without discarded ones. `from` and `to` are days in the company's zone, both included; the last 30 days when absent, at most 400. Only requests of the branches for which the caller has `reports.read`.",
    params(PivotQuery),
    responses(
        (status = 200, description = "As of now", body = Pivot),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 422, description = "A parameter is not right", body = Problem),
    ),
    security(("bearer" = [])),
)]
#[get("/reports/pivot")]
pub(crate) async fn show_pivot(
    app: Data<App>,
    signed: Signed,
    query: Query<PivotQuery>,
) -> Result<HttpResponse, Failure> {
    reply::shown::<Pivot>(app.pivot(&signed.0, &query.0).await)
}

#[utoipa::path(
    tag = "reports", operation_id = "show_urges", summary = "催办统计 · Urgings by branch",
    description = "Urgings and supervision orders of the period by branch, ranked, with the share answered in time (R-11.2.3.10). `from` and `to` are days in the company's zone, both included; the last 30 days when absent, at most 400. Only requests of the branches for which the caller has `reports.read`.",
    params(PeriodQuery),
    responses(
        (status = 200, description = "As of now", body = UrgeReport),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 422, description = "A parameter is not right", body = Problem),
    ),
    security(("bearer" = [])),
)]
#[get("/reports/urges")]
pub(crate) async fn show_urges(
    app: Data<App>,
    signed: Signed,
    query: Query<PeriodQuery>,
) -> Result<HttpResponse, Failure> {
    reply::shown::<UrgeReport>(app.urge_report(&signed.0, &query.0).await)
}

#[utoipa::path(
    tag = "reports", operation_id = "show_wall", summary = "看板 · Wall",
    description = "What falls due within two hours, broken promises that are still open, and the load of each branch. Only requests of the branches for which the caller has `reports.read`.",
    responses(
        (status = 200, description = "As of now", body = Wall),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
    ),
    security(("bearer" = [])),
)]
#[get("/reports/wall")]
pub(crate) async fn show_wall(app: Data<App>, signed: Signed) -> Result<HttpResponse, Failure> {
    reply::shown::<Wall>(app.wall(&signed.0).await)
}
