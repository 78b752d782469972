use actix_web::{
    HttpRequest, HttpResponse, get, post, put,
    web::{Data, Path},
};
use application::App;
use contract::{
    assets::{ProductQuery, ProductView, SaveProduct},
    page::Page,
    problem::Problem,
};
use domain::kernel::ProductId;

use super::expected_version;
use crate::{
    Failure,
    extract::{Id, Query, Signed, Version, Write},
    reply,
};

#[utoipa::path(
    tag = "assets", operation_id = "list_products", summary = "产品列表 · Products by model, by words, or as a change feed",
    description = "All products of the company, by model. `q` finds model, name, family and external id. With `updated_since` it \
        is a change feed, oldest change first. Permission `products.read`.",
    params(ProductQuery),
    responses(
        (status = 200, description = "Done", body = Page<ProductView>),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 422, description = "Fields that are not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/products")]
pub(crate) async fn list_products(
    app: Data<App>,
    caller: Signed,
    query: Query<ProductQuery>,
) -> Result<HttpResponse, Failure> {
    reply::shown(app.list_products(&caller.0, &query.0).await)
}

#[utoipa::path(
    tag = "assets", operation_id = "create_product", summary = "新建产品 · Create a product",
    description = "A model with the terms of its warranty. `category` decides which law applies (三包); `immovable` products are \
        served on site (R-2.2.7.1); `batch_only` products have no serial numbers (R-10.1.2). Permission `products.write` for the \
        company.",
    request_body(content = SaveProduct, example = json!({
        "model": "KY-55", "name": "螺杆空压机 55kW", "family": "KY", "category": "industrial",
        "terms": [{ "covers": "unit", "months": 12, "running_hours": 4000, "starts": "delivered_at" },
                  { "covers": "part_group", "part_group": "主机", "months": 24, "starts": "delivered_at" }]
    })),
    responses(
        (status = 201, description = "Created", body = ProductView, headers(("ETag" = String), ("Location" = String))),
        (status = 400, description = "Malformed", body = Problem),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 409, description = "Model or external id is taken; `idempotency_key_reused`", body = Problem),
        (status = 422, description = "Fields that are not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/products")]
pub(crate) async fn create_product(
    app: Data<App>,
    write: Write<SaveProduct>,
) -> Result<HttpResponse, Failure> {
    reply::written(app.create_product(&write.caller, write.idempotent, write.body).await)
}

#[utoipa::path(
    tag = "assets", operation_id = "upsert_product", summary = "按外部编号同步产品 · Create or replace by external id",
    description = "ERP sync: creates the product of this external id (201) or replaces it (200); sent twice, the second time \
        nothing changes. `If-Match` is honoured but not required. Permission `products.write` for the company.",
    params(("external_id" = String, Path, description = "The product's id in the sender's system", example = "MAT-7001")),
    request_body(content = SaveProduct, example = json!({
        "model": "KY-55", "name": "螺杆空压机 55kW", "family": "KY", "category": "industrial",
        "terms": [{ "covers": "unit", "months": 12, "starts": "delivered_at" }]
    })),
    responses(
        (status = 200, description = "Done", body = ProductView, headers(("ETag" = String))),
        (status = 201, description = "Created", body = ProductView, headers(("ETag" = String), ("Location" = String))),
        (status = 400, description = "Malformed", body = Problem),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 409, description = "Another product has this model; `idempotency_key_reused`", body = Problem),
        (status = 412, description = "Changed meanwhile", body = Problem),
        (status = 422, description = "Fields that are not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[put("/products/by-external-id/{external_id}")]
pub(crate) async fn upsert_product(
    app: Data<App>,
    req: HttpRequest,
    external_id: Path<String>,
    write: Write<SaveProduct>,
) -> Result<HttpResponse, Failure> {
    let version = expected_version(&req).await?;
    let done = app.upsert_product(&write.caller, write.idempotent, &external_id, version, write.body).await;
    reply::written(done)
}

#[utoipa::path(
    tag = "assets", operation_id = "show_product", summary = "产品详情 · One product",
    description = "The model with the terms of its warranty. Permission `products.read`.",
    params(("id" = ProductId, Path, description = "Product id")),
    responses(
        (status = 200, description = "Done", body = ProductView, headers(("ETag" = String))),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 404, description = "Not there, or not yours to see", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/products/{id}")]
pub(crate) async fn show_product(
    app: Data<App>,
    caller: Signed,
    id: Id<ProductId>,
) -> Result<HttpResponse, Failure> {
    reply::versioned(app.show_product(&caller.0, id.0).await, |view| view.version)
}

#[utoipa::path(
    tag = "assets", operation_id = "update_product", summary = "修改产品 · Replace a product",
    description = "New warranty terms count for every question asked from now on; decisions that were made stay as they were. \
        A product with units does not change between serial numbers and batches. Permission `products.write` for the company.",
    params(("id" = ProductId, Path, description = "Product id"), ("If-Match" = String, Header, description = "The ETag that was read", example = "\"1\"")),
    request_body(content = SaveProduct, example = json!({
        "model": "KY-55", "name": "螺杆空压机 55kW", "family": "KY", "category": "industrial",
        "terms": [{ "covers": "unit", "months": 18, "starts": "delivered_at" }]
    })),
    responses(
        (status = 200, description = "Done", body = ProductView, headers(("ETag" = String))),
        (status = 400, description = "Malformed", body = Problem),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 404, description = "Not there, or not yours to see", body = Problem),
        (status = 409, description = "Model or external id is taken", body = Problem),
        (status = 412, description = "Changed meanwhile", body = Problem),
        (status = 422, description = "Fields that are not right", body = Problem),
        (status = 428, description = "If-Match is missing", body = Problem),
    ),
    security(("bearer" = []))
)]
#[put("/products/{id}")]
pub(crate) async fn update_product(
    app: Data<App>,
    id: Id<ProductId>,
    write: Write<SaveProduct>,
    version: Version,
) -> Result<HttpResponse, Failure> {
    reply::written(app.update_product(&write.caller, write.idempotent, id.0, version.0, write.body).await)
}
