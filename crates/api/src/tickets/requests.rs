//! Register, list, show, timeline.

use actix_web::{HttpResponse, get, post, web::Data};
use application::App;
use contract::{
    page::{Page, PageQuery},
    problem::Problem,
    tickets::{
        CreateTicket, QueueCounts, RegistrationDraft, RegistrationPreview, TicketPreview, TicketQuery,
        TicketSummary, TicketView, TimelineEntry,
    },
};
use domain::kernel::TicketId;

use crate::{
    Failure,
    extract::{Body, Id, Query, Signed, Write},
    reply,
    routes::Routes,
};

pub(super) fn routes(cfg: &mut impl Routes) {
    cfg.service(create_ticket)
        .service(preview_registration)
        .service(list_tickets)
        .service(count_ticket_queues)
        .service(show_ticket)
        .service(preview_ticket)
        .service(list_ticket_timeline);
}

/// Register a request
#[utoipa::path(
    tag = "tickets", operation_id = "create_ticket", summary = "登记服务需求 · Register a request",
    description = "Registers a 客户服务需求 (R-11.2.2.1). Customer, contact, site and unit given by id fill themselves; the area finds \
        branch and owner; an unknown serial is accepted as 待核实 (R-7.2.2). The number is gapless per branch and year; every clock \
        runs from `received_at`. Permission `tickets.register`. Honours `Idempotency-Key`.",
    request_body(content = CreateTicket, example = json!({
        "request_type": "repair", "channel": "phone", "severity": "3", "impact": "runs", "description": "排气高温停机，E01",
        "fault_code": "E01", "customer": { "name": "苏州精工机械有限公司", "contact_name": "王工", "phone": "13800138000",
        "address": "苏州市吴中区越溪街道", "region": "320506" }, "product": { "serial": "KY55-2024-0317" }
    })),
    responses(
        (status = 201, description = "Registered", body = TicketView),
        (status = 401, description = "Not signed in", body = Problem), (status = 403, description = "Not permitted at that branch", body = Problem),
        (status = 409, description = "A rule says no, or the key was used with another body", body = Problem),
        (status = 422, description = "Fields that are not right", body = Problem),
    ),
    security(("bearer" = [])),
)]
#[post("/tickets")]
pub(crate) async fn create_ticket(
    app: Data<App>,
    write: Write<CreateTicket>,
) -> Result<HttpResponse, Failure> {
    reply::written(app.create_ticket(&write.caller, write.idempotent, write.body).await)
}

/// What registering would do
#[utoipa::path(
    tag = "tickets", operation_id = "preview_registration", summary = "登记预览 · What registering would do",
    description = "While a registration is being typed: possible duplicates (R-6.2.1.1), recent requests, the warranty answer, the \
        promises that will be made, branch and owner. Writes nothing. Permission `tickets.register`.",
    request_body(content = RegistrationDraft, example = json!({ "request_type": "repair", "product": { "serial": "KY55-2024-0317" } })),
    responses(
        (status = 200, description = "What is known", body = RegistrationPreview),
        (status = 401, description = "Not signed in", body = Problem), (status = 403, description = "Not permitted", body = Problem),
        (status = 422, description = "Fields that are not right", body = Problem),
    ),
    security(("bearer" = [])),
)]
#[post("/tickets/registration-preview")]
pub(crate) async fn preview_registration(
    app: Data<App>,
    signed: Signed,
    body: Body<RegistrationDraft>,
) -> Result<HttpResponse, Failure> {
    reply::shown::<RegistrationPreview>(app.preview_registration(&signed.0, body.value).await)
}

/// List requests
#[utoipa::path(
    tag = "tickets", operation_id = "list_tickets", summary = "服务需求列表 · List requests",
    description = "Requests that the caller may see, the nearest deadline first. Filters are named parameters; `q` finds numbers, \
        customers, serials, phones and words (two Chinese characters are enough). `updated_since` with `cursor` is a change feed. \
        Permission `tickets.read`.",
    params(TicketQuery),
    responses(
        (status = 200, description = "One page", body = Page<TicketSummary>),
        (status = 401, description = "Not signed in", body = Problem), (status = 422, description = "A parameter is not right", body = Problem),
    ),
    security(("bearer" = [])),
)]
#[get("/tickets")]
pub(crate) async fn list_tickets(
    app: Data<App>,
    signed: Signed,
    query: Query<TicketQuery>,
) -> Result<HttpResponse, Failure> {
    reply::shown::<Page<TicketSummary>>(app.list_tickets(&signed.0, &query.0).await)
}

