//! Clocks through ticket commands: what stops them, what pauses them, and when they are due.

use domain::{
    kernel::ReasonCode::*,
    sla::{ClockKind, ClockState, Impact, PauseReason, Severity},
    tickets::{
        Action, Command, ContactResult, Dispatch, LogContact, Pause, Reply, RequestType, Resolve,
        ServiceMode, StateCode, TellPlan,
    },
};

use super::{
    bodies,
    world::{
        Play,
        Who::{Engineer, Reception, Supervisor},
        at, codes, new_ticket, repair_until,
    },
};

/// S2: paused for 19 working hours, the due time moves by them; waiting for parts does not pause.
#[test]
fn s2_pause_while_waiting_for_the_customer() {
    let mut new = new_ticket(RequestType::Repair, Some(ServiceMode::OnSite), at("2025-03-03 09:00"));
    (new.severity, new.impact) = (Severity::SevereDegradation, Impact::Runs);
    let mut play = Play::register(new);
    assert_eq!(play.clock(ClockKind::Resolution).due_at, Some(at("2025-03-05 09:00")));

    play.at("2025-03-04 10:00");
    let refused = play.no(Engineer, bodies::pause(PauseReason::WaitingParts));
    assert_eq!(refused, ["pause_reason_refused(waiting_parts)"]);
    play.yes(Engineer, bodies::pause(PauseReason::CustomerDowntimeWindow));
    assert_eq!(play.state(), StateCode::Waiting);
    let resolution = play.clock(ClockKind::Resolution);
    assert_eq!((resolution.state, resolution.consumed_seconds), (ClockState::Paused, 9 * 3600));

    play.at("2025-03-06 14:00").yes(Engineer, Command::Resume);
    assert_eq!(play.state(), StateCode::Registered);
    let resolution = play.clock(ClockKind::Resolution);
    assert_eq!(resolution.due_at, Some(at("2025-03-07 12:00")));
    assert_ne!(resolution.due_at, Some(at("2025-03-07 13:00")), "the elapsed 52 hours are not what is added");
    let warning = resolution.thresholds.iter().find(|t| t.percent == 80).unwrap();
    assert_eq!(warning.fire_at, at("2025-03-07 08:48"));
    assert_eq!(play.clock(ClockKind::Response).paused_since, None, "the response clock is not pausable");
}

/// S4: solved with 9 of 24 hours used, reopened on Friday: 15 hours are left.
#[test]
fn s4_reopening_goes_on_with_the_remaining_time() {
    let mut policy = super::world::POLICY.clone();
    let resolution = policy.clocks.get_mut("resolution").unwrap();
    resolution.targets.insert("P3".to_owned(), "24WH@CAL-8x5".to_owned());
    let mut play = Play::register(new_ticket(
        RequestType::Consultation,
        Some(ServiceMode::Remote),
        at("2025-04-30 14:00"),
    ));
    let due = |play: &Play| {
        let clocks = play.clocks_by(&policy).unwrap();
        let clock = clocks.into_iter().find(|c| c.kind == ClockKind::Resolution).unwrap();
        (clock.state, clock.due_at, clock.consumed_seconds / 1800)
    };
    play.at("2025-05-06 15:00");
    play.yes(Reception, bodies::proper(&play.ticket, Action::Reply, play.now));
    play.yes(Engineer, Command::Resolve(bodies::resolve()));
    assert_eq!(due(&play), (ClockState::Met, Some(at("2025-05-08 14:00")), 18));

    play.at("2025-05-09 11:00");
    play.yes(Reception, bodies::proper(&play.ticket, Action::Reopen, play.now));
    assert_eq!(due(&play), (ClockState::Running, Some(at("2025-05-13 10:00")), 18));
    assert_eq!(play.ticket.reopen_count(), 1);

    // Friday 5.5 hours, Monday one hour; half hours are counted
    play.yes(Reception, bodies::proper(&play.ticket, Action::Reply, play.now));
    play.at("2025-05-12 09:30").yes(Engineer, Command::Resolve(bodies::resolve()));
    assert_eq!(due(&play), (ClockState::Met, Some(at("2025-05-13 10:00")), 31));
}

