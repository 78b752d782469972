//! Registration, confirmation, verification, and changes of type.

use domain::{
    kernel::{ReasonCode::*, UnitId},
    sla::{ClockKind, ClockState, Impact, Priority, Severity},
    tickets::{
        Action, Command, Confirm, Context, Event, KnownUnit, ProductFacts, RequestType, ServiceMode,
        StateCode, Ticket, Verification,
    },
    warranty::ChargeClass,
};

use super::{
    bodies,
    world::{
        Play, RULEBOOK,
        Who::{Engineer, Reception, Supervisor},
        at, codes, id, line, new_ticket, product, repair_until,
    },
};

fn with_product(request_type: RequestType, mode: Option<ServiceMode>, product: ProductFacts) -> Play {
    let mut new = new_ticket(request_type, mode, at("2025-03-03 09:00"));
    new.product = product;
    Play::register(new)
}

fn bare() -> Confirm {
    Confirm { model: None, serial: None, ..bodies::confirm() }
}

#[test]
fn registration_fixes_the_start_and_the_priority() {
    let mut new = new_ticket(RequestType::Repair, None, at("2025-03-03 09:00"));
    (new.severity, new.impact) = (Severity::QuestionOrMinor, Impact::LineDown);
    let ctx = Context { now: at("2025-03-03 09:03"), actor: Reception.actor(), rules: &RULEBOOK };
    let (ticket, events) = Ticket::register(new.clone(), &ctx).unwrap();
    assert_eq!(
        (ticket.priority, ticket.initial_priority, ticket.mode),
        (Priority::P1, Priority::P1, ServiceMode::OnSite)
    );
    assert_eq!(ticket.registered_at.millis_since(ticket.received_at), 3 * 60_000, "R-11.2.2.1");
    let types: Vec<_> = events.iter().map(Event::event_type).collect();
    assert_eq!(types, ["ticket.registered", "ticket.assigned"]);
    new.received_at = at("2025-03-03 09:04");
    assert!(Ticket::register(new, &ctx).unwrap_err().has(TimeInFuture));
}

/// R-2.2.7.1: what cannot be moved is served where it stands.
#[test]
fn an_immovable_product_is_visited() {
    let immovable = || ProductFacts { immovable: true, ..product() };
    for (request_type, default, refused) in [
        (RequestType::Repair, ServiceMode::OnSite, true),
        (RequestType::Maintenance, ServiceMode::OnSite, true),
        (RequestType::Exchange, ServiceMode::OnSite, true),
        (RequestType::Consultation, ServiceMode::OnSite, false),
        (RequestType::Complaint, ServiceMode::OnSite, false),
    ] {
        let play = with_product(request_type, None, immovable());
        assert_eq!(play.ticket.mode, default, "{request_type}");
        for mode in [ServiceMode::Station, ServiceMode::Depot] {
            let mut new = new_ticket(request_type, Some(mode), at("2025-03-03 09:00"));
            new.product = immovable();
            let ctx = Context { now: new.received_at, actor: Reception.actor(), rules: &RULEBOOK };
            let refusal = Ticket::register(new, &ctx).err();
            assert_eq!(refusal.is_some_and(|r| r.has(ModeUnsuitable)), refused, "{request_type} {mode}");
        }
    }
    assert_eq!(with_product(RequestType::Consultation, None, product()).ticket.mode, ServiceMode::Remote);

    let mut play = with_product(RequestType::Repair, None, immovable());
    let brought = Command::Confirm(Confirm { mode: Some(ServiceMode::Depot), ..bodies::confirm() });
    assert_eq!(play.no(Reception, brought), codes(&[ModeUnsuitable]));
    let changed = bodies::change_type(RequestType::Maintenance, ServiceMode::Station);
    assert_eq!(play.no(Reception, changed), codes(&[ModeUnsuitable]));
}

#[test]
fn a_verification_may_show_that_it_cannot_be_moved() {
    let pending = ProductFacts { verification: Verification::Pending, ..product() };
    let mut play = with_product(RequestType::Repair, Some(ServiceMode::Depot), pending);
    play.steps(&[Action::Confirm, Action::Assess]);
    let unit = KnownUnit { immovable: true, ..bodies::known_unit() };
    play.yes(Supervisor, Command::VerifyProduct(unit));
    let plan = bodies::proper(&play.ticket, Action::Plan, play.now);
    assert_eq!(play.no(Engineer, plan.clone()), codes(&[ModeUnsuitable]));
    let on_site = Confirm { mode: Some(ServiceMode::OnSite), ..bodies::confirm() };
    play.yes(Reception, Command::Confirm(on_site));
    play.yes(Engineer, plan);
    assert_eq!(play.ticket.mode, ServiceMode::OnSite);
}

