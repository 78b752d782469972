//! The whole way: from the call to the signed archive, and back once.

use contract::{
    page::Page,
    tickets::{TicketView, TimelineEntry},
};
use domain::{
    sla::{ClockKind, ClockState},
    tickets::{Action, StateCode},
};
use serde_json::json;

use super::job::{done, register, signature, solved, tell};
use crate::harness::{World, both};

both!(
    from_the_call_to_the_archive_and_reopened_inside_the_window,
    a_signature_covers_only_what_was_signed,
    who_is_not_satisfied_gets_another_visit,
    every_missing_stage_is_named,
    a_consultation_needs_no_repair_and_may_become_one,
    an_unknown_serial_is_accepted_and_verified_later,
);

fn state_of(ticket: &TicketView, kind: ClockKind) -> ClockState {
    ticket.clocks.iter().find(|c| c.kind == kind).unwrap_or_else(|| panic!("no clock {kind}")).state
}

fn main_step(ticket: &TicketView) -> Option<Action> {
    ticket.next_steps.iter().find(|s| s.main).map(|s| s.action)
}

async fn from_the_call_to_the_archive_and_reopened_inside_the_window(world: World) {
    let ticket = solved(&world).await;
    assert_eq!(ticket.no, "SH-2026-000001");
    assert_eq!(ticket.ownership.as_ref().unwrap().owner_name, "张伟", "the owner of division 31");
    let (engineer, supervisor) = (world.sign_in("engineer.sh").await, world.sign_in("supervisor.sh").await);
    let (ticket, image) = signature(&engineer, ticket).await;
    let sign = json!({ "signer": "王工", "image": image, "satisfaction": "satisfied" });
    let ticket = done(&engineer, ticket, "sign", sign).await;
    assert_eq!(ticket.state, StateCode::CustomerConfirmed);
    assert_eq!(main_step(&ticket), Some(Action::HandIn));
    let ticket = done(&engineer, ticket, "hand-in", json!({})).await;
    assert_eq!(state_of(&ticket, ClockKind::FormHandIn), ClockState::Met);
    let waiting: Page<contract::tickets::TicketSummary> =
        supervisor.get("/tickets?awaiting_review=true").await.read(200);
    assert_eq!(waiting.items.len(), 1);
    let ticket = done(&supervisor, ticket, "review", json!({ "outcome": "approved" })).await;
    let ticket = done(&supervisor, ticket, "archive", json!({})).await;
    assert_eq!(ticket.state, StateCode::Archived);
    assert_eq!(state_of(&ticket, ClockKind::Resolution), ClockState::Met);

    // the archive is read-only; what was wrong is amended beside it
    assert_eq!(
        tell(&supervisor, &ticket, "plan", json!({ "measure": "另外" })).await.reasons(),
        ["archived"]
    );
    let ticket =
        done(&supervisor, ticket, "amend", json!({ "subject": "工时", "text": "实际 2 小时" })).await;

    // solved on 03-03: until 24:00 of the 7th day after, which is 03-10
    assert_eq!(ticket.reopen_until.unwrap().to_string(), "2026-03-10T16:00:00.000Z");
    world.set_clock("2026-03-10T15:59:00Z");
    let reception = world.sign_in("reception.sh").await;
    let shown: TicketView = reception.get(&format!("/tickets/{}", ticket.id)).await.read(200);
    let reopened = done(&reception, shown, "reopen", json!({ "reason": "又停机了" })).await;
    assert_eq!((reopened.state, reopened.earlier_cycles.len()), (StateCode::Planned, 1));
    assert!(reopened.earlier_cycles[0].archived_at.is_some());
    let resolution = reopened.clocks.iter().find(|c| c.kind == ClockKind::Resolution).unwrap();
    assert!(resolution.reopened && resolution.first_stopped_at.is_some());
    assert!(resolution.consumed_seconds > 0 && resolution.total_seconds > Some(resolution.consumed_seconds));

    let timeline: Page<TimelineEntry> =
        reception.get(&format!("/tickets/{}/timeline?limit=100", ticket.id)).await.read(200);
    let kinds: Vec<&str> = timeline.items.iter().rev().map(|e| e.event_type.as_str()).collect();
    for (earlier, later) in [
        ("ticket.registered", "ticket.confirmed"),
        ("ticket.confirmed", "ticket.assessed"),
        ("ticket.planned", "ticket.plan_told"),
        ("ticket.plan_told", "ticket.dispatched"),
        ("ticket.arrived", "ticket.resolved"),
        ("ticket.resolved", "ticket.customer_confirmed"),
        ("ticket.handed_in", "ticket.reviewed"),
        ("ticket.reviewed", "ticket.archived"),
        ("ticket.archived", "ticket.reopened"),
    ] {
        let place = |kind: &str| {
            kinds.iter().position(|k| *k == kind).unwrap_or_else(|| panic!("{kind} in {kinds:?}"))
        };
        assert!(place(earlier) < place(later), "{earlier} before {later}");
    }
}