#[test]
fn a_pause_tells_its_reason_and_its_end() {
    let mut play = Play::repair();
    let body = |until: &str| match bodies::pause(PauseReason::CustomerFeeDecision) {
        Command::Pause(pause) => Command::Pause(Pause { expected_until: Some(at(until)), ..pause }),
        other => other,
    };
    assert_eq!(play.no(Engineer, body("2025-03-03 09:00")), ["time_out_of_order(expected_until)"]);
    assert_eq!(play.no(Engineer, body("2025-04-02 09:01")), ["pause_too_long(30)"]);
    play.yes(Engineer, body("2025-04-02 09:00"));
    let hold = play.ticket.hold().unwrap();
    assert_eq!((hold.reason, hold.since), (PauseReason::CustomerFeeDecision, at("2025-03-03 09:00")));
    assert_eq!(play.no(Engineer, body("2025-03-20 09:00")), codes(&[Waiting]), "not twice");
    play.yes(Engineer, Command::Resume);
    assert_eq!(play.no(Engineer, Command::Resume), codes(&[NotWaiting]));
}

/// What has to have happened for a step that only answers something.
fn before(action: Action) -> &'static [Action] {
    match action {
        Action::DecideExtension => &[Action::AskExtension],
        Action::AnswerUrge => &[Action::Urge],
        Action::Transfer => &[Action::Attach],
        Action::AcceptTransfer | Action::ReturnTransfer => &[Action::Attach, Action::Transfer],
        _ => &[],
    }
}

#[test]
fn waiting_rests_the_service_and_not_the_conversation() {
    let possible = [
        Action::Acknowledge,
        Action::VerifyProduct,
        Action::Reply,
        Action::AnswerTask,
        Action::LogContact,
        Action::CancelVisit,
        Action::Resume,
        Action::Assign,
        Action::ChangePriority,
        Action::Decide,
        Action::Attach,
        Action::Comment,
        Action::End,
        Action::TellCustomer,
        Action::NoteDelivery,
        Action::Extend,
        Action::AskExtension,
        Action::DecideExtension,
        Action::Urge,
        Action::AnswerUrge,
        Action::Transfer,
        Action::AcceptTransfer,
        Action::ReturnTransfer,
    ];
    let mut play = Play::repair();
    let mut new = new_ticket(RequestType::Repair, Some(ServiceMode::OnSite), play.now);
    new.product.verification = domain::tickets::Verification::Pending;
    play = Play::register(new);
    play.steps(&[
        Action::Confirm,
        Action::Assess,
        Action::Plan,
        Action::TellPlan,
        Action::Dispatch,
        Action::AskDepartment,
    ]);
    play.step(Engineer, Action::Pause);
    for action in Action::ALL.iter().filter(|action| !action.concerns_two()) {
        let mut attempt = play.clone();
        let command = bodies::proper(&attempt.ticket, *action, attempt.now);
        if possible.contains(action) {
            for before in before(*action) {
                attempt.step(Engineer, *before);
            }
            let command = bodies::proper(&attempt.ticket, *action, attempt.now);
            attempt.yes(Engineer, command);
        } else {
            assert_eq!(attempt.no(Engineer, command), codes(&[Waiting]), "{action}");
        }
    }
}

#[test]
fn a_priority_may_rise_while_the_customer_is_waited_for() {
    let mut play = Play::repair();
    play.step(Engineer, Action::Pause);
    play.step(Engineer, Action::ChangePriority);
    assert_eq!(play.state(), StateCode::Waiting);
    assert_eq!(play.clock(ClockKind::Resolution).state, ClockState::Paused);
    play.at("2025-03-04 09:00").yes(Engineer, Command::Resume);
    assert_eq!(play.clock(ClockKind::Resolution).state, ClockState::Running);
}

/// without time and place a reply for a visit is refused and the clock runs on.
#[test]
fn a_vague_reply_is_refused() {
    let mut play = Play::repair();
    let vague = Command::Reply(Reply { time_and_place: None, ..bodies::reply(play.now) });
    assert_eq!(play.no(Reception, vague.clone()), codes(&[ReplyIncomplete]));
    assert_eq!(play.clock(ClockKind::Response).state, ClockState::Running);
    assert_eq!(play.clock(ClockKind::Ack).state, ClockState::Running);

    let mut reply = bodies::reply(play.now);
    let window = reply.time_and_place.as_mut().unwrap();
    (window.from, window.to) = (at("2025-03-02 09:00"), at("2025-03-02 11:00"));
    assert_eq!(play.no(Reception, Command::Reply(reply)), codes(&[WindowInvalid]), "the window is over");

    play.yes(Reception, Command::Reply(bodies::reply(play.now)));
    assert_eq!(play.clock(ClockKind::Response).state, ClockState::Met);
    assert_eq!(play.clock(ClockKind::Ack).state, ClockState::Met, "who answers has taken notice");
    assert_eq!(play.no(Reception, Command::Acknowledge), codes(&[AlreadyExists]));
    play.yes(Reception, vague);

    let mut remote = Play::new(RequestType::Repair, ServiceMode::Remote);
    remote.yes(Reception, Command::Reply(Reply { time_and_place: None, ..bodies::reply(remote.now) }));
    assert_eq!(remote.clock(ClockKind::Response).state, ClockState::Met, "no visit, no place");
}

