use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    Amendment, Assessment, AttachmentRef, BranchFacts, ChargeDecision, Confirmation, ConfirmedNeed,
    CustomerFacts, DepartmentTask, Diagnosis, EndKind, Flow, FormTrack, Links, Ownership, Plan, ProductFacts,
    Promises, ReplyRecord, RequestType, Resolution, ServiceMode, StateCode, Step, TicketNo, Visit, WorkLine,
};
use crate::{
    kernel::{Actor, Line, Prose, TicketId, Timestamp},
    sla::{Circumstances, Fact, FactAt, Impact, PauseReason, Priority, Severity, Subject},
    tickets::Channel,
    warranty::ChargeClass,
};

/// Where a ticket is. Only an open ticket has a step, only a waiting one a hold, only an ended one an ending.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum State {
    Open { step: Step, hold: Option<Hold> },
    Archived { at: Timestamp, by: Actor },
    Ended(Ending),
}

/// 等待: a pause on the customer's side (domain.md 2.3 item 3).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hold {
    pub reason: PauseReason,
    pub since: Timestamp,
    pub expected_until: Option<Timestamp>,
    pub notice: super::Notice,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ending {
    pub how: EndKind,
    pub reason: Prose,
    pub duplicate_of: Option<TicketId>,
    pub at: Timestamp,
    pub by: Actor,
}

/// One pass from service to archive. A reopening closes the running cycle, read-only, and starts the next.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Cycle {
    pub visits: Vec<Visit>,
    pub diagnosis: Option<Diagnosis>,
    pub work: Vec<WorkLine>,
    pub resolution: Option<Resolution>,
    pub confirmation: Option<Confirmation>,
    pub form: FormTrack,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClosedCycle {
    pub cycle: Cycle,
    pub archived_at: Option<Timestamp>,
    #[serde(default)]
    pub archived_by: Option<Actor>,
    pub reopened_at: Timestamp,
    pub reopened_by: Actor,
    pub reason: Prose,
}

/// The rules of the service policy that the ticket itself needs; the application fills them from the pinned version.
#[derive(Debug, Clone, PartialEq)]
pub struct Rulebook {
    pub zone: Tz,
    pub reopen_window_days: u32,
    pub pause_reasons: Vec<PauseReason>,
    pub pause_max_days: u32,
    pub reply_needs_time_and_place: bool,
}

/// What a command is decided with.
#[derive(Debug, Clone)]
pub struct Context<'a> {
    pub now: Timestamp,
    pub actor: Actor,
    pub rules: &'a Rulebook,
}

/// The signed part of the form, in a fixed order of fields.
#[derive(Serialize)]
struct Signed<'a> {
    no: &'a TicketNo,
    description: &'a Prose,
    model: Option<&'a Line>,
    serial: Option<&'a Line>,
    batch: Option<&'a Line>,
    quantity: Option<u32>,
    purchased_on: Option<NaiveDate>,
    charge_class: Option<ChargeClass>,
    diagnosis: Option<&'a Diagnosis>,
    work: &'a [WorkLine],
    resolution: Option<&'a Resolution>,
}

