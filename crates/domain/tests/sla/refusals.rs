//! Facts that contradict each other or that the policy forbids: an error with the index and the reason, never a guess.

use domain::sla::{
    ClockKind, ExtensionRefusal, Fact, FactAt, KnownCodes, PauseReason, PolicySpec, Priority, Rules,
    SlaError, compute, standard,
};

use super::world::{CALENDARS, at, clocks, fact, one, rules, subject};

const START: &str = "2025-03-03 09:00";

fn error(facts: &[FactAt]) -> SlaError {
    clocks(START, Priority::P2, facts, "2025-03-20 09:00").unwrap_err()
}

fn pause(local: &str) -> FactAt {
    fact(local, Fact::Pause { reason: PauseReason::CustomerInformation })
}

fn extension(local: &str, to: &str, noticed: Option<&str>) -> FactAt {
    let new_due_at = at(to);
    let noticed_at = noticed.map(at);
    fact(
        local,
        Fact::Extension {
            clock: ClockKind::Resolution,
            new_due_at,
            reason: "complex".to_owned(),
            noticed_at,
        },
    )
}

#[test]
fn contradictions_name_the_fact() {
    let early = fact("2025-03-03 08:59", Fact::Acknowledged);
    assert_eq!(error(std::slice::from_ref(&early)), SlaError::BeforeReceipt { index: 0, at: early.at });
    let swapped =
        [fact("2025-03-03 11:00", Fact::Acknowledged), fact("2025-03-03 10:00", Fact::SubstantiveReply)];
    assert_eq!(error(&swapped), SlaError::OutOfOrder { index: 1, at: swapped[1].at });
    assert_eq!(error(&[fact("2025-03-03 10:00", Fact::Resume)]), SlaError::ResumeWithoutPause { index: 0 });
    let twice = [pause("2025-03-03 10:00"), pause("2025-03-03 11:00")];
    assert_eq!(error(&twice), SlaError::AlreadyPaused { index: 1 });
    assert_eq!(error(&[fact("2025-03-03 10:00", Fact::Reopen)]), SlaError::ReopenWithoutStop { index: 0 });
    let cancelled = [
        fact("2025-03-03 10:00", Fact::Resolved),
        fact("2025-03-03 11:00", Fact::Cancelled { reason: "withdrawn".to_owned() }),
        fact("2025-03-03 12:00", Fact::Reopen),
    ];
    assert_eq!(error(&cancelled), SlaError::AlreadyCancelled { index: 2 });
    let stop = |clock| fact("2025-03-03 10:00", Fact::Stop { clock });
    assert_eq!(
        error(&[stop(ClockKind::Refund)]),
        SlaError::NotRunning { index: 0, clock: ClockKind::Refund }
    );
    let ack = ClockKind::Ack;
    assert_eq!(error(&[stop(ack), stop(ack)]), SlaError::NotRunning { index: 1, clock: ack });
    let window = Fact::AppointmentAgreed { from: at("2025-03-05 10:00"), to: at("2025-03-05 10:00") };
    assert_eq!(error(&[fact("2025-03-03 10:00", window)]), SlaError::WindowInvalid { index: 0 });
}

#[test]
fn waiting_for_ourselves_does_not_pause() {
    for reason in [PauseReason::WaitingParts, PauseReason::WaitingStaff, PauseReason::WaitingHq] {
        let refused = error(&[fact("2025-03-03 10:00", Fact::Pause { reason })]);
        assert_eq!(refused, SlaError::PauseReasonRefused { index: 0, reason });
        assert_eq!(refused.code(), "pause_reason_refused");
        assert!(refused.zh().contains(reason.zh()), "{}", refused.zh());
    }
}

