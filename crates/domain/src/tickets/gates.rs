//! Stage gates: what is missing for a step, as facts. A gate names everything at once.

use super::{
    Action, ContactResult, Context, Flow, Plan, ReviewOutcome, State, Step, Ticket, Verification,
    checks::detailed, register::mode_unsuitable,
};
use crate::{
    kernel::{Reason, ReasonCode},
    sla::{Fact, Priority},
};

/// Whether a step belongs to this moment at all, and what it still lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Gate {
    /// Not a step of this moment; trying it is refused for this reason.
    Closed(ReasonCode),
    /// A step of this moment, possible when nothing is missing.
    Open(Vec<Reason>),
}

impl Gate {
    fn only_if(holds: bool, otherwise: ReasonCode, missing: impl FnOnce() -> Vec<Reason>) -> Self {
        if holds { Self::Open(missing()) } else { Self::Closed(otherwise) }
    }
}

impl Ticket {
    pub(super) fn gate(&self, action: Action, ctx: &Context<'_>) -> Gate {
        match &self.state {
            State::Ended(_) => match action {
                Action::Comment => Gate::Open(Vec::new()),
                _ => Gate::Closed(ReasonCode::AlreadyEnded),
            },
            State::Archived { .. } => match action {
                Action::Reopen => self.reopen_gate(ctx),
                Action::Amend | Action::Comment | Action::NoteDelivery => Gate::Open(Vec::new()),
                // asked on the next day, when the form is often in the archive already (R-11.2.3.6)
                Action::LogSurvey => self.survey_gate(),
                _ => Gate::Closed(ReasonCode::Archived),
            },
            State::Open { hold: Some(_), .. } if !possible_while_waiting(action) => {
                Gate::Closed(ReasonCode::Waiting)
            }
            State::Open { step, hold } => self.open_gate(action, *step, hold.is_some(), ctx),
        }
    }

