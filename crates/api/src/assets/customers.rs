use actix_web::{
    HttpRequest, HttpResponse, get, post, put,
    web::{Data, Path},
};
use application::App;
use contract::{
    assets::{CustomerQuery, CustomerSummary, CustomerView, SaveCustomer},
    page::Page,
    problem::Problem,
};
use domain::kernel::CustomerId;

use super::expected_version;
use crate::{
    Failure,
    extract::{Id, Query, Signed, Version, Write},
    reply,
};

#[utoipa::path(
    tag = "assets", operation_id = "list_customers", summary = "客户列表 · Customers by name, by words, or as a change feed",
    description = "Customers of the caller's branches, by name. `q` finds names, contacts, telephone numbers, addresses, external \
        ids and tax numbers; two Chinese characters are enough. With `updated_since` it is a change feed, oldest change first: \
        keep the last `updated_at`, and begin the next round with it. Permission `customers.read`.",
    params(CustomerQuery),
    responses(
        (status = 200, description = "Done", body = Page<CustomerSummary>, example = json!({
            "items": [{
                "id": "0192f3a4-7c00-7000-8000-000000000001", "name": "苏州精密机械有限公司", "kind": "enterprise", "grade": "A",
                "branch_name": "苏州分公司", "contact_name": "王工", "phone": "13800138000", "address": "苏州市虎丘区科技城路1号",
                "updated_at": "2026-03-02T01:00:00.000Z"
            }],
            "next_cursor": null
        })),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 422, description = "An unknown parameter, or a cursor of another list", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/customers")]
pub(crate) async fn list_customers(
    app: Data<App>,
    caller: Signed,
    query: Query<CustomerQuery>,
) -> Result<HttpResponse, Failure> {
    reply::shown(app.list_customers(&caller.0, &query.0).await)
}

#[utoipa::path(
    tag = "assets", operation_id = "create_customer", summary = "新建客户 · Create a customer",
    description = "A customer with contacts and sites, looked after by a branch. Telephone numbers are brought into one form \
        (`138 0013 8000` → `13800138000`); regions are six-digit 行政区划 codes and decide who answers for a request \
        (R-11.2.2.1). Permission `customers.write` at the branch.",
    request_body(content = SaveCustomer, example = json!({
        "name": "苏州精密机械有限公司", "kind": "enterprise", "grade": "A", "branch_id": "0192f3a4-7c00-7000-8000-0000000000b1",
        "external_id": "K-10023", "contacts": [{ "name": "王工", "phone": "138 0013 8000", "position": "设备科" }],
        "sites": [{ "address": "苏州市虎丘区科技城路1号", "region": "320505" }]
    })),
    responses(
        (status = 201, description = "Created", body = CustomerView, headers(("ETag" = String), ("Location" = String))),
        (status = 400, description = "Malformed", body = Problem),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 409, description = "`already_exists`: the external id is taken; `idempotency_key_reused`", body = Problem),
        (status = 422, description = "Fields that are not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/customers")]
pub(crate) async fn create_customer(
    app: Data<App>,
    write: Write<SaveCustomer>,
) -> Result<HttpResponse, Failure> {
    reply::written(app.create_customer(&write.caller, write.idempotent, write.body).await)
}

#[utoipa::path(
    tag = "assets", operation_id = "upsert_customer", summary = "按外部编号同步客户 · Create or replace by external id",
    description = "ERP sync: creates the customer of this external id (201) or replaces it (200); sent twice, the second time \
        nothing changes. Contacts are recognised by name and phone, sites by address, so that they keep their ids. `If-Match` is \
        honoured but not required. Permission `customers.write` at the branch.",
    params(("external_id" = String, Path, description = "The customer's id in the sender's system", example = "K-10023")),
    request_body(content = SaveCustomer, example = json!({
        "name": "苏州精密机械有限公司", "kind": "enterprise", "branch_id": "0192f3a4-7c00-7000-8000-0000000000b1",
        "contacts": [{ "name": "王工", "phone": "13800138000" }]
    })),
    responses(
        (status = 200, description = "Done", body = CustomerView, headers(("ETag" = String))),
        (status = 201, description = "Created", body = CustomerView, headers(("ETag" = String), ("Location" = String))),
        (status = 400, description = "Malformed", body = Problem),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 404, description = "Not there, or not yours to see", body = Problem),
        (status = 409, description = "A site that goes is still in use; `idempotency_key_reused`", body = Problem),
        (status = 412, description = "Changed meanwhile", body = Problem),
        (status = 422, description = "Fields that are not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[put("/customers/by-external-id/{external_id}")]
pub(crate) async fn upsert_customer(
    app: Data<App>,
    req: HttpRequest,
    external_id: Path<String>,
    write: Write<SaveCustomer>,
) -> Result<HttpResponse, Failure> {
    let version = expected_version(&req).await?;
    let done = app.upsert_customer(&write.caller, write.idempotent, &external_id, version, write.body).await;
    reply::written(done)
}

#[utoipa::path(
    tag = "assets", operation_id = "show_customer", summary = "客户详情 · One customer",
    description = "The customer with contacts, sites, and the number of units and open requests. Permission `customers.read` at \
        the customer's branch; another branch's customer does not exist for the caller.",
    params(("id" = CustomerId, Path, description = "Customer id")),
    responses(
        (status = 200, description = "Done", body = CustomerView, headers(("ETag" = String))),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 404, description = "Not there, or not yours to see", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/customers/{id}")]
pub(crate) async fn show_customer(
    app: Data<App>,
    caller: Signed,
    id: Id<CustomerId>,
) -> Result<HttpResponse, Failure> {
    reply::versioned(app.show_customer(&caller.0, id.0).await, |view| view.version)
}

#[utoipa::path(
    tag = "assets", operation_id = "update_customer", summary = "修改客户 · Replace a customer",
    description = "Replaces everything that is known. Contacts and sites with their id stay themselves, those without an id are \
        new, those left out are gone; a site where units stand cannot go. Permission `customers.write` at the old and the new \
        branch.",
    params(("id" = CustomerId, Path, description = "Customer id"), ("If-Match" = String, Header, description = "The ETag that was read", example = "\"3\"")),
    request_body(content = SaveCustomer, example = json!({
        "name": "苏州精密机械股份有限公司", "kind": "enterprise", "grade": "A", "branch_id": "0192f3a4-7c00-7000-8000-0000000000b1",
        "contacts": [{ "id": "0192f3a4-7c00-7000-8000-0000000000c1", "name": "王工", "phone": "13800138000" }]
    })),
    responses(
        (status = 200, description = "Done", body = CustomerView, headers(("ETag" = String))),
        (status = 400, description = "Malformed", body = Problem),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 404, description = "Not there, or not yours to see", body = Problem),
        (status = 409, description = "A site that goes is still in use; the external id is taken", body = Problem),
        (status = 412, description = "Changed meanwhile", body = Problem),
        (status = 422, description = "Fields that are not right", body = Problem),
        (status = 428, description = "If-Match is missing", body = Problem),
    ),
    security(("bearer" = []))
)]
#[put("/customers/{id}")]
pub(crate) async fn update_customer(
    app: Data<App>,
    id: Id<CustomerId>,
    write: Write<SaveCustomer>,
    version: Version,
) -> Result<HttpResponse, Failure> {
    reply::written(app.update_customer(&write.caller, write.idempotent, id.0, version.0, write.body).await)
}
