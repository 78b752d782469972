//! `POST /warranty/evaluate`: the what-if question about a unit that we know or that the caller describes.

use chrono::{Datelike, NaiveDate};
use domain::{
    assets::UnitVerification,
    kernel::{Money, Timestamp, UnitId},
    warranty::{
        Agreed, BuyerKind, Category, ContractPeriod, Dates, FaultReport, HistoryFact, Need, Question,
        Reading, Subject, Term, instant_or_day, local_day,
    },
};
use serde::{Deserialize, Deserializer, Serialize};
use validator::Validate;

pub use domain::warranty::Verdict;

use crate::{Shape, problem::FieldError, shape::validated};

/// A warranty question: either `unit_id` (its stored facts) or `subject`; both may be combined with more `history`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({
    "subject": {
        "category": "computer", "buyer": "consumer", "price": { "amount": "8600.00", "currency": "CNY" },
        "sold_at": "2025-01-10",
        "terms": [
            { "covers": "unit", "months": 12, "starts": "sold_at" },
            { "covers": "main_part", "months": 24, "starts": "sold_at" }
        ]
    },
    "history": [
        { "kind": "repair", "fault": "E07", "in_at": "2025-02-10T01:00:00Z", "out_at": "2025-02-17T07:00:00Z" },
        { "kind": "repair", "fault": "E07", "in_at": "2025-04-01T02:00:00Z", "out_at": "2025-04-15T02:00:00Z" }
    ],
    "fault": { "code": "E07", "reported_at": "2025-05-06T01:00:00Z", "cause": "product_defect" },
    "as_of": "2025-05-12T02:00:00Z", "same_model_in_stock": true
})))]
pub struct EvaluateWarranty {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_id: Option<UnitId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pub subject: Option<WarrantySubject>,
    /// Added to the stored history of the unit
    #[serde(default)]
    #[validate(length(max = 500))]
    pub history: Vec<HistoryFact>,
    /// Absent = "is it in warranty?"
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<FaultReport>,
    /// What the customer asks for; default `service`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need: Option<Need>,
    /// A service contract that names the unit
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<ContractPeriod>,
    /// Default: now
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_model_in_stock: Option<bool>,
    /// A model of the same brand that is not lower
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub substitute_in_stock: Option<bool>,
}

request! {
    /// A unit as the caller describes it. The dates are days in China.
    pub struct WarrantySubject {
        pub category: Category,
        pub buyer: BuyerKind,
        /// Invoice price; needed only for a refund
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub price: Option<Money>,
        #[serde(default, deserialize_with = "day", skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
        pub sold_at: Option<NaiveDate>,
        #[serde(default, deserialize_with = "day", skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
        pub invoiced_at: Option<NaiveDate>,
        #[serde(default, deserialize_with = "day", skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
        pub shipped_at: Option<NaiveDate>,
        #[serde(default, deserialize_with = "day", skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
        pub delivered_at: Option<NaiveDate>,
        #[serde(default, deserialize_with = "day", skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
        pub installed_at: Option<NaiveDate>,
        #[serde(default, deserialize_with = "day", skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
        pub accepted_at: Option<NaiveDate>,
        #[validate(length(max = 50))]
        pub terms: Vec<Term>,
        /// Default `verified`; an unverified serial number gets no free service (R-7.2.2)
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub verification: Option<UnitVerification>,
        /// Meter at the report of the fault
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub running_hours: Option<u32>,
        #[serde(default)]
        #[validate(length(max = 500))]
        pub readings: Vec<Reading>,
        #[serde(default)]
        pub agreed: Agreed,
    }
}

/// A day, or an instant of which the day in China counts.
fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    #[derive(Deserialize)]
    struct Lenient(#[serde(deserialize_with = "instant_or_day")] Timestamp);
    let lenient: Option<Lenient> = Option::deserialize(deserializer)?;
    Ok(lenient.map(|Lenient(at)| local_day(at)))
}

