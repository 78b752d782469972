//! Extensions, urgings, transfers, notices, surveys; merging and splitting (K5, S9, S12, 2.3 items 6 and 13).

use domain::{
    kernel::{Actor, ReasonCode::*, TicketId},
    sla::{ClockKind, ClockState, PauseReason},
    tickets::{
        Action, AnswerUrge, Command, DecideExtension, EndKind, Event, LegalCap, LinkedTicket, NewTicket,
        NoticeAbout, NoticeDelivery, RequestType, ServiceMode, Split, State, StateCode, Ticket, TicketNo,
        Urge, UrgeKind,
    },
};

use super::{
    bodies,
    world::{
        Play,
        Who::{self, Engineer, Reception, Supervisor, System},
        at, codes, id, new_ticket, prose,
    },
};

fn extend(to: &str) -> Command {
    Command::Extend { extend: bodies::extend(ClockKind::Resolution, at(to)), cap: None }
}

#[test]
fn an_extension_moves_the_due_time_and_keeps_the_promise_before() {
    // 3WD from Monday 2025-03-03 is Thursday 17:30
    let mut play = Play::repair();
    let events = play.at("2025-03-05 10:00").yes(Supervisor, extend("2025-03-11 17:30"));
    assert!(matches!(&events[0], Event::Extended(e) if e.number == 1 && e.approved_by == Supervisor.actor()));
    let clock = play.clock(ClockKind::Resolution);
    assert_eq!(clock.original_due_at, Some(at("2025-03-06 17:30")));
    assert_eq!(clock.due_at, Some(at("2025-03-11 17:30")));
    assert_eq!(play.ticket.promises.notices.last().map(|n| n.about), Some(NoticeAbout::Extension));
}

#[test]
fn an_extension_comes_before_the_due_time_later_than_it_and_at_most_twice() {
    let mut play = Play::repair();
    play.at("2025-03-05 10:00");
    assert_eq!(play.no(Supervisor, extend("2025-03-06 17:30")), codes(&[ExtensionNotLater]));
    assert_eq!(play.no(Supervisor, extend("2025-03-05 09:00")), codes(&[ExtensionNotLater]));
    play.yes(Supervisor, extend("2025-03-07 17:30"));
    play.yes(Supervisor, extend("2025-03-10 17:30"));
    assert_eq!(play.no(Supervisor, extend("2025-03-11 17:30")), codes(&[ExtensionTooMany]));
    let mut late = Play::repair();
    late.at("2025-03-06 17:31");
    assert_eq!(late.no(Supervisor, extend("2025-03-11 17:30")), codes(&[ExtensionAfterDue]));
    assert_eq!(late.clock(ClockKind::Resolution).state, ClockState::Breached);
}

#[test]
fn an_extension_never_passes_the_law() {
    let mut play = Play::repair();
    let cap = LegalCap { until: at("2025-04-02 09:00"), clause: "微机三包 第23条".to_owned() };
    let beyond = bodies::extend(ClockKind::Resolution, at("2025-04-02 09:01"));
    let refused = play.no(Supervisor, Command::Extend { extend: beyond, cap: Some(cap.clone()) });
    assert!(refused[0].starts_with("extension_past_cap(微机三包 第23条"), "{refused:?}");
    let within = bodies::extend(ClockKind::Resolution, at("2025-04-02 09:00"));
    play.yes(Supervisor, Command::Extend { extend: within, cap: Some(cap) });
}

