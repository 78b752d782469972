//! Whatever people do in whatever order: nothing panics, a refusal changes nothing, what is accepted can be computed and
//! read back, nothing archived is lost, and what is offered is accepted.

use domain::{
    kernel::{Line, TicketId, Timestamp},
    sla::{ClockKind, Impact, PauseReason, Severity},
    tickets::{
        Action, Arrive, ChangePriority, Channel, Command, Confirm, ConfirmResult, ContactResult, Dispatch,
        End, EndKind, Event, FinishVisit, FunctionTest, KnownUnit, LogContact, Pause, ProductFacts, Reply,
        RequestType, Resolve, Review, ReviewOutcome, Satisfaction, ServiceMode, State, Step, TellPlan,
        Ticket, Verification, VisitOutcome,
    },
    warranty::ChargeClass,
};
use proptest::prelude::*;

use super::{
    bodies,
    world::{Play, Who, at, id, line, new_ticket, product, prose},
};

const WHO: [Who; 4] = [Who::Reception, Who::Engineer, Who::Supervisor, Who::System];

/// Waiting would be rare among all steps.
const PAUSE: usize = Action::Pause as usize;

/// One thing somebody tries.
#[derive(Debug, Clone, Copy)]
struct Try {
    /// None: the main step that is offered
    action: Option<usize>,
    who: usize,
    /// 0: the proper body
    salt: u32,
    /// minutes since the last; a machine's clock may step back
    minutes: i64,
}

fn pick<T: Copy>(all: &[T], salt: u32) -> T {
    all[salt as usize % all.len()]
}

fn maybe(at: Timestamp, salt: u32) -> Option<Timestamp> {
    (!salt.is_multiple_of(3)).then(|| at.plus_seconds(-i64::from(salt % 97) * 900))
}

/// A body that may be wrong, late, early or about something else.
fn varied(ticket: &Ticket, action: Action, now: Timestamp, salt: u32) -> Command {
    let other: Option<Line> = salt.is_multiple_of(5).then(|| line("KY55-9999"));
    let proper = bodies::proper(ticket, action, now);
    match proper {
        command if salt == 0 => command,
        Command::Confirm(confirm) => {
            let mode = salt.is_multiple_of(2).then(|| pick(ServiceMode::ALL, salt));
            Command::Confirm(Confirm { serial: other.or(confirm.serial), mode, ..confirm })
        }
        Command::VerifyProduct(unit) => Command::VerifyProduct(KnownUnit {
            serial: other.or(unit.serial),
            immovable: salt.is_multiple_of(3),
            batch_only: salt.is_multiple_of(7),
            ..unit
        }),
        Command::Reply(reply) => {
            let time_and_place = reply.time_and_place.filter(|_| salt.is_multiple_of(2));
            Command::Reply(Reply { time_and_place, at: maybe(now, salt), ..reply })
        }
        Command::TellPlan(tell) => {
            Command::TellPlan(TellPlan { version: tell.version + salt % 2, at: maybe(now, salt), ..tell })
        }
        Command::Dispatch { dispatch, .. } => {
            let agreed = salt.is_multiple_of(2);
            let to = if salt.is_multiple_of(11) { dispatch.from } else { dispatch.to };
            bodies::dispatched(ticket, Dispatch { agreed, to, ..dispatch })
        }
        Command::LogContact(_) => {
            Command::LogContact(LogContact { result: pick(ContactResult::ALL, salt), note: None })
        }
        Command::Arrive(_) => {
            Command::Arrive(Arrive { safety_checked: salt.is_multiple_of(2), at: maybe(now, salt) })
        }
        Command::FinishVisit(finish) => Command::FinishVisit(FinishVisit {
            outcome: pick(VisitOutcome::ALL, salt),
            function_test: pick(FunctionTest::ALL, salt / 2),
            accessories_complete: !salt.is_multiple_of(7),
            at: maybe(now, salt),
            ..finish
        }),
        Command::Resolve(resolve) => Command::Resolve(Resolve { at: maybe(now, salt), ..resolve }),
        Command::Sign(_) => bodies::sign(ticket, pick(Satisfaction::ALL, salt)),
        Command::ConfirmResult(confirm) => {
            Command::ConfirmResult(ConfirmResult { satisfaction: pick(Satisfaction::ALL, salt), ..confirm })
        }
        Command::Review(_) => {
            let note = salt.is_multiple_of(2).then(|| prose("请补正"));
            Command::Review(Review { outcome: pick(ReviewOutcome::ALL, salt / 2), note })
        }
        Command::Pause(pause) => Command::Pause(Pause {
            reason: pick(PauseReason::ALL, salt),
            expected_until: maybe(now.plus_seconds(40 * 86_400), salt),
            ..pause
        }),
        Command::ChangePriority(change) => Command::ChangePriority(ChangePriority {
            severity: pick(Severity::ALL, salt),
            impact: pick(Impact::ALL, salt / 4),
            ..change
        }),
        Command::ChangeType(_) => {
            bodies::change_type(pick(RequestType::ALL, salt), pick(ServiceMode::ALL, salt / 12))
        }
        Command::Decide(_) => Command::Decide(Box::new(bodies::verdict(pick(ChargeClass::ALL, salt), now))),
        Command::End(end) => {
            let duplicate_of = Some(id::<TicketId>(u128::from(salt % 3))).filter(|_| !salt.is_multiple_of(2));
            Command::End(End { how: pick(EndKind::ALL, salt), duplicate_of, ..end })
        }
        command => command,
    }
}

