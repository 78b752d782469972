use std::ops::ControlFlow;

use application::{Caller, imports::NewImport};
use contract::{
    imports::{ImportKind, ImportState, ImportView},
    page::Page,
    tickets::{TicketSummary, TicketView, TimelineEntry},
};

use super::{apply, counts, ended, findings, said};
use crate::harness::{World, both};

both!(
    a_log_becomes_tickets_with_their_timeline,
    the_same_log_again_changes_nothing,
    a_stopped_log_goes_on_where_it_was,
    a_log_without_the_columns_of_its_mapping_is_refused,
    the_real_log_adds_up,
);

/// Invented, in the format of UCI Machine Learning Repository no. 498 (CC BY 4.0).
const SAMPLE: &str = include_str!("../../../crates/application/data/import/incident-log.sample.csv");
/// Where the real log is, when it is there.
const REAL_LOG: &str = "AFTERCARE_INCIDENT_LOG";

async fn checked(world: &World, content: &[u8]) -> ImportView {
    let hq = world.sign_in("hq_service").await;
    let query = [("kind", "tickets"), ("file_name", "incident_event_log.csv"), ("mapping", "incident-log")];
    let sent: ImportView = hq.post("/imports").query(&query).bytes("text/csv", content).await.read(201);
    ended(&hq, &sent).await
}

async fn historical(world: &World) -> Vec<TicketSummary> {
    let hq = world.sign_in("hq_service").await;
    let query = [("scope", "all"), ("sort", "received_at"), ("limit", "100")];
    let page: Page<TicketSummary> = hq.get("/tickets").query(&query).await.read(200);
    page.items
}

async fn a_log_becomes_tickets_with_their_timeline(world: World) {
    let dry = checked(&world, SAMPLE.as_bytes()).await;
    assert_eq!((dry.state, dry.failure.as_deref()), (ImportState::Checked, None));
    assert_eq!((dry.rows_total, counts(&dry)), (38, [32, 0, 0, 6]));
    let tickets = dry.tickets.clone().unwrap();
    assert_eq!((tickets.total, tickets.created, tickets.unchanged, tickets.rejected), (12, 11, 0, 1));
    assert_eq!(historical(&world).await, []);
    let told = findings(&world, &dry).await;
    let rows = said(&told);
    for expected in [
        (6, "resolved_at", "?", "warning", "missing"),
        (9, "closed_at", "01-03-2016 07:00", "warning", "before_receipt"),
        (14, "sys_mod_count", "2", "warning", "out_of_order"),
        (21, "", "", "error", "repeated"),
        (24, "sys_updated_at", "?", "error", "required"),
        (26, "opened_at", "?", "error", "required"),
        (35, "sys_updated_at", "31-02-2016 10:00", "error", "format"),
        (38, "number", "?", "error", "required"),
    ] {
        assert!(rows.contains(&expected), "{expected:?} in {rows:?}");
    }
    let done = apply(&world, &dry).await;
    assert_eq!((done.state, counts(&done), done.tickets), (ImportState::Done, [32, 0, 0, 6], Some(tickets)));
    let all = historical(&world).await;
    assert_eq!(all.len(), 11);
    let hq = world.sign_in("hq_service").await;
    let first: TicketView = hq.get(&format!("/tickets/{}", all[0].id)).await.read(200);
    assert_eq!(first.external_id.as_deref(), Some("INC9000001"));
    assert_eq!(
        (first.customer.name.as_str(), first.description.as_str()),
        ("Caller 7001", "Category 91 / Subcategory 12 / Symptom 5")
    );
    assert_eq!(first.received_at.to_string(), "2016-03-01T08:05:00.000Z");
    assert_eq!(
        (first.state.as_str(), first.archived_at.map(|at| at.to_string()).as_deref()),
        ("archived", Some("2016-03-06T12:00:00.000Z"))
    );
    let timeline: Page<TimelineEntry> = hq.get(&format!("/tickets/{}/timeline", first.id)).await.read(200);
    let past: Vec<_> = timeline.items.iter().filter(|entry| entry.event_type.contains("history")).collect();
    assert_eq!(past.len(), 4);
    assert!(past.iter().any(|entry| entry.data.to_string().contains("Resolver 14")), "{past:?}");
}