/// The four queues
#[utoipa::path(
    tag = "tickets", operation_id = "count_ticket_queues", summary = "四个队列 · The four work queues",
    description = "Open and overdue counts of 投诉, 维修, 退换货, 保养 and the rest; equal to the lists behind them (R-10.2.5.2). \
        Permission `tickets.read`.",
    responses((status = 200, description = "Counts", body = QueueCounts), (status = 401, description = "Not signed in", body = Problem)),
    security(("bearer" = [])),
)]
#[get("/tickets/queues")]
pub(crate) async fn count_ticket_queues(app: Data<App>, signed: Signed) -> Result<HttpResponse, Failure> {
    reply::shown::<QueueCounts>(app.queue_counts(&signed.0).await)
}

/// Show a request
#[utoipa::path(
    tag = "tickets", operation_id = "show_ticket", summary = "服务需求 · Show a request",
    description = "The whole request: facts, clocks as of now with the trace of how each due time came about, and the steps that the \
        caller may take with what each still lacks. The ETag is needed for commands. Permission `tickets.read`.",
    params(("id" = TicketId, Path, description = "Ticket id")),
    responses(
        (status = 200, description = "The request", body = TicketView),
        (status = 401, description = "Not signed in", body = Problem), (status = 404, description = "Not there, or not yours to see", body = Problem),
    ),
    security(("bearer" = [])),
)]
#[get("/tickets/{id}")]
pub(crate) async fn show_ticket(
    app: Data<App>,
    signed: Signed,
    id: Id<TicketId>,
) -> Result<HttpResponse, Failure> {
    reply::versioned(app.show_ticket(&signed.0, id.0).await, |ticket: &TicketView| ticket.version)
}

/// A request beside a list
#[utoipa::path(
    tag = "tickets", operation_id = "preview_ticket", summary = "需求概览 · A request beside a list",
    description = "The request as `show_ticket` answers it, with the last four entries of its timeline: what a list shows of the \
        selected one, in one answer. Permission `tickets.read`.",
    params(("id" = TicketId, Path, description = "Ticket id")),
    responses(
        (status = 200, description = "The request and what happened last", body = TicketPreview),
        (status = 401, description = "Not signed in", body = Problem), (status = 404, description = "Not there, or not yours to see", body = Problem),
    ),
    security(("bearer" = [])),
)]
#[get("/tickets/{id}/preview")]
pub(crate) async fn preview_ticket(
    app: Data<App>,
    signed: Signed,
    id: Id<TicketId>,
) -> Result<HttpResponse, Failure> {
    reply::shown::<TicketPreview>(app.preview_ticket(&signed.0, id.0).await)
}

/// The timeline
#[utoipa::path(
    tag = "tickets", operation_id = "list_ticket_timeline", summary = "服务档案 · Timeline",
    description = "Everything that happened to the request, newest first; entries are never edited (R-8.4.7). Permission `tickets.read`.",
    params(("id" = TicketId, Path, description = "Ticket id"), PageQuery),
    responses(
        (status = 200, description = "One page", body = Page<TimelineEntry>),
        (status = 401, description = "Not signed in", body = Problem), (status = 404, description = "Not there, or not yours to see", body = Problem),
    ),
    security(("bearer" = [])),
)]
#[get("/tickets/{id}/timeline")]
pub(crate) async fn list_ticket_timeline(
    app: Data<App>,
    signed: Signed,
    id: Id<TicketId>,
    query: Query<PageQuery>,
) -> Result<HttpResponse, Failure> {
    reply::shown::<Page<TimelineEntry>>(app.ticket_timeline(&signed.0, id.0, &query.0).await)
}
