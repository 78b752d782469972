//! 未圆满 and reopening: the same ticket, until 24:00 of the seventh day after the solution (2.3 items 5 and 12).

use domain::{
    kernel::ReasonCode::*,
    sla::{ClockKind, ClockState},
    tickets::{
        Action, Command, ConfirmResult, NoticeChannel, RequestType, Satisfaction, ServiceMode, StateCode,
    },
};

use super::{
    bodies,
    world::{
        Play,
        Who::{Engineer, Reception, Supervisor},
        at, codes, prose, repair_until,
    },
};

fn reopen(play: &Play) -> Command {
    bodies::proper(&play.ticket, Action::Reopen, play.now)
}

fn unsatisfied() -> Command {
    Command::ConfirmResult(ConfirmResult {
        satisfaction: Satisfaction::Unsatisfied,
        channel: NoticeChannel::Phone,
        comment: Some(prose("还是不会操作")),
    })
}

/// Solved on Monday 2025-03-03.
#[test]
fn the_window_ends_at_24_00_of_the_seventh_day() {
    for stage in [Action::FinishVisit, Action::Sign, Action::HandIn, Action::Review, Action::Archive] {
        let mut play = repair_until(stage);
        let until = play.ticket.reopen_until(&super::world::RULEBOOK);
        assert_eq!(until, Some(at("2025-03-11 00:00")));
        play.at("2025-03-11 00:00");
        let command = reopen(&play);
        assert_eq!(play.no(Reception, command), codes(&[ReopenWindowOver]), "after {stage}");
        assert!(
            !play.offered(Reception).iter().any(|s| s.action == Action::Reopen),
            "nothing can make it possible"
        );
        play.at("2025-03-10 23:59:59.999");
        assert!(play.offered(Reception).iter().any(|s| s.action == Action::Reopen && s.missing.is_empty()));
        let command = reopen(&play);
        play.yes(Reception, command);
        assert_eq!(play.state(), StateCode::Planned, "after {stage}");
    }
}

#[test]
fn the_archived_cycle_is_kept_and_the_next_one_is_whole() {
    let mut play = repair_until(Action::Archive);
    let archived = play.ticket.cycle.clone();
    let archived_at = play.now;
    assert_eq!(play.clock(ClockKind::Survey).state, ClockState::Running);
    play.step(Reception, Action::Reopen);
    let closed = &play.ticket.earlier_cycles[0];
    assert_eq!(closed.cycle, archived);
    assert_eq!(
        (closed.archived_at, closed.archived_by.as_ref()),
        (Some(archived_at), Some(&Supervisor.actor()))
    );
    assert_eq!(closed.reopened_by, Reception.actor());
    assert_eq!(
        play.clock(ClockKind::Survey).state,
        ClockState::Cancelled,
        "the survey of the first solution is void"
    );
    let resolution = play.clock(ClockKind::Resolution);
    assert_eq!((resolution.state, resolution.reopened), (ClockState::Running, true));

    // the told plan stands; visit, cause, work, signature, form and review are needed anew
    assert_eq!(
        play.no(Engineer, Command::FinishVisit(bodies::finish())),
        codes(&[VisitMissing, CauseMissing, WorkLogMissing])
    );
    assert_eq!(play.main_of(Supervisor), Some(Action::Dispatch));
    play.steps(&[Action::Dispatch, Action::LogContact, Action::Arrive, Action::Diagnose, Action::Work]);
    play.step(Engineer, Action::FinishVisit);
    assert_eq!(
        play.no(Supervisor, Command::Archive),
        codes(&[SignatureMissing, FormNotHandedIn, FormNotReviewed])
    );
    play.steps(&[Action::Sign, Action::HandIn]);
    play.step(Supervisor, Action::Review);
    play.step(Supervisor, Action::Archive);
    assert_eq!(play.open_clocks(), [ClockKind::Survey]);
    play.step(Reception, Action::Reopen);
    assert_eq!(play.ticket.reopen_count(), 2);
    assert_eq!(play.ticket.earlier_cycles[0].cycle, archived);
}

