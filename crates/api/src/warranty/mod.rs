//! 质保判定.

use actix_web::{HttpResponse, post, web::Data};
use application::App;
use contract::{
    problem::Problem,
    warranty::{EvaluateWarranty, Verdict},
};

use crate::{
    Failure,
    extract::{Body, Signed},
    reply,
    routes::Routes,
};

pub(crate) fn routes(cfg: &mut impl Routes) {
    cfg.service(evaluate_warranty);
}

/// Is it free, and why?
#[utoipa::path(
    tag = "warranty", operation_id = "evaluate_warranty", summary = "质保判定 · Evaluate warranty",
    description = "Charge class, who pays what until when, the customer's remedies, and the rules that say so. Either `unit_id` (its \
        stored facts) or `subject`. Pure: nothing is stored. The class is decided as of the fault report (K19). Legal grounds must be \
        reviewed by a lawyer before they are relied on. Permission `warranty.evaluate`.",
    request_body(content = EvaluateWarranty, example = json!({
        "subject": { "category": "computer", "buyer": "consumer", "price": { "amount": "8600.00", "currency": "CNY" }, "sold_at": "2025-01-10",
            "terms": [ { "covers": "unit", "months": 12, "starts": "sold_at" }, { "covers": "main_part", "months": 24, "starts": "sold_at" } ] },
        "history": [ { "kind": "repair", "fault": "E07", "in_at": "2025-02-10T01:00:00Z", "out_at": "2025-02-17T07:00:00Z" },
            { "kind": "repair", "fault": "E07", "in_at": "2025-04-01T02:00:00Z", "out_at": "2025-04-15T02:00:00Z" } ],
        "fault": { "code": "E07", "reported_at": "2025-05-06T01:00:00Z", "cause": "product_defect" }, "as_of": "2025-05-12T02:00:00Z",
        "same_model_in_stock": true
    })),
    responses(
        (status = 200, description = "The verdict with its reasons", body = Verdict),
        (status = 401, description = "Not signed in", body = Problem), (status = 422, description = "Fields that contradict each other", body = Problem),
    ),
    security(("bearer" = [])),
)]
#[post("/warranty/evaluate")]
pub(crate) async fn evaluate_warranty(
    app: Data<App>,
    signed: Signed,
    body: Body<EvaluateWarranty>,
) -> Result<HttpResponse, Failure> {
    reply::shown::<Verdict>(app.evaluate_warranty(&signed.0, body.value).await)
}
