//! 特别规定 before the general policy: a table of who gets which target, and what no list of rules can break.

use domain::{
    assets::CustomerGrade,
    sla::{
        Circumstances, ClockKind, Criterion, PolicySpec, Priority, RuleScope, Rules, SpecialRule, Subject,
        compute, recalculated, standard,
    },
};
use proptest::prelude::*;

use crate::world::{CALENDARS, at, fact, subject};

const START: &str = "2025-03-03 09:00";

fn rule(id: &str, when: RuleScope, clock: &str, targets: &[(&str, &str)]) -> SpecialRule {
    let targets = targets.iter().map(|(p, t)| ((*p).to_owned(), (*t).to_owned())).collect();
    SpecialRule {
        id: id.to_owned(),
        when,
        targets: [(clock.to_owned(), targets)].into(),
        clauses: Vec::new(),
    }
}

fn contract(no: &str) -> RuleScope {
    RuleScope { contracts: vec![no.to_owned()], ..RuleScope::default() }
}

fn grade(grade: CustomerGrade) -> RuleScope {
    RuleScope { customer_grades: vec![grade], ..RuleScope::default() }
}

fn branch(code: &str) -> RuleScope {
    RuleScope { branches: vec![code.to_owned()], ..RuleScope::default() }
}

fn policy(rules: Vec<SpecialRule>) -> PolicySpec {
    PolicySpec { version: "2.0".to_owned(), special_rules: rules, ..standard::policy() }
}

fn of(branch: &str, grade: Option<CustomerGrade>, contract: Option<&str>, priority: Priority) -> Subject {
    Subject {
        circumstances: Circumstances {
            branch_code: Some(branch.to_owned()),
            customer_grade: grade,
            contract_no: contract.map(str::to_owned),
        },
        ..subject(START, priority)
    }
}

fn resolution(policy: &PolicySpec, subject: &Subject) -> domain::sla::Clock {
    let rules = Rules { policy, calendars: &CALENDARS };
    let clocks = compute(rules, subject, &[], at(START)).unwrap();
    clocks.into_iter().find(|c| c.kind == ClockKind::Resolution).unwrap()
}

fn everyone() -> PolicySpec {
    policy(vec![
        rule("BRANCH-CD", branch("CD"), "resolution", &[("*", "20WH@CAL-8x5")]),
        rule("KEY", grade(CustomerGrade::A), "resolution", &[("P3", "12WH@CAL-8x5")]),
        rule("SC-018", contract("SC-2025-018"), "resolution", &[("P2", "24WH@CAL-8x5"), ("*", "PT8H")]),
    ])
}

#[test]
fn the_special_rule_goes_before_the_general_one() {
    use CustomerGrade::{A, B};
    use Priority::{P2, P3};
    let policy = everyone();
    assert_eq!(policy.validate(), Ok(()));
    // branch, grade, contract, priority, target, rule, gave way
    type Row<'a> =
        (&'a str, Option<CustomerGrade>, Option<&'a str>, Priority, &'a str, Option<&'a str>, &'a [&'a str]);
    let table: &[Row<'_>] = &[
        ("SH", None, None, P3, "3WD", None, &[]),
        ("SH", Some(B), None, P3, "3WD", None, &[]),
        ("SH", Some(A), None, P3, "12WH", Some("KEY"), &[]),
        // the grade's rule is silent about P2
        ("SH", Some(A), None, P2, "16WH", None, &[]),
        ("CD", Some(A), None, P2, "20WH", Some("BRANCH-CD"), &[]),
        ("CD", Some(A), None, P3, "12WH", Some("KEY"), &["BRANCH-CD"]),
        ("CD", Some(A), Some("SC-2025-018"), P3, "PT8H", Some("SC-018"), &["KEY", "BRANCH-CD"]),
        // S12: the contract overrides P2's 16 WH
        ("CD", None, Some("SC-2025-018"), P2, "24WH", Some("SC-018"), &["BRANCH-CD"]),
        ("SH", None, Some("SC-2024-001"), P2, "16WH", None, &[]),
    ];
    for (branch, grade, contract, priority, target, rule, over) in table {
        let clock = resolution(&policy, &of(branch, *grade, *contract, *priority));
        let source = clock.source.unwrap();
        let case = format!("{branch} {grade:?} {contract:?} {priority}");
        assert_eq!(clock.target, *target, "{case}");
        assert_eq!(source.rule.as_deref(), *rule, "{case}");
        assert_eq!(source.over, *over, "{case}");
        assert_eq!((source.policy_id.as_str(), source.version.as_str()), ("SP-STD", "2.0"));
    }
}

