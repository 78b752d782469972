use contract::{
    page::Page,
    reports::{CaseRow, ConformanceReport, KpiReport, PromiseRow, PromiseSummary},
};
use domain::reports::KpiCode;

use super::{answered, call, question, register};
use crate::harness::{World, both};

both!(figures_of_one_type_of_request);

/// A repair waits, a question was answered: each is counted only with its own type.
async fn figures_of_one_type_of_request(world: World) {
    world.set_clock("2025-03-03T01:00:00Z");
    let reception = world.sign_in("reception.sh").await;
    let repair = register(&reception, call()).await;
    let answer = answered(&reception, question()).await;
    let supervisor = world.sign_in("supervisor.sh").await;
    let march = "from=2025-03-01&to=2025-03-31";
    for (kind, other, ticket) in [("repair", &answer, &repair), ("consultation", &repair, &answer)] {
        let query = format!("request_type={kind}&{march}");
        let promises: Page<PromiseRow> =
            supervisor.get(&format!("/reports/promises?limit=100&{query}")).await.read(200);
        assert!(!promises.items.is_empty());
        assert!(promises.items.iter().all(|row| row.ticket_id == ticket.id), "{kind}: not {}", other.no);
        let summary: PromiseSummary =
            supervisor.get(&format!("/reports/promises/summary?{query}")).await.read(200);
        assert!(summary.total.query.contains(&format!("request_type={kind}")), "{}", summary.total.query);
    }
    let report: KpiReport =
        supervisor.get(&format!("/reports/kpis?request_type=consultation&{march}")).await.read(200);
    let conforming = report.total.figures.iter().find(|f| f.kpi == KpiCode::FlowConformance).unwrap();
    assert_eq!(conforming.denominator, 1);
    let list = conforming.list.as_deref().unwrap();
    let cases: Page<CaseRow> = supervisor.get(list).await.read(200);
    assert_eq!(cases.items.iter().map(|case| case.ticket_id).collect::<Vec<_>>(), [answer.id]);
    for (kind, solved) in [("repair", 0), ("consultation", 1)] {
        let path = format!("/reports/conformance?request_type={kind}&{march}");
        assert_eq!(supervisor.get(&path).await.read::<ConformanceReport>(200).solved, solved, "{kind}");
    }
    supervisor.get("/reports/kpis?request_type=lunch").await.problem(422, "invalid");
}
