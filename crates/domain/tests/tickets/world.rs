//! A branch with its people, a ticket on its way, and local times as people write them.

use std::sync::LazyLock;

use chrono::NaiveDateTime;
use domain::{
    access::{Grant, Principal, Resource, Role},
    kernel::{Actor, BranchId, Line, Prose, ReasonCode, TicketId, Timestamp, UserId},
    sla::{
        Calendars, Clock, ClockKind, Impact, PolicySpec, Rules, Severity, SlaError, admit, recompute,
        standard, standard_zone,
    },
    tickets::{
        Action, BranchFacts, Channel, Command, Context, CustomerFacts, Event, NewTicket, NextStep, Ownership,
        ProductFacts, RequestType, Rulebook, ServiceMode, StateCode, Ticket, TicketNo, Verification,
        next_steps,
    },
};
use uuid::Uuid;

use super::bodies;

pub(crate) static CALENDARS: LazyLock<Calendars> = LazyLock::new(|| standard::calendars().unwrap());
pub(crate) static POLICY: LazyLock<PolicySpec> = LazyLock::new(standard::policy);
pub(crate) static RULEBOOK: LazyLock<Rulebook> = LazyLock::new(|| Rulebook {
    zone: standard_zone(),
    reopen_window_days: POLICY.reopen.window_days,
    pause_reasons: POLICY.pause.reasons.clone(),
    pause_max_days: POLICY.pause.max_days,
    reply_needs_time_and_place: POLICY.clocks["response"].reply_needs_time_and_place,
});

/// `2025-03-04 10:00[:00[.000]]` in Shanghai.
pub(crate) fn at(local: &str) -> Timestamp {
    let local = if local.len() == 16 { format!("{local}:00") } else { local.to_owned() };
    let local = NaiveDateTime::parse_from_str(&local, "%Y-%m-%d %H:%M:%S%.f").expect(&local);
    Timestamp::from(local.and_utc()).plus_seconds(-8 * 3600)
}

pub(crate) fn line(text: &str) -> Line {
    Line::parse(text).unwrap()
}

pub(crate) fn prose(text: &str) -> Prose {
    Prose::parse(text).unwrap()
}

pub(crate) fn id<T: From<Uuid>>(n: u128) -> T {
    T::from(Uuid::from_u128(n))
}

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    Reception,
    Engineer,
    Supervisor,
    System,
}

impl Who {
    pub(crate) fn user(self) -> UserId {
        id(self as u128 + 100)
    }

    pub(crate) fn actor(self) -> Actor {
        match self {
            Self::System => Actor::System,
            person => Actor::User { id: person.user(), name: format!("{person:?}") },
        }
    }

    pub(crate) fn principal(self) -> Principal {
        let role = match self {
            Self::Reception => Role::Reception,
            Self::Engineer => Role::Engineer,
            Self::Supervisor => Role::BranchSupervisor,
            Self::System => return Principal::system(),
        };
        Principal::person(self.actor(), vec![Grant::new(role, id(1), &[])])
    }
}

pub(crate) fn product() -> ProductFacts {
    ProductFacts {
        product_id: None,
        unit_id: None,
        model: Some(line("KY-55")),
        serial: Some(line("KY55-0317")),
        batch: None,
        quantity: None,
        purchased_on: None,
        immovable: false,
        batch_only: false,
        verification: Verification::NotNeeded,
    }
}

pub(crate) fn new_ticket(
    request_type: RequestType,
    mode: Option<ServiceMode>,
    received_at: Timestamp,
) -> NewTicket {
    NewTicket {
        id: id::<TicketId>(1),
        no: TicketNo::new("SH", 2025, 1).unwrap(),
        branch: BranchFacts { branch_id: id::<BranchId>(1), branch_name: "上海分公司".to_owned() },
        request_type,
        mode,
        channel: Channel::Phone,
        severity: Severity::OrdinaryFault,
        impact: Impact::Runs,
        description: prose("排气高温"),
        fault_code: None,
        received_at,
        customer: CustomerFacts {
            customer_id: None,
            name: line("苏州精密"),
            contact_name: line("王工"),
            phone: line("13800000000"),
            address: Some(line("苏州市吴中区")),
            region: Some(line("320506")),
        },
        product: product(),
        circumstances: domain::sla::Circumstances::default(),
        ownership: Some(Ownership {
            owner_id: Who::Engineer.user(),
            owner_name: "Engineer".to_owned(),
            why: "区域责任人".to_owned(),
            why_en: None,
            at: received_at,
        }),
    }
}

/// A ticket and the present.
#[derive(Debug, Clone)]
pub(crate) struct Play {
    pub(crate) ticket: Ticket,
    pub(crate) now: Timestamp,
}

impl Play {
    pub(crate) fn register(new: NewTicket) -> Self {
        let now = new.received_at;
        let ctx = Context { now, actor: Who::Reception.actor(), rules: &RULEBOOK };
        let (ticket, events) = Ticket::register(new, &ctx).unwrap();
        assert_eq!(events[0].event_type(), "ticket.registered");
        Self { ticket, now }
    }

    /// Received on Monday 2025-03-03 at 09:00.
    pub(crate) fn new(request_type: RequestType, mode: ServiceMode) -> Self {
        Self::register(new_ticket(request_type, Some(mode), at("2025-03-03 09:00")))
    }

    pub(crate) fn repair() -> Self {
        Self::new(RequestType::Repair, ServiceMode::OnSite)
    }

