//! What holds for every warranty question.

#![expect(clippy::unwrap_used, reason = "a broken generator fails the test")]

use chrono::{Datelike, Days, NaiveDate, Weekday};
use domain::{
    kernel::{Currency, Line, Money, Timestamp},
    warranty::{
        Agreed, BuyerKind, Category, Cause, ContractPeriod, Dates, FaultReport, HistoryFact, Need, Question,
        Reading, Subject, Term, evaluate, start_of_day,
    },
};
use proptest::{collection::vec, option, prelude::*, sample::select};

fn weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

fn day(offset: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, 1, 1).unwrap().checked_add_days(Days::new(offset)).unwrap()
}

fn at(offset: u64, hour: i64) -> Timestamp {
    start_of_day(day(offset)).plus_seconds(hour * 3600)
}

fn line(text: &str) -> Line {
    Line::parse(text).unwrap()
}

fn term(covers: &str, months: u16) -> Term {
    let covers = match covers {
        "unit" | "main_part" => format!(r#""covers":"{covers}""#),
        group => format!(r#""covers":"part_group","part_group":"{group}""#),
    };
    serde_json::from_str(&format!(r#"{{{covers},"months":{months},"starts":"sold_at"}}"#)).unwrap()
}

fn code() -> impl Strategy<Value = Line> {
    select(vec!["E07", "E08"]).prop_map(line)
}

fn group() -> impl Strategy<Value = Line> {
    select(vec!["main_part", "主轴", "轴承"]).prop_map(line)
}

fn fact() -> impl Strategy<Value = HistoryFact> {
    prop_oneof![
        (option::of(code()), 0u64..900, 0u64..40, 0i64..24, 0u16..5).prop_map(
            |(fault, from, days, hour, waiting)| {
                HistoryFact::Repair {
                    fault,
                    in_at: at(from, 9),
                    out_at: Some(at(from + days, 9 + hour)),
                    waiting_parts_days: waiting,
                }
            }
        ),
        (0u64..900, option::of(0u64..40)).prop_map(|(from, days)| HistoryFact::Custody {
            in_at: at(from, 9),
            out_at: days.map(|days| at(from + days, 10)),
        }),
        (group(), 0u64..900, option::of(1u16..36)).prop_map(|(part_group, on, months)| {
            HistoryFact::PartReplaced { part_group, at: at(on, 12), months }
        }),
        (0u64..900).prop_map(|on| HistoryFact::Exchanged { at: at(on, 12) }),
        (option::of(0u64..900), 1u16..24).prop_map(|(on, months)| HistoryFact::Extended {
            at: on.map(|on| at(on, 12)),
            months: Some(months),
            until: None,
        }),
    ]
}

prop_compose! {
    fn subject()(
        category in select(Category::ALL),
        buyer in select(BuyerKind::ALL),
        sold in option::weighted(0.9, 0u64..700),
        unit in option::weighted(0.9, 1u16..36),
        parts in vec((select(vec!["main_part", "主轴"]), 1u16..48), 0..3),
        verified in prop::bool::weighted(0.9),
        readings in vec((0u64..900, 0u32..9000), 0..3),
        price in option::of(0i64..100_000_000),
    ) -> Subject {
        let terms = unit.map(|months| term("unit", months)).into_iter();
        Subject {
            category,
            buyer,
            price: price.map(|minor| Money::from_minor(minor, Currency::Cny)),
            dates: Dates { sold_at: sold.map(day), ..Dates::default() },
            terms: terms.chain(parts.into_iter().map(|(covers, months)| term(covers, months))).collect(),
            verified,
            readings: readings.into_iter().map(|(on, hours)| Reading { at: at(on, 8), hours }).collect(),
            agreed: Agreed::default(),
        }
    }
}

prop_compose! {
    fn question()(
        subject in subject(),
        history in vec(fact(), 0..6),
        fault in option::weighted(0.9, (option::of(code()), 0u64..900, select(Cause::ALL), option::of(group()))),
        need in select(Need::ALL),
        contract in option::of((0u64..900, 0u64..400)),
        same_model_in_stock in option::of(any::<bool>()),
        later in 0u64..30,
        asked in 0u64..900,
    ) -> Question {
        let reported = fault.as_ref().map_or(asked, |(_, on, ..)| *on);
        Question {
            subject,
            history,
            fault: fault.map(|(code, on, cause, part_group)| FaultReport { code, reported_at: at(on, 10), cause, part_group }),
            need,
            contract: contract.map(|(from, days)| ContractPeriod { no: line("SC-1"), from: day(from), to: day(from + days) }),
            same_model_in_stock,
            substitute_in_stock: None,
            as_of: at(reported + later, 11),
        }
    }
}

fn burden(question: &Question) -> u8 {
    evaluate(question, &weekend).charge_class.burden()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn more_coverage_never_raises_the_charge(
        question in question(), months in 1u16..60, which in 0usize..4, days in 0u64..400, group in group(),
    ) {
        let before = burden(&question);
        let mut more = question.clone();
        match which {
            0 => more.subject.terms.push(term("unit", months)),
            1 => more.subject.terms.push(term(group.as_str(), months)),
            2 => more.history.push(HistoryFact::Extended { at: None, months: Some(months), until: None }),
            _ => {
                let from = domain::warranty::local_day(question.decided_at());
                let to = from.checked_add_days(Days::new(days)).unwrap();
                more.contract = Some(ContractPeriod { no: line("SC-2"), from, to });
            }
        }
        prop_assert!(burden(&more) <= before, "{:?}", more);
    }

    #[test]
    fn a_known_serial_number_never_raises_the_charge(question in question()) {
        let mut verified = question.clone();
        verified.subject.verified = true;
        prop_assert!(burden(&verified) <= burden(&question));
    }

    #[test]
    fn facts_after_the_question_change_nothing(question in question(), later in fact(), hours in 0u32..90_000) {
        let answer = evaluate(&question, &weekend);
        let mut more = question.clone();
        let end = question.as_of.plus_seconds(1);
        more.history.push(moved_behind(later, end));
        more.subject.readings.push(Reading { at: end, hours });
        prop_assert_eq!(evaluate(&more, &weekend), answer);
    }

    #[test]
    fn facts_about_something_else_change_nothing(question in question(), on in 0u64..900, hours in 0u32..90_000) {
        let answer = evaluate(&question, &weekend);
        let mut more = question.clone();
        // no term is limited by running hours, no term and no fault is about this part, and it has no term of its own
        more.subject.readings.push(Reading { at: at(on, 8), hours });
        more.history.push(HistoryFact::PartReplaced { part_group: line("门把手"), at: at(on, 8), months: None });
        more.subject.dates.installed_at = more.subject.dates.sold_at;
        prop_assert_eq!(evaluate(&more, &weekend), answer);
    }

    #[test]
    fn the_order_of_the_history_does_not_matter(question in question(), seed in any::<usize>()) {
        let mut turned = question.clone();
        if !turned.history.is_empty() {
            let by = seed % turned.history.len();
            turned.history.rotate_left(by);
            turned.history.reverse();
        }
        prop_assert_eq!(evaluate(&turned, &weekend), evaluate(&question, &weekend));
    }

    #[test]
    fn refund_and_depreciation_make_up_the_price(question in question()) {
        for remedy in evaluate(&question, &weekend).remedies {
            if let (Some(amount), Some(less), Some(price)) = (remedy.amount, remedy.depreciation, question.subject.price) {
                prop_assert_eq!(amount.checked_add(less).unwrap(), price);
                prop_assert!(amount.minor() >= 0 && less.minor() >= 0);
            }
        }
    }

    #[test]
    fn a_calendar_without_working_days_still_gives_an_answer(question in question()) {
        prop_assert!(!evaluate(&question, &|_| true).reasons.is_empty());
    }
}

fn moved_behind(fact: HistoryFact, end: Timestamp) -> HistoryFact {
    match fact {
        HistoryFact::Repair { fault, waiting_parts_days, .. } => {
            HistoryFact::Repair { fault, in_at: end, out_at: None, waiting_parts_days }
        }
        HistoryFact::Custody { .. } => HistoryFact::Custody { in_at: end, out_at: None },
        HistoryFact::PartReplaced { part_group, months, .. } => {
            HistoryFact::PartReplaced { part_group, at: end, months }
        }
        HistoryFact::Exchanged { .. } => HistoryFact::Exchanged { at: end },
        HistoryFact::Extended { months, until, .. } => HistoryFact::Extended { at: Some(end), months, until },
    }
}
