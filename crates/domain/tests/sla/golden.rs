//! Golden scenarios: `tests/golden/sla/*.json`. Every expected value names the values that simple implementations give
//! instead; those must not come out.

use std::collections::BTreeMap;

use domain::sla::{
    AdHocClock, Clock, ClockKind, FactAt, PolicySpec, Rules, Subject, compute, preview, recompute,
};
use serde::Deserialize;
use serde_json::Value;

use super::world::{CALENDARS, POLICY, at, shown, try_at, working_hours};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    scenario: String,
    /// Clauses and rules that it comes from
    #[serde(rename = "rests_on")]
    _rests_on: Vec<String>,
    #[serde(default)]
    cases: Vec<Case>,
    #[serde(default)]
    dates: Vec<Date>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    case: String,
    /// merged into the standard policy
    #[serde(default)]
    policy: Value,
    subject: Reported,
    #[serde(default)]
    clocks: Vec<Asked>,
    #[serde(default)]
    facts: Vec<Value>,
    as_of: String,
    #[serde(default)]
    lenient: bool,
    #[serde(default)]
    expect: Vec<Expected>,
    #[serde(default)]
    refused: Option<Refused>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reported {
    request_type: String,
    mode: String,
    priority: domain::sla::Priority,
    received_at: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    kind: ClockKind,
    targets: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    clock: ClockKind,
    /// tells clocks of one kind apart
    #[serde(default)]
    target: Option<String>,
    #[serde(default)]
    cycle: Option<u32>,
    field: String,
    value: String,
    #[serde(default)]
    wrong: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refused {
    index: usize,
    code: String,
}

/// The close of business of the n-th working day after an instant, or the n-th working date before or after a date.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Date {
    from: String,
    working_days: i32,
    value: String,
    #[serde(default)]
    wrong: Vec<String>,
}

/// Writes local times out as instants, wherever they stand.
fn instants(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(at) = try_at(text) {
                *text = at.to_string();
            }
        }
        Value::Object(fields) => fields.values_mut().for_each(instants),
        Value::Array(items) => items.iter_mut().for_each(instants),
        _ => {}
    }
}

fn merge(into: &mut Value, from: &Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (into, from) if !from.is_null() => *into = from.clone(),
        _ => {}
    }
}

fn field(clock: &Clock, name: &str) -> String {
    let instant = |at: Option<domain::kernel::Timestamp>| at.map_or_else(|| "none".to_owned(), shown);
    match name {
        "due_at" => instant(clock.due_at),
        "original_due_at" => instant(clock.original_due_at),
        "started_at" => instant(Some(clock.started_at)),
        "stopped_at" => instant(clock.stopped_at),
        "first_stopped_at" => instant(clock.first_stopped_at),
        "breached_at" => instant(clock.breached_at),
        "state" => clock.state.to_string(),
        "cancel_reason" => clock.cancel_reason.clone().unwrap_or_default(),
        "reopened" => clock.reopened.to_string(),
        "provisional" => clock.provisional.to_string(),
        "consumed_hours" => format!("{:.1}", hours(clock.consumed_seconds)),
        "total_hours" => format!("{:.1}", hours(clock.total_seconds.unwrap())),
        "progress" => {
            let (used, total) = (clock.consumed_seconds, clock.total_seconds.unwrap());
            format!("{:.2}", hours(used) / hours(total) * 100.0)
        }
        name => {
            let percent: u32 = name.strip_prefix("threshold_").and_then(|p| p.parse().ok()).expect(name);
            instant(clock.thresholds.iter().find(|t| t.percent == percent).map(|t| t.fire_at))
        }
    }
}

fn hours(seconds: i64) -> f64 {
    f64::from(i32::try_from(seconds).unwrap()) / 3600.0
}

