//! 服务中: arrival, cause, work, end of the visit, solution.

use super::{
    Arrive, Context, Diagnose, Diagnosis, Event, FinishVisit, FunctionTest, RecordWork, RequestType, Resolution, Resolve,
    ServiceMode, Step, Ticket, VisitFinish, VisitOutcome, WorkKind, WorkLine,
};
use crate::{
    kernel::{Prose, Reason, ReasonCode, Rejection, Timestamp, UserId},
    sla::Fact,
};

impl Ticket {
    pub(super) fn arrive(&mut self, arrive: Arrive, ctx: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let at = self.happened(arrive.at, ctx)?;
        // work at a project site starts with the safety checklist (R-2.2.7.3)
        if self.mode == ServiceMode::Field && !arrive.safety_checked {
            return Err(Rejection::because(ReasonCode::SafetyChecklistMissing));
        }
        let visit = self.open_visit_mut().ok_or_else(|| Rejection::because(ReasonCode::VisitMissing))?;
        visit.arrived_at = Some(at);
        visit.safety_checked = arrive.safety_checked;
        let (visit_id, late) = (visit.id, at.millis_since(visit.to) / 60_000);
        self.record(at, Fact::ArrivedOnSite);
        self.reach(Step::InService);
        Ok(vec![Event::Arrived { visit_id, at, late_minutes: late.max(0) }])
    }

    pub(super) fn start_service(&mut self) -> Vec<Event> {
        self.reach(Step::InService);
        vec![Event::ServiceStarted {}]
    }

    pub(super) fn diagnose(&mut self, diagnose: Diagnose, ctx: &Context<'_>) -> Vec<Event> {
        let before = self.content_hash();
        let diagnosis = Diagnosis {
            cause_class: diagnose.cause_class,
            cause: diagnose.cause,
            fault_code: diagnose.fault_code.or_else(|| self.fault_code.clone()),
            responsible_party: diagnose.responsible_party,
            at: ctx.now,
            by: ctx.actor.clone(),
        };
        self.cycle.diagnosis = Some(diagnosis.clone());
        let mut events = vec![Event::Diagnosed(diagnosis)];
        events.extend(self.void_signature_if_changed(&before));
        events
    }

    pub(super) fn record_work(&mut self, work: RecordWork, ctx: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        if work.kind == WorkKind::Part && work.part.is_none() {
            return Err(Rejection::with(ReasonCode::WorkLogMissing, "part"));
        }
        let before = self.content_hash();
        let line = WorkLine {
            kind: work.kind,
            text: work.text,
            minutes: work.minutes,
            part: work.part,
            at: ctx.now,
            by: ctx.actor.clone(),
        };
        self.cycle.work.push(line.clone());
        let mut events = vec![Event::WorkRecorded(line)];
        events.extend(self.void_signature_if_changed(&before));
        Ok(events)
    }

    /// R-9.3.6.3: function restored and accessories complete; `solved` also resolves (R-11.2.2.3).
    pub(super) fn finish_visit(&mut self, finish: FinishVisit, ctx: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let at = self.happened(finish.at, ctx)?;
        let mut reasons: Vec<Reason> = Vec::new();
        if finish.outcome == VisitOutcome::Solved {
            reasons.extend(self.solution_lacks(self.flow()));
            if finish.function_test == FunctionTest::Failed {
                reasons.push(ReasonCode::FunctionTestMissing.into());
            }
            if !finish.accessories_complete {
                reasons.push(ReasonCode::AccessoriesUnchecked.into());
            }
        }
        if self.open_visit().and_then(|v| v.arrived_at).is_some_and(|arrived| at < arrived) {
            reasons.push(Reason { code: ReasonCode::TimeOutOfOrder, detail: Some("at".into()) });
        }
        Rejection::unless_empty(reasons)?;
        let visit = self.open_visit_mut().ok_or_else(|| Rejection::because(ReasonCode::ArrivalMissing))?;
        let record = VisitFinish {
            outcome: finish.outcome,
            function_test: finish.function_test,
            accessories_complete: finish.accessories_complete,
            at,
        };
        visit.finish = Some(record.clone());
        let visit_id = visit.id;
        self.record(at, Fact::VisitFinished);
        let mut events = vec![Event::VisitFinished { visit_id, finish: record }];
        if finish.outcome == VisitOutcome::Solved {
            events.push(self.solve(finish.result, finish.open_questions, at, ctx));
        }
        Ok(events)
    }

    pub(super) fn resolve(&mut self, resolve: Resolve, ctx: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let at = self.happened(resolve.at, ctx)?;
        Ok(vec![self.solve(resolve.result, resolve.open_questions, at, ctx)])
    }

    fn solve(&mut self, result: Prose, open_questions: Option<Prose>, at: Timestamp, ctx: &Context<'_>) -> Event {
        let resolution = Resolution { result, open_questions, at, by: ctx.actor.clone() };
        self.cycle.resolution = Some(resolution.clone());
        self.record(at, Fact::Resolved);
        if self.request_type == RequestType::Complaint {
            self.record(at, Fact::ComplaintAnswered);
        }
        self.reach(Step::Resolved);
        Event::Resolved(resolution)
    }

    /// R-11.2.2.7: a signature covers what was signed, nothing else.
    pub(super) fn void_signature_if_changed(&mut self, before: &str) -> Option<Event> {
        let signed = self.cycle.confirmation.as_ref().is_some_and(|c| c.signature.is_some());
        if !signed || self.content_hash() == before || self.signature_valid() {
            return None;
        }
        self.cycle.form.handed_in_at = None;
        self.cycle.form.handed_in_by = None;
        if self.step() == Some(Step::CustomerConfirmed) {
            self.go(Step::Resolved);
        }
        Some(Event::SignatureVoided {})
    }

    /// Did this person do the work of the running cycle?
    pub(super) fn served_by(&self, user: UserId) -> bool {
        let visited = self.cycle.visits.iter().any(|v| v.engineer_id == user && v.arrived_at.is_some());
        visited || self.cycle.work.iter().any(|w| w.by.user_id() == Some(user))
    }
}
