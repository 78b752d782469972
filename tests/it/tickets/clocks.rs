//! Clocks over HTTP: the golden scenarios with the fake clock, what-if, thresholds that fire while nobody looks.

use contract::{events::EventPage, tickets::TicketView};
use domain::sla::ClockKind;
use serde_json::{Value, json};

use super::job::{call, done, register};
use crate::harness::{World, both};

both!(
    spring_festival_2025,
    a_pause_stops_working_time_and_waiting_for_parts_is_refused,
    the_preview_answers_the_documented_example,
    the_preview_names_the_fact_that_contradicts,
    thresholds_fire_once_and_are_told,
    ended_requests_do_not_fire,
);

fn due(ticket: &TicketView, kind: ClockKind) -> String {
    let clock = ticket.clocks.iter().find(|c| c.kind == kind).unwrap_or_else(|| panic!("no clock {kind}"));
    clock.due_at.map_or_else(|| "none".to_owned(), |at| at.to_string())
}

/// S1: reported on Friday 2025-01-24 16:30 in Shanghai.
async fn spring_festival_2025(world: World) {
    world.set_clock("2025-01-24T08:30:00Z");
    let reception = world.sign_in("reception.sh").await;
    let ticket = register(&reception, call()).await;
    assert_eq!(due(&ticket, ClockKind::Response), "2025-01-25T08:30:00.000Z");
    assert_eq!(due(&ticket, ClockKind::Assessment), "2025-01-26T08:30:00.000Z");
    // 01-26 is a make-up Sunday, 01-28 to 02-04 are closed; plain weekdays would say 01-29
    assert_eq!(due(&ticket, ClockKind::Resolution), "2025-02-05T09:30:00.000Z");
    let trace = &ticket.clocks.iter().find(|c| c.kind == ClockKind::Resolution).unwrap().trace;
    assert!(!trace.is_empty());
}

/// S2 through the ticket: paused over 19 working hours, the due moves by 19 working hours, not by 52 hours.
async fn a_pause_stops_working_time_and_waiting_for_parts_is_refused(world: World) {
    world.set_clock("2025-03-03T01:00:00Z");
    let reception = world.sign_in("reception.sh").await;
    let mut body = call();
    body["severity"] = json!("2");
    let ticket = register(&reception, body).await;
    assert_eq!(due(&ticket, ClockKind::Resolution), "2025-03-05T01:00:00.000Z");
    world.set_clock("2025-03-04T02:00:00Z");
    let parts = json!({ "reason": "waiting_parts", "notice_channel": "phone", "notice_text": "等配件" });
    assert_eq!(
        super::job::tell(&reception, &ticket, "pause", parts).await.reasons(),
        ["pause_reason_refused"]
    );
    let window = json!({ "reason": "customer_downtime_window", "notice_channel": "phone", "notice_text": "等停机窗口" });
    let ticket = done(&reception, ticket, "pause", window).await;
    assert_eq!(ticket.state.as_str(), "waiting");
    world.set_clock("2025-03-06T06:00:00Z");
    let ticket = done(&reception, ticket, "resume", json!({})).await;
    assert_eq!(due(&ticket, ClockKind::Resolution), "2025-03-07T04:00:00.000Z");
    let resolution = ticket.clocks.iter().find(|c| c.kind == ClockKind::Resolution).unwrap();
    let warning = resolution.thresholds.iter().find(|t| t.percent == 80).unwrap();
    assert_eq!(warning.fire_at.to_string(), "2025-03-07T00:48:00.000Z");
}