/// The customer who knows content, time and place has been answered, by whatever step told it.
#[test]
fn what_else_answers_the_customer() {
    let state = |play: &Play| play.clock(ClockKind::Response).state;
    let way = [Action::Confirm, Action::Assess, Action::Plan, Action::TellPlan];

    let mut remote = Play::new(RequestType::Repair, ServiceMode::Remote);
    remote.steps(&way[..3]);
    assert_eq!(state(&remote), ClockState::Running);
    remote.step(Engineer, Action::TellPlan);
    assert_eq!(state(&remote), ClockState::Met);

    let mut visit = Play::repair();
    visit.steps(&way);
    assert_eq!(state(&visit), ClockState::Running, "time and place are open");
    let mut agreed = visit.clone();
    let window = Dispatch { agreed: true, ..bodies::dispatch(agreed.now) };
    agreed.yes(Supervisor, bodies::dispatched(&agreed.ticket, window));
    assert_eq!(state(&agreed), ClockState::Met);

    visit.step(Supervisor, Action::Dispatch);
    assert_eq!(state(&visit), ClockState::Running, "a window that nobody agreed to");
    visit.yes(Engineer, Command::LogContact(LogContact { result: ContactResult::NoAnswer, note: None }));
    assert_eq!(state(&visit), ClockState::Running);
    visit.step(Engineer, Action::LogContact);
    assert_eq!(state(&visit), ClockState::Met);
}

/// K2: an agreed window replaces the target of the visit, until it is cancelled.
#[test]
fn an_agreed_window_is_the_due_time_of_the_visit() {
    let mut play = repair_until(Action::TellPlan);
    assert_eq!(play.clock(ClockKind::Onsite).due_at, None, "P3 is by appointment");
    let window = Dispatch {
        from: at("2025-03-05 09:00"),
        to: at("2025-03-05 10:00"),
        agreed: true,
        ..bodies::dispatch(play.now)
    };
    play.yes(Supervisor, bodies::dispatched(&play.ticket, window));
    assert_eq!(play.clock(ClockKind::Onsite).due_at, Some(at("2025-03-05 10:00")));
    play.step(Supervisor, Action::CancelVisit);
    assert_eq!(play.clock(ClockKind::Onsite).due_at, None);
    assert_eq!(play.state(), StateCode::Planned);
}

/// A customer at whose place nobody has to appear has no on-site clock that nothing would stop.
#[test]
fn the_on_site_clock_belongs_to_visits() {
    for request_type in RequestType::ALL {
        let play = Play::new(*request_type, ServiceMode::OnSite);
        let has = play.clocks().unwrap().iter().any(|c| c.kind == ClockKind::Onsite);
        assert_eq!(has, play.ticket.flow().visit, "{request_type}");
    }
}

/// K17: the form of a visit that did not solve is due the same day, too.
#[test]
fn every_visit_hands_its_form_in() {
    let mut play = repair_until(Action::Work);
    let finish = domain::tickets::FinishVisit {
        outcome: domain::tickets::VisitOutcome::AnotherVisit,
        ..bodies::finish()
    };
    assert_eq!(play.no(Engineer, Command::HandIn), codes(&[NotSolved]));
    play.yes(Engineer, Command::FinishVisit(finish));
    assert_eq!(play.state(), StateCode::InService);
    assert_eq!(play.clock(ClockKind::FormHandIn).due_at, Some(at("2025-03-04 00:00")));
    assert_eq!(play.main_of(Engineer), Some(Action::HandIn));
    assert_eq!(play.main_of(Supervisor), Some(Action::Dispatch));
    play.step(Engineer, Action::HandIn);
    assert_eq!(play.clock(ClockKind::FormHandIn).state, ClockState::Met);
    assert_eq!(play.no(Engineer, Command::HandIn), codes(&[NotSolved]));
    assert_eq!(play.no(Supervisor, Command::Archive), codes(&[NotSolved]));

    play.at("2025-03-05 09:00");
    play.steps(&[Action::Dispatch, Action::LogContact, Action::Arrive, Action::FinishVisit]);
    let clock = play.clock(ClockKind::FormHandIn);
    assert_eq!((clock.cycle, clock.due_at), (2, Some(at("2025-03-06 00:00"))));
    assert_eq!(play.no(Engineer, Command::HandIn), codes(&[SignatureMissing]), "the last one is signed");
}

