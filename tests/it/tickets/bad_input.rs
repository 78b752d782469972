//! Whatever is wrong with a request is said, all of it, and nothing is written.

use contract::page::Page;
use contract::tickets::TicketSummary;
use serde_json::{Value, json};

use super::job::{call, register, tell};
use crate::harness::{World, both};

both!(
    a_registration_names_every_wrong_field,
    commands_refuse_what_is_not_theirs,
    a_stale_version_is_refused_and_a_missing_one_asked_for,
    times_that_contradict_are_refused,
    foreign_ids_are_named,
);

async fn a_registration_names_every_wrong_field(world: World) {
    let reception = world.sign_in("reception.sh").await;
    let send = |body: Value| reception.post("/tickets").json(body);
    let mut empty = call();
    empty["customer"] = json!({});
    empty["description"] = json!("   ");
    send(empty).await.refuses(&[
        ("/customer/name", "required"),
        ("/customer/contact_name", "required"),
        ("/customer/phone", "required"),
        ("/description", "required"),
    ]);
    let mut wrong = call();
    wrong["severity"] = json!("9");
    assert_eq!(send(wrong).await.fields()[0], ("/severity".to_owned(), "unknown_code".to_owned()));
    let mut unknown = call();
    unknown["customer"]["colour"] = json!("red");
    send(unknown).await.refuses(&[("/customer/colour", "unknown_field")]);
    let mut typed = call();
    typed["product"]["quantity"] = json!("three");
    send(typed).await.refuses(&[("/product/quantity", "type")]);
    let mut long = call();
    long["description"] = json!("长".repeat(4001));
    send(long).await.refuses(&[("/description", "length")]);
    let mut place = call();
    place["customer"]["region"] = json!("31011");
    send(place).await.refuses(&[("/customer/region", "length")]);
    let mut control = call();
    control["customer"]["name"] = json!("a\u{0}b");
    send(control).await.refuses(&[("/customer/name", "format")]);
    reception.post("/tickets").text("{\"request_type\":").await.problem(400, "malformed");
    reception.post("/tickets").text("[]").await.problem(422, "invalid");
    reception
        .post("/tickets")
        .header("content-type", "text/plain")
        .await
        .problem(415, "unsupported_media_type");
    world.anonymous().post("/tickets").json(call()).await.problem(401, "unauthenticated");
    let all: Page<TicketSummary> = reception.get("/tickets?scope=all").await.read(200);
    assert!(all.items.is_empty(), "nothing was written");
}

async fn commands_refuse_what_is_not_theirs(world: World) {
    let reception = world.sign_in("reception.sh").await;
    let ticket = register(&reception, call()).await;
    tell(&reception, &ticket, "confirm", json!({})).await.refuses(&[("/fault", "required")]);
    tell(&reception, &ticket, "confirm", json!({ "fault": "" })).await.refuses(&[("/fault", "required")]);
    tell(&reception, &ticket, "acknowledge", json!({ "colour": "red" }))
        .await
        .refuses(&[("/colour", "unknown_field")]);
    tell(&reception, &ticket, "explode", json!({})).await.problem(404, "not_found");
    tell(&reception, &ticket, "dispatch", json!({})).await.problem(422, "invalid");
    let auditor = world.sign_in("auditor").await;
    tell(&auditor, &ticket, "comment", json!({ "text": "看过" })).await.problem(403, "forbidden");
    let storekeeper = world.sign_in("storekeeper.sh").await;
    tell(&storekeeper, &ticket, "confirm", json!({ "fault": "E01" })).await.problem(403, "forbidden");
    reception.get("/tickets/not-an-id").await.problem(404, "not_found");
    reception.get("/tickets/0199c0de-0000-7000-8000-000000000001").await.problem(404, "not_found");
}

async fn a_stale_version_is_refused_and_a_missing_one_asked_for(world: World) {
    let reception = world.sign_in("reception.sh").await;
    let ticket = register(&reception, call()).await;
    let path = format!("/tickets/{}/confirm", ticket.id);
    let body = json!({ "fault": "E01" });
    reception.post(&path).json(&body).await.problem(428, "version_required");
    reception.post(&path).version(1).json(&body).await.expect(200);
    reception.post(&path).version(1).json(&body).await.problem(412, "stale_version");
    reception.post(&path).header("if-match", "\"one\"").json(&body).await.refuses(&[("If-Match", "format")]);
}

async fn times_that_contradict_are_refused(world: World) {
    let reception = world.sign_in("reception.sh").await;
    let mut future = call();
    future["received_at"] = json!("2026-03-02T02:00:00Z");
    assert_eq!(reception.post("/tickets").json(future).await.reasons(), ["time_in_future"]);
    let ticket = register(&reception, call()).await;
    let reply = |at: &str| {
        json!({ "content": "明天到", "channel": "phone", "at": at,
            "time_and_place": { "from": "2026-03-03T01:00:00Z", "to": "2026-03-03T03:00:00Z", "place": "现场" } })
    };
    assert_eq!(
        tell(&reception, &ticket, "reply", reply("2026-03-01T01:00:00Z")).await.reasons(),
        ["time_before_receipt"]
    );
    assert_eq!(
        tell(&reception, &ticket, "reply", reply("2026-03-02T05:00:00Z")).await.reasons(),
        ["time_in_future"]
    );
    let no_place = json!({ "content": "会处理", "channel": "phone" });
    assert_eq!(tell(&reception, &ticket, "reply", no_place).await.reasons(), ["reply_incomplete"], "R-3.3.2");
}

async fn foreign_ids_are_named(world: World) {
    let reception = world.sign_in("reception.sh").await;
    let nobody = "0199c0de-0000-7000-8000-000000000001";
    for (field, pointer) in [("branch_id", "/branch_id"), ("owner_id", "/owner_id")] {
        let mut body = call();
        body[field] = json!(nobody);
        reception.post("/tickets").json(body).await.refuses(&[(pointer, "unknown_reference")]);
    }
    let mut unit = call();
    unit["product"]["unit_id"] = json!(nobody);
    reception.post("/tickets").json(unit).await.refuses(&[("/product/unit_id", "unknown_reference")]);
    let mut branch = call();
    branch["branch_id"] = json!(world.branch("GZ").await);
    reception.post("/tickets").json(branch).await.problem(403, "forbidden");
    let supervisor = world.sign_in("supervisor.sh").await;
    let ticket = register(&reception, call()).await;
    let storekeeper = world.user("storekeeper.sh").await;
    tell(&supervisor, &ticket, "assign", json!({ "owner_id": storekeeper }))
        .await
        .refuses(&[("/owner_id", "unsuitable")]);
    tell(&supervisor, &ticket, "assign", json!({ "owner_id": nobody }))
        .await
        .refuses(&[("/owner_id", "unknown_reference")]);
}