async fn the_preview_answers_the_documented_example(world: World) {
    let reception = world.sign_in("reception.sh").await;
    let question = json!({
        "branch_id": null, "policy_id": null, "request_type": "repair", "priority": "P3", "received_at": "2025-03-03T01:00:00Z",
        "as_of": "2025-03-06T07:00:00Z",
        "clocks": [ { "kind": "resolution", "target": "16WH", "calendar": "CAL-8x5", "pausable": true } ],
        "facts": [ { "at": "2025-03-04T02:00:00Z", "kind": "pause", "reason": "customer_downtime_window" },
            { "at": "2025-03-06T06:00:00Z", "kind": "resume" } ]
    });
    let answer = reception.post("/sla/preview").json(question).await.expect(200);
    let clock = &answer["clocks"][0];
    for (field, value) in [
        ("kind", json!("resolution")),
        ("target", json!("16WH")),
        ("calendar", json!("CAL-8x5")),
        ("started_at", json!("2025-03-03T01:00:00.000Z")),
        ("original_due_at", json!("2025-03-05T01:00:00.000Z")),
        ("due_at", json!("2025-03-07T04:00:00.000Z")),
        ("state", json!("running")),
        ("consumed_seconds", json!(36000)),
        ("provisional", json!(false)),
    ] {
        assert_eq!(clock[field], value, "{field}");
    }
    let warning = json!({ "percent": 80, "fire_at": "2025-03-07T00:48:00.000Z" });
    assert!(clock["thresholds"].as_array().unwrap().contains(&warning));
    assert!(clock["trace"].as_array().unwrap().iter().all(|step| step["step"].is_string()));
}

async fn the_preview_names_the_fact_that_contradicts(world: World) {
    let reception = world.sign_in("reception.sh").await;
    let ask = |facts: Value| {
        let question = json!({ "priority": "P3", "received_at": "2025-03-03T01:00:00Z", "as_of": "2025-03-06T07:00:00Z", "facts": facts });
        reception.post("/sla/preview").json(question)
    };
    let resumed = ask(json!([{ "at": "2025-03-04T02:00:00Z", "kind": "resume" }])).await.fields();
    assert_eq!(resumed[0].0, "/facts/0");
    let before = ask(json!([{ "at": "2025-03-01T02:00:00Z", "kind": "acknowledged" }])).await.fields();
    assert_eq!(before[0].0, "/facts/0");
    let unknown = ask(json!([{ "at": "2025-03-04T02:00:00Z", "kind": "miracle" }])).await.fields();
    assert!(unknown[0].0.starts_with("/facts/0"), "{unknown:?}");
}

async fn thresholds_fire_once_and_are_told(world: World) {
    let reception = world.sign_in("reception.sh").await;
    let ticket = register(&reception, call()).await;
    assert_eq!(world.app().fire_due_thresholds().await.unwrap(), 0);
    // P3: ack PT8H; half of it is 4 hours
    world.advance_minutes(4 * 60);
    assert_eq!(world.app().fire_due_thresholds().await.unwrap(), 1);
    assert_eq!(world.app().fire_due_thresholds().await.unwrap(), 0, "once");
    world.advance_minutes(5 * 60);
    assert_eq!(world.app().fire_due_thresholds().await.unwrap(), 2, "80 % and 100 % of the ack");
    let events: EventPage = reception.get("/events?event_type=ticket.threshold_reached").await.read(200);
    let told: Vec<(&str, i64)> = events
        .items
        .iter()
        .map(|e| (e.data["clock"].as_str().unwrap(), e.data["percent"].as_i64().unwrap()))
        .collect();
    assert_eq!(told, [("ack", 50), ("ack", 80), ("ack", 100)]);
    assert!(events.items.iter().all(|e| e.subject_no.as_deref() == Some(ticket.no.as_str())));
    let late: Value = reception.get("/reports/dashboard").await.expect(200);
    assert_eq!(late["overdue"]["value"], json!(1));
    // firing does not move the version: nobody's form is stale because of a timer
    let shown: TicketView = reception.get(&format!("/tickets/{}", ticket.id)).await.read(200);
    assert_eq!(shown.version, ticket.version);
}

async fn ended_requests_do_not_fire(world: World) {
    let reception = world.sign_in("reception.sh").await;
    let ticket = register(&reception, call()).await;
    let ticket =
        done(&reception, ticket, "end", json!({ "how": "withdrawn", "reason": "客户自行解决" })).await;
    assert!(ticket.clocks.iter().all(|c| c.state.as_str() == "cancelled"), "neither met nor breached");
    world.advance_minutes(60 * 24 * 30);
    assert_eq!(world.app().fire_due_thresholds().await.unwrap(), 0);
}
