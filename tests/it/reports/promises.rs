use contract::{
    page::Page,
    reports::{PromiseRow, PromiseSummary, UrgeReport, Wall},
};
use serde_json::json;

use super::{answered, call, done, in_canton, question, register};
use crate::harness::{Client, World, both};

both!(
    the_first_promise_stays_beside_the_extended_one,
    what_is_kept_is_counted_by_kind_and_page_by_page,
    a_breach_stays_when_the_request_is_withdrawn,
    who_presses_whom_is_ranked,
    the_wall_shows_what_is_next,
    rows_of_other_branches_do_not_exist,
    nonsense_is_refused,
    promises_leave_as_a_file,
);

const MARCH: &str = "from=2025-03-01&to=2025-03-31";

async fn promises(client: &Client, query: &str) -> Vec<PromiseRow> {
    client.get(&format!("/reports/promises?limit=100&{query}")).await.read::<Page<PromiseRow>>(200).items
}

async fn summary(client: &Client, query: &str) -> PromiseSummary {
    client.get(&format!("/reports/promises/summary?{query}")).await.read(200)
}

async fn the_first_promise_stays_beside_the_extended_one(world: World) {
    world.set_clock("2025-03-03T01:00:00Z");
    let reception = world.sign_in("reception.sh").await;
    let supervisor = world.sign_in("supervisor.sh").await;
    let ticket = register(&reception, call()).await;
    world.set_clock("2025-03-05T02:00:00Z");
    let extension = json!({ "clock": "resolution", "reason": "waiting_parts", "explanation": "主板缺货",
        "new_due_at": "2025-03-11T09:30:00Z", "notice_channel": "phone", "notice_text": "主板 10 日到货" });
    done(&supervisor, ticket, "extend", extension).await;
    let query = format!("kind=resolution&{MARCH}");
    let found = promises(&supervisor, &query).await;
    let [row] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(row.original_due_at.to_string(), "2025-03-06T09:30:00.000Z");
    assert_eq!(row.due_at.to_string(), "2025-03-11T09:30:00.000Z");
    assert_eq!((row.moved, row.kept, row.late_seconds), (true, None, None));
    assert_eq!(row.owner_name.as_deref(), Some("张伟"));
    assert_eq!(row.branch_name, "上海分公司");
    // nobody touched it: time alone breaks the promise; half an hour of the next working day has passed
    world.set_clock("2025-03-12T01:00:00Z");
    let row = &promises(&supervisor, &query).await[0];
    assert_eq!((row.state.as_str(), row.kept, row.kept_original), ("breached", Some(false), Some(false)));
    assert_eq!((row.late_seconds, row.late_working_seconds), (Some(55_800), Some(1800)));
    let sum = summary(&supervisor, &query).await.total;
    assert_eq!((sum.breached, sum.moved, sum.kept_rate.as_deref()), (1, 1, Some("0.00")));
    for (filter, count) in [
        ("moved=true", 1),
        ("moved=false", 0),
        ("state=breached", 1),
        ("state=running", 0),
        ("decided=true", 1),
    ] {
        assert_eq!(promises(&supervisor, &format!("{filter}&{query}")).await.len(), count, "{filter}");
    }
}

async fn what_is_kept_is_counted_by_kind_and_page_by_page(world: World) {
    world.set_clock("2025-03-03T01:00:00Z");
    let reception = world.sign_in("reception.sh").await;
    let supervisor = world.sign_in("supervisor.sh").await;
    for _ in 0..2 {
        answered(&reception, question()).await;
    }
    register(&reception, question()).await;
    // P3 is to be answered within 24 hours
    world.set_clock("2025-03-04T01:00:01Z");
    let kinds = summary(&supervisor, MARCH).await.by_kind;
    let response = kinds.iter().find(|k| k.kind.is_some_and(|k| k.as_str() == "response")).unwrap();
    assert_eq!((response.met, response.breached, response.kept_rate.as_deref()), (2, 1, Some("66.67")));
    assert_eq!(response.kept_original_rate.as_deref(), Some("66.67"));
    assert_eq!(promises(&supervisor, &response.query).await.len(), 3, "the list of the figure");
    let whole = promises(&supervisor, MARCH).await;
    assert!(whole.windows(2).all(|pair| pair[0].due_at <= pair[1].due_at));
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page: Page<PromiseRow> =
            supervisor.get(&format!("/reports/promises?limit=2&{MARCH}{cursor}")).await.read(200);
        seen.extend(page.items);
        match page.next_cursor {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, whole, "each once, in the same order");
    let engineer = world.user("engineer.sh").await;
    assert_eq!(promises(&supervisor, &format!("person_id={engineer}&{MARCH}")).await.len(), whole.len());
    let other = world.user("engineer2.sh").await;
    assert_eq!(promises(&supervisor, &format!("person_id={other}&{MARCH}")).await.len(), 0);
}

