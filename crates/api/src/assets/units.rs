use actix_web::{
    HttpRequest, HttpResponse, get, post, put,
    web::{Data, Path},
};
use application::App;
use contract::{
    assets::{SaveUnit, UnitLookup, UnitQuery, UnitSummary, UnitView, VerifyUnit},
    page::Page,
    problem::Problem,
};
use domain::kernel::UnitId;

use super::expected_version;
use crate::{
    Failure,
    extract::{Id, Query, Signed, Version, Write},
    reply,
};

#[utoipa::path(
    tag = "assets", operation_id = "list_units", summary = "装机列表 · Installed units by words, customer or product",
    description = "Installed units of the whole company, the newest first: any branch may serve any unit (全国联保, R-3.2.1a). \
        The customer's name is shown where the caller may see the customer. `q` finds serial numbers, batches, models and \
        customers. With `updated_since` it is a change feed, oldest change first. Permission `units.read`.",
    params(UnitQuery),
    responses(
        (status = 200, description = "Done", body = Page<UnitSummary>),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 422, description = "Fields that are not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/units")]
pub(crate) async fn list_units(
    app: Data<App>,
    caller: Signed,
    query: Query<UnitQuery>,
) -> Result<HttpResponse, Failure> {
    reply::shown(app.list_units(&caller.0, &query.0).await)
}

#[utoipa::path(
    tag = "assets", operation_id = "lookup_units", summary = "按机号查装机 · Exact lookup by serial number",
    description = "The units with exactly this serial number, however it was typed: case, spaces, full-width characters and \
        dashes do not matter. One serial number may exist for several models; an unknown one gives an empty list and may be \
        registered as 待核实 (R-7.2.2). Permission `units.read`.",
    params(UnitLookup),
    responses(
        (status = 200, description = "Done", body = Vec<UnitSummary>),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 422, description = "It is no serial number", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/units/lookup")]
pub(crate) async fn lookup_units(
    app: Data<App>,
    caller: Signed,
    query: Query<UnitLookup>,
) -> Result<HttpResponse, Failure> {
    reply::shown(app.lookup_units(&caller.0, &query.0).await)
}

#[utoipa::path(
    tag = "assets", operation_id = "create_unit", summary = "登记装机 · Register an installed unit",
    description = "A machine with its serial number, or a quantity of a batch (R-10.1.2). Who holds `units.verify` at the branch \
        registers it as verified; by anyone else it is 待核实 until the sales data confirm it, and not free before (R-7.2.2). \
        Permission `units.write` at the branch.",
    request_body(content = SaveUnit, example = json!({
        "serial": "KY55-2024-0185", "product_id": "0192f3a4-7c00-7000-8000-0000000000d1",
        "customer_id": "0192f3a4-7c00-7000-8000-000000000001", "branch_id": "0192f3a4-7c00-7000-8000-0000000000b1",
        "buyer": "business", "sold_on": "2024-03-01", "delivered_on": "2024-03-12"
    })),
    responses(
        (status = 201, description = "Created", body = UnitView, headers(("ETag" = String), ("Location" = String))),
        (status = 400, description = "Malformed", body = Problem),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 409, description = "The product has this serial number already; the external id is taken", body = Problem),
        (status = 422, description = "Fields that are not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/units")]
pub(crate) async fn create_unit(app: Data<App>, write: Write<SaveUnit>) -> Result<HttpResponse, Failure> {
    reply::written(app.create_unit(&write.caller, write.idempotent, write.body).await)
}

