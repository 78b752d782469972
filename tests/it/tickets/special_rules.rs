//! 特别规定 over HTTP: by contract, customer grade and branch; pinned by the request; ties are refused.

use contract::{assets::CustomerView, tickets::TicketView};
use domain::sla::{Clock, ClockKind, standard};
use serde_json::{Value, json};

use super::job::{call, register};
use crate::harness::{Client, World, both};

both!(
    the_contract_goes_before_the_grade_and_the_grade_before_the_branch,
    a_request_keeps_the_circumstances_of_its_registration,
    what_if_takes_grade_contract_and_branch,
    undecided_and_unknown_rules_are_refused_with_the_place,
);

fn resolution(ticket: &TicketView) -> &Clock {
    ticket.clocks.iter().find(|c| c.kind == ClockKind::Resolution).unwrap()
}

fn rules() -> Value {
    json!([
        { "id": "BRANCH-SH", "when": { "branches": ["SH"] }, "targets": { "resolution": { "*": "20WH@CAL-8x5" } } },
        { "id": "KEY", "when": { "customer_grades": ["A"] }, "targets": { "resolution": { "*": "12WH@CAL-8x5" } } },
        { "id": "SC-018", "when": { "contracts": ["SC-2025-018"] }, "targets": { "resolution": { "*": "PT8H" } },
            "clauses": ["R-11.1.2"] },
    ])
}

fn policy(version: &str, rules: Value) -> Value {
    let mut spec = serde_json::to_value(standard::policy()).unwrap();
    spec["version"] = json!(version);
    spec["effective_from"] = json!("2025-03-01");
    spec["special_rules"] = rules;
    json!({ "spec": spec })
}

async fn customer(client: &Client, world: &World, name: &str, grade: Value, contract: Value) -> CustomerView {
    let body = json!({ "name": name, "kind": "enterprise", "grade": grade, "contract_no": contract,
        "branch_id": world.branch("SH").await, "contacts": [{ "name": "王工", "phone": "13800138000" }],
        "sites": [{ "address": "剑川路 1 号", "region": "310112" }] });
    client.post("/customers").json(body).await.read(201)
}

fn call_of(customer: &CustomerView) -> Value {
    let mut body = call();
    body["customer"] = json!({ "customer_id": customer.id });
    body["product"] = json!({});
    body
}

async fn the_contract_goes_before_the_grade_and_the_grade_before_the_branch(world: World) {
    world.set_clock("2025-03-03T01:00:00Z");
    let (hq, reception) = (world.sign_in("hq_service").await, world.sign_in("reception.sh").await);
    hq.post("/policies").json(policy("2.0", rules())).await.expect(201);
    let plain = customer(&reception, &world, "一般客户", json!(null), json!(null)).await;
    let key = customer(&reception, &world, "重点客户", json!("A"), json!(null)).await;
    let both = customer(&reception, &world, "合同客户", json!("A"), json!(" SC-2025-018 ")).await;
    assert_eq!(both.contract_no.as_deref(), Some("SC-2025-018"));
    for (customer, target, rule, over) in [
        (&plain, "20WH", "BRANCH-SH", vec![]),
        (&key, "12WH", "KEY", vec!["BRANCH-SH"]),
        (&both, "PT8H", "SC-018", vec!["KEY", "BRANCH-SH"]),
    ] {
        let ticket = register(&reception, call_of(customer)).await;
        let clock = resolution(&ticket);
        let source = clock.source.as_ref().unwrap();
        assert_eq!((clock.target.as_str(), source.rule.as_deref()), (target, Some(rule)));
        assert_eq!(
            (source.version.as_str(), &source.over),
            ("2.0", &over.into_iter().map(str::to_owned).collect())
        );
        let told = clock.trace.iter().find(|step| step.step() == "target_from").unwrap();
        assert!(told.zh().contains(rule) && told.en().contains("2.0"), "{}", told.zh());
        // the form says the same while it is being typed
        let draft = json!({ "severity": "3", "impact": "runs", "customer": { "customer_id": customer.id } });
        let preview: Value = reception.post("/tickets/registration-preview").json(draft).await.expect(200);
        let clocks = preview["clocks"].as_array().unwrap();
        let shown = clocks.iter().find(|c| c["kind"] == "resolution").unwrap();
        assert_eq!(shown["source"]["rule"], json!(rule));
    }
}

