use actix_web::{HttpResponse, post, web::Data};
use application::App;
use contract::{
    problem::Problem,
    sla::{Recalculate, Recalculation},
};

use crate::{Failure, extract::Write, reply, routes::Routes};

pub(super) fn routes(cfg: &mut impl Routes) {
    cfg.service(recalculate_sla);
}

/// Newer rules for running clocks
#[utoipa::path(
    tag = "sla", operation_id = "recalculate_sla", summary = "重算时限 · Recalculate deadlines",
    description = "A ticket keeps the versions of policy and calendars that it was registered under. This moves the open requests of a \
        branch to the newest ones: first without `apply`, which only says what would change, then with a reason, which stays in every \
        timeline and in the audit trail (2.3 item 7). A request whose breached or stopped clocks would come out otherwise keeps its \
        rules: a breach is a fact (2.3 item 6). One page a call. Permission `policies.write`.",
    request_body(content = Recalculate, example = json!({ "branch_id": "0199c0de-0000-7000-8000-000000000001", "apply": false })),
    responses(
        (status = 200, description = "What changes, or has changed", body = Recalculation),
        (status = 401, description = "Not signed in", body = Problem), (status = 403, description = "Not permitted", body = Problem),
        (status = 422, description = "Fields that are not right", body = Problem),
    ),
    security(("bearer" = [])),
)]
#[post("/sla/recalculations")]
pub(crate) async fn recalculate_sla(
    app: Data<App>,
    write: Write<Recalculate>,
) -> Result<HttpResponse, Failure> {
    reply::written(app.recalculate(&write.caller, write.idempotent, write.body).await)
}
