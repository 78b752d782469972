//! The 客户服务需求表: signed, handed in, reviewed, archived (R-11.2.2.7, R-11.2.3.5, R-8.4.7).

use domain::{
    kernel::ReasonCode::*,
    sla::{ClockKind, ClockState},
    tickets::{Action, Command, Event, Review, ReviewOutcome, StateCode},
    warranty::ChargeClass,
};

use super::{
    bodies,
    world::{
        Play,
        Who::{self, Engineer, Reception, Supervisor},
        at, codes, prose, repair_until,
    },
};

fn returned(note: Option<&str>) -> Command {
    Command::Review(Review { outcome: ReviewOutcome::Returned, note: note.map(prose) })
}

fn voided(events: &[Event]) -> bool {
    events.iter().any(|e| matches!(e, Event::SignatureVoided {}))
}

#[test]
fn a_signature_needs_its_image() {
    let mut play = repair_until(Action::FinishVisit);
    let satisfied = domain::tickets::Satisfaction::Satisfied;
    let command = bodies::sign(&play.ticket, satisfied);
    assert_eq!(play.no(Engineer, command), ["signature_missing(image)"]);
    play.step(Engineer, Action::Sign);
    assert!(play.ticket.signature_valid());
    let again = bodies::sign(&play.ticket, satisfied);
    assert_eq!(play.no(Engineer, again), codes(&[AlreadyExists]), "what is signed is signed");
}

