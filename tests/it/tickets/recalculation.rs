//! Newer rules move running clocks only on purpose (2.3 items 6 to 8).

use contract::tickets::TicketView;
use domain::sla::{ClockKind, standard};
use serde_json::{Value, json};

use super::job::{call, register};
use crate::harness::{Client, World, both};

both!(
    a_new_policy_moves_nothing_until_somebody_applies_it,
    a_request_with_a_breach_keeps_its_rules,
    it_is_for_head_office_with_a_reason,
);

fn due(ticket: &TicketView) -> String {
    let clock = ticket.clocks.iter().find(|c| c.kind == ClockKind::Resolution).unwrap();
    clock.due_at.unwrap().to_string()
}

/// From now on five working days for a P3.
async fn relaxed(hq: &Client, version: &str) {
    let mut spec = serde_json::to_value(standard::policy()).unwrap();
    spec["version"] = json!(version);
    spec["effective_from"] = json!("2025-03-01");
    spec["clocks"]["resolution"]["targets"]["P3"] = json!("5WD@CAL-8x5");
    hq.post("/policies").json(json!({ "spec": spec })).await.expect(201);
}

async fn a_new_policy_moves_nothing_until_somebody_applies_it(world: World) {
    world.set_clock("2025-03-03T01:00:00Z");
    let (hq, reception) = (world.sign_in("hq_service").await, world.sign_in("reception.sh").await);
    let ticket = register(&reception, call()).await;
    let other = register(&reception, call()).await;
    relaxed(&hq, "2.0").await;
    let path = format!("/tickets/{}", ticket.id);
    let shown: TicketView = reception.get(&path).await.read(200);
    assert_eq!((due(&shown), shown.policy.version.as_str()), ("2025-03-06T09:30:00.000Z".to_owned(), "1.0"));
    let branch = json!(world.branch("SH").await);
    let preview = hq.post("/sla/recalculations").json(json!({ "branch_id": branch, "limit": 1 })).await;
    let preview = preview.expect(200);
    assert_eq!((&preview["policy"], &preview["applied"]), (&json!("2.0"), &json!(false)));
    assert_eq!(preview["items"][0]["moved"][0]["to"], json!("2025-03-10T09:30:00.000Z"));
    assert_eq!(
        (&preview["items"][0]["policy_before"], &preview["items"][0]["calendars"]),
        (&json!("1.0"), &json!([])),
        "a newer policy, the same calendars"
    );
    assert!(preview["next_cursor"].is_string(), "two requests, one a page");
    let shown: TicketView = reception.get(&path).await.read(200);
    assert_eq!(shown.version, ticket.version, "a preview writes nothing");
    let apply = json!({ "branch_id": branch, "apply": true, "reason": "新政策对客户更有利" });
    let applied = hq.post("/sla/recalculations").json(apply.clone()).await.expect(200);
    assert_eq!(applied["items"].as_array().unwrap().len(), 2);
    for id in [ticket.id, other.id] {
        let shown: TicketView = reception.get(&format!("/tickets/{id}")).await.read(200);
        assert_eq!(
            (due(&shown), shown.policy.version.as_str()),
            ("2025-03-10T09:30:00.000Z".to_owned(), "2.0")
        );
        let timeline: Value = reception.get(&format!("/tickets/{id}/timeline")).await.expect(200);
        let told =
            timeline["items"].as_array().unwrap().iter().find(|e| e["event_type"] == "ticket.recalculated");
        assert_eq!(told.unwrap()["data"]["reason"], json!("新政策对客户更有利"));
    }
    let again = hq.post("/sla/recalculations").json(apply).await.expect(200);
    assert_eq!(again["items"], json!([]), "nothing is left to move");
    // and the new time is what fires
    world.set_clock("2025-03-07T01:00:00Z");
    world.app().fire_due_thresholds().await.unwrap();
    let shown: TicketView = reception.get(&path).await.read(200);
    let clock = shown.clocks.iter().find(|c| c.kind == ClockKind::Resolution).unwrap();
    assert_eq!(clock.breached_at, None);
}

async fn a_request_with_a_breach_keeps_its_rules(world: World) {
    world.set_clock("2025-03-03T01:00:00Z");
    let (hq, reception) = (world.sign_in("hq_service").await, world.sign_in("reception.sh").await);
    let ticket = register(&reception, call()).await;
    world.set_clock("2025-03-07T01:00:00Z");
    relaxed(&hq, "2.0").await;
    let apply = json!({ "branch_id": world.branch("SH").await, "apply": true, "reason": "新政策" });
    let applied = hq.post("/sla/recalculations").json(apply).await.expect(200);
    assert_eq!(applied["items"][0]["kept_for"], json!(["resolution"]));
    let shown: TicketView = reception.get(&format!("/tickets/{}", ticket.id)).await.read(200);
    assert_eq!((shown.version, shown.policy.version.as_str()), (ticket.version, "1.0"));
    let clock = shown.clocks.iter().find(|c| c.kind == ClockKind::Resolution).unwrap();
    assert_eq!(clock.state.as_str(), "breached");
}

async fn it_is_for_head_office_with_a_reason(world: World) {
    let branch = json!(world.branch("SH").await);
    let hq = world.sign_in("hq_service").await;
    let ask = |client: &Client, body: Value| client.post("/sla/recalculations").json(body);
    let supervisor = world.sign_in("supervisor.sh").await;
    assert_eq!(ask(&supervisor, json!({ "branch_id": branch })).await.status, 403);
    for body in [
        json!({}),
        json!({ "branch_id": branch, "apply": true }),
        json!({ "branch_id": branch, "apply": true, "reason": "  " }),
        json!({ "branch_id": "0199c0de-0000-7000-8000-00000000000f" }),
        json!({ "branch_id": branch, "limit": 0 }),
        json!({ "branch_id": branch, "cursor": "…" }),
        json!({ "branch_id": branch, "policy": "mine" }),
    ] {
        assert_eq!(ask(&hq, body.clone()).await.status, 422, "{body}");
    }
}
