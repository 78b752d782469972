//! Importing a year of official days: bad files are refused with the place, provisional due times move and say so.

use contract::{sla::CalendarItem, tickets::TicketView};
use domain::sla::ClockKind;
use serde_json::{Value, json};

use super::job::{call, register};
use crate::harness::{Client, World, both};

both!(
    an_import_moves_provisional_due_times_and_the_timeline_tells_it,
    what_was_kept_or_broken_stays_so,
    files_with_gaps_overlaps_or_another_schema_are_refused,
);

async fn calendar(client: &Client) -> String {
    let list: Vec<CalendarItem> = client.get("/calendars").await.read(200);
    list.into_iter().find(|item| item.code == "CAL-8x5").unwrap().id.to_string()
}

/// New Year until Tuesday 2027-01-05, the fixed days, and 2027-01-09 as a make-up Saturday.
fn year() -> Value {
    let off = |date: &str, name: &str| json!({ "date": date, "name": name, "isOffDay": true });
    let mut days: Vec<Value> = (1..=5).map(|day| off(&format!("2027-01-{day:02}"), "元旦")).collect();
    days.push(off("2027-05-01", "劳动节"));
    days.extend((1..=3).map(|day| off(&format!("2027-10-{day:02}"), "国庆节")));
    days.push(json!({ "date": "2027-01-09", "name": "元旦", "isOffDay": false }));
    json!({ "year": 2027, "days": days })
}

fn due(ticket: &TicketView) -> String {
    let clock = ticket.clocks.iter().find(|c| c.kind == ClockKind::Resolution).unwrap();
    clock.due_at.unwrap().to_string()
}

async fn an_import_moves_provisional_due_times_and_the_timeline_tells_it(world: World) {
    // Thursday 2026-12-31 09:00: three working days without the holidays of 2027 end on Tuesday 2027-01-05
    world.set_clock("2026-12-31T01:00:00Z");
    let (hq, reception) = (world.sign_in("hq_service").await, world.sign_in("reception.sh").await);
    let ticket = register(&reception, call()).await;
    assert_eq!(due(&ticket), "2027-01-05T09:30:00.000Z");
    let path = format!("/calendars/{}/holidays", calendar(&hq).await);
    let answer = hq.post(&path).json(year()).await.expect(201);
    // 01-06, 01-07, 01-08
    let moved = json!([{ "ticket_id": ticket.id, "ticket_no": ticket.no, "kind": "resolution",
        "from": "2027-01-05T09:30:00.000Z", "to": "2027-01-08T09:30:00.000Z" }]);
    assert_eq!((&answer["moved"], &answer["kept"]), (&moved, &json!([])));
    let shown: TicketView = reception.get(&format!("/tickets/{}", ticket.id)).await.read(200);
    assert_eq!((due(&shown), shown.version), ("2027-01-08T09:30:00.000Z".to_owned(), ticket.version + 1));
    let timeline: Value = reception.get(&format!("/tickets/{}/timeline", ticket.id)).await.expect(200);
    let items = timeline["items"].as_array().unwrap();
    let told: Vec<&Value> = items.iter().filter(|e| e["event_type"] == "ticket.recalculated").collect();
    assert_eq!(told.len(), 1);
    assert!(told[0]["data"]["reason"].as_str().unwrap().contains("2027"));
    assert_eq!(told[0]["data"]["moved"][0]["to"], json!("2027-01-08T09:30:00.000Z"));
    // the version that was imported into is not the newest any more
    hq.post(&path).json(year()).await.problem(412, "stale_version");
}

async fn what_was_kept_or_broken_stays_so(world: World) {
    world.set_clock("2026-12-31T01:00:00Z");
    let (hq, reception) = (world.sign_in("hq_service").await, world.sign_in("reception.sh").await);
    let ticket = register(&reception, call()).await;
    // past the provisional due time
    world.set_clock("2027-01-06T01:00:00Z");
    let answer =
        hq.post(&format!("/calendars/{}/holidays", calendar(&hq).await)).json(year()).await.expect(201);
    assert_eq!(answer["moved"], json!([]));
    assert_eq!(
        answer["kept"],
        json!([{ "ticket_id": ticket.id, "ticket_no": ticket.no, "kept_for": ["resolution"] }])
    );
    let shown: TicketView = reception.get(&format!("/tickets/{}", ticket.id)).await.read(200);
    assert_eq!((due(&shown), shown.version), ("2027-01-05T09:30:00.000Z".to_owned(), ticket.version));
}

async fn files_with_gaps_overlaps_or_another_schema_are_refused(world: World) {
    let hq = world.sign_in("hq_service").await;
    let path = format!("/calendars/{}/holidays", calendar(&hq).await);
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut file = year();
        change(&mut file);
        file
    };
    let day = |date: &str| json!({ "date": date, "name": "节", "isOffDay": true });
    for (file, pointer, code) in [
        (changed(&|f| drop(f["days"].as_array_mut().unwrap().remove(2))), "/days", "gap"),
        (changed(&|f| drop(f["days"].as_array_mut().unwrap().remove(6))), "/days", "gap"),
        (
            changed(&|f| f["days"].as_array_mut().unwrap().push(day("2027-01-01"))),
            "/days/10/date",
            "duplicate_date",
        ),
        (
            changed(&|f| f["days"].as_array_mut().unwrap().push(day("2028-01-01"))),
            "/days/10/date",
            "outside_year",
        ),
        (changed(&|f| f["days"][0]["isOffDay"] = json!("yes")), "/days/0", "schema"),
        (changed(&|f| f["days"][0]["date"] = json!("2027-02-30")), "/days/0", "schema"),
        (changed(&|f| f["days"] = json!({})), "/days", "schema"),
        (changed(&|f| f["days"] = json!([])), "/days", "empty_year"),
        (changed(&|f| f["year"] = json!(1999)), "/year", "year_out_of_range"),
        (json!({ "holidays": ["2027-01-01"] }), "/year", "schema"),
        (json!([]), "", "schema"),
    ] {
        let answer = hq.post(&path).json(file).await;
        answer.refuses(&[(pointer, code)]);
    }
    let list: Vec<CalendarItem> = hq.get("/calendars").await.read(200);
    assert!(list.iter().all(|item| item.version == 1), "nothing was written");
}
