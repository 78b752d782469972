use actix_web::{HttpResponse, get, post, web::Data};
use application::App;
use contract::{
    problem::Problem,
    sla::{
        CalendarDetail, CalendarItem, CalendarMonth, HolidayFile, HolidayImportResult, MonthQuery,
        SaveCalendar,
    },
};
use domain::kernel::CalendarId;

use crate::{
    Failure,
    extract::{Id, Query, Signed, Write},
    reply,
    routes::Routes,
};

pub(super) fn routes(cfg: &mut impl Routes) {
    cfg.service(list_calendars)
        .service(save_calendar)
        .service(show_calendar)
        .service(show_calendar_month)
        .service(import_holidays);
}

/// Working calendars
#[utoipa::path(
    tag = "sla", operation_id = "list_calendars", summary = "工作日历列表 · List calendars",
    description = "The newest version of every calendar. Permission `calendars.read`.",
    responses((status = 200, description = "Calendars", body = Vec<CalendarItem>), (status = 401, description = "Not signed in", body = Problem)),
    security(("bearer" = [])),
)]
#[get("/calendars")]
pub(crate) async fn list_calendars(app: Data<App>, signed: Signed) -> Result<HttpResponse, Failure> {
    reply::shown::<Vec<CalendarItem>>(app.list_calendars(&signed.0).await)
}

/// Save a calendar
#[utoipa::path(
    tag = "sla", operation_id = "save_calendar", summary = "保存工作日历 · Save a calendar",
    description = "A new calendar, or a new version of one; running clocks keep the version they started under (2.3 item 7). A calendar \
        without working time is refused with the place. Permission `calendars.write`.",
    request_body(content = SaveCalendar, example = json!({ "spec": { "code": "CAL-XJ", "name": "新疆", "zone": "Asia/Shanghai", "kind": "business",
        "windows": ["10:00-13:30", "15:30-20:00"], "holiday_scheme": "cn-official", "covered_years": [] } })),
    responses(
        (status = 201, description = "Saved", body = CalendarDetail), (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not permitted", body = Problem), (status = 422, description = "It cannot be computed with", body = Problem),
    ),
    security(("bearer" = [])),
)]
#[post("/calendars")]
pub(crate) async fn save_calendar(
    app: Data<App>,
    write: Write<SaveCalendar>,
) -> Result<HttpResponse, Failure> {
    reply::written(app.save_calendar(&write.caller, write.idempotent, write.body).await)
}

/// One calendar
#[utoipa::path(
    tag = "sla", operation_id = "show_calendar", summary = "工作日历 · Show a calendar",
    description = "One version of a calendar with its exceptions. Permission `calendars.read`.",
    params(("id" = CalendarId, Path, description = "Calendar version")),
    responses(
        (status = 200, description = "The calendar", body = CalendarDetail), (status = 401, description = "Not signed in", body = Problem),
        (status = 404, description = "Not there", body = Problem),
    ),
    security(("bearer" = [])),
)]
#[get("/calendars/{id}")]
pub(crate) async fn show_calendar(
    app: Data<App>,
    signed: Signed,
    id: Id<CalendarId>,
) -> Result<HttpResponse, Failure> {
    reply::shown::<CalendarDetail>(app.show_calendar(&signed.0, id.0).await)
}

/// A month of a calendar
#[utoipa::path(
    tag = "sla", operation_id = "show_calendar_month", summary = "日历月视图 · A month of a calendar",
    description = "Which days work, in which windows, and why (节假日, 调休). Without parameters the current month. Permission `calendars.read`.",
    params(("id" = CalendarId, Path, description = "Calendar version"), MonthQuery),
    responses(
        (status = 200, description = "The month", body = CalendarMonth), (status = 401, description = "Not signed in", body = Problem),
        (status = 404, description = "Not there", body = Problem), (status = 422, description = "A parameter is not right", body = Problem),
    ),
    security(("bearer" = [])),
)]
#[get("/calendars/{id}/month")]
pub(crate) async fn show_calendar_month(
    app: Data<App>,
    signed: Signed,
    id: Id<CalendarId>,
    query: Query<MonthQuery>,
) -> Result<HttpResponse, Failure> {
    reply::shown::<CalendarMonth>(app.calendar_month(&signed.0, id.0, &query.0).await)
}

/// Import a holiday year
#[utoipa::path(
    tag = "sla", operation_id = "import_holidays", summary = "导入节假日 · Import a holiday year",
    description = "The official days off and make-up days of a year, in the JSON form of the public `holiday-cn` files, as a new version of \
        the calendar. Provisional due times are recomputed and the differences listed (2.3 item 8). Permission `calendars.write`.",
    params(("id" = CalendarId, Path, description = "Newest version of the calendar")),
    request_body(content = HolidayFile, example = json!({ "year": 2027, "days": [ { "date": "2027-01-01", "name": "元旦", "isOffDay": true } ] })),
    responses(
        (status = 201, description = "What changed and which due times moved", body = HolidayImportResult),
        (status = 401, description = "Not signed in", body = Problem), (status = 403, description = "Not permitted", body = Problem),
        (status = 404, description = "Not there", body = Problem), (status = 412, description = "A newer version exists", body = Problem),
        (status = 422, description = "The place in the file that is not right", body = Problem),
    ),
    security(("bearer" = [])),
)]
#[post("/calendars/{id}/holidays")]
pub(crate) async fn import_holidays(
    app: Data<App>,
    id: Id<CalendarId>,
    write: Write<HolidayFile>,
) -> Result<HttpResponse, Failure> {
    reply::written(app.import_holidays(&write.caller, write.idempotent, id.0, &write.body.0).await)
}