/// The stored facts of the unit that `unit_id` names.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredUnit {
    pub subject: Subject,
    pub history: Vec<HistoryFact>,
    pub contract: Option<ContractPeriod>,
}

impl Shape for EvaluateWarranty {
    fn problems(&self) -> Vec<FieldError> {
        let mut errors = validated(self);
        errors.extend(self.contradictions());
        errors
    }
}

impl EvaluateWarranty {
    /// The question for the domain. `stored` are the facts of `unit_id`; without them and without a subject there is
    /// none: the unit is not known.
    #[must_use]
    pub fn question(self, stored: Option<StoredUnit>, now: Timestamp) -> Option<Question> {
        let as_of = self.as_of.unwrap_or(now);
        let reported_at = self.fault.as_ref().map_or(as_of, |fault| fault.reported_at);
        let described = |subject: WarrantySubject| StoredUnit {
            subject: subject.into_domain(reported_at),
            history: Vec::new(),
            contract: None,
        };
        let StoredUnit { subject, mut history, contract } = stored.or_else(|| self.subject.map(described))?;
        history.extend(self.history);
        Some(Question {
            subject,
            history,
            fault: self.fault,
            need: self.need.unwrap_or(Need::Service),
            contract: self.contract.or(contract),
            same_model_in_stock: self.same_model_in_stock,
            substitute_in_stock: self.substitute_in_stock,
            as_of,
        })
    }

    fn contradictions(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        match (&self.unit_id, &self.subject) {
            (None, None) => {
                errors.push(FieldError::new("/subject", "required", "give `unit_id` or `subject`"));
            }
            (Some(_), Some(_)) => {
                errors.push(FieldError::new(
                    "/subject",
                    "conflict",
                    "give either `unit_id` or `subject`, not both",
                ));
            }
            (None, Some(subject)) => errors.extend(subject.contradictions()),
            (Some(_), None) => {}
        }
        for (index, fact) in self.history.iter().enumerate() {
            errors.extend(contradiction(fact).map(|(field, code, message)| {
                FieldError::new(format!("/history/{index}/{field}"), code, message)
            }));
        }
        if self.contract.as_ref().is_some_and(|contract| contract.to < contract.from) {
            errors.push(FieldError::new("/contract/to", "order", "must not lie before `from`"));
        }
        errors
    }
}

fn contradiction(fact: &HistoryFact) -> Option<(&'static str, &'static str, &'static str)> {
    const MONTHS: &str = "must be 1 to 600";
    let months_wrong =
        |months: &Option<u16>| months.is_some_and(|months| months == 0 || months > Term::MAX_MONTHS);
    match fact {
        HistoryFact::Repair { in_at, out_at, .. } | HistoryFact::Custody { in_at, out_at }
            if out_at.is_some_and(|out| out < *in_at) =>
        {
            Some(("out_at", "order", "must not lie before `in_at`"))
        }
        HistoryFact::Repair { waiting_parts_days, .. } if *waiting_parts_days > 3650 => {
            Some(("waiting_parts_days", "range", "must be at most 3650"))
        }
        HistoryFact::PartReplaced { months, .. } if months_wrong(months) => Some(("months", "range", MONTHS)),
        HistoryFact::Extended { months, .. } if months_wrong(months) => Some(("months", "range", MONTHS)),
        HistoryFact::Extended { months: None, until: None, .. } => {
            Some(("months", "required", "an extension needs `months` or `until`"))
        }
        _ => None,
    }
}

