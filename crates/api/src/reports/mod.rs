//! Figures.

use actix_web::{HttpResponse, get, web::Data};
use application::App;
use contract::{
    problem::Problem,
    reports::{Dashboard, DashboardQuery},
};

use crate::{
    Failure,
    extract::{Query, Signed},
    reply,
    routes::Routes,
};

pub(crate) fn routes(cfg: &mut impl Routes) {
    cfg.service(show_dashboard);
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
