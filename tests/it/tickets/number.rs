//! NO.: unique and gapless per branch and year, whatever happens beside it.

use serde_json::json;

use super::job::{call, register};
use crate::harness::{World, both};

both!(
    numbers_have_no_gaps_under_load_and_refusals,
    a_new_year_begins_at_one_in_local_time,
    equal_requests_make_one_ticket
);

async fn numbers_have_no_gaps_under_load_and_refusals(world: World) {
    let reception = world.sign_in("reception.sh").await;
    let mut bad = call();
    bad["customer"]["phone"] = json!("12");
    let calls = (0..12).map(|n| {
        let (reception, body) = (reception.clone(), if n % 4 == 3 { bad.clone() } else { call() });
        tokio::spawn(async move { reception.post("/tickets").json(body).await })
    });
    let mut numbers = Vec::new();
    for call in calls.collect::<Vec<_>>() {
        let answer = call.await.unwrap();
        if answer.status == 201 {
            numbers.push(answer.expect(201)["no"].as_str().unwrap().to_owned());
        } else {
            answer.refuses(&[("/customer/phone", "format")]);
        }
    }
    numbers.sort();
    let expected: Vec<String> = (1..=9).map(|n| format!("SH-2026-{n:06}")).collect();
    assert_eq!(numbers, expected);
}

async fn a_new_year_begins_at_one_in_local_time(world: World) {
    let reception = world.sign_in("reception.sh").await;
    world.set_clock("2026-12-31T15:59:00Z");
    assert_eq!(register(&reception, call()).await.no, "SH-2026-000001");
    world.set_clock("2026-12-31T16:01:00Z");
    assert_eq!(register(&reception, call()).await.no, "SH-2027-000001");
    let canton = world.sign_in("reception.gz").await;
    let mut body = call();
    body["customer"]["region"] = json!("440106");
    assert_eq!(register(&canton, body).await.no, "GZ-2027-000001");
}

async fn equal_requests_make_one_ticket(world: World) {
    let reception = world.sign_in("reception.sh").await;
    let calls = (0..6).map(|_| {
        let reception = reception.clone();
        tokio::spawn(async move { reception.post("/tickets").key("call-4711").json(call()).await })
    });
    let mut bodies = Vec::new();
    for call in calls.collect::<Vec<_>>() {
        bodies.push(call.await.unwrap().expect(201));
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "the same answer for all");
    let other = {
        let mut body = call();
        body["severity"] = json!("1");
        body
    };
    reception.post("/tickets").key("call-4711").json(other).await.problem(409, "idempotency_key_reused");
}
