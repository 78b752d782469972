use actix_web::{HttpResponse, get, post, put, web::Data};
use application::App;
use contract::{
    access::{BranchView, SaveBranch, UserView},
    problem::Problem,
};
use domain::kernel::BranchId;

use crate::{
    Failure,
    extract::{Id, Signed, Version, Write},
    reply,
};

#[utoipa::path(
    tag = "access",
    operation_id = "list_branches",
    summary = "组织 · The organisation",
    description = "Every branch with its service areas, by code; `parent_id` makes the tree. A short list: all at once. \
        Permission `branches.read`.",
    responses(
        (status = 200, description = "All branches", body = Vec<BranchView>),
        (status = 403, description = "Without `branches.read`", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/branches")]
pub(crate) async fn list_branches(app: Data<App>, signed: Signed) -> Result<HttpResponse, Failure> {
    reply::shown(app.list_branches(&signed.0).await)
}

#[utoipa::path(
    tag = "access",
    operation_id = "show_branch",
    summary = "机构 · One branch",
    description = "Permission `branches.read`.",
    params(("id" = BranchId, Path, description = "Id of the branch")),
    responses(
        (status = 200, description = "The branch; the version is the ETag", body = BranchView),
        (status = 404, description = "Not found", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/branches/{id}")]
pub(crate) async fn show_branch(
    app: Data<App>,
    signed: Signed,
    id: Id<BranchId>,
) -> Result<HttpResponse, Failure> {
    reply::versioned(app.show_branch(&signed.0, id.0).await, |branch| branch.version)
}

#[utoipa::path(
    tag = "access",
    operation_id = "create_branch",
    summary = "新增机构 · A new branch",
    description = "Ticket numbers begin with the code, which never changes. A service area is a prefix of the \
        administrative division (2, 4 or 6 digits) with its responsible person and deputy (R-11.2.2.1); an area belongs \
        to one branch. Permission `branches.write` above it.",
    request_body(content = SaveBranch, example = json!({
        "code": "SZ", "name": "苏州分公司", "kind": "branch", "parent_id": "019a0000-0000-7000-8000-000000000001",
        "calendar_code": null,
        "areas": [{ "region_prefix": "3205", "owner_id": "019a0000-0000-7000-8000-000000000011", "deputy_id": null }]
    })),
    responses(
        (status = 201, description = "The new branch", body = BranchView),
        (status = 403, description = "Without `branches.write` there", body = Problem),
        (status = 409, description = "`already_exists`: code or area are taken", body = Problem),
        (status = 422, description = "Fields are not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/branches")]
pub(crate) async fn create_branch(app: Data<App>, write: Write<SaveBranch>) -> Result<HttpResponse, Failure> {
    reply::written(app.create_branch(&write.caller, write.idempotent, write.body).await)
}

#[utoipa::path(
    tag = "access",
    operation_id = "update_branch",
    summary = "修改机构 · Change a branch",
    description = "Replaces name, place in the tree, calendar and service areas; the code stays. Permission \
        `branches.write` at the branch and above it.",
    params(("id" = BranchId, Path, description = "Id of the branch")),
    request_body(content = SaveBranch, example = json!({
        "code": "SZ", "name": "苏州分公司", "kind": "branch", "parent_id": "019a0000-0000-7000-8000-000000000001",
        "calendar_code": "CAL-8x5", "areas": []
    })),
    responses(
        (status = 200, description = "The branch as it is now", body = BranchView),
        (status = 403, description = "Without `branches.write` there", body = Problem),
        (status = 404, description = "Not found", body = Problem),
        (status = 409, description = "`already_exists`: an area is taken", body = Problem),
        (status = 412, description = "Changed meanwhile", body = Problem),
        (status = 422, description = "Fields are not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[put("/branches/{id}")]
pub(crate) async fn update_branch(
    app: Data<App>,
    id: Id<BranchId>,
    write: Write<SaveBranch>,
    version: Version,
) -> Result<HttpResponse, Failure> {
    reply::written(app.update_branch(&write.caller, write.idempotent, id.0, version.0, write.body).await)
}

#[utoipa::path(
    tag = "access",
    operation_id = "list_engineers",
    summary = "可派工程师 · Who can be sent",
    description = "Active engineers and dealers whose role reaches the branch, by account. Permission `users.read` at \
        the branch.",
    params(("id" = BranchId, Path, description = "Id of the branch")),
    responses(
        (status = 200, description = "Engineers and dealers", body = Vec<UserView>),
        (status = 404, description = "Not found, or not yours to see", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/branches/{id}/engineers")]
pub(crate) async fn list_engineers(
    app: Data<App>,
    signed: Signed,
    id: Id<BranchId>,
) -> Result<HttpResponse, Failure> {
    reply::shown(app.list_engineers(&signed.0, id.0).await)
}