/// 客户服务需求, the aggregate. `apply` is the only way to change it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ticket {
    pub id: TicketId,
    pub no: TicketNo,
    pub branch: BranchFacts,
    pub request_type: RequestType,
    pub mode: ServiceMode,
    pub channel: Channel,
    pub severity: Severity,
    pub impact: Impact,
    pub priority: Priority,
    /// At receipt; clocks take the changes since from the facts.
    pub initial_priority: Priority,
    pub description: Prose,
    pub fault_code: Option<Line>,
    /// When the customer reached us: every clock runs from here (domain.md 2.3 item 9).
    pub received_at: Timestamp,
    pub registered_at: Timestamp,
    pub registered_by: Actor,
    /// The service class is fixed at this moment (K19).
    pub fault_reported_at: Timestamp,
    pub customer: CustomerFacts,
    pub product: ProductFacts,
    /// By which special rules of the policy its targets are chosen, as of the registration.
    #[serde(default)]
    pub circumstances: Circumstances,
    #[serde(default)]
    pub confirmed: Option<ConfirmedNeed>,
    pub ownership: Option<Ownership>,
    pub charge: Option<ChargeDecision>,
    pub earlier_charges: Vec<ChargeDecision>,
    pub state: State,
    pub replies: Vec<ReplyRecord>,
    pub assessments: Vec<Assessment>,
    pub tasks: Vec<DepartmentTask>,
    pub plans: Vec<Plan>,
    pub cycle: Cycle,
    pub earlier_cycles: Vec<ClosedCycle>,
    pub attachments: Vec<AttachmentRef>,
    pub amendments: Vec<Amendment>,
    #[serde(default)]
    pub promises: Promises,
    #[serde(default)]
    pub links: Links,
    /// What the clocks are computed from, in the order of time.
    pub clock_facts: Vec<FactAt>,
}

impl Ticket {
    #[must_use]
    pub const fn flow(&self) -> Flow {
        Flow::of(self.request_type, self.mode)
    }

    #[must_use]
    pub const fn state_code(&self) -> StateCode {
        match &self.state {
            State::Archived { .. } => StateCode::Archived,
            State::Ended(ending) => match ending.how {
                EndKind::Cancelled => StateCode::Cancelled,
                EndKind::Withdrawn => StateCode::Withdrawn,
                EndKind::Duplicate => StateCode::Duplicate,
                EndKind::Refused => StateCode::Refused,
                EndKind::Merged => StateCode::Merged,
            },
            State::Open { hold: Some(_), .. } => StateCode::Waiting,
            State::Open { step, hold: None } => match step {
                Step::Registered => StateCode::Registered,
                Step::Confirmed => StateCode::Confirmed,
                Step::Assessed => StateCode::Assessed,
                Step::Planned => StateCode::Planned,
                Step::Dispatched => StateCode::Dispatched,
                Step::InService => StateCode::InService,
                Step::Resolved => StateCode::Resolved,
                Step::CustomerConfirmed => StateCode::CustomerConfirmed,
            },
        }
    }

    /// The step of an open ticket, waiting or not.
    #[must_use]
    pub const fn step(&self) -> Option<Step> {
        match &self.state {
            State::Open { step, .. } => Some(*step),
            _ => None,
        }
    }

    #[must_use]
    pub const fn hold(&self) -> Option<&Hold> {
        match &self.state {
            State::Open { hold, .. } => hold.as_ref(),
            _ => None,
        }
    }

    #[must_use]
    pub fn reopen_count(&self) -> usize {
        self.earlier_cycles.len()
    }

    #[must_use]
    pub fn charge_class(&self) -> Option<ChargeClass> {
        self.charge.as_ref().map(|c| c.verdict.charge_class)
    }

    /// The visit that is neither finished nor cancelled.
    #[must_use]
    pub fn open_visit(&self) -> Option<&Visit> {
        self.cycle.visits.iter().find(|v| v.finish.is_none() && v.cancelled.is_none())
    }

    pub(super) fn open_visit_mut(&mut self) -> Option<&mut Visit> {
        self.cycle.visits.iter_mut().find(|v| v.finish.is_none() && v.cancelled.is_none())
    }

    /// The person whose job it is now: the engineer of the latest visit of this cycle, else the owner.
    #[must_use]
    pub fn assignee(&self) -> Option<crate::kernel::UserId> {
        self.cycle
            .visits
            .iter()
            .rev()
            .find(|v| v.cancelled.is_none())
            .map(|v| v.engineer_id)
            .or_else(|| self.ownership.as_ref().map(|o| o.owner_id))
    }

    #[must_use]
    pub fn current_plan(&self) -> Option<&Plan> {
        self.plans.last()
    }