async fn the_same_log_again_changes_nothing(world: World) {
    apply(&world, &checked(&world, SAMPLE.as_bytes()).await).await;
    let before = historical(&world).await;
    let again = checked(&world, SAMPLE.as_bytes()).await;
    let tickets = again.tickets.clone().unwrap();
    assert_eq!(
        (counts(&again), tickets.created, tickets.unchanged, tickets.rejected),
        ([0, 0, 32, 6], 0, 11, 1)
    );
    let done = apply(&world, &again).await;
    assert_eq!((counts(&done), done.tickets), ([0, 0, 32, 6], Some(tickets)));
    assert_eq!(historical(&world).await, before);
}

async fn a_stopped_log_goes_on_where_it_was(world: World) {
    // 12 incidents, eight times over under other numbers: more than a batch
    let mut log = SAMPLE.to_owned();
    for copy in 1..8 {
        let more: Vec<String> =
            SAMPLE.lines().skip(1).map(|line| line.replace("INC9", &format!("INC{copy}"))).collect();
        log.push_str(&more.join("\n"));
        log.push('\n');
    }
    let new = NewImport {
        kind: ImportKind::Tickets,
        file_name: "log.csv".to_owned(),
        content: log.into_bytes().into(),
        mapping: Some("incident-log".to_owned()),
        branch_id: None,
    };
    let stopped = world
        .app()
        .import_while(&Caller::system(), new, true, &mut |view| {
            if view.state == ImportState::Applying {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
        .await
        .unwrap()
        .view;
    assert!(
        stopped.state == ImportState::Applying && stopped.rows_done >= 100 && stopped.rows_done < 304,
        "{stopped:?}"
    );
    world.advance_seconds(31);
    world.app().resume_imports().await.unwrap();
    let done = ended(&world.sign_in("hq_service").await, &stopped).await;
    let tickets = done.tickets.clone().unwrap();
    assert_eq!((counts(&done), tickets.created, tickets.rejected), ([256, 0, 0, 48], 88, 8));
    let all = historical(&world).await;
    assert_eq!(all.len(), 88);
    // numbers of a branch and a year have no gap
    let mut numbers: Vec<&str> = all.iter().map(|ticket| ticket.no.as_str()).collect();
    numbers.sort_unstable();
    let expected: Vec<String> = (1..=88).map(|n| format!("HQ-2016-{n:06}")).collect();
    assert_eq!(numbers, expected);
}

async fn a_log_without_the_columns_of_its_mapping_is_refused(world: World) {
    let failed = checked(&world, b"number,state\nINC1,New\n").await;
    assert_eq!(failed.state, ImportState::Failed);
    assert!(failed.failure.unwrap().contains("sys_updated_at"));
}

#[expect(clippy::print_stderr, reason = "says whether it ran, and how long the log took")]
async fn the_real_log_adds_up(world: World) {
    let Some(path) = std::env::var_os(REAL_LOG) else {
        eprintln!("skipped: {REAL_LOG} names no log");
        return;
    };
    let content = std::fs::read(&path).unwrap();
    let rows = content.iter().filter(|byte| **byte == b'\n').count() as u64 - 1;
    let before = std::time::Instant::now();
    let report = world
        .app()
        .import_file(
            &Caller::system(),
            ImportKind::Tickets,
            "log.csv",
            content,
            Some("incident-log".to_owned()),
            true,
            &|_| {},
        )
        .await;
    let report = report.unwrap();
    eprintln!("{rows} rows in {:?}: {:?}", before.elapsed(), report.view.tickets);
    assert_eq!((report.view.state, report.view.rows_total), (ImportState::Done, rows));
    let [_, updated, unchanged, rejected] = counts(&report.view);
    let tickets = report.view.tickets.unwrap();
    assert_eq!((updated, unchanged, tickets.unchanged), (0, 0, 0));
    assert_eq!(tickets.created + tickets.rejected, tickets.total);
    let refused: std::collections::HashSet<u64> = report
        .findings
        .iter()
        .filter(|finding| finding.level == "error")
        .map(|finding| finding.row)
        .collect();
    assert_eq!(refused.len() as u64, rejected, "every row that is not used is named");
}
