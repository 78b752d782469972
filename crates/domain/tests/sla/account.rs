//! What a clock says in every situation: states, breaches that stay, pauses, cycles, history, trace.

use domain::sla::{
    ClockKind, ClockState, DueCause, Fact, FactAt, PauseReason, PolicySpec, Priority, Rules, Subject,
    compute, recompute, standard,
};

use super::world::{CALENDARS, at, clocks, fact, of, one, rules, shown, subject};

const START: &str = "2025-03-03 09:00";

fn pause(local: &str) -> FactAt {
    fact(local, Fact::Pause { reason: PauseReason::CustomerDowntimeWindow })
}

fn extend(local: &str, to: &str) -> FactAt {
    let (new_due_at, noticed_at) = (at(to), Some(at(local)));
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
fn stopping_at_the_due_time_is_in_time_and_a_moment_later_is_not() {
    let stopped =
        |local: &str| one("16WH@CAL-8x5", START, &[fact(local, Fact::Resolved)], "2025-03-10 09:00").unwrap();
    assert_eq!(stopped("2025-03-05 09:00").state, ClockState::Met);
    let late = stopped("2025-03-05 09:00:01");
    assert_eq!((late.state, late.breached_at), (ClockState::Missed, late.due_at));
    assert_eq!(late.consumed_seconds, 16 * 3600 + 1);
    let open = |as_of: &str| one("16WH@CAL-8x5", START, &[], as_of).unwrap().state;
    assert_eq!(open("2025-03-05 09:00"), ClockState::Running);
    assert_eq!(open("2025-03-05 09:00:01"), ClockState::Breached);
}

#[test]
fn a_breach_survives_everything() {
    // due 2025-03-05 09:00
    let breach = Some(at("2025-03-05 09:00"));
    let later = [
        vec![pause("2025-03-05 10:00"), fact("2025-03-07 10:00", Fact::Resume)],
        vec![fact("2025-03-05 10:00", Fact::Resolved), fact("2025-03-06 10:00", Fact::Reopen)],
        vec![fact("2025-03-05 10:00", Fact::Cancelled { reason: "duplicate".to_owned() })],
    ];
    for facts in later {
        let clock = one("16WH@CAL-8x5", START, &facts, "2025-03-10 09:00").unwrap();
        assert_eq!((clock.breached_at, clock.due_at), (breach, breach), "{facts:?}");
        assert!(matches!(clock.state, ClockState::Breached | ClockState::Cancelled), "{facts:?}");
    }
    let extended = [extend("2025-03-05 10:00", "2025-03-12 10:00")];
    let clocks =
        recompute(rules(), &subject(START, Priority::P2), &extended, at("2025-03-06 09:00")).unwrap();
    let clock = of(&clocks, ClockKind::Resolution);
    assert_eq!((clock.state, clock.due_at), (ClockState::Breached, breach));
    let paused = one("16WH@CAL-8x5", START, &[pause("2025-03-05 10:00")], "2025-03-10 09:00").unwrap();
    assert_eq!((paused.state, paused.consumed_seconds), (ClockState::Breached, 17 * 3600));
    assert!(paused.paused_since.is_some());
}

#[test]
fn pauses_move_only_clocks_that_the_policy_lets_pause() {
    let facts = [pause("2025-03-03 10:00"), fact("2025-03-04 10:00", Fact::Resume)];
    let paused = clocks(START, Priority::P2, &facts, "2025-03-04 11:00").unwrap();
    let running = clocks(START, Priority::P2, &[], "2025-03-04 11:00").unwrap();
    for clock in &running {
        let moved = of(&paused, clock.kind).due_at;
        assert_eq!(moved != clock.due_at, clock.pausable, "{}", clock.kind);
    }
    assert!(running.iter().any(|c| c.pausable) && running.iter().any(|c| !c.pausable));
}

#[test]
fn natural_time_pauses_by_the_clock_on_the_wall_and_working_days_by_working_time() {
    let facts = [pause("2025-03-07 17:00"), fact("2025-03-10 09:00", Fact::Resume)];
    let natural = one("PT96H@CAL-24x7", "2025-03-06 09:00", &facts, "2025-03-10 10:00").unwrap();
    assert_eq!(shown(natural.due_at.unwrap()), "2025-03-13 01:00");
    // 30 minutes on Friday, 30 on Monday: not rounded to the close of business
    let days = one("3WD@CAL-8x5", "2025-03-06 09:00", &facts, "2025-03-10 10:00").unwrap();
    assert_eq!(shown(days.original_due_at.unwrap()), "2025-03-11 17:30");
    assert_eq!(shown(days.due_at.unwrap()), "2025-03-12 09:30");
    let outside = [pause("2025-03-07 18:00"), fact("2025-03-09 09:00", Fact::Resume)];
    let same = one("3WD@CAL-8x5", "2025-03-06 09:00", &outside, "2025-03-10 10:00").unwrap();
    assert_eq!(same.due_at, same.original_due_at);
}

#[test]
fn a_pause_counts_at_most_as_long_as_the_policy_lets_it() {
    let clock = one("PT96H@CAL-24x7", START, &[pause("2025-03-04 09:00")], "2025-05-01 09:00").unwrap();
    assert_eq!(shown(clock.breached_at.unwrap()), "2025-04-06 09:00");
    assert_eq!(clock.state, ClockState::Breached);
    assert_eq!(clock.paused_since, None);
    let resumed = [pause("2025-03-04 09:00"), fact("2025-04-04 09:00", Fact::Resume)];
    let clock = one("PT96H@CAL-24x7", START, &resumed, "2025-04-05 09:00").unwrap();
    assert_eq!(shown(clock.due_at.unwrap()), "2025-04-06 09:00");
}

#[test]
fn an_extension_inside_a_pause_is_moved_only_by_the_rest_of_it() {
    let facts = [
        pause("2025-03-04 09:00"),
        extend("2025-03-05 09:00", "2025-03-10 09:00"),
        fact("2025-03-06 09:00", Fact::Resume),
    ];
    let clock = one("16WH@CAL-8x5", START, &facts, "2025-03-06 10:00").unwrap();
    assert_eq!(shown(clock.due_at.unwrap()), "2025-03-11 09:00");
    let causes: Vec<DueCause> = clock.due_history.iter().map(|c| c.cause).collect();
    assert_eq!(causes, [DueCause::Target, DueCause::Extension, DueCause::Pause]);
    assert_eq!(clock.due_history[1].detail.as_deref(), Some("complex"));
}

#[test]
fn thresholds_of_resting_clocks_do_not_fire() {
    let stopped =
        one("16WH@CAL-8x5", START, &[fact("2025-03-04 10:00", Fact::Resolved)], "2025-03-10 09:00").unwrap();
    assert_eq!(stopped.thresholds.iter().map(|t| t.percent).collect::<Vec<_>>(), [50]);
    let paused = one("16WH@CAL-8x5", START, &[pause("2025-03-04 10:00")], "2025-03-10 09:00").unwrap();
    assert_eq!(paused.thresholds.iter().map(|t| t.percent).collect::<Vec<_>>(), [50]);
    let cancelled = Fact::Cancelled { reason: "withdrawn".to_owned() };
    let cancelled =
        one("16WH@CAL-8x5", START, &[fact("2025-03-03 10:00", cancelled)], "2025-03-10 09:00").unwrap();
    assert_eq!((cancelled.state, cancelled.thresholds.len()), (ClockState::Cancelled, 0));
    assert_eq!((cancelled.cancel_reason.as_deref(), cancelled.breached_at), (Some("withdrawn"), None));
}

#[test]
fn clocks_apply_by_type_and_mode() {
    let kinds = |request: &str, mode: &str| -> Vec<ClockKind> {
        let subject = Subject {
            request_type_code: request.to_owned(),
            mode_code: mode.to_owned(),
            ..subject(START, Priority::P2)
        };
        compute(rules(), &subject, &[], at(START)).unwrap().iter().map(|c| c.kind).collect()
    };
    use ClockKind::{Ack, Assessment, Complaint, Onsite, Resolution, Response};
    assert_eq!(kinds("repair", "on_site"), [Ack, Response, Assessment, Onsite, Resolution]);
    assert_eq!(kinds("repair", "remote"), [Ack, Response, Assessment, Resolution]);
    assert_eq!(kinds("consultation", "remote"), [Ack, Response, Resolution]);
    assert_eq!(kinds("complaint", "remote"), [Ack, Response, Assessment, Resolution, Complaint]);
}

#[test]
fn a_reply_acknowledges_and_facts_stop_their_clocks_once() {
    let facts = [
        fact("2025-03-03 09:20", Fact::SubstantiveReply),
        fact("2025-03-03 09:30", Fact::Acknowledged),
        fact("2025-03-03 10:00", Fact::ArrivedOnSite),
        fact("2025-03-04 10:00", Fact::ArrivedOnSite),
    ];
    let clocks = clocks(START, Priority::P1, &facts, "2025-03-10 09:00").unwrap();
    assert_eq!(of(&clocks, ClockKind::Ack).stopped_at, Some(at("2025-03-03 09:20")));
    assert_eq!(of(&clocks, ClockKind::Response).state, ClockState::Met);
    assert_eq!(of(&clocks, ClockKind::Onsite).stopped_at, Some(at("2025-03-03 10:00")));
}

#[test]
fn facts_after_the_instant_asked_for_have_not_happened() {
    let facts = [fact("2025-03-03 12:00", Fact::Resolved)];
    let before = clocks(START, Priority::P2, &facts, "2025-03-03 11:00").unwrap();
    assert_eq!(of(&before, ClockKind::Resolution).state, ClockState::Running);
    assert!(clocks(START, Priority::P2, &facts, "2025-03-03 08:00").unwrap().is_empty());
}

#[test]
fn each_urging_runs_its_own_clock() {
    let facts = [
        fact("2025-03-03 10:00", Fact::Urged),
        fact("2025-03-03 11:00", Fact::Urged),
        fact("2025-03-03 14:00", Fact::UrgeAnswered),
        fact("2025-03-04 10:00", Fact::Urged),
    ];
    let clocks = clocks(START, Priority::P2, &facts, "2025-03-04 11:00").unwrap();
    let urges: Vec<_> = clocks.iter().filter(|c| c.kind == ClockKind::UrgeReply).collect();
    let seen: Vec<_> = urges.iter().map(|c| (c.cycle, c.state)).collect();
    assert_eq!(seen, [(2, ClockState::Running), (1, ClockState::Met)], "the newest cycle first");
    assert_eq!(shown(urges[1].started_at), "2025-03-03 10:00");
}

#[test]
fn money_paid_before_the_goods_come_back_is_in_time() {
    let subject = Subject { request_type_code: "return".to_owned(), ..subject(START, Priority::P3) };
    let facts = [fact("2025-03-04 10:00", Fact::RefundPaid), fact("2025-03-05 10:00", Fact::GoodsReceived)];
    let clocks = compute(rules(), &subject, &facts, at("2025-04-01 10:00")).unwrap();
    assert_eq!(of(&clocks, ClockKind::Refund).state, ClockState::Met);
}

#[test]
fn reopening_voids_the_survey_and_pauses_again_when_the_ticket_still_waits() {
    let facts = [
        pause("2025-03-03 10:00"),
        fact("2025-03-03 12:00", Fact::Resolved),
        fact("2025-03-03 13:00", Fact::CustomerConfirmed),
        fact("2025-03-04 10:00", Fact::Reopen),
    ];
    let all = clocks(START, Priority::P2, &facts, "2025-03-05 10:00").unwrap();
    assert_eq!(of(&all, ClockKind::Survey).cancel_reason.as_deref(), Some("reopened"));
    let resolution = of(&all, ClockKind::Resolution);
    assert_eq!((resolution.state, resolution.consumed_seconds), (ClockState::Paused, 3600));
    let mut resumed = facts.to_vec();
    resumed.push(fact("2025-03-05 10:00", Fact::Resume));
    let all = clocks(START, Priority::P2, &resumed, "2025-03-05 11:00").unwrap();
    let resolution = of(&all, ClockKind::Resolution);
    assert_eq!(resolution.consumed_seconds, 2 * 3600);
    // 15 of 16 hours were left when work resumed: 6.5 + 8 + 0.5
    assert_eq!(shown(resolution.due_at.unwrap()), "2025-03-07 09:00");
}

#[test]
fn an_agreed_window_replaces_the_visit_target_and_its_cancellation_restores_it() {
    let agreed = Fact::AppointmentAgreed { from: at("2025-03-06 09:00"), to: at("2025-03-06 11:00") };
    let mut facts = vec![fact("2025-03-03 10:00", agreed)];
    let visit = |facts: &[FactAt], priority| {
        let all = clocks(START, priority, facts, "2025-03-03 12:00").unwrap();
        of(&all, ClockKind::Onsite).clone()
    };
    assert_eq!(shown(visit(&facts, Priority::P2).due_at.unwrap()), "2025-03-06 11:00");
    assert_eq!(visit(&facts, Priority::P3).original_due_at, Some(at("2025-03-06 11:00")));
    facts.push(fact("2025-03-03 11:00", Fact::AppointmentCancelled));
    let restored = visit(&facts, Priority::P2);
    assert_eq!((restored.due_at, restored.due_exclusive), (Some(at("2025-03-05 00:00")), true));
    assert_eq!(visit(&facts, Priority::P3).due_at, None);
}

#[test]
fn a_promised_date_is_the_due_time_of_the_custody() {
    let promise = Fact::ItemReceivedSigned { promised_at: Some(at("2025-03-10 12:00")) };
    let all = clocks(START, Priority::P3, &[fact("2025-03-03 10:00", promise)], "2025-03-11 12:00").unwrap();
    let custody = of(&all, ClockKind::CustodyPromise);
    assert_eq!((custody.due_at, custody.state), (Some(at("2025-03-10 12:00")), ClockState::Breached));
    assert_eq!(custody.due_history[0].cause, DueCause::Promise);
}

#[test]
fn a_less_urgent_priority_keeps_pauses_and_told_extensions() {
    let down = fact("2025-03-05 10:00", Fact::PriorityChange { priority: Priority::P4 });
    let paused = [pause("2025-03-04 09:00"), fact("2025-03-04 11:00", Fact::Resume), down.clone()];
    let all = clocks(START, Priority::P3, &paused, "2025-03-05 10:00").unwrap();
    // 5WD from 03-03 is 03-10 17:30, and two working hours were paused
    assert_eq!(shown(of(&all, ClockKind::Resolution).due_at.unwrap()), "2025-03-11 10:30");
    let extended = [extend("2025-03-04 09:00", "2025-03-20 17:30"), down];
    let all = clocks(START, Priority::P3, &extended, "2025-03-05 10:00").unwrap();
    assert_eq!(shown(of(&all, ClockKind::Resolution).due_at.unwrap()), "2025-03-20 17:30");
    assert_eq!(all.iter().filter(|c| c.kind == ClockKind::Assessment).count(), 1, "the same target goes on");
}

#[test]
fn a_target_of_none_starts_when_the_priority_gives_it_one() {
    let mut policy: PolicySpec = standard::policy();
    policy.clocks.get_mut("resolution").unwrap().targets.insert("P4".to_owned(), "none".to_owned());
    let rules = Rules { policy: &policy, calendars: &CALENDARS };
    let up = [fact("2025-03-05 10:00", Fact::PriorityChange { priority: Priority::P1 })];
    let none = compute(rules, &subject(START, Priority::P4), &up, at("2025-03-04 10:00")).unwrap();
    assert!(none.iter().all(|c| c.kind != ClockKind::Resolution));
    let some = compute(rules, &subject(START, Priority::P4), &up, at("2025-03-05 11:00")).unwrap();
    assert_eq!(shown(of(&some, ClockKind::Resolution).due_at.unwrap()), "2025-03-06 10:00");
}

#[test]
fn a_year_without_official_data_is_provisional() {
    let clock = one("3WD@CAL-8x5", "2026-12-30 09:00", &[], "2026-12-30 09:00").unwrap();
    assert!(clock.provisional);
    assert!(clock.trace.iter().any(|step| step.step() == "provisional" && step.zh().contains("2027")));
    assert!(!one("PT96H@CAL-24x7", "2026-12-30 09:00", &[], "2026-12-30 09:00").unwrap().provisional);
}

#[test]
fn the_trace_derives_the_due_time_in_both_languages() {
    let facts = [pause("2025-03-04 10:00"), fact("2025-03-06 14:00", Fact::Resume)];
    let clock = one("16WH@CAL-8x5", START, &facts, "2025-03-06 15:00").unwrap();
    let en: Vec<String> = clock.trace.iter().map(domain::sla::TraceStep::en).collect();
    assert_eq!(
        en,
        [
            "2025-03-03 09:00 start (the customer reached us), target 16WH · 标准工时 8×5",
            "Mon 03-03 09:00–12:00 3 h, 13:00–17:30 4.5 h; used 7.5 h, left 8.5 h",
            "Tue 03-04 08:30–10:00 1.5 h; used 9 h, left 7 h",
            "2025-03-04 10:00 paused (Waiting for the customer's downtime window), used 9 h",
            "2025-03-06 14:00 resumed, 19 h of working time paused, due 2025-03-05 09:00 → 2025-03-07 12:00",
            "Thu 03-06 14:00–17:30 3.5 h; used 12.5 h, left 3.5 h",
            "Fri 03-07 08:30–12:00 3.5 h; used 16 h, left 0 h",
            "due 2025-03-07 12:00",
        ]
    );
    let spring = one("3WD@CAL-8x5", "2025-01-24 16:30", &[], "2025-01-24 16:30").unwrap();
    let zh: Vec<String> = spring.trace.iter().map(domain::sla::TraceStep::zh).collect();
    assert_eq!(
        zh,
        [
            "2025-01-24 16:30 开始（客户报修到达），目标 3WD · 标准工时 8×5",
            "周五 01-24 为起始日，不计入",
            "周六 01-25 休息",
            "周日 01-26（春节调休上班） 第 1 个工作日",
            "周一 01-27 第 2 个工作日",
            "周二 01-28 – 周二 02-04 休息 (春节)",
            "周三 02-05 第 3 个工作日",
            "时限 2025-02-05 17:30",
        ]
    );
    let json = serde_json::to_value(&clock).unwrap();
    assert_eq!(json["trace"][0]["step"], "started");
    let read: domain::sla::Clock = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(serde_json::to_value(read).unwrap(), json);
}