    fn open_gate(&self, action: Action, step: Step, waiting: bool, ctx: &Context<'_>) -> Gate {
        let flow = self.flow();
        let unsolved = step < Step::Resolved;
        // what the customer or the supervisor has closed is not changed
        let unclosed = if flow.form { !self.form_approved() } else { step < Step::CustomerConfirmed };
        let told = self.current_plan().is_some_and(|p| p.told.is_some());
        let wrong = ReasonCode::WrongStage;
        match action {
            Action::Acknowledge => {
                Gate::only_if(!self.has_fact(&Fact::Acknowledged), ReasonCode::AlreadyExists, Vec::new)
            }
            Action::VerifyProduct => {
                Gate::only_if(self.product.verification == Verification::Pending, wrong, Vec::new)
            }
            // repeated, it corrects what the nameplate on site shows to be wrong
            Action::Confirm => Gate::only_if(unsolved, wrong, Vec::new),
            Action::Assess => Gate::only_if(flow.assessment && unsolved, wrong, || self.unconfirmed(flow)),
            Action::AskDepartment | Action::ChangePriority | Action::End => {
                Gate::only_if(unsolved, wrong, Vec::new)
            }
            Action::AnswerTask => {
                Gate::only_if(self.tasks.iter().any(|t| t.answer.is_none()), wrong, Vec::new)
            }
            Action::Plan => Gate::only_if(flow.plan && unsolved, wrong, || self.not_plannable(flow)),
            Action::TellPlan => Gate::only_if(
                flow.plan && unsolved && !told,
                if flow.plan && told { ReasonCode::AlreadyExists } else { wrong },
                || match self.current_plan() {
                    None => vec![ReasonCode::PlanMissing.into()],
                    Some(plan) => missing(self.outdated(plan, flow), ReasonCode::PlanOutdated),
                },
            ),
            Action::Dispatch => Gate::only_if(flow.visit && unsolved, wrong, || {
                let mut reasons = self.plan_lacks(flow);
                reasons.extend(missing(self.open_visit().is_some(), ReasonCode::VisitOpen));
                reasons
            }),
            Action::LogContact | Action::CancelVisit => match self.open_visit() {
                None => Gate::Closed(ReasonCode::VisitMissing),
                Some(visit) => Gate::only_if(visit.arrived_at.is_none(), wrong, Vec::new),
            },
            Action::Arrive => Gate::only_if(
                flow.visit && unsolved && self.open_visit().is_none_or(|v| v.arrived_at.is_none()),
                wrong,
                || self.not_arrivable(flow),
            ),
            Action::StartService => {
                Gate::only_if(flow.work && !flow.visit && step < Step::InService, wrong, || {
                    self.plan_lacks(flow)
                })
            }
            Action::Diagnose => {
                Gate::only_if((flow.cause || flow.responsible_party) && unclosed, wrong, || {
                    if flow.work { self.not_started(flow, step) } else { self.plan_lacks(flow) }
                })
            }
            Action::Work => Gate::only_if(flow.work && unclosed, wrong, || self.not_started(flow, step)),
            Action::FinishVisit => Gate::only_if(flow.visit && unsolved, wrong, || self.arrival_lacks(flow)),
            Action::Resolve => Gate::only_if(unsolved, wrong, || self.not_resolvable(flow)),
            Action::Sign => word_gate(flow.form, step),
            Action::ConfirmResult => word_gate(!flow.form, step),
            Action::HandIn => self.hand_in_gate(flow, step),
            Action::Review => self.review_gate(flow, ctx),
            Action::Archive => {
                Gate::only_if(step >= Step::Resolved, ReasonCode::NotSolved, || self.not_archivable(flow))
            }
            Action::Reopen if unsolved => Gate::Closed(ReasonCode::NotSolved),
            Action::Reopen => self.reopen_gate(ctx),
            Action::Pause => Gate::only_if(unsolved && !waiting, wrong, Vec::new),
            Action::Resume => Gate::only_if(waiting, ReasonCode::NotWaiting, Vec::new),
            Action::ChangeType => Gate::only_if(step < Step::InService, wrong, Vec::new),
            Action::Amend => Gate::Closed(ReasonCode::NotArchived),
            Action::Reply
            | Action::Assign
            | Action::Decide
            | Action::Attach
            | Action::Comment
            | Action::TellCustomer => Gate::Open(Vec::new()),
            Action::NoteDelivery => Gate::only_if(!self.promises.notices.is_empty(), wrong, Vec::new),
            Action::Extend | Action::Urge | Action::Merge | Action::Split => {
                Gate::only_if(unsolved, wrong, Vec::new)
            }
            Action::AskExtension => {
                let asked = self.promises.asked_extension.is_some();
                let why = if asked { ReasonCode::AlreadyExists } else { wrong };
                Gate::only_if(unsolved && !asked, why, Vec::new)
            }
            Action::DecideExtension => {
                let asked = self.promises.asked_extension.is_some();
                Gate::only_if(asked, ReasonCode::ExtensionNotAsked, Vec::new)
            }
            Action::AnswerUrge => {
                Gate::only_if(self.promises.open_urges().next().is_some(), ReasonCode::UrgeMissing, Vec::new)
            }
            Action::Transfer => {
                let with_hq = self.promises.open_transfer().is_some();
                let why = if with_hq { ReasonCode::TransferOpen } else { wrong };
                Gate::only_if(unsolved && !with_hq, why, || {
                    missing(self.attachments.is_empty(), ReasonCode::MaterialsMissing)
                })
            }
            Action::AcceptTransfer => {
                let waits = self.promises.open_transfer().is_some_and(|t| t.accepted.is_none());
                Gate::only_if(waits, ReasonCode::TransferMissing, Vec::new)
            }
            Action::ReturnTransfer => {
                Gate::only_if(self.promises.open_transfer().is_some(), ReasonCode::TransferMissing, Vec::new)
            }
            Action::LogSurvey => self.survey_gate(),
        }
    }

    pub(super) fn has_fact(&self, fact: &Fact) -> bool {
        self.clock_facts.iter().any(|f| f.fact == *fact)
    }

    fn unconfirmed(&self, flow: Flow) -> Vec<Reason> {
        missing(flow.confirmation() && self.confirmed.is_none(), ReasonCode::ConfirmationMissing)
    }

    fn not_plannable(&self, flow: Flow) -> Vec<Reason> {
        let mut reasons = self.unassessed(flow);
        reasons.extend(self.silent_departments());
        reasons
    }

    /// Confirmed and assessed, for a mode that suits the product.
    fn unassessed(&self, flow: Flow) -> Vec<Reason> {
        let mut reasons = self.unconfirmed(flow);
        // the verification may have shown that it cannot be moved
        let unsuitable = mode_unsuitable(self.request_type, self.mode, &self.product);
        reasons.extend(missing(unsuitable, ReasonCode::ModeUnsuitable));
        reasons
            .extend(missing(flow.assessment && self.assessments.is_empty(), ReasonCode::AssessmentMissing));
        reasons
    }

