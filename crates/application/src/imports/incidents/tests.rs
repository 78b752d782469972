//! A real log, and every way in which one contradicts itself.

use domain::tickets::StateCode;

use super::*;

const SAMPLE: &str = include_str!("../../../data/import/incident-log.sample.csv");

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn readings(text: &str) -> Vec<(Group, Reading)> {
    let mapping = Mapping::read("incident-log").unwrap();
    let sheet =
        Sheet::open(text.as_bytes(), &|cells| cells.first().is_some_and(|cell| cell == "number")).unwrap();
    let places = mapping.places(&sheet.header.cells).unwrap();
    let groups = groups(&sheet, &mapping, &places);
    let now = at("2026-03-02T01:00:00Z");
    groups.into_iter().map(|group| (group.clone(), read(&sheet, &mapping, &places, &group, now))).collect()
}

fn of(number: u32) -> Reading {
    let key = format!("INC{}", 9_000_000 + number);
    let found = readings(SAMPLE).into_iter().find(|(group, _)| group.key.as_deref() == Some(key.as_str()));
    found.unwrap().1
}

fn said(reading: &Reading) -> Vec<(u64, &str, &str, &str)> {
    let findings = reading.findings.iter();
    findings.map(|f| (f.line, f.column.as_deref().unwrap_or(""), f.level.as_str(), f.code.as_str())).collect()
}

#[test]
fn every_row_is_used_or_rejected() {
    let all = readings(SAMPLE);
    let rows = SAMPLE.lines().count() as u64 - 1;
    let (used, rejected) =
        all.iter().fold((0, 0), |(u, r), (_, reading)| (u + reading.used, r + reading.rejected));
    assert_eq!((used + rejected, rejected), (rows, 6));
    assert_eq!(all.iter().filter(|(_, reading)| reading.ticket.is_some()).count(), 11);
    // a rejected row is always named
    for (group, reading) in &all {
        let named: HashSet<u64> =
            reading.findings.iter().filter(|f| f.level.as_str() == "error").map(|f| f.line).collect();
        assert_eq!(named.len() as u64, reading.rejected, "{:?}", group.key);
    }
}

#[test]
fn a_clean_incident_is_a_ticket_with_its_timeline() {
    let reading = of(1);
    assert_eq!(said(&reading), []);
    let ticket = reading.ticket.unwrap();
    assert_eq!(
        (ticket.received_at, ticket.priority, ticket.state),
        (at("2016-03-01T08:05:00Z"), Priority::P3, StateCode::Archived)
    );
    assert_eq!(
        (ticket.resolved_at, ticket.closed_at),
        (Some(at("2016-03-01T11:40:00Z")), Some(at("2016-03-06T12:00:00Z")))
    );
    assert_eq!((ticket.customer_name.as_str(), ticket.channel), ("Caller 7001", Channel::Phone));
    assert_eq!(ticket.description, "Category 91 / Subcategory 12 / Symptom 5");
    let states: Vec<_> =
        ticket.events.iter().map(|event| (event.at.to_string(), event.what.as_str())).collect();
    assert_eq!(
        states,
        [
            ("2016-03-01T08:07:00.000Z".to_owned(), "New"),
            ("2016-03-01T08:30:00.000Z".to_owned(), "Active"),
            ("2016-03-01T11:40:00.000Z".to_owned(), "Resolved"),
            ("2016-03-06T12:00:00.000Z".to_owned(), "Closed"),
        ],
        "its last row stands at the end of the file"
    );
    assert_eq!(
        ticket.events[1].details,
        serde_json::json!({ "line": 3, "changed": { "assigned_to": "Resolver 14" } })
    );
}