#[test]
fn the_derivation_names_rule_version_and_reason() {
    let clock = resolution(&everyone(), &of("CD", Some(CustomerGrade::A), None, Priority::P3));
    assert_eq!(clock.source.as_ref().unwrap().because, [Criterion::CustomerGrade]);
    let step = clock.trace.iter().find(|s| s.step() == "target_from").unwrap();
    assert_eq!(
        step.zh(),
        "目标依据 SP-STD 2.0 特别规定 KEY（客户等级），优先于较不特别的 BRANCH-CD 和一般规定"
    );
    assert_eq!(
        step.en(),
        "target by SP-STD 2.0, special rule KEY (Customer grade), before the less special BRANCH-CD and the general rule"
    );
    let plain = resolution(&standard::policy(), &subject(START, Priority::P3));
    let step = plain.trace.iter().find(|s| s.step() == "target_from").unwrap();
    assert_eq!(step.zh(), "目标依据 SP-STD 1.0 一般规定");
}

#[test]
fn a_change_of_priority_chooses_among_the_rules_again() {
    let policy = everyone();
    let subject = of("CD", Some(CustomerGrade::A), None, Priority::P3);
    let up = fact("2025-03-03 10:00", domain::sla::Fact::PriorityChange { priority: Priority::P2 });
    let rules = Rules { policy: &policy, calendars: &CALENDARS };
    let clocks = compute(rules, &subject, &[up], at("2025-03-03 11:00")).unwrap();
    let running = clocks.iter().find(|c| c.kind == ClockKind::Resolution && c.is_open()).unwrap();
    assert_eq!(running.target, "20WH");
    assert_eq!(running.source.as_ref().unwrap().rule.as_deref(), Some("BRANCH-CD"));
}

#[test]
fn a_rule_may_switch_a_clock_off() {
    let silent = policy(vec![rule("NO-ONSITE", branch("CD"), "onsite", &[("*", "none")])]);
    let rules = Rules { policy: &silent, calendars: &CALENDARS };
    let clocks = compute(rules, &of("CD", None, None, Priority::P2), &[], at(START)).unwrap();
    assert!(clocks.iter().all(|c| c.kind != ClockKind::Onsite));
    let clocks = compute(rules, &of("SH", None, None, Priority::P2), &[], at(START)).unwrap();
    assert!(clocks.iter().any(|c| c.kind == ClockKind::Onsite));
}

#[test]
fn rules_that_leave_a_clock_undecided_are_refused_with_the_place() {
    let key = |id: &str, targets: &[(&str, &str)]| rule(id, grade(CustomerGrade::A), "resolution", targets);
    let problems = policy(vec![
        key("ONE", &[("P1", "PT4H"), ("P2", "8WH@CAL-8x5")]),
        key("TWO", &[("*", "12WH@CAL-8x5")]),
    ])
    .validate()
    .unwrap_err();
    let seen: Vec<(&str, &str)> = problems.iter().map(|p| (p.pointer.as_str(), p.code.as_str())).collect();
    assert_eq!(seen, [("/special_rules/1/targets/resolution", "undecided")]);
    assert!(
        problems[0].message.starts_with("resolution × P1, P2: `TWO` and `ONE` (/special_rules/0)"),
        "{problems:?}"
    );
    assert!(problems[0].zh.contains("第 1 条"));
    // other priorities, other clocks, other grades: nothing is undecided
    let apart = policy(vec![
        key("ONE", &[("P1", "PT4H")]),
        key("TWO", &[("P2", "8WH@CAL-8x5")]),
        rule("THREE", grade(CustomerGrade::A), "response", &[("*", "PT4H")]),
        rule("FOUR", grade(CustomerGrade::B), "resolution", &[("*", "2WD@CAL-8x5")]),
    ]);
    assert_eq!(apart.validate(), Ok(()));
}

