use actix_web::{HttpResponse, get, post, web::Data};
use application::App;
use contract::{
    access::{ApiKeyView, CreateApiKey, CreatedApiKey},
    page::{Page, PageQuery},
    problem::Problem,
};
use domain::kernel::ApiKeyId;

use crate::{
    Failure,
    extract::{Command, Id, Query, Signed, Write},
    reply,
};

#[utoipa::path(
    tag = "access",
    operation_id = "list_api_keys",
    summary = "接口密钥列表 · API keys",
    description = "Newest first, also revoked ones; the keys themselves are not kept. Permission `api_keys.read`.",
    params(PageQuery),
    responses(
        (status = 200, description = "A page of keys", body = Page<ApiKeyView>),
        (status = 403, description = "Without `api_keys.read`", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/api-keys")]
pub(crate) async fn list_api_keys(
    app: Data<App>,
    signed: Signed,
    query: Query<PageQuery>,
) -> Result<HttpResponse, Failure> {
    reply::shown(app.list_api_keys(&signed.0, &query.0).await)
}

#[utoipa::path(
    tag = "access",
    operation_id = "create_api_key",
    summary = "新增接口密钥 · A new API key",
    description = "For a third-party system: exactly the permissions in `scopes`, on rows of the branch and those below \
        it (at head office: everywhere). The key is in this answer only; a repeated request gets `key: null`. \
        Permission `api_keys.write` at the branch.",
    request_body(content = CreateApiKey, example = json!({
        "name": "ERP", "scopes": ["customers.read", "customers.write"],
        "branch_id": "019a0000-0000-7000-8000-000000000001", "expires_at": "2027-01-01T00:00:00.000Z"
    })),
    responses(
        (status = 201, description = "The key, shown this once", body = CreatedApiKey),
        (status = 403, description = "Without `api_keys.write` there", body = Problem),
        (status = 422, description = "Fields are not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/api-keys")]
pub(crate) async fn create_api_key(
    app: Data<App>,
    write: Write<CreateApiKey>,
) -> Result<HttpResponse, Failure> {
    reply::written(app.create_api_key(&write.caller, write.idempotent, write.body).await)
}

#[utoipa::path(
    tag = "access",
    operation_id = "revoke_api_key",
    summary = "吊销接口密钥 · Revoke an API key",
    description = "The key is refused from now on; revoking twice changes nothing. Permission `api_keys.write` at its \
        branch.",
    params(("id" = ApiKeyId, Path, description = "Id of the key, not the key")),
    responses(
        (status = 200, description = "The revoked key", body = ApiKeyView),
        (status = 403, description = "Without `api_keys.write` there", body = Problem),
        (status = 404, description = "Not found", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/api-keys/{id}/revoke")]
pub(crate) async fn revoke_api_key(
    app: Data<App>,
    command: Command,
    id: Id<ApiKeyId>,
) -> Result<HttpResponse, Failure> {
    reply::written(app.revoke_api_key(&command.caller, command.idempotent, id.0).await)
}
