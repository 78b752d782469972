use actix_web::{HttpResponse, get, web::Data};
use application::App;
use contract::{
    access::{AuditEntryView, AuditQuery},
    page::Page,
    problem::Problem,
};

use crate::{
    Failure,
    extract::{Query, Signed},
    reply,
};

#[utoipa::path(
    tag = "access",
    operation_id = "list_audit",
    summary = "审计记录 · Audit trail",
    description = "Who did what to accounts, sessions, keys, branches, policies and imports, newest first; tickets have \
        their own timeline. Permission `audit.read`.",
    params(AuditQuery),
    responses(
        (status = 200, description = "A page of entries", body = Page<AuditEntryView>),
        (status = 403, description = "Without `audit.read`", body = Problem),
        (status = 422, description = "A query parameter is not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/audit")]
pub(crate) async fn list_audit(
    app: Data<App>,
    signed: Signed,
    query: Query<AuditQuery>,
) -> Result<HttpResponse, Failure> {
    reply::shown(app.list_audit(&signed.0, &query.0).await)
}