async fn a_request_keeps_the_circumstances_of_its_registration(world: World) {
    world.set_clock("2025-03-03T01:00:00Z");
    let (hq, reception) = (world.sign_in("hq_service").await, world.sign_in("reception.sh").await);
    hq.post("/policies").json(policy("2.0", rules())).await.expect(201);
    let key = customer(&reception, &world, "重点客户", json!("A"), json!(null)).await;
    let ticket = register(&reception, call_of(&key)).await;
    let lower = json!({ "name": key.name, "kind": "enterprise", "grade": "C", "branch_id": key.branch_id,
        "contacts": [{ "name": "王工", "phone": "13800138000" }], "sites": [{ "address": "剑川路 1 号", "region": "310112" }] });
    let path = format!("/customers/{}", key.id);
    reception.put(&path).version(key.version).json(lower).await.expect(200);
    let shown: TicketView = reception.get(&format!("/tickets/{}", ticket.id)).await.read(200);
    assert_eq!(resolution(&shown).target, "12WH");
    let next = register(&reception, call_of(&key)).await;
    assert_eq!(resolution(&next).target, "20WH", "graded C now: the branch's rule");
}

async fn what_if_takes_grade_contract_and_branch(world: World) {
    let (hq, reception) = (world.sign_in("hq_service").await, world.sign_in("reception.sh").await);
    hq.post("/policies").json(policy("2.0", rules())).await.expect(201);
    let branch = json!(world.branch("SH").await);
    let ask = |more: Value| {
        let mut question = json!({ "priority": "P3", "received_at": "2025-03-03T01:00:00Z", "as_of": "2025-03-03T01:00:00Z" });
        question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        reception.post("/sla/preview").json(question)
    };
    for (more, rule) in [
        (json!({}), Value::Null),
        (json!({ "branch_id": branch }), json!("BRANCH-SH")),
        (json!({ "branch_id": branch, "customer_grade": "A" }), json!("KEY")),
        (json!({ "branch_id": branch, "customer_grade": "B" }), json!("BRANCH-SH")),
        (json!({ "customer_grade": "A", "contract_no": "SC-2025-018" }), json!("SC-018")),
    ] {
        let answer = ask(more.clone()).await.expect(200);
        let clocks = answer["clocks"].as_array().unwrap();
        let clock = clocks.iter().find(|c| c["kind"] == "resolution").unwrap();
        assert_eq!(clock["source"]["rule"], rule, "{more}");
        assert_eq!(clock["source"]["version"], json!("2.0"));
    }
    ask(json!({ "customer_grade": "Z" })).await.refuses(&[("/customer_grade", "unknown_code")]);
    ask(json!({ "contract_no": "" })).await.refuses(&[("/contract_no", "length")]);
}

async fn undecided_and_unknown_rules_are_refused_with_the_place(world: World) {
    let hq = world.sign_in("hq_service").await;
    let mut tie = rules();
    tie.as_array_mut().unwrap().push(json!(
        { "id": "KEY-2", "when": { "customer_grades": ["A", "B"] }, "targets": { "resolution": { "P2": "PT4H" } } }
    ));
    let refused = hq.post("/policies").json(policy("2.0", tie.clone())).await;
    refused.refuses(&[("/spec/special_rules/3/targets/resolution", "undecided")]);
    let told = refused.problem(422, "invalid").errors[0].message.clone();
    assert!(told.contains("resolution × P2") && told.contains("`KEY`"), "{told}");
    let checked = hq.post("/policies/check").json(policy("2.0", tie)).await.expect(200);
    assert_eq!(checked["problems"][0]["code"], json!("undecided"));
    let unknown =
        json!([{ "id": "X", "when": { "branches": ["MARS"] }, "targets": { "lunch": { "*": "PT1H" } } }]);
    hq.post("/policies").json(policy("2.0", unknown)).await.refuses(&[
        ("/spec/special_rules/0/when/branches/0", "unknown_code"),
        ("/spec/special_rules/0/targets/lunch", "unknown_clock"),
    ]);
    let nobody = json!([{ "id": "X", "when": {}, "targets": { "resolution": { "*": "PT1H" } } }]);
    hq.post("/policies")
        .json(policy("2.0", nobody))
        .await
        .refuses(&[("/spec/special_rules/0/when", "scope_empty")]);
    let colour = json!([{ "id": "X", "when": { "colour": "red" }, "targets": {} }]);
    hq.post("/policies").json(policy("2.0", colour)).await.problem(422, "invalid");
    // a clock without a target for a priority is undecided as well
    let mut gap = policy("2.0", json!([]));
    gap["spec"]["clocks"]["resolution"]["targets"] = json!({ "P1": "PT24H@CAL-24x7" });
    let refused = hq.post("/policies").json(gap).await;
    assert!(
        refused
            .fields()
            .contains(&("/spec/clocks/resolution/targets".to_owned(), "target_missing".to_owned()))
    );
}
