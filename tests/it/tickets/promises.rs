//! Extensions, urgings, transfers to head office, notices, surveys, merging and splitting over HTTP (K5, S12, 2.3 item 13).

use contract::{
    page::Page,
    tickets::{TicketView, TimelineEntry},
};
use domain::sla::{Clock, ClockKind, standard};
use serde_json::{Value, json};

use super::job::{call, done, register, signature, solved, tell};
use crate::harness::{World, both};

both!(
    an_extension_moves_the_due_time_and_the_first_promise_stays,
    an_extension_comes_in_time_by_an_approver_and_at_most_twice,
    the_law_of_a_consumer_sale_caps_an_extension,
    what_an_engineer_asks_for_a_supervisor_decides,
    a_branch_escalates_to_head_office_and_is_pressed_for,
    the_customer_was_told_and_it_can_be_proved,
    the_survey_clock_stops_in_the_archive,
    the_survivor_of_a_merging_counts_from_the_earlier_receipt,
    merging_needs_two_open_requests_of_ones_own,
    a_part_that_is_split_off_has_used_the_same_time,
    nonsense_is_refused_field_by_field,
);

fn clock(ticket: &TicketView, kind: ClockKind) -> &Clock {
    ticket.clocks.iter().find(|c| c.kind == kind).unwrap_or_else(|| panic!("no clock {kind}"))
}

fn due(ticket: &TicketView, kind: ClockKind) -> String {
    clock(ticket, kind).due_at.map_or_else(|| "none".to_owned(), |at| at.to_string())
}

fn extension(to: &str) -> Value {
    json!({ "clock": "resolution", "reason": "waiting_parts", "explanation": "主板缺货", "new_due_at": to,
        "notice_channel": "phone", "notice_text": "主板 10 日到货" })
}

/// Monday 09:00; three working days end on Thursday 17:30.
const MONDAY: &str = "2025-03-03T01:00:00Z";
const DUE: &str = "2025-03-06T09:30:00.000Z";

async fn an_extension_moves_the_due_time_and_the_first_promise_stays(world: World) {
    world.set_clock(MONDAY);
    let reception = world.sign_in("reception.sh").await;
    let supervisor = world.sign_in("supervisor.sh").await;
    let ticket = register(&reception, call()).await;
    assert_eq!(due(&ticket, ClockKind::Resolution), DUE);
    world.set_clock("2025-03-05T02:00:00Z");
    let ticket = done(&supervisor, ticket, "extend", extension("2025-03-11T09:30:00Z")).await;
    let resolution = clock(&ticket, ClockKind::Resolution);
    assert_eq!(resolution.original_due_at.unwrap().to_string(), DUE);
    assert_eq!(due(&ticket, ClockKind::Resolution), "2025-03-11T09:30:00.000Z");
    assert!(resolution.due_history.len() > 1);
    let granted = &ticket.promises.extensions[0];
    assert_eq!(granted.notice.text.as_str(), "主板 10 日到货");
    // before the new due time nothing is late
    world.set_clock("2025-03-10T01:00:00Z");
    world.app().fire_due_thresholds().await.unwrap();
    let shown: TicketView = reception.get(&format!("/tickets/{}", ticket.id)).await.read(200);
    assert_eq!(clock(&shown, ClockKind::Resolution).breached_at, None);
}

async fn an_extension_comes_in_time_by_an_approver_and_at_most_twice(world: World) {
    world.set_clock(MONDAY);
    let reception = world.sign_in("reception.sh").await;
    let supervisor = world.sign_in("supervisor.sh").await;
    let ticket = register(&reception, call()).await;
    assert_eq!(tell(&reception, &ticket, "extend", extension("2025-03-11T09:30:00Z")).await.status, 403);
    // the policy names the supervisor and head office
    let manager = world.sign_in("manager.sh").await;
    let unfit = tell(&manager, &ticket, "extend", extension("2025-03-11T09:30:00Z")).await;
    assert_eq!(unfit.reasons(), ["extension_approver_unfit"]);
    let early = tell(&supervisor, &ticket, "extend", extension(DUE)).await;
    assert_eq!(early.reasons(), ["extension_not_later"]);
    let ticket = done(&supervisor, ticket, "extend", extension("2025-03-07T09:30:00Z")).await;
    let ticket = done(&supervisor, ticket, "extend", extension("2025-03-10T09:30:00Z")).await;
    let third = tell(&supervisor, &ticket, "extend", extension("2025-03-11T09:30:00Z")).await;
    assert_eq!(third.reasons(), ["extension_too_many"]);
    let late = register(&reception, call()).await;
    world.set_clock("2025-03-06T09:30:01Z");
    let refused = tell(&supervisor, &late, "extend", extension("2025-03-11T09:30:00Z")).await;
    assert_eq!(refused.reasons(), ["extension_after_due"]);
    // nothing of the refused one was kept
    let shown: TicketView = reception.get(&format!("/tickets/{}", late.id)).await.read(200);
    assert_eq!((shown.version, shown.promises.extensions.len()), (late.version, 0));
    assert_eq!(clock(&shown, ClockKind::Resolution).state.as_str(), "breached");
}