#[test]
fn what_is_no_rule_is_refused_with_the_place() {
    let mut bad = rule("", RuleScope::default(), "resolution", &[("P9", "soon")]);
    bad.targets.insert("lunch".to_owned(), [("*".to_owned(), "PT1H".to_owned())].into());
    bad.targets.insert("ack".to_owned(), std::collections::BTreeMap::new());
    let twin = rule("TWIN", branch("CD"), "resolution", &[("*", "4WH")]);
    let other = rule(
        "TWIN",
        RuleScope {
            request_types: vec!["lunch".to_owned()],
            modes: vec!["boat".to_owned()],
            ..contract(" x")
        },
        "onsite",
        &[("*", "4WH@CAL-MOON")],
    );
    let problems = policy(vec![bad, twin, other]).validate().unwrap_err();
    let seen: Vec<(&str, &str)> = problems.iter().map(|p| (p.pointer.as_str(), p.code.as_str())).collect();
    for expected in [
        ("/special_rules/0/id", "length"),
        ("/special_rules/0/when", "scope_empty"),
        ("/special_rules/0/targets/resolution/P9", "unknown_priority"),
        ("/special_rules/0/targets/resolution/P9", "target_malformed"),
        ("/special_rules/0/targets/lunch", "unknown_clock"),
        ("/special_rules/0/targets/ack", "target_missing"),
        ("/special_rules/1/targets/resolution/*", "calendar_missing"),
        ("/special_rules/2/id", "duplicate"),
        ("/special_rules/2/when/request_types/0", "unknown_code"),
        ("/special_rules/2/when/modes/0", "unknown_code"),
        ("/special_rules/2/when/contracts/0", "format"),
        ("/special_rules/2/targets/onsite/*", "unknown_calendar"),
    ] {
        assert!(seen.contains(&expected), "{expected:?} is not in {seen:?}");
    }
    assert_eq!(seen.len(), 12, "{seen:?}");
}

fn scopes() -> impl Strategy<Value = RuleScope> {
    let some = |codes: &'static [&'static str]| {
        proptest::collection::vec(proptest::sample::select(codes).prop_map(str::to_owned), 0..2)
    };
    (
        some(&["C1", "C2"]),
        proptest::collection::vec(proptest::sample::select(CustomerGrade::ALL), 0..2),
        some(&["SH", "CD"]),
        some(&["repair", "complaint"]),
        some(&["on_site", "remote"]),
    )
        .prop_map(|(contracts, customer_grades, branches, request_types, modes)| RuleScope {
            contracts,
            customer_grades,
            branches,
            request_types,
            modes,
        })
        .prop_filter("a scope names something", |scope| !scope.criteria().is_empty())
}

fn rules() -> impl Strategy<Value = Vec<SpecialRule>> {
    let targets = proptest::sample::select(vec!["4WH@CAL-8x5", "2WD@CAL-8x5", "PT8H"]);
    let priorities = proptest::sample::select(vec!["P1", "P2", "P3", "P4", "*"]);
    proptest::collection::vec((scopes(), priorities, targets), 0..7).prop_map(|list| {
        let named = list.into_iter().enumerate();
        named.map(|(i, (when, p, t))| rule(&format!("R{i}"), when, "resolution", &[(p, t)])).collect()
    })
}

proptest! {
    /// In a policy without problems the order of the list decides nothing, and no rule that fits is more special than
    /// the one that won.
    #[test]
    fn the_order_of_the_list_decides_nothing(
        rules in rules(),
        turn in 0_usize..7,
        grade in proptest::option::of(proptest::sample::select(CustomerGrade::ALL)),
        contract in proptest::option::of(proptest::sample::select(vec!["C1", "C2"])),
        priority in proptest::sample::select(Priority::ALL),
    ) {
        let one = policy(rules.clone());
        prop_assume!(one.validate().is_ok());
        let mut turned = rules.clone();
        turned.rotate_left(turn.min(rules.len()));
        turned.reverse();
        let subject = of("CD", grade, contract, priority);
        let (a, b) = (resolution(&one, &subject), resolution(&policy(turned), &subject));
        prop_assert_eq!(&a, &b);
        prop_assert_eq!(recalculated(std::slice::from_ref(&a), &[b]), Ok(Vec::new()));
        let won = a.source.unwrap().rule.map(|id| rules.iter().find(|r| r.id == id).unwrap());
        for rule in rules.iter().filter(|r| r.when.fits(&subject)) {
            if rule.target_of(ClockKind::Resolution, priority).is_some() {
                prop_assert!(won.unwrap().when.specificity() >= rule.when.specificity());
            }
        }
    }
}