fn begin(kind: (usize, usize, u32)) -> Play {
    let (request_type, mode, salt) = kind;
    let request_type = pick(RequestType::ALL, u32::try_from(request_type).unwrap());
    let mode = pick(ServiceMode::ALL, u32::try_from(mode).unwrap());
    let mut new = new_ticket(request_type, Some(mode), at("2025-01-24 16:30"));
    new.channel = pick(Channel::ALL, salt);
    (new.severity, new.impact) = (pick(Severity::ALL, salt), pick(Impact::ALL, salt / 4));
    new.product = ProductFacts {
        serial: product().serial.filter(|_| salt.is_multiple_of(2)),
        batch_only: salt.is_multiple_of(5),
        verification: pick(Verification::ALL, salt),
        ..product()
    };
    Play::register(new)
}

/// The first is the beginning of the second; only what may follow later differs.
fn only_grows(before: &Ticket, after: &Ticket) {
    fn prefix<T: PartialEq + std::fmt::Debug>(what: &str, before: &[T], after: &[T]) {
        assert!(after.starts_with(before), "{what} shrank or changed: {before:?} → {after:?}");
    }
    prefix("earlier cycles", &before.earlier_cycles, &after.earlier_cycles);
    prefix("replies", &before.replies, &after.replies);
    prefix("assessments", &before.assessments, &after.assessments);
    prefix("amendments", &before.amendments, &after.amendments);
    prefix("attachments", &before.attachments, &after.attachments);
    prefix("earlier charges", &before.earlier_charges, &after.earlier_charges);
    for (old, new) in before.plans.iter().zip(&after.plans) {
        let mut told = old.clone();
        told.told = old.told.clone().or_else(|| new.told.clone());
        assert_eq!(&told, new, "a version is told once and never changed");
    }
    for (old, new) in before.tasks.iter().zip(&after.tasks) {
        let mut answered = old.clone();
        answered.answer = old.answer.clone().or_else(|| new.answer.clone());
        assert_eq!(&answered, new, "a task is answered once");
    }
    assert!(after.plans.len() >= before.plans.len() && after.tasks.len() >= before.tasks.len());
    if let Some(charge) = &before.charge {
        let kept = after.charge.as_ref() == Some(charge) || after.earlier_charges.contains(charge);
        assert!(kept, "a decision is replaced, never lost");
    }
    if before.earlier_cycles.len() == after.earlier_cycles.len() {
        prefix("work", &before.cycle.work, &after.cycle.work);
        prefix("reviews", &before.cycle.form.reviews, &after.cycle.form.reviews);
        assert!(after.cycle.visits.len() >= before.cycle.visits.len());
    } else {
        let closed = &after.earlier_cycles[before.earlier_cycles.len()].cycle;
        prefix("work", &before.cycle.work, &closed.work);
        assert_eq!(before.cycle.visits, closed.visits);
    }
    if let State::Archived { at, .. } = &before.state
        && let Some(closed) = after.earlier_cycles.get(before.earlier_cycles.len())
    {
        assert_eq!(
            (&closed.cycle, closed.archived_at),
            (&before.cycle, Some(*at)),
            "the archived cycle is read-only"
        );
    }
}