async fn the_law_of_a_consumer_sale_caps_an_extension(world: World) {
    world.set_clock(MONDAY);
    let lead = world.sign_in("lead.sh").await;
    let hq = world.sign_in("hq_service").await;
    let product = json!({ "model": "IPC-610", "name": "工控机", "family": "工控机", "category": "computer",
        "terms": [ { "covers": "unit", "months": 12, "starts": "sold_at" } ] });
    let product: Value = hq.post("/products").json(product).await.expect(201);
    let unit = json!({ "product_id": product["id"], "serial": "IPC610-0001", "branch_id": world.branch("SH").await,
        "buyer": "consumer", "sold_on": "2025-01-10" });
    let unit: Value = lead.post("/units").json(unit).await.expect(201);
    let mut body = call();
    body["product"] = json!({ "unit_id": unit["id"] });
    let ticket = register(&lead, body).await;
    assert_eq!(ticket.charge.as_ref().unwrap().verdict.regime.as_str(), "CN-2002-PC");
    let beyond = json!({ "clock": "resolution", "reason": "complex_fault", "explanation": "待诊断",
        "new_due_at": "2025-04-02T01:00:01Z", "notice_channel": "phone", "notice_text": "再等等" });
    let refused = tell(&hq, &ticket, "extend", beyond.clone()).await;
    assert_eq!(refused.reasons(), ["extension_past_cap"]);
    // waiting for parts has 60 days (B8)
    let mut parts = beyond;
    parts["reason"] = json!("waiting_parts");
    let ticket = done(&hq, ticket, "extend", parts).await;
    assert_eq!(due(&ticket, ClockKind::Resolution), "2025-04-02T01:00:01.000Z");
}

async fn what_an_engineer_asks_for_a_supervisor_decides(world: World) {
    world.set_clock(MONDAY);
    let reception = world.sign_in("reception.sh").await;
    let engineer = world.sign_in("engineer.sh").await;
    let supervisor = world.sign_in("supervisor.sh").await;
    let ticket = register(&reception, call()).await;
    let ticket = done(&engineer, ticket, "ask-extension", extension("2025-03-11T09:30:00Z")).await;
    assert_eq!(due(&ticket, ClockKind::Resolution), DUE, "nobody has granted it");
    assert_eq!(tell(&engineer, &ticket, "decide-extension", json!({ "approve": true })).await.status, 403);
    let silent = tell(&supervisor, &ticket, "decide-extension", json!({ "approve": false })).await;
    assert_eq!(silent.reasons(), ["result_missing"]);
    let ticket = done(&supervisor, ticket, "decide-extension", json!({ "approve": true })).await;
    assert_eq!(due(&ticket, ClockKind::Resolution), "2025-03-11T09:30:00.000Z");
    assert_eq!(ticket.promises.asked_extension, None);
}

