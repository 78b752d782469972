//! Stage gates: what is missing for a step, as facts. A gate names everything at once.

use super::{Action, Context, ContactResult, Flow, ReviewOutcome, State, Step, Ticket, Verification};
use crate::{
    kernel::{Reason, ReasonCode, Rejection},
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
    pub(super) fn pass(self) -> Result<(), Rejection> {
        match self {
            Self::Closed(code) => Err(Rejection::because(code)),
            Self::Open(reasons) => Rejection::unless_empty(reasons),
        }
    }

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
                Action::Amend | Action::Comment => Gate::Open(Vec::new()),
                _ => Gate::Closed(ReasonCode::Archived),
            },
            State::Open { hold: Some(_), .. } if !possible_while_waiting(action) => Gate::Closed(ReasonCode::Waiting),
            State::Open { step, hold } => self.open_gate(action, *step, hold.is_some(), ctx),
        }
    }

    fn open_gate(&self, action: Action, step: Step, waiting: bool, ctx: &Context<'_>) -> Gate {
        let flow = self.flow();
        let unsolved = step < Step::Resolved;
        let unreviewed = !self.form_approved();
        let wrong = ReasonCode::WrongStage;
        match action {
            Action::Acknowledge => {
                Gate::only_if(!self.has_fact(&Fact::Acknowledged), ReasonCode::AlreadyExists, Vec::new)
            }
            Action::VerifyProduct => {
                Gate::only_if(self.product.verification == Verification::Pending, wrong, Vec::new)
            }
            Action::Confirm => Gate::only_if(step == Step::Registered, wrong, Vec::new),
            Action::Assess => Gate::only_if(flow.assessment && unsolved, wrong, || self.unconfirmed(flow)),
            Action::AskDepartment | Action::ChangePriority | Action::End => Gate::only_if(unsolved, wrong, Vec::new),
            Action::AnswerTask => {
                Gate::only_if(self.tasks.iter().any(|t| t.answer.is_none()), wrong, Vec::new)
            }
            Action::Plan => Gate::only_if(flow.plan && unsolved, wrong, || self.not_plannable(flow)),
            Action::TellPlan => Gate::only_if(
                flow.plan && unsolved && self.current_plan().is_none_or(|p| p.told.is_none()),
                wrong,
                || missing(self.current_plan().is_none(), ReasonCode::PlanMissing),
            ),
            Action::Dispatch => Gate::only_if(flow.visit && unsolved, wrong, || {
                let mut reasons = self.plan_lacks(flow);
                reasons.extend(missing(self.open_visit().is_some(), ReasonCode::VisitOpen));
                reasons
            }),
            Action::LogContact => Gate::only_if(self.open_visit().is_some(), ReasonCode::VisitMissing, Vec::new),
            Action::CancelVisit => Gate::only_if(
                self.open_visit().is_some_and(|v| v.arrived_at.is_none()),
                ReasonCode::VisitMissing,
                Vec::new,
            ),
            Action::Arrive => Gate::only_if(
                flow.visit && unsolved && self.open_visit().is_none_or(|v| v.arrived_at.is_none()),
                wrong,
                || self.not_arrivable(flow),
            ),
            Action::StartService => Gate::only_if(
                flow.work && !flow.visit && step < Step::InService,
                wrong,
                || self.plan_lacks(flow),
            ),
            Action::Diagnose => Gate::only_if(
                (flow.cause || flow.responsible_party) && unreviewed,
                wrong,
                || if flow.work { self.not_started(flow, step) } else { self.plan_lacks(flow) },
            ),
            Action::Work => Gate::only_if(flow.work && unreviewed, wrong, || self.not_started(flow, step)),
            Action::FinishVisit => Gate::only_if(flow.visit && unsolved, wrong, || self.arrival_lacks(flow)),
            Action::Resolve => Gate::only_if(unsolved, wrong, || self.not_resolvable(flow, step)),
            Action::Sign => Gate::only_if(
                flow.form && (step == Step::Resolved || step == Step::CustomerConfirmed && !self.signature_valid()),
                ReasonCode::NotSolved,
                Vec::new,
            ),
            Action::ConfirmResult => {
                Gate::only_if(!flow.form && step == Step::Resolved, ReasonCode::NotSolved, Vec::new)
            }
            Action::HandIn => Gate::only_if(
                flow.form && step >= Step::Resolved && self.cycle.form.handed_in_at.is_none(),
                wrong,
                || self.signature_lacks(),
            ),
            Action::Review => self.review_gate(flow, ctx),
            Action::Archive => Gate::only_if(step >= Step::Resolved, ReasonCode::NotSolved, || self.not_archivable(flow)),
            Action::Reopen => Gate::only_if(step >= Step::Resolved, ReasonCode::NotSolved, || self.window_over(ctx)),
            Action::Pause => Gate::only_if(unsolved && !waiting, wrong, Vec::new),
            Action::Resume => Gate::only_if(waiting, ReasonCode::NotWaiting, Vec::new),
            Action::ChangeType => Gate::only_if(step < Step::InService, wrong, Vec::new),
            Action::Amend => Gate::Closed(ReasonCode::NotArchived),
            Action::Reply | Action::Assign | Action::Decide | Action::Attach | Action::Comment => Gate::Open(Vec::new()),
        }
    }

    pub(super) fn has_fact(&self, fact: &Fact) -> bool {
        self.clock_facts.iter().any(|f| f.fact == *fact)
    }

    fn unconfirmed(&self, flow: Flow) -> Vec<Reason> {
        let needed = flow.product || flow.assessment;
        missing(needed && self.step() == Some(Step::Registered), ReasonCode::ConfirmationMissing)
    }

    fn not_plannable(&self, flow: Flow) -> Vec<Reason> {
        let mut reasons = self.unconfirmed(flow);
        reasons.extend(missing(flow.assessment && self.assessments.is_empty(), ReasonCode::AssessmentMissing));
        let silent = self.tasks.iter().filter(|t| t.answer.is_none());
        reasons.extend(silent.map(|t| Reason {
            code: ReasonCode::DepartmentTaskOpen,
            detail: Some(t.department.as_str().to_owned()),
        }));
        reasons
    }

    /// Confirmed, assessed, planned, told.
    fn plan_lacks(&self, flow: Flow) -> Vec<Reason> {
        let mut reasons = self.unconfirmed(flow);
        reasons.extend(missing(flow.assessment && self.assessments.is_empty(), ReasonCode::AssessmentMissing));
        if flow.plan {
            match self.current_plan() {
                None => reasons.push(ReasonCode::PlanMissing.into()),
                Some(plan) => {
                    let latest = self.assessments.last().map(|a| a.number);
                    reasons.extend(missing(flow.assessment && plan.assessment != latest, ReasonCode::PlanOutdated));
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
                self.priority != Priority::P1 && !visit.contacts.iter().any(|c| c.result == ContactResult::Reached),
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
            reasons.push(if self.open_visit().is_none() { ReasonCode::VisitMissing } else { ReasonCode::ArrivalMissing }.into());
        } else {
            reasons.push(ReasonCode::WrongStage.into());
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
        reasons.extend(missing(flow.reply && self.replies.is_empty(), ReasonCode::ReplyMissing));
        reasons
    }

    fn not_resolvable(&self, flow: Flow, step: Step) -> Vec<Reason> {
        let mut reasons = self.plan_lacks(flow);
        if flow.visit && !self.cycle.visits.iter().any(|v| v.finish.is_some()) {
            reasons.push(ReasonCode::VisitMissing.into());
        }
        if flow.visit && self.open_visit().is_some() {
            reasons.push(ReasonCode::VisitOpen.into());
        }
        if flow.work && !flow.visit && step < Step::InService && reasons.is_empty() {
            reasons.push(ReasonCode::WrongStage.into());
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

    fn review_gate(&self, flow: Flow, ctx: &Context<'_>) -> Gate {
        let reviewed = self.form_approved();
        Gate::only_if(flow.form && !reviewed && self.step() >= Some(Step::Resolved), ReasonCode::WrongStage, || {
            let mut reasons = missing(self.cycle.form.handed_in_at.is_none(), ReasonCode::FormNotHandedIn);
            let own_work = ctx.actor.user_id().is_some_and(|user| self.served_by(user));
            reasons.extend(missing(own_work, ReasonCode::ReviewerIsEngineer));
            reasons
        })
    }

    fn not_archivable(&self, flow: Flow) -> Vec<Reason> {
        let mut reasons = Vec::new();
        if flow.form {
            reasons.extend(self.signature_lacks());
            reasons.extend(missing(self.cycle.form.handed_in_at.is_none(), ReasonCode::FormNotHandedIn));
            let last = self.cycle.form.reviews.last().map(|r| r.outcome);
            reasons.extend(missing(last != Some(ReviewOutcome::Approved), ReasonCode::FormNotReviewed));
        }
        reasons.extend(missing(self.cycle.confirmation.is_none(), ReasonCode::ConfirmationMissing));
        reasons
    }

    fn reopen_gate(&self, ctx: &Context<'_>) -> Gate {
        Gate::Open(self.window_over(ctx))
    }

    fn window_over(&self, ctx: &Context<'_>) -> Vec<Reason> {
        let inside = self.reopen_until(ctx.rules).is_some_and(|until| ctx.now < until);
        missing(!inside, ReasonCode::ReopenWindowOver)
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
    )
}