async fn a_signature_covers_only_what_was_signed(world: World) {
    let ticket = solved(&world).await;
    let (engineer, supervisor) = (world.sign_in("engineer.sh").await, world.sign_in("supervisor.sh").await);
    let (ticket, image) = signature(&engineer, ticket).await;
    let ticket = done(
        &engineer,
        ticket,
        "sign",
        json!({ "signer": "王工", "image": image, "satisfaction": "satisfied" }),
    )
    .await;
    let ticket = done(&engineer, ticket, "hand-in", json!({})).await;
    // the supervisor finds that a part is missing in the form
    let review = json!({ "outcome": "returned", "note": "缺少更换件" });
    let ticket = done(&supervisor, ticket, "review", review).await;
    let part = json!({ "kind": "part", "text": "更换温控阀", "minutes": 0, "part": { "name": "温控阀", "quantity": 1, "new_serial": "TV-9" } });
    let ticket = done(&engineer, ticket, "work", part).await;
    assert!(!ticket.signature_valid);
    let reasons = tell(&engineer, &ticket, "hand-in", json!({})).await.reasons();
    assert!(reasons.contains(&"signature_void".to_owned()), "{reasons:?}");
    let ticket = done(
        &engineer,
        ticket,
        "sign",
        json!({ "signer": "王工", "image": image, "satisfaction": "satisfied" }),
    )
    .await;
    assert!(ticket.signature_valid);
    let ticket = done(&engineer, ticket, "hand-in", json!({})).await;
    let reviewed = tell(&engineer, &ticket, "review", json!({ "outcome": "approved" })).await;
    reviewed.problem(403, "forbidden");
    let ticket = done(&supervisor, ticket, "review", json!({ "outcome": "approved" })).await;
    assert_eq!(main_step(&ticket), Some(Action::Archive));
}

async fn who_is_not_satisfied_gets_another_visit(world: World) {
    let ticket = solved(&world).await;
    let engineer = world.sign_in("engineer.sh").await;
    let (ticket, image) = signature(&engineer, ticket).await;
    let sign =
        json!({ "signer": "王工", "image": image, "satisfaction": "unsatisfied", "comment": "仍有异响" });
    let ticket = done(&engineer, ticket, "sign", sign).await;
    assert_eq!((ticket.state, ticket.earlier_cycles.len()), (StateCode::Planned, 1));
    assert_eq!(state_of(&ticket, ClockKind::Resolution), ClockState::Running);
}

/// a repair that was only registered is not completed; the missing stages are named, all of them.
async fn every_missing_stage_is_named(world: World) {
    let (reception, supervisor) = (world.sign_in("reception.sh").await, world.sign_in("supervisor.sh").await);
    let ticket = register(&reception, super::job::call()).await;
    let reasons = tell(&supervisor, &ticket, "resolve", json!({ "result": "好了" })).await.reasons();
    for missing in [
        "confirmation_missing",
        "assessment_missing",
        "plan_missing",
        "visit_missing",
        "cause_missing",
        "work_log_missing",
    ] {
        assert!(reasons.iter().any(|r| r == missing), "{missing} in {reasons:?}");
    }
    let shown: TicketView = reception.get(&format!("/tickets/{}", ticket.id)).await.read(200);
    assert_eq!((shown.version, shown.state), (ticket.version, StateCode::Registered), "nothing was written");
}

async fn a_consultation_needs_no_repair_and_may_become_one(world: World) {
    let reception = world.sign_in("reception.sh").await;
    let mut body = super::job::call();
    body["request_type"] = json!("consultation");
    body["product"] = json!({});
    let ticket = register(&reception, body.clone()).await;
    let ticket =
        done(&reception, ticket, "reply", json!({ "content": "请检查冷却器", "channel": "phone" })).await;
    assert_eq!(state_of(&ticket, ClockKind::Response), ClockState::Met);
    let change = json!({ "request_type": "repair", "mode": "on_site", "reason": "电话未能解决" });
    let changed = done(&reception, ticket, "change-type", change).await;
    assert_eq!(changed.request_type.as_str(), "repair");
    assert_eq!(
        state_of(&changed, ClockKind::Response),
        ClockState::Met,
        "history and clocks stay (R-2.2.6.4)"
    );
    assert!(changed.clocks.iter().any(|c| c.kind == ClockKind::Assessment), "a repair has an assessment");
}

/// not refused, but nothing is free before it is verified.
async fn an_unknown_serial_is_accepted_and_verified_later(world: World) {
    let (reception, quality) = (world.sign_in("reception.sh").await, world.sign_in("quality").await);
    let ticket = register(&reception, super::job::call()).await;
    assert_eq!(ticket.product.verification.as_str(), "pending");
    assert!(ticket.charge.is_none());
    let product = json!({ "model": "KY-55", "name": "螺杆空压机 55 kW", "family": "KY", "category": "industrial",
        "terms": [ { "covers": "unit", "months": 12, "starts": "sold_at" } ] });
    let product: serde_json::Value = quality.post("/products").json(product).await.expect(201);
    let unit = json!({ "serial": "KY55-2024-0317", "product_id": product["id"], "branch_id": world.branch("SH").await,
        "buyer": "business", "sold_on": "2026-01-10" });
    let unit: serde_json::Value = reception.post("/units").json(unit).await.expect(201);
    quality
        .post(&format!("/units/{}/verify", unit["id"].as_str().unwrap()))
        .version(1)
        .json(json!({}))
        .await
        .expect(200);
    let ticket = done(&quality, ticket, "verify-product", json!({ "unit_id": unit["id"] })).await;
    assert_eq!(ticket.product.verification.as_str(), "verified");
    let charge = ticket.charge.expect("decided once the serial was verified").verdict;
    assert_eq!(
        (charge.charge_class.as_str(), charge.warranty_ends_on.unwrap().to_string().as_str()),
        ("free", "2027-01-10")
    );
    assert!(!charge.reasons.is_empty());
}