/// S12: 24 WH from Wednesday 2025-08-13 10:00, escalated on Thursday at 16:00.
async fn a_branch_escalates_to_head_office_and_is_pressed_for(world: World) {
    world.set_clock("2025-08-13T02:00:00Z");
    let hq = world.sign_in("hq_service").await;
    let mut spec = serde_json::to_value(standard::policy()).unwrap();
    spec["version"] = json!("contract");
    spec["effective_from"] = json!("2025-08-01");
    spec["clocks"]["resolution"]["targets"]["P2"] = json!("24WH@CAL-8x5");
    hq.post("/policies").json(json!({ "spec": spec })).await.expect(201);
    let reception = world.sign_in("reception.sh").await;
    let supervisor = world.sign_in("supervisor.sh").await;
    let mut body = call();
    body["severity"] = json!("2");
    let ticket = register(&reception, body).await;
    world.set_clock("2025-08-14T08:00:00Z");
    let transfer = |materials: Value| {
        json!({ "reason": "分公司无法判断故障", "materials": materials, "new_time": "2025-08-18T02:00:00Z",
            "notice_channel": "phone", "notice_text": "已转总部，18 日前答复" })
    };
    assert_eq!(
        tell(&supervisor, &ticket, "transfer-to-hq", transfer(json!([]))).await.reasons(),
        ["materials_missing"]
    );
    let (ticket, photo) = signature(&supervisor, ticket).await;
    let ticket = done(&supervisor, ticket, "transfer-to-hq", transfer(json!([photo]))).await;
    let resolution = clock(&ticket, ClockKind::Resolution);
    assert_eq!(resolution.consumed_seconds, 13 * 3600);
    assert_eq!(due(&ticket, ClockKind::Resolution), "2025-08-18T02:00:00.000Z", "an escalation never pauses");
    let warning = resolution.thresholds.iter().find(|t| t.percent == 80).unwrap();
    assert_eq!(warning.fire_at.to_string(), "2025-08-15T06:12:00.000Z");
    assert_eq!(due(&ticket, ClockKind::HqAccept), "2025-08-15T03:00:00.000Z");
    // nobody accepts: an order at 11:00, the next level when nobody has answered by 16:00
    world.set_clock("2025-08-15T03:00:01Z");
    world.app().fire_due_thresholds().await.unwrap();
    let path = format!("/tickets/{}", ticket.id);
    let pressed: TicketView = hq.get(&path).await.read(200);
    assert_eq!(pressed.promises.urges.iter().map(|u| u.level).collect::<Vec<_>>(), [1]);
    assert_eq!(pressed.promises.urges[0].kind.as_str(), "supervise");
    assert_eq!(due(&pressed, ClockKind::UrgeReply), "2025-08-15T08:00:01.000Z");
    world.set_clock("2025-08-15T08:00:02Z");
    world.app().fire_due_thresholds().await.unwrap();
    let pressed: TicketView = hq.get(&path).await.read(200);
    assert_eq!(pressed.promises.urges.iter().map(|u| u.level).collect::<Vec<_>>(), [1, 2]);
    // the branch stays the owner; a branch cannot accept for head office
    assert_eq!(pressed.ownership.as_ref().map(|o| o.owner_id), ticket.ownership.as_ref().map(|o| o.owner_id));
    assert_eq!(tell(&supervisor, &pressed, "accept-transfer", json!({})).await.status, 403);
    let ticket = done(&hq, pressed, "accept-transfer", json!({})).await;
    assert_eq!(clock(&ticket, ClockKind::HqAccept).state.as_str(), "missed", "a breach is a fact");
    assert_eq!(tell(&hq, &ticket, "return-transfer", json!({})).await.status, 422);
    let ticket = done(&hq, ticket, "return-transfer", json!({ "answer": "更换控制板" })).await;
    assert!(ticket.promises.transfers[0].returned.is_some());
    let numbers: Vec<_> = ticket.promises.urges.iter().map(|u| u.number).collect();
    let mut ticket = ticket;
    for number in numbers {
        ticket =
            done(&supervisor, ticket, "answer-urge", json!({ "number": number, "text": "已接收" })).await;
    }
    assert_ne!(clock(&ticket, ClockKind::UrgeReply).stopped_at, None);
}

async fn the_customer_was_told_and_it_can_be_proved(world: World) {
    let reception = world.sign_in("reception.sh").await;
    let ticket = register(&reception, call()).await;
    let notice = json!({ "about": "process", "channel": "sms", "text": "工程师已出发" });
    let ticket = done(&reception, ticket, "tell-customer", notice).await;
    assert_eq!(ticket.promises.notices[0].delivery.as_str(), "sent");
    let failed = json!({ "number": 1, "delivery": "failed", "detail": "号码停机" });
    let ticket = done(&reception, ticket, "note-delivery", failed).await;
    assert_eq!(ticket.promises.notices[0].delivery.as_str(), "failed");
    let page: Page<TimelineEntry> =
        reception.get(&format!("/tickets/{}/timeline", ticket.id)).await.read(200);
    let types: Vec<_> = page.items.iter().map(|e| e.event_type.as_str()).collect();
    assert!(types.contains(&"ticket.customer_told") && types.contains(&"ticket.delivery_noted"), "{types:?}");
    let unknown =
        tell(&reception, &ticket, "note-delivery", json!({ "number": 7, "delivery": "read" })).await;
    assert_eq!(unknown.reasons(), ["wrong_stage"]);
}