#[test]
fn an_extension_needs_time_notice_and_a_later_due() {
    // due 2025-03-05 09:00
    let refusal = |facts: &[FactAt]| match error(facts) {
        SlaError::ExtensionRefused { why, index, .. } => (index, why),
        other => panic!("{other}"),
    };
    let (told, later) = (Some("2025-03-04 09:00"), "2025-03-10 12:00");
    let good = extension("2025-03-04 09:00", later, told);
    assert!(clocks(START, Priority::P2, std::slice::from_ref(&good), "2025-03-20 09:00").is_ok());
    let cases = [
        (extension("2025-03-05 09:01", later, told), ExtensionRefusal::AfterDue),
        (extension("2025-03-04 09:00", "2025-03-05 09:00", told), ExtensionRefusal::NotLater),
        (extension("2025-03-04 09:00", "2025-03-04 10:00", told), ExtensionRefusal::NotLater),
        (extension("2025-03-04 09:00", later, None), ExtensionRefusal::NoticeMissing),
        (extension("2025-03-04 09:00", later, Some("2025-03-06 09:00")), ExtensionRefusal::NoticeLate),
    ];
    for (fact, why) in cases {
        assert_eq!(refusal(&[fact]), (0, why));
    }
    let mut nameless = good.clone();
    nameless.fact = match nameless.fact {
        Fact::Extension { clock, new_due_at, noticed_at, .. } => {
            Fact::Extension { clock, new_due_at, noticed_at, reason: " ".to_owned() }
        }
        other => other,
    };
    assert_eq!(refusal(&[nameless]), (0, ExtensionRefusal::ReasonMissing));
    let thrice = [
        good.clone(),
        extension("2025-03-04 10:00", "2025-03-11 12:00", told),
        extension("2025-03-04 11:00", "2025-03-12 12:00", told),
    ];
    assert_eq!(refusal(&thrice), (2, ExtensionRefusal::TooMany));
    let stopped = [fact("2025-03-03 10:00", Fact::Resolved), good];
    assert_eq!(refusal(&stopped), (1, ExtensionRefusal::NotRunning));
    let open_ended = Fact::Extension {
        clock: ClockKind::Onsite,
        new_due_at: at(later),
        reason: "x".to_owned(),
        noticed_at: Some(at("2025-03-03 10:00")),
    };
    let p3 = clocks(START, Priority::P3, &[fact("2025-03-03 10:00", open_ended)], later).unwrap_err();
    let why = ExtensionRefusal::NoDueTime;
    assert_eq!(p3, SlaError::ExtensionRefused { index: 0, clock: ClockKind::Onsite, why });
}

#[test]
fn targets_and_calendars_must_exist() {
    let missing = one("16WH", START, &[], START).unwrap_err();
    assert_eq!(missing.code(), "calendar_missing");
    assert_eq!(one("16WH@CAL-X", START, &[], START).unwrap_err().code(), "unknown_calendar");
    assert_eq!(one("soon", START, &[], START).unwrap_err().code(), "target_malformed");
    assert_eq!(
        one("16WH@CAL-8x5", "2071-01-01 09:00", &[], "2071-01-01 09:00").unwrap_err().code(),
        "time_out_of_range"
    );
    assert_eq!(
        one("16WH@CAL-8x5", "1999-01-01 09:00", &[], "2025-01-01 09:00").unwrap_err().code(),
        "time_out_of_range"
    );
    assert_eq!(
        one("3650WD@CAL-8x5", "2069-12-01 09:00", &[], "2069-12-01 09:00").unwrap_err().code(),
        "time_out_of_range"
    );
}

