use actix_web::{HttpResponse, get, post, web::Data};
use application::App;
use contract::{
    access::{ChangePassword, LoginRequest, Me, RefreshRequest, TokenResponse},
    problem::Problem,
};

use crate::{
    Failure,
    extract::{Body, Signed},
    reply,
};

#[utoipa::path(
    tag = "access",
    operation_id = "sign_in",
    summary = "登录 · Sign in",
    description = "Account and password give an access token (15 minutes) and a refresh token (30 days, used once). \
        No permission. An unknown account, a wrong password and a disabled account are all `bad_credentials`. Five \
        failures within 15 minutes lock the account for 15 minutes (`locked_out`); besides, attempts are limited by \
        address (`too_many_requests`). Both say when to come back in `Retry-After`.",
    request_body(content = LoginRequest, example = json!({ "account": "zhang.wei", "password": "correct horse battery" })),
    responses(
        (status = 200, description = "Signed in", body = TokenResponse),
        (status = 401, description = "`bad_credentials`", body = Problem),
        (status = 422, description = "Fields are missing or too long", body = Problem),
        (status = 429, description = "`locked_out` or `too_many_requests`", body = Problem),
    ),
    security(())
)]
#[post("/login")]
pub(crate) async fn sign_in(app: Data<App>, body: Body<LoginRequest>) -> Result<HttpResponse, Failure> {
    reply::shown(app.sign_in(&body.value).await)
}

#[utoipa::path(
    tag = "access",
    operation_id = "refresh_session",
    summary = "续期 · Stay signed in",
    description = "Uses the refresh token up and gives a new pair. No permission: the token is the credential. A token \
        that was used before ends the whole session (`token_reused`), for it was copied.",
    request_body(content = RefreshRequest, example = json!({ "refresh_token": "mK1x…" })),
    responses(
        (status = 200, description = "A new pair of tokens", body = TokenResponse),
        (status = 401, description = "`token_reused`, or worthless", body = Problem),
        (status = 422, description = "Fields are missing or too long", body = Problem),
    ),
    security(())
)]
#[post("/refresh")]
pub(crate) async fn refresh_session(
    app: Data<App>,
    body: Body<RefreshRequest>,
) -> Result<HttpResponse, Failure> {
    reply::shown(app.refresh_session(&body.value).await)
}

#[utoipa::path(
    tag = "access",
    operation_id = "sign_out",
    summary = "退出 · Sign out",
    description = "Ends the session of the refresh token; its access tokens are refused from then on. No permission: \
        the token is the credential. Signing out with a worthless token is no error.",
    request_body(content = RefreshRequest, example = json!({ "refresh_token": "mK1x…" })),
    responses(
        (status = 204, description = "Signed out"),
        (status = 422, description = "Fields are missing or too long", body = Problem),
    ),
    security(())
)]
#[post("/logout")]
pub(crate) async fn sign_out(app: Data<App>, body: Body<RefreshRequest>) -> Result<HttpResponse, Failure> {
    app.sign_out(&body.value).await?;
    Ok(HttpResponse::NoContent().finish())
}

#[utoipa::path(
    tag = "access",
    operation_id = "show_me",
    summary = "当前用户 · The signed-in person",
    description = "Name, roles, and everything the person may do somewhere. No permission; machines get 403.",
    responses(
        (status = 200, description = "The signed-in person", body = Me),
        (status = 403, description = "An API key is no person", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/me")]
pub(crate) async fn show_me(app: Data<App>, signed: Signed) -> Result<HttpResponse, Failure> {
    reply::shown(app.me(&signed.0).await)
}

#[utoipa::path(
    tag = "access",
    operation_id = "change_password",
    summary = "修改密码 · Change the own password",
    description = "The new password has 10 to 128 characters and does not contain the account. The other sessions of \
        the person end, this one goes on. No permission. A wrong current password counts as a failed sign-in.",
    request_body(content = ChangePassword, example = json!({ "current": "correct horse battery", "new": "staple of the trade" })),
    responses(
        (status = 204, description = "Changed"),
        (status = 403, description = "An API key has no password", body = Problem),
        (status = 422, description = "`wrong_password` at `/current`, or an unsuitable new one", body = Problem),
        (status = 429, description = "`locked_out`", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/password")]
pub(crate) async fn change_password(
    app: Data<App>,
    signed: Signed,
    body: Body<ChangePassword>,
) -> Result<HttpResponse, Failure> {
    app.change_password(&signed.0, &body.value).await?;
    Ok(HttpResponse::NoContent().finish())
}
