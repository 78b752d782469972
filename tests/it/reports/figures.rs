use contract::{
    page::Page,
    reports::{CaseRow, ConformanceReport, KpiFigure, KpiReport, Pivot},
};
use domain::reports::KpiCode;
use sea_orm_migration::sea_orm::{ConnectionTrait as _, Database};
use serde_json::json;

use super::{answered, call, done, in_canton, question, register};
use crate::{
    harness::{Client, World, both},
    tickets::job::solved,
};

both!(
    figures_count_what_their_definition_says,
    a_reopened_request_has_two_times_of_resolution,
    a_repair_at_the_site_counts_as_fixed_after_thirty_days,
    skipped_and_late_steps_are_counted_and_listed,
    requests_are_counted_by_two_of_their_facts,
    a_month_is_kept_as_it_was,
);

const MARCH: &str = "from=2025-03-01&to=2025-03-31";

async fn report(client: &Client, query: &str) -> KpiReport {
    client.get(&format!("/reports/kpis?{query}")).await.read(200)
}

fn figure(figures: &[KpiFigure], kpi: KpiCode) -> (i64, i64, Option<&str>) {
    let figure = figures.iter().find(|f| f.kpi == kpi).unwrap();
    (figure.numerator, figure.denominator, figure.value.as_deref())
}

async fn cases(client: &Client, query: &str) -> Vec<CaseRow> {
    client.get(&format!("/reports/cases?limit=100&{query}")).await.read::<Page<CaseRow>>(200).items
}

async fn figures_count_what_their_definition_says(world: World) {
    world.set_clock("2025-03-03T01:00:00Z");
    let (sh, gz) = (world.sign_in("reception.sh").await, world.sign_in("reception.gz").await);
    let hq = world.sign_in("hq_service").await;
    for _ in 0..3 {
        answered(&sh, question()).await;
    }
    let withdrawn = register(&sh, question()).await;
    done(&sh, withdrawn, "end", json!({ "how": "withdrawn", "reason": "已好" })).await;
    register(&gz, in_canton(&world, question()).await).await;
    let mut complaint = call();
    complaint["request_type"] = json!("complaint");
    register(&sh, complaint).await;
    world.set_clock("2025-03-20T01:00:00Z");
    let all = report(&hq, &format!("by=branch&{MARCH}")).await;
    let total = &all.total.figures;
    assert_eq!(
        figure(total, KpiCode::ResolutionRate),
        (3, 5, Some("60.00")),
        "the withdrawn one is left out"
    );
    assert_eq!(figure(total, KpiCode::ComplaintRate), (1, 5, Some("20.00")));
    assert_eq!(figure(total, KpiCode::CompletionOnTime), (3, 3, Some("100.00")));
    assert_eq!(figure(total, KpiCode::ResponseOnTime), (3, 5, Some("60.00")));
    assert_eq!(figure(total, KpiCode::ResponseOnTimeP1), (0, 0, None));
    assert_eq!(figure(total, KpiCode::FirstTimeFix), (0, 0, None), "no visit");
    let rows: Vec<_> = all
        .rows
        .iter()
        .map(|row| (row.label.as_str(), figure(&row.figures, KpiCode::ResolutionRate)))
        .collect();
    assert!(rows.contains(&("上海分公司", (3, 4, Some("75.00")))), "{rows:?}");
    assert!(rows.contains(&("广州分公司", (0, 1, Some("0.00")))), "{rows:?}");
    // every figure of every row has as many cases as its list
    for row in all.rows.iter().chain([&all.total]) {
        for figure in &row.figures {
            let list = figure.list.as_ref().unwrap();
            let listed = hq.get(&format!("{list}&limit=100")).await.expect(200);
            assert_eq!(listed["items"].as_array().unwrap().len() as i64, figure.denominator, "{list}");
        }
    }
    for (by, keys) in [
        ("day", vec!["2025-03-03", "2025-03-04"]),
        ("month", vec!["2025-03"]),
        ("quarter", vec!["2025-Q1"]),
        ("week", vec!["2025-W10"]),
    ] {
        let rows = report(&hq, &format!("by={by}&{MARCH}")).await.rows;
        let found: Vec<&str> = rows.iter().map(|row| row.key.as_str()).collect();
        assert!(keys.iter().all(|key| found.contains(key)), "{by}: {found:?}");
    }
    assert!(all.definitions.iter().any(|d| d.kpi == KpiCode::ResolutionRate && d.target == Some(90)));
    // the supervisor of a branch sees the figures of the branch
    let own = report(&world.sign_in("supervisor.gz").await, MARCH).await.total.figures;
    assert_eq!(figure(&own, KpiCode::ResolutionRate), (0, 1, Some("0.00")));
}