async fn a_breach_stays_when_the_request_is_withdrawn(world: World) {
    world.set_clock("2025-03-03T01:00:00Z");
    let reception = world.sign_in("reception.sh").await;
    let supervisor = world.sign_in("supervisor.sh").await;
    let ticket = register(&reception, question()).await;
    world.set_clock("2025-03-04T01:00:01Z");
    done(&reception, ticket, "end", json!({ "how": "withdrawn", "reason": "已好" })).await;
    let kinds = summary(&supervisor, MARCH).await.by_kind;
    let of = |kind: &str| kinds.iter().find(|k| k.kind.is_some_and(|k| k.as_str() == kind)).unwrap();
    let response = of("response");
    assert_eq!((response.cancelled, response.cancelled_late), (0, 1));
    assert_eq!(response.kept_rate.as_deref(), Some("0.00"));
    let resolution = of("resolution");
    assert_eq!((resolution.cancelled, resolution.cancelled_late, &resolution.kept_rate), (1, 0, &None));
}

async fn who_presses_whom_is_ranked(world: World) {
    world.set_clock("2025-03-03T01:00:00Z");
    let (sh, gz) = (world.sign_in("reception.sh").await, world.sign_in("reception.gz").await);
    let hq = world.sign_in("hq_service").await;
    let ticket = register(&sh, call()).await;
    let ticket = done(&sh, ticket, "urge", json!({ "kind": "hasten", "text": "客户着急" })).await;
    done(&hq, ticket, "urge", json!({ "kind": "supervise", "text": "请今日答复" })).await;
    let other = register(&gz, in_canton(&world, call()).await).await;
    let other = done(&gz, other, "urge", json!({ "kind": "hasten", "text": "客户着急" })).await;
    world.advance_minutes(30);
    done(&gz, other, "answer-urge", json!({ "number": 1, "text": "下午到" })).await;
    // four working hours are over at 14:00
    world.set_clock("2025-03-03T06:30:00Z");
    let rows = hq.get(&format!("/reports/urges?{MARCH}")).await.read::<UrgeReport>(200).rows;
    let seen: Vec<_> = rows
        .iter()
        .map(|r| {
            (r.rank, r.branch_name.as_str(), r.hasten, r.supervise, r.answered, r.answered_in_time.as_deref())
        })
        .collect();
    assert_eq!(seen, [(1, "上海分公司", 1, 1, 0, Some("0.00")), (2, "广州分公司", 1, 0, 1, Some("100.00"))]);
}

async fn the_wall_shows_what_is_next(world: World) {
    world.set_clock("2025-03-03T01:00:00Z");
    let reception = world.sign_in("reception.sh").await;
    let supervisor = world.sign_in("supervisor.sh").await;
    register(&reception, question()).await;
    let wall: Wall = supervisor.get("/reports/wall").await.read(200);
    assert_eq!((wall.due_soon_count, wall.breached_count), (0, 0));
    // acknowledgement of P3 within 8 hours
    world.set_clock("2025-03-03T07:30:00Z");
    let wall: Wall = supervisor.get("/reports/wall").await.read(200);
    assert_eq!(wall.due_soon_count, 1);
    assert_eq!(wall.due_soon[0].kind.as_str(), "ack");
    world.set_clock("2025-03-03T09:00:01Z");
    let wall: Wall = supervisor.get("/reports/wall").await.read(200);
    assert_eq!((wall.breached_count, wall.breached[0].kind.as_str()), (1, "ack"));
    assert_eq!(
        wall.branches.iter().map(|b| (b.label.as_str(), b.open, b.overdue)).collect::<Vec<_>>(),
        [("上海分公司", 1, 1)]
    );
    world.sign_in("engineer.sh").await.get("/reports/wall").await.problem(403, "forbidden");
}