impl WarrantySubject {
    fn contradictions(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        if self.price.is_some_and(|price| price.minor() < 0) {
            errors.push(FieldError::new("/subject/price/amount", "range", "must not be negative"));
        }
        let dates = [
            ("sold_at", self.sold_at),
            ("invoiced_at", self.invoiced_at),
            ("shipped_at", self.shipped_at),
            ("delivered_at", self.delivered_at),
            ("installed_at", self.installed_at),
            ("accepted_at", self.accepted_at),
        ];
        for (field, date) in dates {
            if date.is_some_and(|date| !(1950..=2199).contains(&date.year())) {
                errors.push(FieldError::new(
                    format!("/subject/{field}"),
                    "range",
                    "must lie between 1950 and 2199",
                ));
            }
        }
        errors
    }

    fn into_domain(self, reported_at: Timestamp) -> Subject {
        let Self { category, buyer, price, terms, verification, running_hours, mut readings, agreed, .. } =
            self;
        let Self { sold_at, invoiced_at, shipped_at, delivered_at, installed_at, accepted_at, .. } = self;
        readings.extend(running_hours.map(|hours| Reading { at: reported_at, hours }));
        Subject {
            category,
            buyer,
            price,
            dates: Dates { sold_at, invoiced_at, shipped_at, delivered_at, installed_at, accepted_at },
            terms,
            verified: verification.is_none_or(|v| v == UnitVerification::Verified),
            readings,
            agreed,
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::warranty::evaluate;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn question(json: &str) -> Question {
        let request: EvaluateWarranty = serde_json::from_str(json).unwrap();
        assert_eq!(request.problems(), []);
        request.question(None, at("2025-05-12T02:00:00Z")).unwrap()
    }

    fn pointers(json: &str) -> Vec<(String, String)> {
        let request: EvaluateWarranty = serde_json::from_str(json).unwrap();
        request.problems().into_iter().map(|e| (e.pointer, e.code)).collect()
    }

    /// The example that the API design promises to integrators, field by field.
    #[test]
    fn the_promised_example_gives_the_promised_answer() {
        let question = question(
            r#"{ "subject": { "category": "computer", "buyer": "consumer", "price": { "amount": "8600.00", "currency": "CNY" }, "sold_at": "2025-01-10",
                 "terms": [ { "covers": "unit", "months": 12, "starts": "sold_at" }, { "covers": "main_part", "months": 24, "starts": "sold_at" } ] },
               "history": [ { "kind": "repair", "fault": "E07", "in_at": "2025-02-10T01:00:00Z", "out_at": "2025-02-17T07:00:00Z" },
                            { "kind": "repair", "fault": "E07", "in_at": "2025-04-01T02:00:00Z", "out_at": "2025-04-15T02:00:00Z" } ],
               "fault": { "code": "E07", "reported_at": "2025-05-06T01:00:00Z", "cause": "product_defect" }, "as_of": "2025-05-12T02:00:00Z",
               "same_model_in_stock": true }"#,
        );
        let weekend = |day: NaiveDate| day.weekday().num_days_from_monday() >= 5;
        let mut answer = serde_json::to_value(evaluate(&question, &weekend)).unwrap();
        let reasons = answer.as_object_mut().unwrap().remove("reasons").unwrap();
        assert_eq!(
            answer,
            serde_json::json!({
                "regime": "CN-2002-PC", "charge_class": "free", "warranty_ends_on": "2026-02-02",
                "coverage": [
                    { "item": "parts", "payer": "manufacturer", "until": "2026-02-02" },
                    { "item": "labour", "payer": "manufacturer", "until": "2026-02-02" },
                    { "item": "travel", "payer": "manufacturer", "until": "2026-02-02" },
                    { "item": "main_part", "payer": "manufacturer", "until": "2027-02-01" }
                ],
                "remedies": [
                    { "kind": "exchange", "open": true, "since": "2025-05-06", "until": null, "rule": "B3" },
                    { "kind": "refund", "open": true, "since": "2025-05-06", "until": null, "rule": "B5",
                      "amount": { "amount": "6450.00", "currency": "CNY" }, "depreciation": { "amount": "2150.00", "currency": "CNY" } }
                ],
                "as_of": "2025-05-12T02:00:00.000Z"
            })
        );
        assert_eq!(reasons[0]["rule"], "B3");
        assert_eq!(reasons[0]["clause"], "微机三包 第13条");
        let rules: Vec<&str> =
            reasons.as_array().unwrap().iter().map(|r| r["rule"].as_str().unwrap()).collect();
        assert_eq!(rules, ["B3", "B5", "B6", "R-11.2.1.1", "B10", "A2"]);
    }