async fn the_survey_clock_stops_in_the_archive(world: World) {
    let engineer = world.sign_in("engineer.sh").await;
    let supervisor = world.sign_in("supervisor.sh").await;
    let reception = world.sign_in("reception.sh").await;
    let (ticket, image) = signature(&engineer, solved(&world).await).await;
    let early = tell(&reception, &ticket, "log-survey", json!({ "channel": "phone" })).await;
    assert_eq!(early.reasons(), ["survey_not_due"]);
    let sign = json!({ "signer": "王工", "image": image, "satisfaction": "satisfied" });
    let ticket = done(&engineer, ticket, "sign", sign).await;
    let ticket = done(&engineer, ticket, "hand-in", json!({})).await;
    let ticket = done(&supervisor, ticket, "review", json!({ "outcome": "approved" })).await;
    let ticket = done(&supervisor, ticket, "archive", json!({})).await;
    assert_eq!(clock(&ticket, ClockKind::Survey).state.as_str(), "running");
    let ticket = done(&reception, ticket, "log-survey", json!({ "channel": "phone", "note": "满意" })).await;
    assert_eq!(
        (ticket.state.as_str(), clock(&ticket, ClockKind::Survey).state.as_str()),
        ("archived", "met")
    );
    world.advance_minutes(60 * 24 * 7);
    let before = ticket.version;
    world.app().fire_due_thresholds().await.unwrap();
    let shown: TicketView = reception.get(&format!("/tickets/{}", ticket.id)).await.read(200);
    assert_eq!((shown.version, clock(&shown, ClockKind::Survey).breached_at), (before, None));
    let again = tell(&reception, &ticket, "log-survey", json!({ "channel": "phone" })).await;
    assert_eq!(again.reasons(), ["already_exists"]);
}

async fn the_survivor_of_a_merging_counts_from_the_earlier_receipt(world: World) {
    world.set_clock("2026-03-02T01:00:00Z");
    let reception = world.sign_in("reception.sh").await;
    let first = register(&reception, call()).await;
    world.set_clock("2026-03-03T03:00:00Z");
    let second = register(&reception, call()).await;
    let body = json!({ "into": second.id, "reason": "同一故障重复报修" });
    let survivor: TicketView = tell(&reception, &first, "merge", body).await.read(200);
    assert_eq!(survivor.id, second.id);
    assert_eq!(survivor.received_at.to_string(), "2026-03-02T01:00:00.000Z");
    assert_eq!(due(&survivor, ClockKind::Resolution), "2026-03-05T09:30:00.000Z");
    assert_eq!(survivor.links.absorbed[0].id, first.id);
    let ended: TicketView = reception.get(&format!("/tickets/{}", first.id)).await.read(200);
    assert_eq!(ended.state.as_str(), "merged");
    let cancelled = clock(&ended, ClockKind::Resolution);
    assert_eq!((cancelled.state.as_str(), cancelled.cancel_reason.as_deref()), ("cancelled", Some("merged")));
    let open: Value = reception.get("/tickets?limit=10").await.expect(200);
    assert_eq!(open["items"].as_array().unwrap().len(), 1, "the list has one of them");
    let audit: Value = world.sign_in("auditor").await.get("/audit").await.expect(200);
    assert!(audit["items"].as_array().unwrap().iter().any(|e| e["action"] == "tickets.merge"), "{audit}");
    // a merging is an end only by merging
    let bare = tell(&reception, &survivor, "end", json!({ "how": "merged", "reason": "x" })).await;
    assert_eq!(bare.reasons(), ["wrong_stage"]);
}

