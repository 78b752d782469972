//! What is sent to a subscriber, as the `webhooks` of the OpenAPI document: here we are the client.

use serde_json::json;
use utoipa::openapi::{
    Content, HttpMethod, ObjectBuilder, OpenApi as Document, PathsBuilder, Ref, Required, ResponseBuilder,
    path::{OperationBuilder, Parameter, ParameterBuilder, ParameterIn, PathItem},
    request_body::RequestBodyBuilder,
    schema::Type,
};

const DESCRIPTION: &str = "Posted to the `url` of a subscription (`POST /api/v1/webhooks`), signed after the rules of \
    Standard Webhooks (standardwebhooks.com): `webhook-signature` holds, separated by blanks, one `v1,` + base64 of \
    HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}` for each valid secret; the key is what follows `whsec_` \
    in the secret, decoded from base64. Verify over the raw body, compare in constant time, refuse timestamps that are \
    more than five minutes away.\n\nAnswer 2xx within 10 seconds and do the work afterwards. Anything else is tried again \
    after 5 s, 30 s, 2 min, 10 min, 30 min, 1 h, 2 h, 4 h, 8 h and 12 h (up to a fifth longer, and not before a \
    `Retry-After` in seconds, at most 12 h); then the delivery has failed and can be replayed. Redirects are not \
    followed. 410 switches the subscription off.\n\nEvery event arrives at least once. First attempts come in the order \
    of the feed; a failed event does not hold up the following ones. Dedupe by `webhook-id`, which equals `id` of the \
    body and is the same at every attempt; sort by `seq` where the order matters. `webhook.test` has `seq` 0.";

/// Adds the `webhooks` section.
pub(crate) fn document(document: &mut Document) {
    let event = json!({
        "id": "019a0000-0000-7000-8000-0000000000e1", "seq": 1025, "type": "ticket.archived",
        "at": "2026-03-02T01:00:00.000Z", "branch_id": "019a0000-0000-7000-8000-000000000001",
        "subject_kind": "ticket", "subject_id": "019a0000-0000-7000-8000-0000000000f1",
        "subject_no": "SH-2026-000123",
        "actor": { "kind": "user", "id": "019a0000-0000-7000-8000-0000000000a1", "name": "陈强" },
        "data": {}
    });
    let mut body = Content::new(Some(Ref::from_schema_name("EventEnvelope")));
    body.example = Some(event);
    let answer = |description: &str| ResponseBuilder::new().description(description).build();
    let operation = OperationBuilder::new()
        .tag("webhooks")
        .operation_id(Some("event"))
        .summary(Some("事件推送 · An event"))
        .description(Some(DESCRIPTION))
        .parameter(header(
            "webhook-id",
            "Id of the event, the same at every attempt",
            "019a0000-0000-7000-8000-0000000000e1",
        ))
        .parameter(header("webhook-timestamp", "Unix seconds of this attempt", "1772413200"))
        .parameter(header(
            "webhook-signature",
            "One `v1,` signature for each valid secret, separated by blanks",
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ))
        .request_body(Some(
            RequestBodyBuilder::new()
                .description(Some("The event, as `GET /api/v1/events` shows it"))
                .required(Some(Required::True))
                .content("application/json", body)
                .build(),
        ))
        .response("2XX", answer("Received; it is not sent again"))
        .response("410", answer("Gone: the subscription is switched off"))
        .response("default", answer("Not received; it is tried again"))
        .build();
    document.webhooks =
        Some(PathsBuilder::new().path("event", PathItem::new(HttpMethod::Post, operation)).build());
}

fn header(name: &str, description: &str, example: &str) -> Parameter {
    let text = ObjectBuilder::new().schema_type(Type::String).examples([example]).build();
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::True)
        .description(Some(description))
        .schema(Some(text))
        .build()
}