/// R-2.3.8.2 and: everything that is missing at once.
#[test]
fn confirming_names_what_identifies_the_product() {
    let empty = || ProductFacts { model: None, serial: None, ..product() };
    let mut play = with_product(RequestType::Repair, None, empty());
    assert_eq!(play.no(Reception, Command::Confirm(bare())), codes(&[ModelMissing, SerialMissing]));
    play.yes(Reception, Command::Confirm(bodies::confirm()));
    assert_eq!(
        play.ticket.product.verification,
        Verification::Pending,
        "R-7.2.2: nobody has looked it up yet"
    );
    assert_eq!(play.ticket.confirmed.as_ref().unwrap().fault.as_str(), "排气温度 112℃，停机");

    let batch = ProductFacts { batch_only: true, ..empty() };
    let mut play = with_product(RequestType::Return, None, batch);
    let of = |batch: Option<&str>, quantity| {
        Command::Confirm(Confirm { model: Some(line("PS24")), batch: batch.map(line), quantity, ..bare() })
    };
    assert_eq!(play.no(Reception, of(None, None)), codes(&[BatchMissing]));
    assert_eq!(play.no(Reception, of(Some("PS2403B"), None)), codes(&[BatchMissing]));
    assert_eq!(play.no(Reception, of(Some("PS2403B"), Some(0))), codes(&[BatchMissing]));
    play.yes(Reception, of(Some("PS2403B"), Some(40)));
    assert_eq!(play.state(), StateCode::Confirmed);

    let mut training = with_product(RequestType::Training, None, empty());
    training.yes(Reception, Command::Confirm(bare()));
}

/// an unknown serial is accepted, and free only once it is verified.
#[test]
fn nothing_unverified_is_free() {
    let pending = ProductFacts { verification: Verification::Pending, ..product() };
    let mut play = with_product(RequestType::Repair, None, pending);
    let decide = |class| Command::Decide(Box::new(bodies::verdict(class, at("2025-03-03 09:00"))));
    assert_eq!(play.no(Reception, decide(ChargeClass::Free)), codes(&[SerialUnverified]));
    play.yes(Reception, decide(ChargeClass::Paid));
    play.step(Supervisor, Action::VerifyProduct);
    assert_eq!(play.ticket.product.unit_id, Some(id::<UnitId>(7)));
    play.yes(Reception, decide(ChargeClass::Free));
    assert_eq!(play.ticket.charge_class(), Some(ChargeClass::Free));
    assert_eq!(
        play.no(Supervisor, bodies::proper(&play.ticket, Action::VerifyProduct, play.now)),
        codes(&[WrongStage])
    );

    // the nameplate on site says otherwise: what was decided for the other machine does not hold
    play.steps(&[Action::Confirm, Action::Assess]);
    assert_eq!(play.ticket.product.verification, Verification::Verified, "the same serial");
    let same = Confirm { serial: Some(line(" ky55-０３１７")), ..bodies::confirm() };
    play.yes(Reception, Command::Confirm(same));
    assert_eq!(play.ticket.product.verification, Verification::Verified, "the same serial in another hand");
    let other = Confirm { serial: Some(line("KY55-9999")), ..bodies::confirm() };
    let events = play.yes(Reception, Command::Confirm(other));
    assert!(events.iter().any(|e| matches!(e, Event::ChargeWithdrawn {})));
    assert_eq!((play.ticket.product.unit_id, play.ticket.charge_class()), (None, None));
    assert_eq!(play.ticket.product.verification, Verification::Pending);
    assert_eq!(play.ticket.earlier_charges.len(), 2, "no decision is lost");
    assert_eq!(play.state(), StateCode::Assessed, "a correction does not go back");
}