    /// R-6.2.2.1: every department that has not answered.
    fn silent_departments(&self) -> impl Iterator<Item = Reason> {
        self.tasks.iter().filter(|t| t.answer.is_none()).map(|t| Reason {
            code: ReasonCode::DepartmentTaskOpen,
            detail: Some(t.department.as_str().to_owned()),
        })
    }

    /// R-6.2.3.1: another assessment has been made since.
    fn outdated(&self, plan: &Plan, flow: Flow) -> bool {
        flow.assessment && plan.assessment != self.assessments.last().map(|a| a.number)
    }

    /// Confirmed, assessed, planned, told.
    pub(super) fn plan_lacks(&self, flow: Flow) -> Vec<Reason> {
        let mut reasons = self.unassessed(flow);
        if flow.plan {
            match self.current_plan() {
                None => reasons.push(ReasonCode::PlanMissing.into()),
                Some(plan) => {
                    reasons.extend(missing(self.outdated(plan, flow), ReasonCode::PlanOutdated));
                    reasons.extend(missing(plan.told.is_none(), ReasonCode::PlanNotTold));
                }
            }
        }
        reasons
    }

    fn not_arrivable(&self, flow: Flow) -> Vec<Reason> {
        let mut reasons = self.plan_lacks(flow);
        match self.open_visit() {
            None => reasons.push(ReasonCode::VisitMissing.into()),
            // an emergency may be visited without a call ahead (R-11.2.2.2)
            Some(visit) => reasons.extend(missing(
                self.priority != Priority::P1
                    && !visit.contacts.iter().any(|c| c.result == ContactResult::Reached),
                ReasonCode::ContactLogMissing,
            )),
        }
        reasons
    }

    fn not_started(&self, flow: Flow, step: Step) -> Vec<Reason> {
        if step >= Step::InService {
            return Vec::new();
        }
        let mut reasons = self.plan_lacks(flow);
        if flow.visit {
            reasons.push(
                if self.open_visit().is_none() {
                    ReasonCode::VisitMissing
                } else {
                    ReasonCode::ArrivalMissing
                }
                .into(),
            );
        } else {
            reasons.extend(detailed(true, ReasonCode::WrongStage, Action::StartService.as_str()));
        }
        reasons
    }

    fn arrival_lacks(&self, flow: Flow) -> Vec<Reason> {
        match self.open_visit() {
            Some(visit) if visit.arrived_at.is_some() => Vec::new(),
            Some(_) => vec![ReasonCode::ArrivalMissing.into()],
            None => {
                let mut reasons = self.plan_lacks(flow);
                reasons.push(ReasonCode::VisitMissing.into());
                reasons
            }
        }
    }

    /// Cause, responsible party, work log, reply: what a solution rests on.
    pub(super) fn solution_lacks(&self, flow: Flow) -> Vec<Reason> {
        let diagnosis = self.cycle.diagnosis.as_ref();
        let mut reasons = missing(flow.cause && diagnosis.is_none(), ReasonCode::CauseMissing);
        reasons.extend(missing(
            flow.responsible_party && diagnosis.is_none_or(|d| d.responsible_party.is_none()),
            ReasonCode::ResponsiblePartyMissing,
        ));
        reasons.extend(missing(flow.work && self.cycle.work.is_empty(), ReasonCode::WorkLogMissing));
        reasons.extend(missing(flow.reply && !self.replied_in_cycle(), ReasonCode::ReplyMissing));
        reasons
    }

    fn not_resolvable(&self, flow: Flow) -> Vec<Reason> {
        let mut reasons = self.plan_lacks(flow);
        if flow.visit && self.open_visit().is_some() {
            reasons.push(ReasonCode::VisitOpen.into());
        } else if flow.visit && !self.cycle.visits.iter().any(|v| v.finish.is_some()) {
            reasons.push(ReasonCode::VisitMissing.into());
        }
        reasons.extend(self.solution_lacks(flow));
        reasons
    }

    fn signature_lacks(&self) -> Vec<Reason> {
        match self.cycle.confirmation.as_ref().and_then(|c| c.signature.as_ref()) {
            None => vec![ReasonCode::SignatureMissing.into()],
            Some(_) => missing(!self.signature_valid(), ReasonCode::SignatureVoid),
        }
    }

    /// The form of a solved request is signed first; that of a visit which did not solve is due the same day (K17).
    fn hand_in_gate(&self, flow: Flow, step: Step) -> Gate {
        match step {
            _ if self.form_due() && step < Step::Resolved => Gate::Open(Vec::new()),
            _ if !flow.form => Gate::only_if(self.form_due(), ReasonCode::WrongStage, Vec::new),
            Step::Resolved | Step::CustomerConfirmed => {
                let with_us = self.cycle.form.handed_in_at.is_none();
                Gate::only_if(with_us, ReasonCode::AlreadyExists, || self.signature_lacks())
            }
            _ => Gate::Closed(ReasonCode::NotSolved),
        }
    }

