use actix_web::{HttpResponse, get, post, put, web::Data};
use application::App;
use contract::{
    access::{CreateUser, ResetPassword, UpdateUser, UserQuery, UserView},
    page::Page,
    problem::Problem,
};
use domain::kernel::UserId;

use crate::{
    Failure,
    extract::{Id, Query, Signed, Version, Write},
    reply,
};

#[utoipa::path(
    tag = "access",
    operation_id = "list_users",
    summary = "用户列表 · People",
    description = "By account. Permission `users.read`; shows people with a role in the caller's branches. \
        `role=engineer&serves_branch=…` gives who can be sent to a branch.",
    params(UserQuery),
    responses(
        (status = 200, description = "A page of people", body = Page<UserView>),
        (status = 403, description = "Without `users.read`", body = Problem),
        (status = 422, description = "A query parameter is not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/users")]
pub(crate) async fn list_users(
    app: Data<App>,
    signed: Signed,
    query: Query<UserQuery>,
) -> Result<HttpResponse, Failure> {
    reply::shown(app.list_users(&signed.0, &query.0).await)
}

#[utoipa::path(
    tag = "access",
    operation_id = "show_user",
    summary = "用户 · One person",
    description = "Permission `users.read` in one of the person's branches; oneself one may always see.",
    params(("id" = UserId, Path, description = "Id of the person")),
    responses(
        (status = 200, description = "The person; the version is the ETag", body = UserView),
        (status = 404, description = "Not found, or not yours to see", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/users/{id}")]
pub(crate) async fn show_user(
    app: Data<App>,
    signed: Signed,
    id: Id<UserId>,
) -> Result<HttpResponse, Failure> {
    reply::versioned(app.show_user(&signed.0, id.0).await, |user| user.version)
}

#[utoipa::path(
    tag = "access",
    operation_id = "create_user",
    summary = "新增用户 · A new person",
    description = "Account, name, first password and roles; each role holds at a branch and those below it. Permission \
        `users.write` at every one of these branches. The account is unique, capitals do not matter.",
    request_body(content = CreateUser, example = json!({
        "account": "li.na", "name": "李娜", "password": "a first password", "phone": "13800138000",
        "grants": [{ "role": "engineer", "branch_id": "019a0000-0000-7000-8000-000000000002" }]
    })),
    responses(
        (status = 201, description = "The new person", body = UserView),
        (status = 403, description = "Without `users.write` there", body = Problem),
        (status = 409, description = "`already_exists`: the account is taken", body = Problem),
        (status = 422, description = "Fields are not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/users")]
pub(crate) async fn create_user(app: Data<App>, write: Write<CreateUser>) -> Result<HttpResponse, Failure> {
    reply::written(app.create_user(&write.caller, write.idempotent, write.body).await)
}

#[utoipa::path(
    tag = "access",
    operation_id = "update_user",
    summary = "修改用户 · Change a person",
    description = "Name, phone, roles, and whether the person may sign in; disabling ends every session. Permission \
        `users.write` at every branch of the old and the new roles. The last administrator stays (`last_administrator`).",
    params(("id" = UserId, Path, description = "Id of the person")),
    request_body(content = UpdateUser, example = json!({
        "name": "李娜", "phone": "13800138000", "active": true,
        "grants": [{ "role": "engineer", "branch_id": "019a0000-0000-7000-8000-000000000002" }]
    })),
    responses(
        (status = 200, description = "The person as they are now", body = UserView),
        (status = 403, description = "Without `users.write` there", body = Problem),
        (status = 404, description = "Not found, or not yours to see", body = Problem),
        (status = 409, description = "`rule_broken`: `last_administrator`", body = Problem),
        (status = 412, description = "Changed meanwhile", body = Problem),
        (status = 422, description = "Fields are not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[put("/users/{id}")]
pub(crate) async fn update_user(
    app: Data<App>,
    id: Id<UserId>,
    write: Write<UpdateUser>,
    version: Version,
) -> Result<HttpResponse, Failure> {
    reply::written(app.update_user(&write.caller, write.idempotent, id.0, version.0, write.body).await)
}

#[utoipa::path(
    tag = "access",
    operation_id = "reset_password",
    summary = "重置密码 · Set a new password for somebody",
    description = "Sets the password, ends every session of the person and lifts a lock. Permission `users.write` at \
        every branch of their roles.",
    params(("id" = UserId, Path, description = "Id of the person")),
    request_body(content = ResetPassword, example = json!({ "password": "a new first password" })),
    responses(
        (status = 200, description = "The person", body = UserView),
        (status = 403, description = "Without `users.write` there", body = Problem),
        (status = 404, description = "Not found, or not yours to see", body = Problem),
        (status = 412, description = "Changed meanwhile", body = Problem),
        (status = 422, description = "The password is unsuitable", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/users/{id}/password")]
pub(crate) async fn reset_password(
    app: Data<App>,
    id: Id<UserId>,
    write: Write<ResetPassword>,
    version: Version,
) -> Result<HttpResponse, Failure> {
    reply::written(app.reset_password(&write.caller, write.idempotent, id.0, version.0, write.body).await)
}
