//! The golden scenarios of the clocks over HTTP: the same data as the rules are tested with, asked through
//! `POST /sla/preview` under the policy that a case needs. The answers of simpler implementations must not come out.

use domain::{kernel::Timestamp, sla::standard};
use serde_json::{Value, json};

use crate::harness::{Client, World, both};

both!(
    s1_spring_festival,
    s2_pause,
    s3_priority_change_in_all_modes,
    s4_reopening_in_both_modes,
    s9_custody_and_extension,
    s12_escalation_to_head_office,
    s13_next_day,
    s16_same_day,
);

macro_rules! scenario {
    ($name:ident, $file:literal) => {
        async fn $name(world: World) {
            let text = include_str!(concat!("../../../crates/domain/tests/golden/sla/", $file));
            run(&world, &serde_json::from_str(text).unwrap()).await;
        }
    };
}

scenario!(s1_spring_festival, "s1_spring_festival.json");
scenario!(s2_pause, "s2_pause.json");
scenario!(s3_priority_change_in_all_modes, "s3_priority_change.json");
scenario!(s4_reopening_in_both_modes, "s4_reopen.json");
scenario!(s9_custody_and_extension, "s9_custody_extension.json");
scenario!(s12_escalation_to_head_office, "s12_escalation.json");
scenario!(s13_next_day, "s13_next_day.json");
scenario!(s16_same_day, "s16_same_day.json");

async fn run(world: &World, scenario: &Value) {
    let hq = world.sign_in("hq_service").await;
    let cases = scenario["cases"].as_array().unwrap();
    assert!(!cases.is_empty());
    for (number, case) in cases.iter().enumerate() {
        // what was granted before and is computed again is no question that anybody can ask
        if case["lenient"] == json!(true) {
            continue;
        }
        let policy = match &case["policy"] {
            Value::Null => Value::Null,
            changes => saved(&hq, changes, number).await,
        };
        let answer = hq.post("/sla/preview").json(question(case, &policy)).await;
        if let Some(refused) = case["refused"].as_object() {
            let problem = answer.expect(422);
            let (pointer, code) = (format!("/facts/{}", refused["index"]), &refused["code"]);
            let found = problem["errors"].as_array().unwrap();
            assert!(
                found.iter().any(|e| e["pointer"] == json!(pointer) && e["code"] == *code),
                "{}: {problem}",
                case["case"]
            );
            continue;
        }
        let clocks = answer.expect(200)["clocks"].clone();
        for expected in case["expect"].as_array().unwrap() {
            compare(&case["case"], expected, clocks.as_array().unwrap());
        }
    }
}

/// A version of the standard policy with the changes of a case.
async fn saved(hq: &Client, changes: &Value, number: usize) -> Value {
    let mut spec = serde_json::to_value(standard::policy()).unwrap();
    merge(&mut spec, changes);
    spec["policy_id"] = json!("SP-CASE");
    spec["version"] = json!(format!("case {number}"));
    let saved: Value = hq.post("/policies").json(json!({ "spec": spec })).await.expect(201);
    saved["id"].clone()
}

fn merge(into: &mut Value, from: &Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from.clone(),
    }
}

fn question(case: &Value, policy: &Value) -> Value {
    let subject = &case["subject"];
    let mut question = json!({
        "policy_id": policy, "request_type": subject["request_type"], "mode": subject["mode"],
        "priority": subject["priority"], "received_at": subject["received_at"], "as_of": case["as_of"],
        "facts": case["facts"].as_array().cloned().unwrap_or_default(),
    });
    if !case["clocks"].is_null() {
        question["clocks"] = case["clocks"].clone();
    }
    instants(&mut question);
    question
}

/// `2025-03-04 10:00[:00]` in Shanghai.
fn instant(local: &str) -> Option<Timestamp> {
    let (date, time) = local.split_once(' ')?;
    let seconds = if time.len() == 5 { ":00" } else { "" };
    serde_json::from_value(json!(format!("{date}T{time}{seconds}+08:00"))).ok()
}

/// Writes local times out as instants, wherever they stand.
fn instants(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(at) = instant(text) {
                *text = at.to_string();
            }
        }
        Value::Object(fields) => fields.values_mut().for_each(instants),
        Value::Array(items) => items.iter_mut().for_each(instants),
        _ => {}
    }
}

fn compare(case: &Value, expected: &Value, clocks: &[Value]) {
    let same = |clock: &&Value| {
        clock["kind"] == expected["clock"]
            && (expected["target"].is_null() || clock["target"] == expected["target"])
            && (expected["cycle"].is_null() || clock["cycle"] == expected["cycle"])
    };
    let clock = clocks.iter().find(same).unwrap_or_else(|| panic!("{case}: no such clock: {expected}"));
    let name = expected["field"].as_str().unwrap();
    let found = field(clock, name);
    let as_shown = |value: &Value| {
        let text = value.as_str().unwrap().to_owned();
        instant(&text).map_or(text, |at| at.to_string())
    };
    assert_eq!(found, as_shown(&expected["value"]), "{case}: {name}");
    for wrong in expected["wrong"].as_array().into_iter().flatten() {
        assert_ne!(found, as_shown(wrong), "{case}: {name}");
    }
}

fn field(clock: &Value, name: &str) -> String {
    let hours = |name: &str| clock[name].as_f64().unwrap() / 3600.0;
    match name {
        "consumed_hours" => format!("{:.1}", hours("consumed_seconds")),
        "total_hours" => format!("{:.1}", hours("total_seconds")),
        "progress" => format!("{:.2}", hours("consumed_seconds") / hours("total_seconds") * 100.0),
        name => match name.strip_prefix("threshold_") {
            Some(percent) => {
                let percent: u64 = percent.parse().unwrap();
                let thresholds = clock["thresholds"].as_array().unwrap();
                let found = thresholds.iter().find(|t| t["percent"].as_u64() == Some(percent));
                found.map_or_else(|| "none".to_owned(), |t| text(&t["fire_at"]))
            }
            None => text(&clock[name]),
        },
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