    fn review_gate(&self, flow: Flow, ctx: &Context<'_>) -> Gate {
        if !flow.form || self.step() < Some(Step::Resolved) {
            return Gate::Closed(if flow.form { ReasonCode::NotSolved } else { ReasonCode::WrongStage });
        }
        Gate::only_if(!self.form_approved(), ReasonCode::AlreadyExists, || {
            let mut reasons = missing(self.cycle.form.handed_in_at.is_none(), ReasonCode::FormNotHandedIn);
            let own_work = ctx.actor.user_id().is_some_and(|user| self.served_by(user));
            reasons.extend(missing(own_work, ReasonCode::ReviewerIsEngineer));
            reasons
        })
    }

    fn not_archivable(&self, flow: Flow) -> Vec<Reason> {
        let mut reasons = if flow.form {
            self.signature_lacks()
        } else {
            detailed(
                self.cycle.confirmation.is_none(),
                ReasonCode::ConfirmationMissing,
                Action::ConfirmResult.as_str(),
            )
        };
        if self.form_due() || flow.form && self.cycle.form.handed_in_at.is_none() {
            let returned =
                self.cycle.form.reviews.last().is_some_and(|r| r.outcome == ReviewOutcome::Returned);
            reasons
                .push(if returned { ReasonCode::FormReturned } else { ReasonCode::FormNotHandedIn }.into());
        }
        reasons.extend(missing(flow.form && !self.form_approved(), ReasonCode::FormNotReviewed));
        // the archive takes no answers any more
        reasons.extend(self.silent_departments());
        reasons.extend(missing(self.promises.open_urges().next().is_some(), ReasonCode::UrgeUnanswered));
        let unaccepted = self.promises.open_transfer().is_some_and(|t| t.accepted.is_none());
        reasons.extend(missing(unaccepted, ReasonCode::TransferUnaccepted));
        reasons
    }

    /// Once for each time that the customer has confirmed a result.
    fn survey_gate(&self) -> Gate {
        let confirmed = self.cycle.confirmation.as_ref().map(|c| c.at);
        let asked = self.promises.surveys.last().map(|s| s.at);
        match confirmed {
            None => Gate::Closed(ReasonCode::SurveyNotDue),
            Some(at) => Gate::only_if(asked < Some(at), ReasonCode::AlreadyExists, Vec::new),
        }
    }

    /// Outside the window nothing can make it possible again: a new request is registered (2.3 item 5).
    fn reopen_gate(&self, ctx: &Context<'_>) -> Gate {
        Gate::only_if(self.may_reopen(ctx), ReasonCode::ReopenWindowOver, Vec::new)
    }

    pub(super) fn may_reopen(&self, ctx: &Context<'_>) -> bool {
        self.reopen_until(ctx.rules).is_some_and(|until| ctx.now < until)
    }
}

/// The customer's word, signed or said: once, after the solution.
fn word_gate(by_this_way: bool, step: Step) -> Gate {
    match step {
        _ if !by_this_way => Gate::Closed(ReasonCode::WrongStage),
        Step::Resolved => Gate::Open(Vec::new()),
        Step::CustomerConfirmed => Gate::Closed(ReasonCode::AlreadyExists),
        _ => Gate::Closed(ReasonCode::NotSolved),
    }
}

pub(super) fn missing(is_missing: bool, code: ReasonCode) -> Vec<Reason> {
    if is_missing { vec![code.into()] } else { Vec::new() }
}

const fn possible_while_waiting(action: Action) -> bool {
    matches!(
        action,
        Action::Resume
            | Action::Comment
            | Action::Attach
            | Action::Reply
            | Action::LogContact
            | Action::End
            | Action::Assign
            | Action::AnswerTask
            | Action::Decide
            | Action::VerifyProduct
            | Action::Acknowledge
            | Action::ChangePriority
            // the customer who is waited for does not want it any more
            | Action::CancelVisit
            | Action::TellCustomer
            | Action::NoteDelivery
            | Action::Extend
            | Action::AskExtension
            | Action::DecideExtension
            | Action::Urge
            | Action::AnswerUrge
            | Action::Transfer
            | Action::AcceptTransfer
            | Action::ReturnTransfer
            | Action::Merge
            | Action::Split
    )
}
