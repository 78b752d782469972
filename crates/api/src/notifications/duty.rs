use actix_web::{HttpResponse, get, post, put, web::Data};
use application::App;
use contract::{
    notifications::{DutyQuery, DutyShiftView, SaveDutyShift},
    page::Page,
    problem::Problem,
};
use domain::kernel::DutyShiftId;

use crate::{
    Failure,
    extract::{Command, Id, Query, Signed, Version, Write},
    reply,
};

#[utoipa::path(
    tag = "notifications",
    operation_id = "list_duty_shifts",
    summary = "值班表 · The duty roster",
    description = "Shifts that are not over at `from` (default: now), the first to end first; cancelled ones are left out. Permission `duty.read`.",
    params(DutyQuery),
    responses(
        (status = 200, description = "A page of shifts", body = Page<DutyShiftView>),
        (status = 403, description = "Without `duty.read`", body = Problem),
        (status = 422, description = "Fields are not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/duty-shifts")]
pub(crate) async fn list_duty_shifts(
    app: Data<App>,
    signed: Signed,
    query: Query<DutyQuery>,
) -> Result<HttpResponse, Failure> {
    reply::shown(app.list_duty_shifts(&signed.0, &query.0).await)
}

#[utoipa::path(
    tag = "notifications",
    operation_id = "create_duty_shift",
    summary = "排班 · Put somebody on duty",
    description = "Critical requests (P1) of the branch and those below it are told to whoever is on duty, at once and by night too (R-3.2.3a); where nobody is, to the branch supervisor, then to head office. At most 31 days; several people may be on duty at once, each once at a branch. The person must be able to see the requests of the branch.",
    request_body(content = SaveDutyShift, example = json!({
        "branch_id": "019a0000-0000-7000-8000-000000000001", "user_id": "019a0000-0000-7000-8000-000000000012",
        "from": "2026-03-02T10:00:00.000Z", "until": "2026-03-03T00:00:00.000Z"
    })),
    responses(
        (status = 201, description = "The shift", body = DutyShiftView),
        (status = 403, description = "Without `duty.write` at the branch", body = Problem),
        (status = 409, description = "`rule_broken`: `duty_shift_overlaps`", body = Problem),
        (status = 422, description = "Fields are not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/duty-shifts")]
pub(crate) async fn create_duty_shift(
    app: Data<App>,
    write: Write<SaveDutyShift>,
) -> Result<HttpResponse, Failure> {
    reply::written(app.create_duty_shift(&write.caller, write.idempotent, write.body).await)
}

#[utoipa::path(
    tag = "notifications",
    operation_id = "show_duty_shift",
    summary = "班次 · One shift",
    description = "Permission `duty.read` at the branch.",
    params(("id" = DutyShiftId, Path, description = "Id of the shift")),
    responses(
        (status = 200, description = "The shift; the version is the ETag", body = DutyShiftView),
        (status = 404, description = "Not found, or not yours to see", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/duty-shifts/{id}")]
pub(crate) async fn show_duty_shift(
    app: Data<App>,
    signed: Signed,
    id: Id<DutyShiftId>,
) -> Result<HttpResponse, Failure> {
    reply::versioned(app.show_duty_shift(&signed.0, id.0).await, |shift| shift.version)
}

#[utoipa::path(
    tag = "notifications",
    operation_id = "update_duty_shift",
    summary = "修改班次 · Change a shift",
    description = "One that is not over. Permission `duty.write` at the old and the new branch.",
    params(("id" = DutyShiftId, Path, description = "Id of the shift")),
    request_body(content = SaveDutyShift, example = json!({
        "branch_id": "019a0000-0000-7000-8000-000000000001", "user_id": "019a0000-0000-7000-8000-000000000012",
        "from": "2026-03-02T10:00:00.000Z", "until": "2026-03-03T00:00:00.000Z"
    })),
    responses(
        (status = 200, description = "The shift as it is now", body = DutyShiftView),
        (status = 403, description = "Without `duty.write` at the branch", body = Problem),
        (status = 404, description = "Not found, or not yours to see", body = Problem),
        (status = 409, description = "`rule_broken`: `duty_shift_over`, `duty_shift_overlaps`", body = Problem),
        (status = 412, description = "Changed meanwhile", body = Problem),
        (status = 422, description = "Fields are not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[put("/duty-shifts/{id}")]
pub(crate) async fn update_duty_shift(
    app: Data<App>,
    id: Id<DutyShiftId>,
    write: Write<SaveDutyShift>,
    version: Version,
) -> Result<HttpResponse, Failure> {
    reply::written(app.update_duty_shift(&write.caller, write.idempotent, id.0, version.0, write.body).await)
}

#[utoipa::path(
    tag = "notifications",
    operation_id = "cancel_duty_shift",
    summary = "取消班次 · Take a shift back",
    description = "One that is not over.",
    params(("id" = DutyShiftId, Path, description = "Id of the shift")),
    responses(
        (status = 200, description = "The cancelled shift", body = DutyShiftView),
        (status = 403, description = "Without `duty.write` at the branch", body = Problem),
        (status = 404, description = "Not found, or not yours to see", body = Problem),
        (status = 409, description = "`rule_broken`: `duty_shift_over`", body = Problem),
        (status = 412, description = "Changed meanwhile", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/duty-shifts/{id}/cancel")]
pub(crate) async fn cancel_duty_shift(
    app: Data<App>,
    command: Command,
    id: Id<DutyShiftId>,
    version: Version,
) -> Result<HttpResponse, Failure> {
    reply::written(app.cancel_duty_shift(&command.caller, command.idempotent, id.0, version.0).await)
}