    /// SHA-256 over what the customer signs on the 客户服务需求表 (R-11.2.2.7): need, cause, work, result, service class.
    /// What the office adds to the product (ids, 核实) is not signed.
    #[must_use]
    pub fn content_hash(&self) -> String {
        let signed = Signed {
            no: &self.no,
            description: &self.description,
            model: self.product.model.as_ref(),
            serial: self.product.serial.as_ref(),
            batch: self.product.batch.as_ref(),
            quantity: self.product.quantity,
            purchased_on: self.product.purchased_on,
            charge_class: self.charge_class(),
            diagnosis: self.cycle.diagnosis.as_ref(),
            work: &self.cycle.work,
            resolution: self.cycle.resolution.as_ref(),
        };
        // plain structs with text keys: writing them as JSON cannot fail
        let digest = Sha256::digest(serde_json::to_vec(&signed).unwrap_or_default());
        digest.iter().map(|b| format!("{b:02x}")).collect()
    }

    /// A signature that still covers today's content.
    #[must_use]
    pub fn signature_valid(&self) -> bool {
        let signature = self.cycle.confirmation.as_ref().and_then(|c| c.signature.as_ref());
        signature.is_some_and(|s| s.voided_at.is_none() && s.content_hash == self.content_hash())
    }

    #[must_use]
    pub const fn form_approved(&self) -> bool {
        self.cycle.form.approved
    }

    /// A finished visit, or a returned form, without a hand-in since: the form is due by 24:00 of that day, solved or
    /// not (R-11.2.3.5, K17).
    #[must_use]
    pub fn form_due(&self) -> bool {
        let last = self.clock_facts.iter().rev().find_map(|f| match f.fact {
            Fact::FormHandedIn => Some(false),
            Fact::VisitFinished | Fact::FormReturned => Some(true),
            _ => None,
        });
        last == Some(true)
    }

    /// What of the ticket decides its clocks. The mode counts where a visit belongs to the flow: an answer to a
    /// complaint "on site" has no on-site clock that nothing would ever stop.
    #[must_use]
    pub fn clock_subject(&self) -> Subject {
        let mode =
            if self.mode.at_customer() && !self.flow().visit { ServiceMode::Remote } else { self.mode };
        Subject {
            request_type_code: self.request_type.as_str().to_owned(),
            mode_code: mode.as_str().to_owned(),
            priority: self.initial_priority,
            received_at: self.received_at,
            circumstances: self.circumstances.clone(),
        }
    }

    /// When the running cycle began: the last reopening, else the receipt.
    pub(super) fn cycle_began(&self) -> Timestamp {
        self.earlier_cycles.last().map_or(self.received_at, |c| c.reopened_at)
    }

    /// The latest instant that the ticket knows of. A machine's clock that steps back does not turn the order around.
    #[must_use]
    pub fn latest(&self) -> Timestamp {
        self.clock_facts.last().map_or(self.registered_at, |f| f.at.max(self.registered_at))
    }

    pub(super) fn replied_in_cycle(&self) -> bool {
        let began = self.cycle_began();
        self.replies.iter().any(|r| r.at >= began)
    }

    /// The moment until which the ticket may be reopened: 24:00 of the n-th day after the solution (2.3 item 12).
    #[must_use]
    pub fn reopen_until(&self, rules: &Rulebook) -> Option<Timestamp> {
        let solved = self.cycle.resolution.as_ref()?.at;
        Some(crate::sla::reopen_until(solved, rules.zone, rules.reopen_window_days))
    }

    /// Adds a clock fact in the order of time; facts of one instant keep the order in which they were recorded.
    pub(super) fn record(&mut self, at: Timestamp, fact: Fact) {
        let place = self.clock_facts.partition_point(|f| f.at <= at);
        self.clock_facts.insert(place, FactAt { at, fact });
    }

    pub(super) fn go(&mut self, step: Step) {
        if let State::Open { step: current, .. } = &mut self.state {
            *current = step;
        }
    }

    /// Moves forward to `step`, never back.
    pub(super) fn reach(&mut self, step: Step) {
        if let State::Open { step: current, .. } = &mut self.state
            && *current < step
        {
            *current = step;
        }
    }
}