    #[test]
    fn as_of_is_now_and_the_meter_counts_at_the_report() {
        let json = r#"{ "subject": { "category": "industrial", "buyer": "business", "delivered_at": "2025-01-10T16:30:00Z", "running_hours": 4001,
            "terms": [ { "covers": "unit", "months": 12, "running_hours": 4000, "starts": "delivered_at" } ], "verification": "pending" },
            "fault": { "reported_at": "2025-05-06T01:00:00Z" } }"#;
        let question = question(json);
        assert_eq!(question.as_of, at("2025-05-12T02:00:00Z"));
        assert_eq!(question.subject.readings, [Reading { at: at("2025-05-06T01:00:00Z"), hours: 4001 }]);
        assert_eq!(question.subject.dates.delivered_at, "2025-01-11".parse().ok());
        assert!(!question.subject.verified);
    }

    #[test]
    fn contradictions_are_all_named() {
        let of = |pointer: &str, code: &str| (pointer.to_owned(), code.to_owned());
        assert_eq!(pointers("{}"), [of("/subject", "required")]);
        let subject = r#""subject":{"category":"industrial","buyer":"business","sold_at":"2925-01-10","price":{"amount":"-1.00","currency":"CNY"},"terms":[]}"#;
        let history = r#""history":[{"kind":"repair","in_at":"2025-02-10T01:00:00Z","out_at":"2025-02-09T01:00:00Z"},{"kind":"extended"},
            {"kind":"part_replaced","part_group":"主轴","at":"2025-02-10","months":0}]"#;
        let contract = r#""contract":{"no":"SC-1","from":"2025-02-01","to":"2025-01-01"}"#;
        assert_eq!(
            pointers(&format!("{{{subject},{history},{contract}}}")),
            [
                of("/subject/price/amount", "range"),
                of("/subject/sold_at", "range"),
                of("/history/0/out_at", "order"),
                of("/history/1/months", "required"),
                of("/history/2/months", "range"),
                of("/contract/to", "order"),
            ]
        );
        let unit = r#""unit_id":"00000000-0000-0000-0000-000000000001""#;
        assert_eq!(pointers(&format!("{{{unit},{subject}}}")), [of("/subject", "conflict")]);
        assert_eq!(pointers(&format!("{{{unit}}}")), []);
        let unknown: EvaluateWarranty = serde_json::from_str(&format!("{{{unit}}}")).unwrap();
        assert_eq!(unknown.question(None, at("2025-05-12T02:00:00Z")), None);
    }

    #[test]
    fn unknown_and_malformed_fields_are_refused() {
        for json in [
            r#"{"unit":"x"}"#,
            r#"{"subject":{"category":"computer","buyer":"consumer","terms":[],"colour":"red"}}"#,
            r#"{"subject":{"category":"spaceship","buyer":"consumer","terms":[]}}"#,
            r#"{"subject":{"category":"computer","buyer":"consumer","sold_at":"10.01.2025","terms":[]}}"#,
            r#"{"history":[{"kind":"repair","in_at":"2025-02-10T01:00:00Z","by":"x"}]}"#,
            r#"{"history":[{"kind":"stolen","at":"2025-02-10T01:00:00Z"}]}"#,
            r#"{"fault":{"code":"E07","reported_at":"2025-05-06T01:00:00Z","cause":"gremlins"}}"#,
        ] {
            assert!(serde_json::from_str::<EvaluateWarranty>(json).is_err(), "{json}");
        }
    }
}