async fn merging_needs_two_open_requests_of_ones_own(world: World) {
    let reception = world.sign_in("reception.sh").await;
    let ticket = register(&reception, call()).await;
    let into = |id: &Value| json!({ "into": id, "reason": "重复" });
    let itself = tell(&reception, &ticket, "merge", into(&json!(ticket.id))).await;
    assert_eq!(itself.reasons(), ["duplicate_of_itself"]);
    let nobody =
        tell(&reception, &ticket, "merge", into(&json!("0199c0de-0000-7000-8000-00000000000f"))).await;
    assert_eq!(nobody.status, 422);
    // somebody else's is as unknown as one that does not exist
    let gz = world.sign_in("reception.gz").await;
    let mut body = call();
    body["customer"]["region"] = json!("440106");
    let theirs = register(&gz, body).await;
    assert_eq!(tell(&reception, &ticket, "merge", into(&json!(theirs.id))).await.status, 422);
    let mut stranger = call();
    stranger["customer"]["name"] = json!("无锡机床厂");
    let stranger = register(&reception, stranger).await;
    let unrelated = tell(&reception, &ticket, "merge", into(&json!(stranger.id))).await;
    assert_eq!(unrelated.reasons(), ["merge_unrelated"]);
    let ended = register(&reception, call()).await;
    let ended = done(&reception, ended, "end", json!({ "how": "withdrawn", "reason": "撤回" })).await;
    let closed = tell(&reception, &ticket, "merge", into(&json!(ended.id))).await;
    assert_eq!(closed.reasons(), ["merge_target_closed"]);
    let shown: TicketView = reception.get(&format!("/tickets/{}", ticket.id)).await.read(200);
    assert_eq!(shown.version, ticket.version, "nothing was written");
}

async fn a_part_that_is_split_off_has_used_the_same_time(world: World) {
    world.set_clock(MONDAY);
    let reception = world.sign_in("reception.sh").await;
    let ticket = register(&reception, call()).await;
    world.set_clock("2025-03-04T02:00:00Z");
    let pause =
        json!({ "reason": "customer_downtime_window", "notice_channel": "phone", "notice_text": "等停机" });
    let ticket = done(&reception, ticket, "pause", pause).await;
    world.set_clock("2025-03-05T02:00:00Z");
    let ticket = done(&reception, ticket, "resume", json!({})).await;
    let body = json!({ "request_type": "repair", "severity": "3", "impact": "runs", "description": "另有漏油",
        "reason": "两个故障分开处理" });
    let part: TicketView = tell(&reception, &ticket, "split", body).await.read(201);
    assert_ne!((part.id, &part.no), (ticket.id, &ticket.no));
    assert_eq!(part.received_at, ticket.received_at);
    assert_eq!(due(&part, ClockKind::Resolution), due(&ticket, ClockKind::Resolution));
    let used = clock(&ticket, ClockKind::Resolution).consumed_seconds;
    assert_eq!(clock(&part, ClockKind::Resolution).consumed_seconds, used);
    let whole: TicketView = reception.get(&format!("/tickets/{}", ticket.id)).await.read(200);
    assert_eq!(whole.links.split_into[0].id, part.id);
    assert_eq!(part.links.split_from.as_ref().map(|l| l.id), Some(whole.id));
}

async fn nonsense_is_refused_field_by_field(world: World) {
    let supervisor = world.sign_in("supervisor.sh").await;
    let ticket = register(&supervisor, call()).await;
    for (command, body) in [
        ("extend", json!({})),
        (
            "extend",
            json!({ "clock": "lunch", "reason": "waiting_parts", "explanation": "x",
            "new_due_at": "2026-04-01T00:00:00Z", "notice_channel": "phone", "notice_text": "x" }),
        ),
        (
            "extend",
            json!({ "clock": "resolution", "reason": "bored", "explanation": "x",
            "new_due_at": "2026-04-01T00:00:00Z", "notice_channel": "phone", "notice_text": "x" }),
        ),
        ("urge", json!({ "kind": "hasten", "text": "" })),
        ("urge", json!({ "kind": "hasten", "text": "x", "level": 9 })),
        ("answer-urge", json!({ "number": -1, "text": "x" })),
        ("transfer-to-hq", json!({ "reason": "x", "materials": "photo" })),
        ("tell-customer", json!({ "about": "weather", "channel": "phone", "text": "x" })),
        ("merge", json!({ "into": "SH-2026-000001", "reason": "x" })),
        ("split", json!({ "request_type": "repair" })),
    ] {
        let answer = tell(&supervisor, &ticket, command, body.clone()).await;
        assert_eq!(answer.status, 422, "{command} {body}");
    }
    let path = format!("/tickets/{}/urge", ticket.id);
    let urge = json!({ "kind": "hasten", "text": "催" });
    assert_eq!(supervisor.post(&path).json(urge.clone()).await.status, 428);
    assert_eq!(supervisor.post(&path).version(ticket.version + 1).json(urge.clone()).await.status, 412);
    let stranger = world.sign_in("supervisor.gz").await;
    assert_eq!(stranger.post(&path).version(ticket.version).json(urge).await.status, 404);
}