/// R-11.2.2.7: whatever was signed and changes makes the signature void, at every stage before the archive.
#[test]
fn a_signature_is_void_when_what_was_signed_changes() {
    type Change = (&'static str, fn(&Play) -> Command);
    let changes: [Change; 3] = [
        ("work", |_| bodies::work("补充清洗冷却器")),
        ("cause", |_| {
            Command::Diagnose(domain::tickets::Diagnose {
                cause: prose("阀芯卡死"), ..bodies::diagnose()
            })
        }),
        ("class", |play| Command::Decide(Box::new(bodies::verdict(ChargeClass::Paid, play.now)))),
    ];
    for (name, change) in changes {
        for stage in [Action::Sign, Action::HandIn, Action::Review] {
            let mut play = repair_until(stage);
            play.now = play.now.plus_seconds(60);
            let command = change(&play);
            if stage == Action::Review && name != "class" {
                // the supervisor has closed it; only the class may still turn out otherwise (S8)
                assert_eq!(play.no(Engineer, command), codes(&[WrongStage]), "{name}");
                continue;
            }
            let events = play.yes(Engineer, command);
            assert!(voided(&events), "{name} after {stage}");
            assert!(!play.ticket.signature_valid() && !play.ticket.form_approved(), "{name} after {stage}");
            assert_eq!(play.state(), StateCode::Resolved, "{name} after {stage}");
            assert_eq!(play.no(Engineer, Command::HandIn), codes(&[SignatureVoid]), "{name} after {stage}");
            let open = play.open_clocks();
            assert!(open.contains(&ClockKind::FormHandIn), "{name} after {stage}: due again");

            // signed, handed in and reviewed anew, though it was approved before
            play.steps(&[Action::Sign, Action::HandIn]);
            assert_eq!(
                play.no(Supervisor, Command::Archive),
                codes(&[FormNotReviewed]),
                "{name} after {stage}"
            );
            play.step(Supervisor, Action::Review);
            play.step(Supervisor, Action::Archive);
        }
    }
}

#[test]
fn a_void_signature_stays_void_when_the_content_changes_back() {
    let mut play = repair_until(Action::Work);
    let decide = |class| Command::Decide(Box::new(bodies::verdict(class, at("2025-03-03 09:00"))));
    play.yes(Reception, decide(ChargeClass::Free));
    play.steps(&[Action::FinishVisit, Action::Sign]);
    assert!(voided(&play.yes(Reception, decide(ChargeClass::Paid))));
    assert!(!voided(&play.yes(Reception, decide(ChargeClass::Free))), "void once");
    assert!(!play.ticket.signature_valid());
    let classes: Vec<_> = play.ticket.earlier_charges.iter().map(|c| c.verdict.charge_class).collect();
    assert_eq!(classes, [ChargeClass::Free, ChargeClass::Paid], "no decision is lost");
}

#[test]
fn what_the_office_adds_is_not_signed() {
    let mut new = super::world::new_ticket(
        domain::tickets::RequestType::Repair,
        Some(domain::tickets::ServiceMode::Depot),
        at("2025-03-03 09:00"),
    );
    new.product.verification = domain::tickets::Verification::Pending;
    let mut play = Play::register(new);
    play.steps(&[Action::Confirm, Action::Assess, Action::Plan, Action::TellPlan, Action::StartService]);
    play.steps(&[Action::Diagnose, Action::Work, Action::Resolve, Action::Sign]);
    let mut other = play.clone();
    play.step(Supervisor, Action::VerifyProduct);
    assert!(play.ticket.signature_valid(), "the same machine, now known");
    let unit =
        domain::tickets::KnownUnit { serial: Some(super::world::line("KY55-9999")), ..bodies::known_unit() };
    assert!(
        voided(&other.yes(Supervisor, Command::VerifyProduct(unit))),
        "another machine than the signed one"
    );
}

/// R-11.2.3.5: a returned form is due again the same day, comes back, and is reviewed again.
#[test]
fn a_returned_form_goes_round() {
    let mut play = repair_until(Action::HandIn);
    assert_eq!(play.no(Supervisor, returned(None)), ["result_missing(note)"]);
    play.at("2025-03-04 10:00").yes(Supervisor, returned(Some("请补工时")));
    assert_eq!(play.no(Supervisor, Command::Archive), codes(&[FormReturned, FormNotReviewed]));
    assert_eq!(play.no(Supervisor, returned(Some("再补"))), codes(&[FormNotHandedIn]));
    let clock = play.clock(ClockKind::FormHandIn);
    assert_eq!((clock.state, clock.due_at), (ClockState::Running, Some(at("2025-03-05 00:00"))));
    assert_eq!(play.main_of(Engineer), Some(Action::HandIn), "the signature still holds");

    play.yes(Engineer, bodies::work("补记工时"));
    assert_eq!(play.no(Engineer, Command::HandIn), codes(&[SignatureVoid]));
    play.steps(&[Action::Sign, Action::HandIn]);
    assert_eq!(play.clock(ClockKind::FormHandIn).state, ClockState::Met);
    play.step(Supervisor, Action::Review);
    let outcomes: Vec<_> = play.ticket.cycle.form.reviews.iter().map(|r| r.outcome).collect();
    assert_eq!(outcomes, [ReviewOutcome::Returned, ReviewOutcome::Approved]);
    assert_eq!(play.no(Supervisor, returned(Some("晚了"))), codes(&[AlreadyExists]), "approved is approved");
    play.step(Supervisor, Action::Archive);
}

/// Whoever visited, worked or diagnosed does not review.
#[test]
fn nobody_reviews_their_own_service() {
    let approve = || Command::Review(Review { outcome: ReviewOutcome::Approved, note: None });
    assert_eq!(repair_until(Action::HandIn).no(Engineer, approve()), codes(&[ReviewerIsEngineer]));
    let helps: [fn() -> Command; 2] = [|| bodies::work("协助"), || Command::Diagnose(bodies::diagnose())];
    for help in helps {
        let mut play = repair_until(Action::Work);
        play.yes(Supervisor, help());
        play.steps(&[Action::FinishVisit, Action::Sign, Action::HandIn]);
        assert_eq!(play.no(Supervisor, approve()), codes(&[ReviewerIsEngineer]));
        play.yes(Who::System, approve());
    }
}

/// the archive is read-only; amendments stand beside it.
#[test]
fn the_archive_is_read_only() {
    let mut play = repair_until(Action::Archive);
    let content = play.ticket.content_hash();
    play.step(Supervisor, Action::Amend);
    play.step(Reception, Action::Amend);
    assert_eq!(play.ticket.amendments.len(), 2);
    assert_eq!(play.ticket.content_hash(), content);
    for action in Action::ALL.iter().filter(|action| !action.concerns_two()) {
        // what came of a notice and the survey are heard of later
        let later = matches!(action, Action::NoteDelivery | Action::LogSurvey);
        if !later && !matches!(action, Action::Amend | Action::Comment | Action::Reopen) {
            let command = bodies::proper(&play.ticket, *action, play.now);
            assert_eq!(play.no(Supervisor, command), codes(&[Archived]), "{action}");
        }
    }
}