/// 到场 2026-03-03 09:10, 解决 10:40: one and a half working hours, one visit.
async fn a_repair_at_the_site_counts_as_fixed_after_thirty_days(world: World) {
    let query = "from=2026-03-01&to=2026-03-31";
    solved(&world).await;
    let figures = report(&world.sign_in("supervisor.sh").await, query).await.total.figures;
    let (_, repairs, hours) = figure(&figures, KpiCode::RepairHours);
    assert_eq!((repairs, hours), (1, Some("1.50")));
    assert_eq!(figure(&figures, KpiCode::FirstTimeFix), (0, 0, None), "it may still come back");
    for (at, expected) in
        [("2026-04-02T02:39:59Z", (0, 0, None)), ("2026-04-02T02:40:00Z", (1, 1, Some("100.00")))]
    {
        world.set_clock(at);
        let figures = report(&world.sign_in("supervisor.sh").await, query).await.total.figures;
        assert_eq!(figure(&figures, KpiCode::FirstTimeFix), expected, "{at}");
    }
}

async fn a_reopened_request_has_two_times_of_resolution(world: World) {
    world.set_clock("2025-03-03T01:00:00Z");
    let reception = world.sign_in("reception.sh").await;
    let supervisor = world.sign_in("supervisor.sh").await;
    let ticket = register(&reception, question()).await;
    world.advance_minutes(60);
    let reply = json!({ "content": "请检查冷却器", "channel": "phone" });
    let ticket = done(&reception, ticket, "reply", reply.clone()).await;
    let ticket = done(&reception, ticket, "resolve", json!({ "result": "已说明" })).await;
    world.advance_minutes(30);
    let ticket = done(&reception, ticket, "reopen", json!({ "reason": "仍不清楚" })).await;
    let figures = report(&supervisor, MARCH).await.total.figures;
    assert_eq!(figure(&figures, KpiCode::ReopenRate), (1, 1, Some("100.00")));
    assert_eq!(figure(&figures, KpiCode::ResolutionRate), (0, 1, Some("0.00")), "open again");
    world.advance_minutes(30);
    let ticket = done(&reception, ticket, "reply", reply).await;
    done(&reception, ticket, "resolve", json!({ "result": "已再次说明" })).await;
    let figures = report(&supervisor, MARCH).await.total.figures;
    assert_eq!(figure(&figures, KpiCode::ResolveHours), (3_600_000, 1, Some("1.00")));
    assert_eq!(figure(&figures, KpiCode::TotalResolveHours), (7_200_000, 1, Some("2.00")));
}

async fn skipped_and_late_steps_are_counted_and_listed(world: World) {
    world.set_clock("2025-03-03T01:00:00Z");
    let reception = world.sign_in("reception.sh").await;
    let hq = world.sign_in("hq_service").await;
    answered(&reception, question()).await;
    let late = register(&reception, question()).await;
    // the first answer was due after 24 hours
    world.set_clock("2025-03-04T02:00:00Z");
    let late = done(&reception, late, "reply", json!({ "content": "抱歉", "channel": "phone" })).await;
    let late = done(&reception, late, "resolve", json!({ "result": "已说明" })).await;
    let report: ConformanceReport = hq.get(&format!("/reports/conformance?{MARCH}")).await.read(200);
    assert_eq!((report.solved, report.deviating, report.rate.as_deref()), (2, 1, Some("50.00")));
    let row = &report.rows[0];
    assert!(
        row.by_deviation.iter().any(|d| d.deviation.as_str() == "replied_late" && d.count == 1),
        "{row:?}"
    );
    let listed: Page<CaseRow> = hq.get(&row.list).await.read(200);
    assert_eq!(listed.items.iter().map(|c| c.ticket_id).collect::<Vec<_>>(), [late.id]);
    assert!(listed.items[0].deviations.iter().any(|d| d.as_str() == "replied_late"));
    assert_eq!(cases(&hq, &format!("kpi=flow_conformance&{MARCH}")).await.len(), 2);
}

