//! What the screen offers: the main step of the person, what is possible beside it, and what the next steps lack.

use domain::{
    kernel::ReasonCode,
    tickets::{Action, RequestType, ServiceMode, Verification},
};

use super::world::{
    Play,
    Who::{self, Engineer, Reception, Supervisor},
    at, new_ticket, repair_until,
};

#[test]
fn the_main_step_is_the_one_of_the_person() {
    let cases = [
        (Action::Acknowledge, [Some(Action::Confirm), None, Some(Action::Confirm)]),
        (Action::Confirm, [Some(Action::Reply), Some(Action::Assess), Some(Action::Assess)]),
        (Action::Assess, [Some(Action::Reply), Some(Action::Plan), Some(Action::Plan)]),
        (Action::Plan, [Some(Action::Reply), Some(Action::TellPlan), Some(Action::TellPlan)]),
        (Action::TellPlan, [Some(Action::Reply), Some(Action::Reply), Some(Action::Dispatch)]),
        (Action::Dispatch, [Some(Action::Reply), Some(Action::LogContact), Some(Action::Reply)]),
        (Action::LogContact, [None, Some(Action::Arrive), None]),
        (Action::Arrive, [None, Some(Action::Diagnose), None]),
        (Action::Diagnose, [None, Some(Action::Work), None]),
        (Action::Work, [None, Some(Action::FinishVisit), None]),
        (Action::FinishVisit, [None, Some(Action::Sign), None]),
        (Action::Sign, [None, Some(Action::HandIn), Some(Action::HandIn)]),
        (Action::HandIn, [None, None, Some(Action::Review)]),
        (Action::Review, [None, None, Some(Action::Archive)]),
        (Action::Archive, [None, None, None]),
    ];
    for (after, [reception, engineer, supervisor]) in cases {
        let play = repair_until(after);
        let is = [Reception, Engineer, Supervisor].map(|who| play.main_of(who));
        // the engineer may reply, too, before the need is confirmed
        let engineer = if after == Action::Acknowledge { Some(Action::Reply) } else { engineer };
        assert_eq!(is, [reception, engineer, supervisor], "after {after}");
    }
}

#[test]
fn the_main_step_comes_first_then_what_is_possible() {
    for after in [Action::Acknowledge, Action::TellPlan, Action::Work, Action::HandIn] {
        for who in [Reception, Engineer, Supervisor] {
            let steps = repair_until(after).offered(who);
            assert!(steps.iter().filter(|s| s.main).count() <= 1);
            assert!(steps.iter().filter(|s| s.main).all(|s| s.missing.is_empty()));
            let order: Vec<_> = steps.iter().map(|s| (!s.main, !s.missing.is_empty())).collect();
            assert!(order.is_sorted(), "{who:?} after {after}: {order:?}");
        }
    }
}

#[test]
fn the_next_steps_say_what_they_lack() {
    let lacks = |play: &Play, who: Who, action: Action| {
        let step = play.offered(who).into_iter().find(|s| s.action == action);
        step.map(|s| s.missing.iter().map(|r| r.code).collect::<Vec<_>>())
    };
    let registered = Play::repair();
    assert_eq!(lacks(&registered, Supervisor, Action::Assess), Some(vec![ReasonCode::ConfirmationMissing]));
    assert_eq!(lacks(&registered, Engineer, Action::Dispatch), None, "not an engineer's step");
    assert_eq!(lacks(&registered, Engineer, Action::Resolve), None, "a visit is solved by finishing it");
    assert_eq!(lacks(&registered, Engineer, Action::Sign), None, "far away");
    let dispatched = repair_until(Action::Dispatch);
    assert_eq!(lacks(&dispatched, Engineer, Action::Arrive), Some(vec![ReasonCode::ContactLogMissing]));
    assert_eq!(lacks(&dispatched, Supervisor, Action::Dispatch), Some(vec![ReasonCode::VisitOpen]));
    let solved = repair_until(Action::FinishVisit);
    assert_eq!(lacks(&solved, Supervisor, Action::Review), Some(vec![ReasonCode::FormNotHandedIn]));
    let archive =
        vec![ReasonCode::SignatureMissing, ReasonCode::FormNotHandedIn, ReasonCode::FormNotReviewed];
    assert_eq!(lacks(&solved, Supervisor, Action::Archive), Some(archive));
}

#[test]
fn waiting_is_ended_before_anything_else() {
    let mut play = repair_until(Action::TellPlan);
    play.step(Engineer, Action::Pause);
    for who in [Reception, Engineer, Supervisor] {
        assert_eq!(play.main_of(who), Some(Action::Resume), "{who:?}");
    }
}

#[test]
fn beside_the_way_a_serial_waits_for_its_verification() {
    let mut new = new_ticket(RequestType::Consultation, Some(ServiceMode::Remote), at("2025-03-03 09:00"));
    new.product.verification = Verification::Pending;
    let mut play = Play::register(new);
    play.steps(&[Action::Acknowledge, Action::Reply]);
    play.ticket.ownership = None;
    assert!(play.offered(Supervisor).iter().any(|s| s.action == Action::VerifyProduct));
    assert!(!play.offered(Reception).iter().any(|s| s.action == Action::VerifyProduct));
    assert_eq!(play.main_of(Engineer), None, "not this engineer's job");
}

#[test]
fn what_has_ended_offers_a_note_and_nothing_else() {
    let mut play = Play::repair();
    play.step(Supervisor, Action::End);
    let offered: Vec<_> = play.offered(Supervisor).into_iter().map(|s| s.action).collect();
    assert_eq!(offered, [Action::Comment]);
}