/// Back only by what is meant to go back.
fn goes_forward(before: &Ticket, after: &Ticket, action: Action, events: &[Event]) {
    let (Some(from), Some(to)) = (before.step(), after.step()) else { return };
    if to >= from {
        return;
    }
    let reopened = events.iter().any(|e| matches!(e, Event::Reopened { .. }));
    let voided = events.iter().any(|e| matches!(e, Event::SignatureVoided {}));
    let cancelled = action == Action::CancelVisit && (from, to) == (Step::Dispatched, Step::Planned);
    let retyped = action == Action::ChangeType && from < Step::InService;
    let unsigned = voided && (from, to) == (Step::CustomerConfirmed, Step::Resolved);
    assert!(reopened || unsigned || cancelled || retyped, "{action}: {from} → {to}");
}

/// The clocks that may still run.
fn clocks_fit(play: &Play) {
    let open = play.open_clocks();
    match &play.ticket.state {
        State::Ended(_) => assert_eq!(open, []),
        State::Archived { .. } => {
            assert!(open.iter().all(|k| *k == ClockKind::Survey), "{open:?} after the archive");
        }
        State::Open { step, .. } => {
            let answered = [ClockKind::Ack, ClockKind::Response, ClockKind::Resolution, ClockKind::Complaint];
            if *step >= Step::Resolved {
                assert!(!answered.iter().any(|k| open.contains(k)), "{open:?} when solved");
            } else {
                assert!(open.contains(&ClockKind::Resolution), "{open:?} while it is not solved");
            }
        }
    }
}

/// What is appended is what is read, by its own type and from the pair of type and data.
fn reads_back(event: &Event) {
    let json = serde_json::to_value(event).unwrap();
    assert_eq!(&Event::read(event.event_type(), &json["data"].to_string()).unwrap(), event);
    assert_eq!(&serde_json::from_value::<Event>(json).unwrap(), event);
}

fn round_trips(ticket: &Ticket) {
    let json = serde_json::to_string(ticket).unwrap();
    assert_eq!(&serde_json::from_str::<Ticket>(&json).unwrap(), ticket);
}