#[test]
fn what_an_engineer_asks_for_counts_from_the_moment_it_is_granted() {
    let ask = Command::AskExtension {
        extend: bodies::extend(ClockKind::Resolution, at("2025-03-11 17:30")),
        cap: None,
    };
    let decide = |approve, note: Option<&str>| Command::DecideExtension {
        decide: DecideExtension { approve, note: note.map(prose) },
        cap: None,
    };
    let mut play = Play::repair();
    play.at("2025-03-05 10:00");
    assert_eq!(play.no(Supervisor, decide(true, None)), codes(&[ExtensionNotAsked]));
    play.yes(Engineer, ask.clone());
    assert_eq!(play.no(Engineer, ask.clone()), codes(&[AlreadyExists]));
    assert_eq!(play.clock(ClockKind::Resolution).due_at, Some(at("2025-03-06 17:30")));
    assert_eq!(play.no(Supervisor, decide(false, None)), ["result_missing(note)"]);
    let mut late = play.clone();
    late.at("2025-03-06 18:00");
    assert_eq!(late.no(Supervisor, decide(true, None)), codes(&[ExtensionAfterDue]));
    let mut refused = play.clone();
    refused.yes(Supervisor, decide(false, Some("今天借调人员")));
    assert_eq!(refused.ticket.promises.asked_extension, None);
    play.yes(Supervisor, decide(true, None));
    let granted = &play.ticket.promises.extensions[0];
    assert_eq!(
        (granted.asked_by.clone(), granted.approved_by.clone()),
        (Engineer.actor(), Supervisor.actor())
    );
    assert_eq!(play.clock(ClockKind::Resolution).due_at, Some(at("2025-03-11 17:30")));
}

#[test]
fn waiting_for_parts_is_no_pause_but_an_extension() {
    let mut play = Play::repair();
    let refused = play.no(Supervisor, bodies::pause(PauseReason::WaitingParts));
    assert_eq!(refused, ["pause_reason_refused(waiting_parts)"]);
    play.yes(Supervisor, extend("2025-03-11 17:30"));
}

#[test]
fn an_urging_is_answered_in_four_working_hours() {
    let mut play = Play::repair();
    let urge = |kind| Command::Urge(Urge { kind, text: prose("客户来电催办") });
    let answer = |number| Command::AnswerUrge(AnswerUrge { number, text: prose("配件今天到") });
    play.at("2025-03-03 16:30").yes(Reception, urge(UrgeKind::Hasten));
    assert_eq!(play.clock(ClockKind::UrgeReply).due_at, Some(at("2025-03-04 11:30")));
    play.at("2025-03-04 09:00").yes(Reception, urge(UrgeKind::Supervise));
    assert_eq!(play.no(Engineer, answer(3)), ["urge_missing(number)"]);
    play.yes(Engineer, answer(1));
    assert_eq!(play.clock(ClockKind::UrgeReply).state, ClockState::Running, "the second one waits");
    play.yes(Engineer, answer(2));
    assert_eq!(play.clock(ClockKind::UrgeReply).state, ClockState::Met);
    assert_eq!(play.no(Engineer, answer(2)), codes(&[UrgeMissing]));
    let levels: Vec<_> = play.ticket.promises.urges.iter().map(|u| u.level).collect();
    assert_eq!(levels, [1, 1]);
}

#[test]
fn a_transfer_needs_materials_and_a_new_time_and_pauses_nothing() {
    let mut play = Play::repair();
    play.at("2025-03-04 10:00");
    let bare = bodies::transfer(&play.ticket, play.now);
    assert_eq!(play.no(Supervisor, Command::TransferToHq(bare)), codes(&[MaterialsMissing]));
    play.step(Engineer, Action::Attach);
    let mut early = bodies::transfer(&play.ticket, play.now);
    early.new_time = play.now;
    assert_eq!(play.no(Supervisor, Command::TransferToHq(early)), ["time_out_of_order(new_time)"]);
    let due = play.clock(ClockKind::Resolution).due_at;
    play.at("2025-03-04 16:00").step(Supervisor, Action::Transfer);
    assert_eq!(play.clock(ClockKind::Resolution).due_at, due);
    assert_eq!(play.ticket.ownership.as_ref().map(|o| o.owner_id), Some(Engineer.user()));
    assert_eq!(play.ticket.order_after(ClockKind::HqAccept), Some(UrgeKind::Supervise));
    play.step(Supervisor, Action::AcceptTransfer);
    assert_eq!(play.clock(ClockKind::HqAccept).state, ClockState::Met);
    assert_eq!(play.ticket.order_after(ClockKind::HqAccept), None);
    assert_eq!(
        play.no(Supervisor, bodies::proper(&play.ticket, Action::AcceptTransfer, play.now)),
        codes(&[TransferMissing])
    );
    play.step(Supervisor, Action::ReturnTransfer);
    assert_eq!(play.ticket.promises.open_transfer(), None);
}