#[utoipa::path(
    tag = "assets", operation_id = "upsert_unit", summary = "按外部编号同步装机 · Create or replace by external id",
    description = "ERP sync: creates the unit of this external id (201) or replaces it (200); sent twice, the second time nothing \
        changes. `If-Match` is honoured but not required. Permission `units.write` at the branch.",
    params(("external_id" = String, Path, description = "The unit's id in the sender's system", example = "EQ-20240185")),
    request_body(content = SaveUnit, example = json!({
        "serial": "KY55-2024-0185", "product_id": "0192f3a4-7c00-7000-8000-0000000000d1",
        "branch_id": "0192f3a4-7c00-7000-8000-0000000000b1", "buyer": "business", "sold_on": "2024-03-01"
    })),
    responses(
        (status = 200, description = "Done", body = UnitView, headers(("ETag" = String))),
        (status = 201, description = "Created", body = UnitView, headers(("ETag" = String), ("Location" = String))),
        (status = 400, description = "Malformed", body = Problem),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 409, description = "Another unit has this serial number; `idempotency_key_reused`", body = Problem),
        (status = 412, description = "Changed meanwhile", body = Problem),
        (status = 422, description = "Fields that are not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[put("/units/by-external-id/{external_id}")]
pub(crate) async fn upsert_unit(
    app: Data<App>,
    req: HttpRequest,
    external_id: Path<String>,
    write: Write<SaveUnit>,
) -> Result<HttpResponse, Failure> {
    let version = expected_version(&req).await?;
    reply::written(app.upsert_unit(&write.caller, write.idempotent, &external_id, version, write.body).await)
}

#[utoipa::path(
    tag = "assets", operation_id = "show_unit", summary = "装机详情 · One unit with its warranty answer and service history",
    description = "The unit with product, customer and site, the warranty answer for a fault reported now (with rule, clause and \
        facts, R-8.3.1b), and its last 20 requests of whatever branch. The customer is shown where the caller may see the \
        customer. Permission `units.read`.",
    params(("id" = UnitId, Path, description = "Unit id")),
    responses(
        (status = 200, description = "Done", body = UnitView, headers(("ETag" = String))),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 404, description = "Not there, or not yours to see", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/units/{id}")]
pub(crate) async fn show_unit(
    app: Data<App>,
    caller: Signed,
    id: Id<UnitId>,
) -> Result<HttpResponse, Failure> {
    reply::versioned(app.show_unit(&caller.0, id.0).await, |view| view.version)
}

#[utoipa::path(
    tag = "assets", operation_id = "update_unit", summary = "修改装机 · Replace a unit",
    description = "Replaces everything that is known of the unit: owner, place, dates, meter. Another serial number or product has \
        to be verified again (R-7.2.2). Permission `units.write` at the old and the new branch.",
    params(("id" = UnitId, Path, description = "Unit id"), ("If-Match" = String, Header, description = "The ETag that was read", example = "\"2\"")),
    request_body(content = SaveUnit, example = json!({
        "serial": "KY55-2024-0185", "product_id": "0192f3a4-7c00-7000-8000-0000000000d1",
        "branch_id": "0192f3a4-7c00-7000-8000-0000000000b1", "buyer": "business", "delivered_on": "2024-03-12",
        "running_hours": 3120
    })),
    responses(
        (status = 200, description = "Done", body = UnitView, headers(("ETag" = String))),
        (status = 400, description = "Malformed", body = Problem),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 404, description = "Not there, or not yours to see", body = Problem),
        (status = 409, description = "Another unit has this serial number or external id", body = Problem),
        (status = 412, description = "Changed meanwhile", body = Problem),
        (status = 422, description = "Fields that are not right", body = Problem),
        (status = 428, description = "If-Match is missing", body = Problem),
    ),
    security(("bearer" = []))
)]
#[put("/units/{id}")]
pub(crate) async fn update_unit(
    app: Data<App>,
    id: Id<UnitId>,
    write: Write<SaveUnit>,
    version: Version,
) -> Result<HttpResponse, Failure> {
    reply::written(app.update_unit(&write.caller, write.idempotent, id.0, version.0, write.body).await)
}

#[utoipa::path(
    tag = "assets", operation_id = "verify_unit", summary = "核实机号 · Verify a unit against the sales data",
    description = "Ends 待核实 (R-7.2.2): the sales data confirm the unit (`verified`), or do not know it (`unknown`); what it was \
        found by is kept in the audit trail. Permission `units.verify` at the unit's branch.",
    params(("id" = UnitId, Path, description = "Unit id"), ("If-Match" = String, Header, description = "The ETag that was read", example = "\"1\"")),
    request_body(content = VerifyUnit, example = json!({ "result": "verified", "sold_on": "2024-03-01", "evidence": "发票 04412287" })),
    responses(
        (status = 200, description = "Done", body = UnitView, headers(("ETag" = String))),
        (status = 400, description = "Malformed", body = Problem),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 404, description = "Not there, or not yours to see", body = Problem),
        (status = 409, description = "`idempotency_key_reused`", body = Problem),
        (status = 412, description = "Changed meanwhile", body = Problem),
        (status = 422, description = "Fields that are not right", body = Problem),
        (status = 428, description = "If-Match is missing", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/units/{id}/verify")]
pub(crate) async fn verify_unit(
    app: Data<App>,
    id: Id<UnitId>,
    write: Write<VerifyUnit>,
    version: Version,
) -> Result<HttpResponse, Failure> {
    reply::written(app.verify_unit(&write.caller, write.idempotent, id.0, version.0, write.body).await)
}
