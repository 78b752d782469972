use actix_web::{HttpResponse, get, post, put, web::Data};
use application::App;
use contract::{
    access::{AbsenceView, SaveAbsence},
    page::{Page, PageQuery},
    problem::Problem,
};
use domain::kernel::{AbsenceId, UserId};

use crate::{
    Failure,
    extract::{Command, Id, Query, Signed, Version, Write},
    reply,
};

#[utoipa::path(
    tag = "access",
    operation_id = "list_absences",
    summary = "离岗记录 · Absences of a person",
    description = "The latest first, cancelled ones too. Of oneself, or with permission `absences.write` in one of the \
        person's branches: why somebody is away is not for everybody who sees them.",
    params(("id" = UserId, Path, description = "Id of the person"), PageQuery),
    responses(
        (status = 200, description = "A page of absences", body = Page<AbsenceView>),
        (status = 403, description = "Neither oneself nor `absences.write` there", body = Problem),
        (status = 404, description = "Not found, or not yours to see", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/users/{id}/absences")]
pub(crate) async fn list_absences(
    app: Data<App>,
    signed: Signed,
    id: Id<UserId>,
    query: Query<PageQuery>,
) -> Result<HttpResponse, Failure> {
    reply::shown(app.list_absences(&signed.0, id.0, &query.0).await)
}

#[utoipa::path(
    tag = "access",
    operation_id = "create_absence",
    summary = "登记离岗 · Record an absence",
    description = "While it lasts, requests of the person's areas go to the deputy; without one, to the deputy of the \
        area; a deputy who is away too is passed over (R-11.2.2.1). Everybody records their own; with permission \
        `absences.write` those of people in one's branches. The deputy must be able to own requests of every branch for \
        whose areas the person answers.",
    params(("id" = UserId, Path, description = "Id of the person")),
    request_body(content = SaveAbsence, example = json!({
        "from": "2026-03-09T00:00:00.000Z", "until": "2026-03-13T10:00:00.000Z", "kind": "annual_leave",
        "deputy_id": "019a0000-0000-7000-8000-000000000012", "note": null
    })),
    responses(
        (status = 201, description = "The absence", body = AbsenceView),
        (status = 403, description = "Neither oneself nor `absences.write` there", body = Problem),
        (status = 404, description = "Not found, or not yours to see", body = Problem),
        (status = 409, description = "`rule_broken`: `absence_overlaps`", body = Problem),
        (status = 422, description = "Fields are not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/users/{id}/absences")]
pub(crate) async fn create_absence(
    app: Data<App>,
    id: Id<UserId>,
    write: Write<SaveAbsence>,
) -> Result<HttpResponse, Failure> {
    reply::written(app.create_absence(&write.caller, write.idempotent, id.0, write.body).await)
}

#[utoipa::path(
    tag = "access",
    operation_id = "show_absence",
    summary = "离岗 · One absence",
    description = "Of oneself, or with permission `absences.write` in one of the person's branches.",
    params(("id" = AbsenceId, Path, description = "Id of the absence")),
    responses(
        (status = 200, description = "The absence; the version is the ETag", body = AbsenceView),
        (status = 403, description = "Neither oneself nor `absences.write` there", body = Problem),
        (status = 404, description = "Not found, or not yours to see", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/absences/{id}")]
pub(crate) async fn show_absence(
    app: Data<App>,
    signed: Signed,
    id: Id<AbsenceId>,
) -> Result<HttpResponse, Failure> {
    reply::versioned(app.show_absence(&signed.0, id.0).await, |absence| absence.version)
}

#[utoipa::path(
    tag = "access",
    operation_id = "update_absence",
    summary = "修改离岗 · Change an absence",
    description = "One that is not over yet; an end in the past ends it. Who may is as for recording it. Requests that \
        were given to a deputy stay with them.",
    params(("id" = AbsenceId, Path, description = "Id of the absence")),
    request_body(content = SaveAbsence, example = json!({
        "from": "2026-03-09T00:00:00.000Z", "until": "2026-03-11T10:00:00.000Z", "kind": "training",
        "deputy_id": null, "note": "back early"
    })),
    responses(
        (status = 200, description = "The absence as it is now", body = AbsenceView),
        (status = 403, description = "Neither oneself nor `absences.write` there", body = Problem),
        (status = 404, description = "Not found, or not yours to see", body = Problem),
        (status = 409, description = "`rule_broken`: `absence_over`, `absence_overlaps`", body = Problem),
        (status = 412, description = "Changed meanwhile", body = Problem),
        (status = 422, description = "Fields are not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[put("/absences/{id}")]
pub(crate) async fn update_absence(
    app: Data<App>,
    id: Id<AbsenceId>,
    write: Write<SaveAbsence>,
    version: Version,
) -> Result<HttpResponse, Failure> {
    reply::written(app.update_absence(&write.caller, write.idempotent, id.0, version.0, write.body).await)
}

#[utoipa::path(
    tag = "access",
    operation_id = "cancel_absence",
    summary = "取消离岗 · Take an absence back",
    description = "It counts for nothing from now on and stays in the list. Who may is as for recording it.",
    params(("id" = AbsenceId, Path, description = "Id of the absence")),
    responses(
        (status = 200, description = "The cancelled absence", body = AbsenceView),
        (status = 403, description = "Neither oneself nor `absences.write` there", body = Problem),
        (status = 404, description = "Not found, or not yours to see", body = Problem),
        (status = 409, description = "`rule_broken`: `absence_over`", body = Problem),
        (status = 412, description = "Changed meanwhile", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/absences/{id}/cancel")]
pub(crate) async fn cancel_absence(
    app: Data<App>,
    command: Command,
    id: Id<AbsenceId>,
    version: Version,
) -> Result<HttpResponse, Failure> {
    reply::written(app.cancel_absence(&command.caller, command.idempotent, id.0, version.0).await)
}