/// R-2.2.6.4: an unsolved consultation becomes a repair; history and clocks are kept.
#[test]
fn a_consultation_becomes_a_repair() {
    let unknown = ProductFacts { model: None, serial: None, ..product() };
    let mut play = with_product(RequestType::Consultation, None, unknown);
    play.steps(&[Action::Reply, Action::Resolve, Action::Reopen]);
    let (facts, before) = (play.ticket.clock_facts.clone(), play.clock(ClockKind::Resolution));
    play.yes(Reception, bodies::change_type(RequestType::Repair, ServiceMode::OnSite));
    assert_eq!(play.ticket.clock_facts, facts);
    assert_eq!((play.ticket.replies.len(), play.ticket.reopen_count()), (1, 1));
    let after = play.clock(ClockKind::Resolution);
    assert_eq!(
        (after.started_at, after.due_at, after.state),
        (before.started_at, before.due_at, ClockState::Running)
    );
    assert_eq!(play.clock(ClockKind::Assessment).started_at, play.ticket.received_at, "from the receipt");
    assert_eq!(play.state(), StateCode::Registered);
    assert_eq!(play.main_of(Reception), Some(Action::Confirm));
    assert_eq!(
        play.no(Engineer, bodies::proper(&play.ticket, Action::Assess, play.now)),
        codes(&[ConfirmationMissing])
    );
    play.steps(&[Action::Confirm, Action::Assess, Action::Plan, Action::TellPlan, Action::Dispatch]);
}

/// The flow goes on where the facts bear the new type, never further.
#[test]
fn a_change_of_type_stands_on_its_facts() {
    type Way = &'static [Action];
    let cases: [(RequestType, Way, RequestType, StateCode); 7] = [
        // nobody confirmed the machine of a training
        (
            RequestType::Training,
            &[Action::Plan, Action::TellPlan],
            RequestType::Repair,
            StateCode::Registered,
        ),
        (RequestType::Maintenance, &[Action::Confirm], RequestType::Repair, StateCode::Confirmed),
        (
            RequestType::Maintenance,
            &[Action::Confirm, Action::Plan, Action::TellPlan],
            RequestType::Repair,
            StateCode::Planned,
        ),
        (RequestType::Repair, &[Action::Confirm, Action::Assess], RequestType::Exchange, StateCode::Assessed),
        (
            RequestType::Repair,
            &[Action::Confirm, Action::Assess],
            RequestType::Maintenance,
            StateCode::Confirmed,
        ),
        (
            RequestType::Complaint,
            &[Action::Confirm, Action::Assess],
            RequestType::Repair,
            StateCode::Assessed,
        ),
        (RequestType::Repair, &[Action::Confirm], RequestType::Consultation, StateCode::Confirmed),
    ];
    for (from, way, to, state) in cases {
        let mut play = Play::new(from, ServiceMode::OnSite);
        play.steps(way);
        play.yes(Reception, bodies::change_type(to, ServiceMode::OnSite));
        assert_eq!(play.state(), state, "{from} → {to} after {way:?}");
    }
    let mut told = Play::new(RequestType::Maintenance, ServiceMode::OnSite);
    told.steps(&[Action::Confirm, Action::Plan, Action::TellPlan]);
    told.yes(Reception, bodies::change_type(RequestType::Repair, ServiceMode::OnSite));
    assert_eq!(
        told.no(Supervisor, bodies::proper(&told.ticket, Action::Dispatch, told.now)),
        codes(&[AssessmentMissing]),
        "a repair is assessed"
    );
}

#[test]
fn a_planned_visit_is_not_left_behind() {
    let mut play = repair_until(Action::Dispatch);
    let away = bodies::change_type(RequestType::Consultation, ServiceMode::Remote);
    assert_eq!(play.no(Reception, away.clone()), codes(&[VisitOpen]));
    let remote = Command::Confirm(Confirm { mode: Some(ServiceMode::Remote), ..bodies::confirm() });
    assert_eq!(play.no(Reception, remote), codes(&[VisitOpen]));
    play.step(Supervisor, Action::CancelVisit);
    play.yes(Reception, away);
    assert_eq!(
        repair_until(Action::Arrive).no(Reception, bodies::end_type()),
        codes(&[WrongStage]),
        "in service"
    );
}

#[test]
fn a_priority_follows_severity_and_impact() {
    let mut play = Play::repair();
    let events = play.step(Engineer, Action::ChangePriority);
    assert!(matches!(events[0], Event::PriorityChanged { from: Priority::P3, to: Priority::P1, .. }));
    assert_eq!((play.ticket.priority, play.ticket.initial_priority), (Priority::P1, Priority::P3));
    let resolution = play.clock(ClockKind::Resolution);
    assert_eq!((resolution.cycle, resolution.due_at), (2, Some(play.now.plus_seconds(24 * 3600))));
    let facts = play.ticket.clock_facts.len();
    play.step(Engineer, Action::ChangePriority);
    assert_eq!(play.ticket.clock_facts.len(), facts, "the same priority is no change");
}