/// R-6.2.4.1.
#[test]
fn not_solved_to_satisfaction_reopens() {
    let mut signed = repair_until(Action::FinishVisit);
    signed.step(Engineer, Action::Attach);
    let command = bodies::sign(&signed.ticket, Satisfaction::Unsatisfied);
    let events = signed.yes(Engineer, command);
    let types: Vec<_> = events.iter().map(domain::tickets::Event::event_type).collect();
    assert_eq!(types, ["ticket.customer_confirmed", "ticket.reopened"]);
    assert_eq!(signed.state(), StateCode::Planned);
    let word = signed.ticket.earlier_cycles[0].cycle.confirmation.as_ref().unwrap();
    assert_eq!(word.satisfaction, Satisfaction::Unsatisfied);
    assert_eq!(signed.ticket.earlier_cycles[0].reason.as_str(), "未圆满");
    assert_eq!(signed.clock(ClockKind::Resolution).state, ClockState::Running);
    assert_eq!(signed.main_of(Engineer), Some(Action::HandIn), "the form of today's visit is due today");

    let mut told = Play::new(RequestType::Consultation, ServiceMode::Remote);
    told.steps(&[Action::Reply, Action::Resolve]);
    told.now = told.now.plus_seconds(60);
    told.yes(Reception, unsatisfied());
    assert_eq!(told.state(), StateCode::Registered);
    assert_eq!(told.ticket.earlier_cycles[0].reason.as_str(), "还是不会操作");
    assert_eq!(
        told.no(Engineer, Command::Resolve(bodies::resolve())),
        codes(&[ReplyMissing]),
        "the answer that did not help is no answer to this"
    );
    told.steps(&[Action::Reply, Action::Resolve, Action::ConfirmResult, Action::Archive]);
}

/// After the window a word of dissatisfaction is kept, and the ticket can still be archived: what is wrong is a new one.
#[test]
fn a_late_word_is_kept_without_reopening() {
    let mut play = Play::new(RequestType::Consultation, ServiceMode::Remote);
    play.steps(&[Action::Reply, Action::Resolve]);
    play.at("2025-03-11 00:00").yes(Reception, unsatisfied());
    assert_eq!((play.state(), play.ticket.reopen_count()), (StateCode::CustomerConfirmed, 0));
    assert_eq!(play.ticket.cycle.confirmation.as_ref().unwrap().satisfaction, Satisfaction::Unsatisfied);
    play.step(Supervisor, Action::Archive);
}

/// The form of a visit is due, whatever the flow became: help by phone needs no signature, the visit before it did.
#[test]
fn the_form_of_a_visit_is_not_forgotten_by_another_way_of_helping() {
    let mut play = repair_until(Action::Work);
    let another = domain::tickets::VisitOutcome::AnotherVisit;
    let finish = domain::tickets::FinishVisit { outcome: another, ..bodies::finish() };
    play.yes(Engineer, Command::FinishVisit(finish));
    let by_phone = domain::tickets::Confirm { mode: Some(ServiceMode::Remote), ..bodies::confirm() };
    play.yes(Reception, Command::Confirm(by_phone));
    play.steps(&[Action::Resolve, Action::ConfirmResult]);
    assert_eq!(play.no(Supervisor, Command::Archive), codes(&[FormNotHandedIn]));
    play.step(Engineer, Action::HandIn);
    play.step(Supervisor, Action::Archive);
    assert_eq!(play.open_clocks(), [ClockKind::Survey]);
}

#[test]
fn only_what_was_solved_is_reopened() {
    for stage in [Action::Acknowledge, Action::TellPlan, Action::Work] {
        let mut play = repair_until(stage);
        let command = reopen(&play);
        assert_eq!(play.no(Reception, command), codes(&[NotSolved]));
    }
}