async fn rows_of_other_branches_do_not_exist(world: World) {
    world.set_clock("2025-03-03T01:00:00Z");
    let reception = world.sign_in("reception.sh").await;
    register(&reception, call()).await;
    world.set_clock("2025-03-20T01:00:00Z");
    let (ours, theirs) = (world.sign_in("supervisor.sh").await, world.sign_in("supervisor.gz").await);
    let branch = world.branch("SH").await;
    assert!(!promises(&ours, MARCH).await.is_empty());
    for query in [MARCH.to_owned(), format!("branch_id={branch}&{MARCH}")] {
        assert!(promises(&theirs, &query).await.is_empty(), "{query}");
        assert_eq!(summary(&theirs, &query).await.total.breached, 0, "{query}");
    }
    let pivot = theirs.get(&format!("/reports/pivot?{MARCH}")).await.expect(200);
    assert_eq!(pivot["total"], json!(0));
    let report = theirs.get(&format!("/reports/kpis?by=branch&{MARCH}")).await.expect(200);
    assert_eq!(report["rows"], json!([]));
    assert!(theirs.get("/reports/wall").await.read::<Wall>(200).breached.is_empty());
    for path in [
        "promises",
        "promises/summary",
        "kpis",
        "conformance",
        "pivot",
        "urges",
        "wall",
        "cases?kpi=reopen_rate",
    ] {
        reception.get(&format!("/reports/{path}")).await.problem(403, "forbidden");
    }
}

async fn nonsense_is_refused(world: World) {
    let supervisor = world.sign_in("supervisor.sh").await;
    for (query, pointer, code) in [
        ("promises?from=2025-03-02&to=2025-03-01", "?to", "range"),
        ("promises?from=2025-01-01&to=2026-02-05", "?to", "range"),
        ("promises?from=0001-01-01&to=2025-03-01", "?from", "range"),
        ("promises?limit=101", "?limit", "range"),
        ("promises?cursor=abc", "?cursor", "format"),
        ("promises/summary?limit=5", "?limit", "not_allowed"),
        ("kpis?colour=red", "?colour", "unknown_field"),
        ("kpis?from=2025-03-02&to=2025-03-01", "?to", "range"),
        ("cases", "?kpi", "required"),
        ("cases?kpi=response_on_time", "?kpi", "not_allowed"),
        ("pivot?rows=model&columns=model", "?columns", "not_allowed"),
        ("promises.csv?limit=5", "?limit", "not_allowed"),
    ] {
        supervisor.get(&format!("/reports/{query}")).await.refuses(&[(pointer, code)]);
    }
    for query in ["kpis?by=colour", "pivot?rows=colour", "promises?state=kept", "urges?from=yesterday"] {
        assert_eq!(supervisor.get(&format!("/reports/{query}")).await.status, 422, "{query}");
    }
}

async fn promises_leave_as_a_file(world: World) {
    world.set_clock("2025-03-03T01:00:00Z");
    let reception = world.sign_in("reception.sh").await;
    register(&reception, call()).await;
    let supervisor = world.sign_in("supervisor.sh").await;
    let whole = promises(&supervisor, MARCH).await.len();
    let file = supervisor.get(&format!("/reports/promises.csv?{MARCH}")).await;
    assert_eq!(file.status, 200, "{}", file.body);
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"promises.csv\"");
    assert_eq!(file.body.lines().count(), whole + 1);
    assert!(file.body.contains("2025-03-06 17:30:00"), "times as the company reads them");
    for path in ["promises.xlsx", "kpis.csv", "kpis.xlsx"] {
        assert_eq!(supervisor.get(&format!("/reports/{path}?{MARCH}")).await.status, 200, "{path}");
        reception.get(&format!("/reports/{path}?{MARCH}")).await.problem(403, "forbidden");
        // reads reports, takes nothing out
        world.sign_in("legal").await.get(&format!("/reports/{path}?{MARCH}")).await.problem(403, "forbidden");
    }
}
