//! Ends without a solution: running clocks end cancelled, a breach that has happened stays (domain.md 2.3 item 13).

use domain::{
    access::Permission,
    kernel::{ReasonCode::*, TicketId},
    sla::{ClockKind, ClockState, PauseReason},
    tickets::{Action, Command, End, EndKind, State, StateCode},
};

use super::{
    bodies,
    world::{Play, Who::Supervisor, at, codes, id, prose, repair_until},
};

#[test]
fn every_ending_cancels_the_running_clocks() {
    let endings = [
        (EndKind::Cancelled, StateCode::Cancelled),
        (EndKind::Withdrawn, StateCode::Withdrawn),
        (EndKind::Duplicate, StateCode::Duplicate),
        (EndKind::Refused, StateCode::Refused),
    ];
    let stages = [Action::Acknowledge, Action::TellPlan, Action::Arrive, Action::Work];
    for (how, state) in endings {
        for stage in stages {
            for waiting in [false, true] {
                let mut play = repair_until(stage);
                if waiting {
                    play.yes(Supervisor, bodies::pause(PauseReason::CustomerInformation));
                }
                play.now = play.now.plus_seconds(3600);
                let duplicate_of = (how == EndKind::Duplicate).then(|| id::<TicketId>(2));
                let end = End { how, reason: prose("客户自行解决"), duplicate_of };
                play.yes(Supervisor, Command::End(end));
                assert_eq!(play.state(), state);
                assert_eq!(play.open_clocks(), []);
                let resolution = play.clock(ClockKind::Resolution);
                assert_eq!(resolution.state, ClockState::Cancelled);
                assert_eq!(resolution.cancel_reason.as_deref(), Some(how.as_str()));
                play.now = play.now.plus_seconds(90 * 86_400);
                assert_eq!(play.open_clocks(), []);
                assert_eq!(play.no(Supervisor, Command::Resume), codes(&[AlreadyEnded]));
                play.step(Supervisor, Action::Comment);
            }
        }
    }
}

#[test]
fn a_breach_that_has_happened_stays() {
    let mut play = Play::repair();
    play.at("2025-03-04 09:00:00.001").yes(Supervisor, bodies::end(EndKind::Cancelled));
    let response = play.clock(ClockKind::Response);
    assert_eq!((response.state, response.breached_at), (ClockState::Cancelled, Some(at("2025-03-04 09:00"))));
    assert_eq!(play.clock(ClockKind::Resolution).breached_at, None);
}

#[test]
fn a_duplicate_names_another_request() {
    let mut play = Play::repair();
    let duplicate = |of: Option<u128>| {
        let duplicate_of = of.map(id::<TicketId>);
        Command::End(End { how: EndKind::Duplicate, reason: prose("重复登记"), duplicate_of })
    };
    assert_eq!(play.no(Supervisor, duplicate(Some(1))), codes(&[DuplicateOfItself]));
    assert_eq!(play.no(Supervisor, duplicate(None)), ["duplicate_of_itself(duplicate_of)"]);
    play.yes(Supervisor, duplicate(Some(2)));
    let State::Ended(ending) = &play.ticket.state else { panic!("not ended") };
    assert_eq!(ending.duplicate_of, Some(id::<TicketId>(2)));

    let mut cancelled = Play::repair();
    let end = End { how: EndKind::Cancelled, reason: prose("误报"), duplicate_of: Some(id::<TicketId>(2)) };
    cancelled.yes(Supervisor, Command::End(end));
    let State::Ended(ending) = &cancelled.ticket.state else { panic!("not ended") };
    assert_eq!(ending.duplicate_of, None, "only a duplicate is one");
}

#[test]
fn what_is_solved_is_not_ended() {
    for stage in [Action::FinishVisit, Action::Sign, Action::Review] {
        assert_eq!(repair_until(stage).no(Supervisor, bodies::end(EndKind::Cancelled)), codes(&[WrongStage]));
    }
    assert_eq!(
        repair_until(Action::Archive).no(Supervisor, bodies::end(EndKind::Cancelled)),
        codes(&[Archived])
    );
}

/// whoever may cancel may not yet refuse.
#[test]
fn refusing_needs_its_own_permission() {
    for how in EndKind::ALL {
        let needed = bodies::end(*how).permission();
        let refuse =
            if *how == EndKind::Refused { Permission::TicketsRefuse } else { Permission::TicketsCancel };
        assert_eq!(needed, refuse, "{how}");
    }
}