/// What is offered without a lack is accepted with a proper body; what is offered with a lack is refused naming it.
fn offers_hold(play: &Play) {
    let offered = play.offered(Who::System);
    for action in Action::ALL.iter().filter(|action| !action.concerns_two()) {
        let mut attempt = play.clone();
        if *action == Action::Sign && attempt.ticket.step() == Some(Step::Resolved) {
            attempt.yes(Who::System, bodies::proper(&attempt.ticket, Action::Attach, attempt.now));
        }
        let command = match bodies::proper(&attempt.ticket, *action, attempt.now) {
            Command::FinishVisit(finish) => {
                Command::FinishVisit(FinishVisit { outcome: VisitOutcome::AnotherVisit, ..finish })
            }
            command => command,
        };
        let step = offered.iter().find(|s| s.action == *action);
        match (attempt.attempt(Who::System, command), step) {
            (Ok(_), Some(step)) => {
                assert!(step.missing.is_empty(), "{action} lacks {:?} and is accepted", step.missing);
            }
            (Ok(_), None) => panic!("{action} is accepted and not offered at {}", play.state()),
            // whether a deadline can still be moved is the clock's to say
            (Err(reasons), Some(step))
                if step.missing.is_empty() && reasons.iter().all(|r| r.starts_with("extension_")) => {}
            (Err(reasons), Some(step)) => {
                assert!(
                    !step.missing.is_empty(),
                    "{action} is offered at {} and refused: {reasons:?}",
                    play.state()
                );
                for missing in &step.missing {
                    assert!(
                        reasons.iter().any(|r| r.starts_with(missing.code.as_str())),
                        "{action}: {reasons:?}"
                    );
                }
            }
            (Err(_), None) => {}
        }
    }
    let mains = offered.iter().filter(|s| s.main).count();
    assert!(mains <= 1 && offered.iter().take(mains).all(|s| s.main && s.missing.is_empty()));
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let action =
        prop_oneof![6 => Just(None), 4 => (0..Action::ALL.len()).prop_map(Some), 1 => Just(Some(PAUSE))];
    let salt = prop_oneof![2 => Just(0_u32), 1 => 1_u32..10_000];
    let minutes = prop_oneof![8 => 0_i64..240, 1 => 240_i64..8_000, 1 => -30_i64..0];
    let one = (action, 0..WHO.len(), salt, minutes).prop_map(|(action, who, salt, minutes)| Try {
        action,
        who,
        salt,
        minutes,
    });
    prop::collection::vec(one, 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn every_sequence_of_commands_keeps_the_promises(kind in (0_usize..12, 0_usize..5, 0_u32..1000), tries in tries()) {
        let mut play = begin(kind);
        for Try { action, who, salt, minutes } in tries {
            play.now = play.now.plus_seconds(minutes * 60).max(play.ticket.received_at);
            let who = WHO[who];
            let main = || play.main_of(Who::System);
            let Some(action) = action.map(|a| Action::ALL[a]).or_else(main) else { continue };
            if action.concerns_two() {
                continue;
            }
            if action == Action::Sign {
                let _ = play.attempt(who, bodies::proper(&play.ticket, Action::Attach, play.now));
            }
            let before = play.ticket.clone();
            let command = varied(&play.ticket, action, play.now, salt);
            if let Ok(events) = play.attempt(who, command) {
                prop_assert!(!events.is_empty());
                only_grows(&before, &play.ticket);
                goes_forward(&before, &play.ticket, action, &events);
                events.iter().for_each(reads_back);
            }
            let facts = &play.ticket.clock_facts;
            prop_assert!(facts.is_sorted_by_key(|f| f.at));
            let ahead = facts.last().map_or(play.now, |f| f.at.max(play.now));
            let present = Play { now: ahead, ..play.clone() };
            prop_assert!(present.clocks().is_ok(), "{:?}\n{:#?}", present.clocks(), facts);
            clocks_fit(&present);
            round_trips(&play.ticket);
        }
        offers_hold(&play);
    }

    /// Everybody does the main step that is offered: the archive is always reached.
    #[test]
    fn the_main_steps_lead_to_the_archive(kind in (0_usize..12, 0_usize..5, 0_u32..1000), pauses in prop::collection::vec(0_usize..20, 0..3)) {
        let mut play = begin(kind);
        for turn in 0..40 {
            if pauses.contains(&turn) {
                let _ = play.attempt(Who::Engineer, bodies::pause(PauseReason::CustomerInformation));
            }
            offers_hold(&play);
            let next = [Who::Engineer, Who::Reception, Who::Supervisor].into_iter().find_map(|who| Some((who, play.main_of(who)?)));
            let Some((who, action)) = next else { break };
            play.step(who, action);
        }
        prop_assert!(matches!(play.ticket.state, State::Archived { .. }), "stuck at {}", play.state());
    }
}
