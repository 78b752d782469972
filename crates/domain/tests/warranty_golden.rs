//! Golden warranty cases: month ends, repairs, parts, exchanges, classes, rights. Each case names the answers that simple
//! implementations give and that must not come out.

#![expect(clippy::unwrap_used, reason = "a broken golden file fails the test")]

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use domain::warranty::{Coverage, Question, Remedy, Verdict, evaluate};
use serde::Deserialize;
use serde_json::Value;

/// The official calendar: days off, and weekend days that are worked, by date.
struct Calendar(BTreeMap<NaiveDate, bool>);

#[derive(Deserialize)]
struct Year {
    days: Vec<Exception>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Exception {
    date: NaiveDate,
    is_off_day: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    question: Question,
    /// Fields of the answer
    expect: BTreeMap<String, Value>,
    /// Values that a field must not have
    wrong: BTreeMap<String, Vec<Value>>,
    /// Lines that the coverage must have
    coverage: Vec<Coverage>,
    /// All remedies, where the case is about them
    remedies: Option<Vec<Remedy>>,
    /// Rules that the reasons must name
    rules: Vec<String>,
}

impl Calendar {
    fn official() -> Self {
        let years = [
            include_str!("../data/cn-holidays-2024.json"),
            include_str!("../data/cn-holidays-2025.json"),
            include_str!("../data/cn-holidays-2026.json"),
        ];
        let days = years.iter().flat_map(|year| serde_json::from_str::<Year>(year).unwrap().days);
        Self(days.map(|day| (day.date, day.is_off_day)).collect())
    }

    fn is_rest_day(&self, day: NaiveDate) -> bool {
        self.0.get(&day).copied().unwrap_or_else(|| matches!(day.weekday(), Weekday::Sat | Weekday::Sun))
    }
}

fn cases() -> Vec<Case> {
    serde_json::from_str(include_str!("golden/warranty_cases.json")).unwrap()
}

fn faults(case: &Case, verdict: &Verdict) -> Vec<String> {
    let answer = serde_json::to_value(verdict).unwrap();
    let mut faults = Vec::new();
    for (field, expected) in &case.expect {
        if answer[field] != *expected {
            faults.push(format!("{field}: {} instead of {expected}", answer[field]));
        }
    }
    for (field, wrong) in &case.wrong {
        if wrong.contains(&answer[field]) {
            faults.push(format!("{field}: the wrong answer {}", answer[field]));
        }
    }
    for line in &case.coverage {
        if !verdict.coverage.contains(line) {
            faults.push(format!("coverage: {line:?} is not in {:?}", verdict.coverage));
        }
    }
    if let Some(remedies) = &case.remedies
        && *remedies != verdict.remedies
    {
        faults.push(format!("remedies: {:?} instead of {remedies:?}", verdict.remedies));
    }
    for rule in &case.rules {
        if !verdict.reasons.iter().any(|reason| reason.rule == *rule) {
            faults.push(format!("reasons do not name {rule}"));
        }
    }
    faults
}

#[test]
fn every_case_has_its_answer() {
    let (calendar, cases) = (Calendar::official(), cases());
    let mut report = String::new();
    for case in &cases {
        let verdict = evaluate(&case.question, &|day| calendar.is_rest_day(day));
        for fault in faults(case, &verdict) {
            report.push_str(&format!("{}: {fault}\n", case.name));
        }
    }
    assert_eq!(report, "", "of {} cases", cases.len());
}

#[test]
fn every_answer_explains_itself() {
    let (calendar, cases) = (Calendar::official(), cases());
    for case in &cases {
        let verdict = evaluate(&case.question, &|day| calendar.is_rest_day(day));
        assert_eq!(verdict.as_of, case.question.as_of, "{}", case.name);
        assert!(verdict.reasons.len() >= 2, "{}", case.name);
        for reason in &verdict.reasons {
            let texts = [&reason.rule, &reason.clause, &reason.text, &reason.text_en];
            assert!(texts.iter().all(|text| !text.is_empty()), "{}: {reason:?}", case.name);
        }
        for remedy in &verdict.remedies {
            assert!(
                verdict.reasons.iter().any(|reason| reason.rule == remedy.rule),
                "{}: {remedy:?}",
                case.name
            );
        }
    }
}

#[test]
fn an_answer_is_stored_and_read_back_unchanged() {
    let (calendar, cases) = (Calendar::official(), cases());
    for case in &cases {
        let verdict = evaluate(&case.question, &|day| calendar.is_rest_day(day));
        let stored = serde_json::to_string(&verdict).unwrap();
        assert_eq!(serde_json::from_str::<Verdict>(&stored).unwrap(), verdict, "{}", case.name);
        let question = serde_json::to_string(&case.question).unwrap();
        assert_eq!(serde_json::from_str::<Question>(&question).unwrap(), case.question, "{}", case.name);
    }
}
