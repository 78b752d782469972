use actix_web::{HttpResponse, get, web::Data};
use application::App;
use contract::{
    events::{EventPage, EventQuery},
    problem::Problem,
};

use crate::{
    Failure,
    extract::{Query, Signed},
    reply,
};

#[utoipa::path(
    tag = "events",
    operation_id = "list_events",
    summary = "事件流 · The feed",
    description = "Everything that happened after a position, oldest first, in the envelope of webhooks. Keep `last_seq` \
        and give it as `after` next time: nothing is lost, nothing comes twice. Positions grow but are not dense. \
        Permission `events.read`; shows events of the caller's branches and of the company.",
    params(EventQuery),
    responses(
        (status = 200, description = "Events after the position", body = EventPage),
        (status = 403, description = "Without `events.read`", body = Problem),
        (status = 422, description = "A query parameter is not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[get("/events")]
pub(crate) async fn list_events(
    app: Data<App>,
    signed: Signed,
    query: Query<EventQuery>,
) -> Result<HttpResponse, Failure> {
    reply::shown(app.list_events(&signed.0, &query.0).await)
}
