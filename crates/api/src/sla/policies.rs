use actix_web::{HttpResponse, get, post, web::Data};
use application::App;
use contract::{
    problem::Problem,
    sla::{PolicyCheck, PolicyDetail, PolicyItem, SavePolicy},
};
use domain::kernel::PolicyId;

use crate::{
    Failure,
    extract::{Body, Id, Signed, Write},
    reply,
    routes::Routes,
};

pub(super) fn routes(cfg: &mut impl Routes) {
    cfg.service(list_policies).service(save_policy).service(check_policy).service(show_policy);
}

/// Service policies
#[utoipa::path(
    tag = "sla", operation_id = "list_policies", summary = "服务政策列表 · List service policies",
    description = "Every version of every policy. A ticket keeps the version valid at its creation (2.3 item 7). Permission `policies.read`.",
    responses((status = 200, description = "Versions", body = Vec<PolicyItem>), (status = 401, description = "Not signed in", body = Problem)),
    security(("bearer" = [])),
)]
#[get("/policies")]
pub(crate) async fn list_policies(app: Data<App>, signed: Signed) -> Result<HttpResponse, Failure> {
    reply::shown::<Vec<PolicyItem>>(app.list_policies(&signed.0).await)
}

/// Save a policy version
#[utoipa::path(
    tag = "sla", operation_id = "save_policy", summary = "保存服务政策 · Save a policy version",
    description = "A new version, binding requests registered from its date on. Every clock must name a target for each priority, `*` or \
        `none`. Permission `policies.write`.",
    request_body(content = SavePolicy, example = json!({ "spec": domain::sla::standard::policy() })),
    responses(
        (status = 201, description = "Saved", body = PolicyDetail), (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem), (status = 409, description = "The version exists", body = Problem),
        (status = 422, description = "Every problem with its place", body = Problem),
    ),
    security(("bearer" = [])),
)]
#[post("/policies")]
pub(crate) async fn save_policy(app: Data<App>, write: Write<SavePolicy>) -> Result<HttpResponse, Failure> {
    reply::written(app.save_policy(&write.caller, write.idempotent, write.body).await)
}

/// Check a policy
#[utoipa::path(
    tag = "sla", operation_id = "check_policy", summary = "检查服务政策 · Check a policy",
    description = "Every problem of a policy with its place; writes nothing. Permission `policies.read`.",
    request_body(content = SavePolicy, example = json!({ "spec": domain::sla::standard::policy() })),
    responses(
        (status = 200, description = "Problems; none when it may come into force", body = PolicyCheck),
        (status = 401, description = "Not signed in", body = Problem), (status = 422, description = "It is no policy", body = Problem),
    ),
    security(("bearer" = [])),
)]
#[post("/policies/check")]
pub(crate) async fn check_policy(
    app: Data<App>,
    signed: Signed,
    body: Body<SavePolicy>,
) -> Result<HttpResponse, Failure> {
    reply::shown::<PolicyCheck>(app.check_policy(&signed.0, &body.value).await)
}

/// One policy version
#[utoipa::path(
    tag = "sla", operation_id = "show_policy", summary = "服务政策 · Show a policy version",
    description = "Permission `policies.read`.",
    params(("id" = PolicyId, Path, description = "Policy version")),
    responses(
        (status = 200, description = "The policy", body = PolicyDetail), (status = 401, description = "Not signed in", body = Problem),
        (status = 404, description = "Not there", body = Problem),
    ),
    security(("bearer" = [])),
)]
#[get("/policies/{id}")]
pub(crate) async fn show_policy(
    app: Data<App>,
    signed: Signed,
    id: Id<PolicyId>,
) -> Result<HttpResponse, Failure> {
    reply::shown::<PolicyDetail>(app.show_policy(&signed.0, id.0).await)
}