    pub(crate) fn at(&mut self, local: &str) -> &mut Self {
        self.now = at(local);
        self
    }

    pub(crate) fn context(&self, who: Who) -> Context<'static> {
        Context { now: self.now, actor: who.actor(), rules: &RULEBOOK }
    }

    pub(crate) fn attempt(&mut self, who: Who, command: Command) -> Result<Vec<Event>, Vec<String>> {
        let before = self.ticket.clone();
        let ctx = self.context(who);
        let extends = matches!(command.action(), Action::Extend | Action::DecideExtension);
        let applied = self.ticket.apply(command, &ctx);
        if extends
            && applied.is_ok()
            && let Err(error) = self.admitted()
        {
            // whether a deadline can still be moved is the clock's to say
            self.ticket = before;
            return Err(vec![error.reason().expect("a reason").to_string()]);
        }
        applied.map_err(|rejection| {
            assert_eq!(self.ticket, before, "a refusal changes nothing");
            assert!(!rejection.reasons().is_empty());
            let text = |r: &domain::kernel::Reason| match &r.detail {
                Some(detail) => format!("{}({detail})", r.code),
                None => r.code.to_string(),
            };
            rejection.reasons().iter().map(text).collect()
        })
    }

    /// An accepted command.
    pub(crate) fn yes(&mut self, who: Who, command: Command) -> Vec<Event> {
        let (action, step) = (command.action(), self.ticket.state_code());
        let events = self.attempt(who, command).unwrap_or_else(|why| panic!("{action} at {step}: {why:?}"));
        self.clocks().unwrap_or_else(|e| panic!("after {action} at {step}: {e}"));
        events
    }

    /// The reasons of a refused command.
    pub(crate) fn no(&mut self, who: Who, command: Command) -> Vec<String> {
        let (action, step) = (command.action(), self.ticket.state_code());
        self.attempt(who, command).expect_err(&format!("{action} at {step} was accepted"))
    }

    /// The steps as usual, one minute each.
    pub(crate) fn steps(&mut self, actions: &[Action]) -> &mut Self {
        for action in actions {
            self.step(Who::Engineer, *action);
        }
        self
    }

    pub(crate) fn step(&mut self, who: Who, action: Action) -> Vec<Event> {
        self.now = self.now.plus_seconds(60);
        if action == Action::Sign {
            self.yes(who, bodies::proper(&self.ticket, Action::Attach, self.now));
        }
        self.yes(who, bodies::proper(&self.ticket, action, self.now))
    }

    pub(crate) fn clocks(&self) -> Result<Vec<Clock>, SlaError> {
        self.clocks_by(&POLICY)
    }

    pub(crate) fn clocks_by(&self, policy: &PolicySpec) -> Result<Vec<Clock>, SlaError> {
        let rules = Rules { policy, calendars: &CALENDARS };
        recompute(
            rules,
            &self.ticket.clock_subject(),
            &self.ticket.clock_facts,
            self.now.max(self.ticket.received_at),
        )
    }

    /// As the application judges a new fact.
    fn admitted(&self) -> Result<Vec<Clock>, SlaError> {
        let (ticket, rules) = (&self.ticket, Rules { policy: &POLICY, calendars: &CALENDARS });
        admit(rules, &ticket.clock_subject(), &ticket.clock_facts, self.now.max(ticket.latest()))
    }

    /// The newest clock of a kind.
    pub(crate) fn clock(&self, kind: ClockKind) -> Clock {
        self.clocks()
            .unwrap()
            .into_iter()
            .find(|c| c.kind == kind)
            .unwrap_or_else(|| panic!("no {kind} clock"))
    }

    pub(crate) fn open_clocks(&self) -> Vec<ClockKind> {
        self.clocks().unwrap().iter().filter(|c| c.is_open()).map(|c| c.kind).collect()
    }

    pub(crate) fn offered(&self, who: Who) -> Vec<NextStep> {
        let ticket = &self.ticket;
        let resource = Resource {
            branch: Some(ticket.branch.branch_id),
            owner: ticket.ownership.as_ref().map(|o| o.owner_id),
            assignee: ticket.assignee(),
        };
        next_steps(ticket, &who.principal(), &resource, &self.context(who))
    }

    pub(crate) fn main_of(&self, who: Who) -> Option<Action> {
        self.offered(who).into_iter().find(|s| s.main).map(|s| s.action)
    }

    pub(crate) fn state(&self) -> StateCode {
        self.ticket.state_code()
    }
}

pub(crate) fn codes(reasons: &[ReasonCode]) -> Vec<String> {
    reasons.iter().map(ToString::to_string).collect()
}

/// The way of a repair on site up to and with a step.
pub(crate) fn repair_until(last: Action) -> Play {
    let way = [
        Action::Acknowledge,
        Action::Confirm,
        Action::Assess,
        Action::Plan,
        Action::TellPlan,
        Action::Dispatch,
        Action::LogContact,
        Action::Arrive,
        Action::Diagnose,
        Action::Work,
        Action::FinishVisit,
        Action::Sign,
        Action::HandIn,
    ];
    let mut play = Play::repair();
    if let Some(place) = way.iter().position(|a| *a == last) {
        play.steps(&way[..=place]);
        return play;
    }
    play.steps(&way);
    play.step(Who::Supervisor, Action::Review);
    if last == Action::Archive {
        play.step(Who::Supervisor, Action::Archive);
    }
    play
}