fn run(case: &Case) {
    let mut policy = serde_json::to_value(&*POLICY).unwrap();
    merge(&mut policy, &case.policy);
    let policy: PolicySpec = serde_json::from_value(policy).unwrap();
    assert_eq!(policy.validate(), Ok(()), "{}", case.case);
    let rules = Rules { policy: &policy, calendars: &CALENDARS };
    let subject = Subject {
        request_type_code: case.subject.request_type.clone(),
        mode_code: case.subject.mode.clone(),
        priority: case.subject.priority,
        received_at: at(&case.subject.received_at),
        circumstances: domain::sla::Circumstances::default(),
    };
    let facts: Vec<FactAt> = case
        .facts
        .iter()
        .map(|fact| {
            let mut fact = fact.clone();
            instants(&mut fact);
            serde_json::from_value(fact).unwrap()
        })
        .collect();
    let as_of = at(&case.as_of);
    let result = if case.clocks.is_empty() {
        let run = if case.lenient { recompute } else { compute };
        run(rules, &subject, &facts, as_of)
    } else {
        let asked: Vec<AdHocClock> = case
            .clocks
            .iter()
            .map(|a| AdHocClock { kind: a.kind, targets: a.targets.clone(), pausable: None })
            .collect();
        preview(rules, &asked, &subject, &facts, as_of)
    };
    if let Some(refused) = &case.refused {
        let error = result.expect_err(&case.case);
        assert_eq!(
            (error.index(), error.code()),
            (Some(refused.index), refused.code.as_str()),
            "{}",
            case.case
        );
        return;
    }
    let clocks = result.unwrap_or_else(|e| panic!("{}: {e}", case.case));
    for e in &case.expect {
        let clock = clocks
            .iter()
            .find(|c| {
                c.kind == e.clock
                    && e.target.as_ref().is_none_or(|t| *t == c.target)
                    && e.cycle.is_none_or(|n| n == c.cycle)
            })
            .unwrap_or_else(|| panic!("{}: no {} clock", case.case, e.clock));
        let value = field(clock, &e.field);
        let trace: Vec<String> = clock.trace.iter().map(domain::sla::TraceStep::en).collect();
        let place = format!("{}: {}.{}\n{}", case.case, e.clock, e.field, trace.join("\n"));
        for wrong in &e.wrong {
            assert_ne!(value, *wrong, "a simple implementation's answer: {place}");
        }
        assert_eq!(value, e.value, "{place}");
    }
}

fn play(json: &str, file: &str) -> usize {
    let scenario: Scenario = serde_json::from_str(json).unwrap_or_else(|e| panic!("{file}: {e}"));
    for case in &scenario.cases {
        assert!(
            case.refused.is_some() == case.expect.is_empty(),
            "{}: {} expects nothing",
            scenario.scenario,
            case.case
        );
        run(case);
    }
    for date in &scenario.dates {
        let value = match (try_at(&date.from), u32::try_from(date.working_days)) {
            (Some(from), Ok(n)) => shown(working_hours().end_of_working_day_n(from, n).unwrap()),
            _ => working_hours()
                .working_day_from(date.from.parse().unwrap(), date.working_days)
                .unwrap()
                .to_string(),
        };
        assert!(!date.wrong.contains(&value), "{}: {value}", scenario.scenario);
        assert_eq!(value, date.value, "{}: {} + {}", scenario.scenario, date.from, date.working_days);
    }
    scenario.cases.len() + scenario.dates.len()
}

macro_rules! scenarios {
    ($($test:ident = $file:literal;)+) => {$(
        #[test]
        fn $test() {
            assert!(play(include_str!(concat!("../golden/sla/", $file)), $file) > 0);
        }
    )+};
}

scenarios! {
    s1_spring_festival = "s1_spring_festival.json";
    s2_pause = "s2_pause.json";
    s3_priority_change = "s3_priority_change.json";
    s4_reopen = "s4_reopen.json";
    s9_custody_extension = "s9_custody_extension.json";
    s12_escalation = "s12_escalation.json";
    s13_next_day = "s13_next_day.json";
    s16_same_day = "s16_same_day.json";
    working_day_dates = "working_day_dates.json";
}