/// What happened cannot contradict what is known to have happened.
#[test]
fn times_are_in_order() {
    let mut play = repair_until(Action::TellPlan);
    let at_time = |local: &str| Command::Resolve(Resolve { at: Some(at(local)), ..bodies::resolve() });
    let mut consultation = Play::new(RequestType::Consultation, ServiceMode::Remote);
    consultation.at("2025-03-03 12:00").step(Reception, Action::Reply);
    assert_eq!(consultation.no(Engineer, at_time("2025-03-03 08:59")), codes(&[TimeBeforeReceipt]));
    assert_eq!(consultation.no(Engineer, at_time("2025-03-03 12:02")), codes(&[TimeInFuture]));

    // solved, reopened at 14:00, "solved" at 13:00: the reopened clock would run for ever
    consultation.yes(Engineer, at_time("2025-03-03 11:00"));
    consultation.at("2025-03-03 14:00");
    consultation.yes(Reception, bodies::proper(&consultation.ticket, Action::Reopen, consultation.now));
    consultation.at("2025-03-03 15:00").step(Reception, Action::Reply);
    assert_eq!(consultation.no(Engineer, at_time("2025-03-03 13:00")), ["time_out_of_order(at)"]);

    // nothing waits for the customer once it is solved
    consultation.at("2025-03-03 16:00").yes(Engineer, bodies::pause(PauseReason::CustomerInformation));
    consultation.at("2025-03-03 17:00").yes(Engineer, Command::Resume);
    assert_eq!(consultation.no(Engineer, at_time("2025-03-03 15:30")), ["time_out_of_order(at)"]);
    consultation.yes(Engineer, at_time("2025-03-03 17:00"));

    play.step(Supervisor, Action::Dispatch);
    play.step(Engineer, Action::LogContact);
    play.at("2025-03-03 11:00").yes(Engineer, bodies::pause(PauseReason::CustomerDowntimeWindow));
    play.at("2025-03-03 12:00").yes(Engineer, Command::Resume);
    let arrive =
        |local: &str| Command::Arrive(domain::tickets::Arrive { safety_checked: true, at: Some(at(local)) });
    assert_eq!(play.no(Engineer, arrive("2025-03-03 11:30")), ["time_out_of_order(at)"], "it waited");
    play.yes(Engineer, arrive("2025-03-03 12:00"));
    play.at("2025-03-03 13:00");
    let finish = |local: &str| {
        let another = domain::tickets::VisitOutcome::AnotherVisit;
        Command::FinishVisit(domain::tickets::FinishVisit {
            outcome: another,
            at: Some(at(local)),
            ..bodies::finish()
        })
    };
    assert_eq!(
        play.no(Engineer, finish("2025-03-03 11:59")),
        ["time_out_of_order(at)"],
        "before the arrival"
    );
    play.yes(Engineer, finish("2025-03-03 12:30"));
    play.steps(&[Action::Dispatch, Action::LogContact]);
    assert_eq!(
        play.no(Engineer, arrive("2025-03-03 12:29")),
        ["time_out_of_order(at)"],
        "still at the first visit"
    );
}

#[test]
fn a_plan_is_not_told_before_it_is_made() {
    let mut play = repair_until(Action::Assess);
    play.at("2025-03-03 10:00").step(Engineer, Action::Plan);
    play.at("2025-03-03 11:00");
    let told = |version, local: &str| match bodies::proper(&play.ticket, Action::TellPlan, play.now) {
        Command::TellPlan(tell) => Command::TellPlan(TellPlan { version, at: Some(at(local)), ..tell }),
        other => other,
    };
    let (early, unknown, right) =
        (told(1, "2025-03-03 10:00"), told(2, "2025-03-03 10:30"), told(1, "2025-03-03 10:30"));
    assert_eq!(play.no(Engineer, early), ["time_out_of_order(at)"]);
    assert_eq!(play.no(Engineer, unknown), ["plan_not_found(2)"]);
    play.yes(Engineer, right);
    assert_eq!(play.clock(ClockKind::Assessment).stopped_at, Some(at("2025-03-03 10:30")));
}

/// A machine whose clock steps back does not turn a resumption before its pause.
#[test]
fn a_clock_that_steps_back_keeps_the_order() {
    let mut play = Play::repair();
    play.at("2025-03-03 10:00").yes(Engineer, bodies::pause(PauseReason::ForceMajeure));
    play.at("2025-03-03 09:59").yes(Engineer, Command::Resume);
    play.at("2025-03-03 10:01");
    assert_eq!(play.clock(ClockKind::Resolution).state, ClockState::Running);
}