#[test]
fn the_hours_of_head_office_are_counted_apart() {
    let mut play = super::world::repair_until(Action::Arrive);
    play.step(Engineer, Action::Attach);
    play.step(Engineer, Action::Transfer);
    play.step(Supervisor, Action::AcceptTransfer);
    play.step(Engineer, Action::Work);
    play.step(Supervisor, Action::Work);
    assert_eq!(play.ticket.cycle.work.iter().map(|w| w.from_hq).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn an_order_that_nobody_answers_is_followed_by_the_next_level() {
    let mut play = Play::repair();
    let order = Command::Urge(Urge { kind: UrgeKind::Supervise, text: prose("总部未按时接收") });
    play.yes(System, order.clone());
    play.yes(System, order);
    assert_eq!(play.ticket.promises.urges.iter().map(|u| u.level).collect::<Vec<_>>(), [1, 2]);
    assert!(play.ticket.promises.urges.iter().all(|u| u.by == Actor::System));
}

#[test]
fn what_the_customer_was_told_makes_their_timeline() {
    let mut play = super::world::repair_until(Action::TellPlan);
    play.step(Reception, Action::Reply);
    play.step(Reception, Action::TellCustomer);
    play.step(Engineer, Action::Pause);
    let about: Vec<_> = play.ticket.promises.notices.iter().map(|n| n.about).collect();
    assert_eq!(about, [NoticeAbout::Plan, NoticeAbout::Reply, NoticeAbout::Process, NoticeAbout::Waiting]);
    let states: Vec<_> = play.ticket.promises.notices.iter().map(|n| n.delivery).collect();
    assert_eq!(states[2], NoticeDelivery::Sent, "a short message");
    assert_eq!(states[3], NoticeDelivery::Said, "a call");
    play.step(Reception, Action::NoteDelivery);
    assert_eq!(play.ticket.promises.notices[0].delivery, NoticeDelivery::Delivered);
}

#[test]
fn the_survey_is_logged_once_even_from_the_archive() {
    let mut play = super::world::repair_until(Action::Archive);
    let survey = play.clock(ClockKind::Survey);
    assert_eq!(survey.state, ClockState::Running);
    play.step(Reception, Action::LogSurvey);
    assert_eq!(play.clock(ClockKind::Survey).state, ClockState::Met);
    assert_eq!(play.state(), StateCode::Archived);
    assert_eq!(
        play.no(Reception, bodies::proper(&play.ticket, Action::LogSurvey, play.now)),
        codes(&[AlreadyExists])
    );
    let mut early = Play::repair();
    assert_eq!(
        early.no(Reception, bodies::proper(&early.ticket, Action::LogSurvey, early.now)),
        codes(&[SurveyNotDue])
    );
}

fn second(received: &str) -> NewTicket {
    NewTicket {
        id: id::<TicketId>(2),
        no: TicketNo::new("SH", 2025, 2).unwrap(),
        ..new_ticket(RequestType::Repair, Some(ServiceMode::OnSite), at(received))
    }
}

fn merge(from: &mut Play, into: &mut Play) -> Result<(Vec<Event>, Vec<Event>), Vec<String>> {
    let ctx = from.context(Who::Supervisor);
    from.ticket
        .merge_into(&mut into.ticket, prose("同一故障重复报修"), &ctx)
        .map_err(|r| r.reasons().iter().map(|reason| reason.code.to_string()).collect())
}

#[test]
fn the_survivor_takes_the_earlier_receipt_and_the_other_ends_merged() {
    let (mut first, mut later) = (Play::repair(), Play::register(second("2025-03-04 11:00")));
    first.step(Engineer, Action::Acknowledge);
    first.at("2025-03-04 12:00");
    later.at("2025-03-04 12:00");
    let (ended, absorbed) = merge(&mut first, &mut later).unwrap();
    assert!(matches!(&ended[0], Event::Ended(e) if e.how == EndKind::Merged));
    assert!(matches!(&absorbed[0], Event::Absorbed { received_before, received_at, .. }
        if *received_before == at("2025-03-04 11:00") && *received_at == at("2025-03-03 09:00")));
    assert_eq!(first.state(), StateCode::Merged);
    assert_eq!(first.clock(ClockKind::Resolution).cancel_reason.as_deref(), Some("merged"));
    assert_eq!(first.open_clocks(), []);
    assert_eq!(later.clock(ClockKind::Resolution).due_at, Some(at("2025-03-06 17:30")));
    assert_eq!(later.clock(ClockKind::Ack).state, ClockState::Met, "answered on the one is answered");
    assert_eq!(first.ticket.links.merged_into.as_ref().map(|l| l.id), Some(id::<TicketId>(2)));
    assert!(matches!(&first.ticket.state, State::Ended(e) if e.duplicate_of == Some(id::<TicketId>(2))));
}

#[test]
fn only_open_requests_with_something_in_common_are_merged() {
    let mut first = Play::repair();
    let mut itself = first.clone();
    assert_eq!(merge(&mut first, &mut itself).unwrap_err(), codes(&[DuplicateOfItself]));
    let mut other = second("2025-03-03 10:00");
    other.customer.name = super::world::line("无锡机床");
    let mut stranger = Play::register(other);
    assert_eq!(merge(&mut first, &mut stranger).unwrap_err(), codes(&[MergeUnrelated]));
    let mut ended = Play::register(second("2025-03-03 10:00"));
    ended.yes(Supervisor, bodies::end(EndKind::Withdrawn));
    assert_eq!(merge(&mut first, &mut ended).unwrap_err(), codes(&[MergeTargetClosed]));
    assert_eq!(merge(&mut ended, &mut first).unwrap_err(), codes(&[AlreadyEnded]));
    assert_eq!(first.state(), StateCode::Registered);
}

#[test]
fn the_part_inherits_receipt_answers_pauses_and_used_time() {
    let mut play = Play::repair();
    play.at("2025-03-04 10:00").yes(Supervisor, bodies::pause(PauseReason::CustomerInformation));
    play.at("2025-03-05 10:00").yes(Supervisor, Command::Resume);
    play.at("2025-03-05 14:00").yes(Supervisor, bodies::pause(PauseReason::CustomerInformation));
    play.at("2025-03-05 15:00");
    let whole = play.clock(ClockKind::Resolution);
    let split = Split {
        request_type: RequestType::Repair,
        mode: None,
        severity: play.ticket.severity,
        impact: play.ticket.impact,
        description: prose("另有漏油"),
        fault_code: None,
        reason: prose("两个故障分开处理"),
    };
    let ctx = play.context(Supervisor);
    let no = TicketNo::new("SH", 2025, 2).unwrap();
    let (part, new, old) = play.ticket.split(id::<TicketId>(2), no, split, &ctx).unwrap();
    assert!(matches!(&old[0], Event::Split { into, .. } if into.id == id::<TicketId>(2)));
    assert!(
        matches!(new.last(), Some(Event::SplitOff { from: LinkedTicket { id, .. } }) if *id == play.ticket.id)
    );
    let part = Play { ticket: part, now: play.now };
    let clock = part.clock(ClockKind::Resolution);
    assert_eq!((clock.started_at, clock.state), (whole.started_at, ClockState::Running));
    assert_eq!(clock.consumed_seconds, whole.consumed_seconds);
    assert_eq!(play.state(), StateCode::Waiting);
    assert_eq!(part.ticket.hold(), None);
    let read: Ticket = serde_json::from_str(&serde_json::to_string(&part.ticket).unwrap()).unwrap();
    assert_eq!(read, part.ticket);
}