#[test]
fn contradictions_are_told_and_taken_for_no_fact() {
    let none_resolved = of(2);
    assert_eq!(said(&none_resolved), [(6, "resolved_at", "warning", "missing")]);
    assert_eq!(none_resolved.ticket.unwrap().resolved_at, None);

    let closed_before = of(3);
    assert_eq!(said(&closed_before), [(9, "closed_at", "warning", "before_receipt")]);
    assert_eq!(
        closed_before.ticket.map(|t| (t.closed_at, t.resolved_at)),
        Some((None, Some(at("2016-03-02T15:00:00Z"))))
    );

    let solved_late = of(4);
    assert_eq!(said(&solved_late), [(11, "resolved_at", "warning", "contradiction")]);
    assert_eq!(
        solved_late.ticket.map(|t| (t.closed_at, t.resolved_at)),
        Some((Some(at("2016-03-03T11:00:00Z")), None))
    );

    assert_eq!(said(&of(5)), [(14, "sys_mod_count", "warning", "out_of_order")]);
    assert_eq!(said(&of(10)), [(30, "incident_state", "warning", "after_closed")]);
}

#[test]
fn a_change_before_the_receipt_is_entered_at_the_receipt() {
    let reading = of(6);
    let expected = [
        (16, "sys_updated_at", "warning", "before_receipt"),
        (18, "sys_updated_at", "warning", "out_of_order"),
    ];
    assert_eq!(said(&reading), expected);
    let events = reading.ticket.unwrap().events;
    assert_eq!(events[0].at, at("2016-03-03T08:00:00Z"));
    assert_eq!(events[0].details["recorded_at"], "2016-03-03T07:00:00.000Z");
    let order: Vec<_> = events.iter().map(|event| event.what.as_str()).collect();
    assert_eq!(order, ["New", "Awaiting User Info", "Active", "Closed"], "by time, not by place in the file");
}

#[test]
fn a_row_that_cannot_be_used_does_not_take_the_others_with_it() {
    assert_eq!((said(&of(7)), of(7).used), (vec![(21, "", "error", "repeated")], 2));
    assert_eq!((said(&of(8)), of(8).used), (vec![(24, "sys_updated_at", "error", "required")], 2));
    let twelve = of(12);
    let expected = [(35, "sys_updated_at", "error", "format"), (37, "opened_at", "warning", "contradiction")];
    assert_eq!((said(&twelve), twelve.used), (expected.to_vec(), 2));
    assert_eq!(twelve.ticket.unwrap().received_at, at("2016-03-07T08:15:00Z"));
}

#[test]
fn without_a_receipt_there_is_no_ticket() {
    let reading = of(9);
    let expected = [(26, "opened_at", "error", "required"), (27, "opened_at", "error", "required")];
    assert_eq!((said(&reading), &reading.ticket, reading.rejected), (expected.to_vec(), &None, 2));
    let (_, keyless) = readings(SAMPLE).into_iter().find(|(group, _)| group.key.is_none()).unwrap();
    assert_eq!(said(&keyless), [(38, "number", "error", "required")]);
}

#[test]
fn values_that_the_mapping_does_not_have_are_told() {
    let reading = of(11);
    let expected = [
        (33, "incident_state", "warning", "unknown_code"),
        (34, "priority", "warning", "unknown_code"),
        (34, "contact_type", "warning", "unknown_code"),
        (34, "caller_id", "warning", "missing"),
    ];
    assert_eq!(said(&reading), expected);
    let ticket = reading.ticket.unwrap();
    assert_eq!(
        (ticket.state, ticket.priority, ticket.channel),
        (StateCode::InService, Priority::P3, Channel::Import)
    );
    assert_eq!((ticket.customer_name.as_str(), ticket.description.as_str()), ("客户不明", "INC9000011"));
}

#[test]
fn what_lies_in_the_future_did_not_happen() {
    let text = SAMPLE.replace("06-03-2016 12:00", "06-03-2046 12:00");
    let (_, reading) = readings(&text).into_iter().next().unwrap();
    let ticket = reading.ticket.unwrap();
    assert_eq!(
        (reading.used, reading.rejected, ticket.closed_at, ticket.state),
        (3, 1, None, StateCode::Resolved)
    );
    assert!(said(&Reading { ticket: None, ..reading }).contains(&(39, "sys_updated_at", "error", "future")));
}
