use actix_web::{HttpResponse, post, web::Data};
use application::App;
use contract::{
    mailbox::{AssignMail, DismissMail, MailView, RegisterMail},
    problem::Problem,
};
use domain::kernel::MailId;

use crate::{
    Failure,
    extract::{Id, Write},
    reply,
};

#[utoipa::path(
    tag = "mailbox", operation_id = "assign_mail", summary = "归入需求 · Add a message to a request",
    description = "As the customer's word, with its files. Permissions `mail.handle` at the message's branch and `tickets.comment` \
        at the request.",
    params(("id" = MailId, Path, description = "Id of the message")),
    request_body(content = AssignMail, example = json!({ "ticket_id": "0192f3a4-7c00-7000-8000-000000000001" })),
    responses(
        (status = 200, description = "The message, decided", body = MailView),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 404, description = "Not there, or not yours to see", body = Problem),
        (status = 409, description = "`rule_broken`: decided before", body = Problem),
        (status = 422, description = "An unknown request", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/mail/messages/{id}/assign")]
pub(crate) async fn assign_mail(
    app: Data<App>,
    id: Id<MailId>,
    write: Write<AssignMail>,
) -> Result<HttpResponse, Failure> {
    reply::written(Box::pin(app.assign_mail(&write.caller, write.idempotent, id.0, write.body)).await)
}

#[utoipa::path(
    tag = "mailbox", operation_id = "register_mail", summary = "登记为新需求 · Make a request of a message",
    description = "What the message does not say is given; clocks run from when it reached us. Permissions `mail.handle` at the \
        message's branch and `tickets.register` at the request's.",
    params(("id" = MailId, Path, description = "Id of the message")),
    request_body(content = RegisterMail, example = json!({
        "request_type": "repair", "severity": "3", "impact": "runs",
        "customer": { "name": "上海精工机械有限公司", "contact_name": "王工", "phone": "13800138000", "region": "310112" },
        "product": { "serial": "KY55-2024-0317" }
    })),
    responses(
        (status = 200, description = "The message, decided; `ticket_id` is the request", body = MailView),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 404, description = "Not there, or not yours to see", body = Problem),
        (status = 409, description = "`rule_broken`: decided before, or a rule of requests", body = Problem),
        (status = 422, description = "Fields that are not right", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/mail/messages/{id}/register")]
pub(crate) async fn register_mail(
    app: Data<App>,
    id: Id<MailId>,
    write: Write<RegisterMail>,
) -> Result<HttpResponse, Failure> {
    reply::written(app.register_mail(&write.caller, write.idempotent, id.0, write.body).await)
}

#[utoipa::path(
    tag = "mailbox", operation_id = "dismiss_mail", summary = "忽略来信 · Take a message off the list",
    description = "It is kept, with the reason. Permission `mail.handle` at its branch.",
    params(("id" = MailId, Path, description = "Id of the message")),
    request_body(content = DismissMail, example = json!({ "reason": "广告" })),
    responses(
        (status = 200, description = "The message, decided", body = MailView),
        (status = 403, description = "Not permitted", body = Problem),
        (status = 404, description = "Not there, or not yours to see", body = Problem),
        (status = 409, description = "`rule_broken`: decided before", body = Problem),
        (status = 422, description = "No usable reason", body = Problem),
    ),
    security(("bearer" = []))
)]
#[post("/mail/messages/{id}/dismiss")]
pub(crate) async fn dismiss_mail(
    app: Data<App>,
    id: Id<MailId>,
    write: Write<DismissMail>,
) -> Result<HttpResponse, Failure> {
    reply::written(app.dismiss_mail(&write.caller, write.idempotent, id.0, write.body).await)
}