#[test]
fn every_problem_of_a_policy_is_reported_with_its_place() {
    let mut json = serde_json::to_value(standard::policy()).unwrap();
    json["timezone"] = "Mars/Olympus".into();
    json["calendars"]["CAL-0"] = serde_json::json!({"type": "business"});
    json["calendars"]["CAL-8x5"]["windows"] = serde_json::json!(["08:30-12:00", "11:00-17:30"]);
    json["clocks"]["lunch"] = json["clocks"]["ack"].clone();
    json["clocks"]["ack"]["stops"] = "sneezed".into();
    json["clocks"]["onsite"]["targets"]["P5"] = "none".into();
    json["clocks"]["onsite"]["applies_to_mode"][1] = "by_drone".into();
    json["clocks"]["refund"]["targets"] = serde_json::json!({"P1": "PT1H@CAL-24x7", "P2": "soon"});
    json["clocks"]["complaint"]["targets"]["*"] = "3WD@CAL-9x9".into();
    json["clocks"]["complaint"]["applies_to"] = serde_json::json!([]);
    json["clocks"]["resolution"]["targets"]["P2"] = "16WH".into();
    json["clocks"]["resolution"]["targets"]["P1"] = "PT24H@CAL-8x5".into();
    json["clocks"]["survey"]["targets"]["*"] = "promise".into();
    json["clocks"]["survey"]["stops"] = "customer_confirmed".into();
    json["pause"]["refused_reasons"][0] = "force_majeure".into();
    json["pause"]["max_days"] = 0.into();
    json["extension"]["needs"][0] = "bribe".into();
    json["thresholds"][1]["at"] = 50.into();
    json["thresholds"][2]["at"] = 0.into();
    let policy: PolicySpec = serde_json::from_value(json).unwrap();
    let problems = policy.validate().unwrap_err();
    let mut found: Vec<(&str, &str)> =
        problems.iter().map(|p| (p.pointer.as_str(), p.code.as_str())).collect();
    found.sort_unstable();
    let mut expected = [
        ("/timezone", "unknown_zone"),
        ("/calendars/CAL-0/windows", "calendar_empty"),
        ("/calendars/CAL-8x5/windows/1", "windows_overlap"),
        ("/clocks/lunch", "unknown_clock"),
        ("/clocks/ack/stops", "unknown_fact"),
        ("/clocks/onsite/targets/P5", "unknown_priority"),
        ("/clocks/onsite/applies_to_mode/1", "unknown_code"),
        ("/clocks/refund/targets", "target_missing"),
        ("/clocks/refund/targets", "target_missing"),
        ("/clocks/refund/targets/P2", "target_malformed"),
        ("/clocks/complaint/targets/*", "unknown_calendar"),
        ("/clocks/complaint/applies_to", "empty_list"),
        ("/clocks/resolution/targets/P2", "calendar_missing"),
        ("/clocks/resolution/targets/P1", "natural_on_business"),
        ("/clocks/survey/targets/*", "no_promise"),
        ("/clocks/survey/stops", "stops_at_start"),
        ("/pause/reasons/3", "contradiction"),
        ("/pause/max_days", "out_of_range"),
        ("/extension/needs/0", "unknown_code"),
        ("/thresholds/1/at", "duplicate"),
        ("/thresholds/2/at", "out_of_range"),
    ];
    expected.sort_unstable();
    assert_eq!(found, expected);
    let calendars = ["CAL-9x9".to_owned()].into();
    let with = policy.validate_with(KnownCodes { calendars: &calendars, branches: None }).unwrap_err();
    assert!(with.iter().all(|p| p.code != "unknown_calendar"));
}

#[test]
fn an_incomplete_policy_does_not_compute() {
    let mut policy = standard::policy();
    policy.clocks.get_mut("ack").unwrap().targets.remove("P2");
    let rules = Rules { policy: &policy, calendars: rules().calendars };
    let error = compute(rules, &subject(START, Priority::P2), &[], at(START)).unwrap_err();
    assert_eq!(error.code(), "policy_incomplete");
    assert!(CALENDARS.get("CAL-9x9").is_none());
}

#[test]
fn unknown_fields_of_a_policy_are_refused() {
    let mut json = serde_json::to_value(standard::policy()).unwrap();
    json["clocks"]["ack"]["colour"] = "red".into();
    assert!(serde_json::from_value::<PolicySpec>(json).is_err());
}