async fn requests_are_counted_by_two_of_their_facts(world: World) {
    world.set_clock("2025-03-03T01:00:00Z");
    let reception = world.sign_in("reception.sh").await;
    let hq = world.sign_in("hq_service").await;
    for (code, model) in [("E01", "KY-55"), ("E01", "KY-55"), ("E01", "KY-75"), ("E02", "KY-75")] {
        let mut body = call();
        body["fault_code"] = json!(code);
        body["product"] = json!({ "model": model, "serial": format!("{model}-{code}") });
        register(&reception, body).await;
    }
    let path = format!("/reports/pivot?rows=fault_code&columns=model&{MARCH}");
    let pivot: Pivot = hq.get(&path).await.read(200);
    let cells: Vec<_> = pivot
        .cells
        .iter()
        .map(|c| (c.row.as_deref(), c.column.as_deref(), c.count, c.share.as_str()))
        .collect();
    assert_eq!(
        cells,
        [
            (Some("E01"), Some("KY-55"), 2, "50.00"),
            (Some("E01"), Some("KY-75"), 1, "25.00"),
            (Some("E02"), Some("KY-75"), 1, "25.00"),
        ]
    );
    let causes: Pivot = hq.get(&format!("/reports/pivot?{MARCH}")).await.read(200);
    assert_eq!(causes.total, 4);
    assert!(causes.cells.iter().all(|c| c.column.is_none()), "no cause is known yet");
}

async fn a_month_is_kept_as_it_was(world: World) {
    world.set_clock("2025-03-03T01:00:00Z");
    let reception = world.sign_in("reception.sh").await;
    let hq = world.sign_in("hq_service").await;
    answered(&reception, question()).await;
    let open = register(&reception, question()).await;
    world.set_clock("2025-04-10T15:59:59Z");
    assert!(world.app().freeze_months().await.unwrap().is_empty(), "ten days have not passed");
    world.set_clock("2025-04-10T16:00:00Z");
    assert_eq!(world.app().freeze_months().await.unwrap(), ["2025-03"]);
    assert!(world.app().freeze_months().await.unwrap().is_empty(), "once");
    world.set_clock("2025-04-12T01:00:00Z");
    let open = done(&reception, open, "reply", json!({ "content": "已说明", "channel": "phone" })).await;
    done(&reception, open, "resolve", json!({ "result": "已说明" })).await;
    let report = report(&hq, MARCH).await;
    let [month] = report.frozen.as_slice() else { panic!("{:?}", report.frozen) };
    assert_eq!(
        (month.month.as_str(), month.as_of.to_string().as_str()),
        ("2025-03", "2025-04-10T16:00:00.000Z")
    );
    assert_eq!(figure(&month.frozen, KpiCode::ResolutionRate), (1, 2, Some("50.00")));
    assert_eq!(figure(&month.live, KpiCode::ResolutionRate), (2, 2, Some("100.00")));
    let others = world.sign_in("supervisor.gz").await;
    let theirs = &super::figures::report(&others, MARCH).await.frozen[0].frozen;
    assert_eq!(figure(theirs, KpiCode::ResolutionRate), (0, 0, None), "of their own branch");
    let database = Database::connect(world.database_url()).await.unwrap();
    for change in
        ["UPDATE report_frozen SET numerator = 2", "DELETE FROM report_frozen", "DELETE FROM report_month"]
    {
        let refused = database.execute_unprepared(change).await.unwrap_err().to_string();
        assert!(refused.contains("frozen month"), "{change}: {refused}");
    }
    database.close().await.unwrap();
}
