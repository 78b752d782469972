//! 服务中: arrival, cause, work, end of the visit, solution.

use super::{
    Arrive, Context, Diagnose, Diagnosis, Event, FinishVisit, RecordWork, RequestType, Resolution, Resolve,
    Step, Ticket, VisitFinish, VisitOutcome, WorkLine,
};
use crate::{
    kernel::{ReasonCode, Rejection, UserId},
    sla::Fact,
};

impl Ticket {
    pub(super) fn arrive(&mut self, arrive: &Arrive, ctx: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let at = arrive.at.unwrap_or(ctx.now);
        let visit = self.open_visit_mut().ok_or_else(|| Rejection::because(ReasonCode::VisitMissing))?;
        visit.arrived_at = Some(at);
        visit.safety_checked = arrive.safety_checked;
        let (visit_id, late) = (visit.id, at.millis_since(visit.to) / 60_000);
        let mut events: Vec<Event> = self.answered(at).into_iter().collect();
        self.record(at, Fact::ArrivedOnSite);
        self.reach(Step::InService);
        events.push(Event::Arrived { visit_id, at, late_minutes: late.max(0) });
        Ok(events)
    }

    pub(super) fn start_service(&mut self) -> Vec<Event> {
        self.reach(Step::InService);
        vec![Event::ServiceStarted {}]
    }

    pub(super) fn diagnose(&mut self, diagnose: Diagnose, ctx: &Context<'_>) -> Vec<Event> {
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
        events.extend(self.void_signature_if_changed(ctx));
        events
    }

    pub(super) fn record_work(&mut self, work: RecordWork, ctx: &Context<'_>) -> Vec<Event> {
        let line = WorkLine {
            kind: work.kind,
            text: work.text,
            minutes: work.minutes,
            part: work.part,
            at: ctx.now,
            by: ctx.actor.clone(),
            from_hq: self.helps_from_hq(&ctx.actor),
        };
        self.cycle.work.push(line.clone());
        let mut events = vec![Event::WorkRecorded(line)];
        events.extend(self.void_signature_if_changed(ctx));
        events
    }

    /// R-9.3.6.3: function restored and accessories complete; `solved` also resolves (R-11.2.2.3).
    pub(super) fn finish_visit(
        &mut self,
        finish: FinishVisit,
        ctx: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let at = finish.at.unwrap_or(ctx.now);
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
            let resolution = Resolution {
                result: finish.result,
                open_questions: finish.open_questions,
                function_test: Some(finish.function_test),
                accessories_complete: finish.accessories_complete,
                at,
                by: ctx.actor.clone(),
            };
            events.extend(self.solve(resolution));
        }
        Ok(events)
    }

    pub(super) fn resolve(&mut self, resolve: Resolve, ctx: &Context<'_>) -> Vec<Event> {
        self.solve(Resolution {
            result: resolve.result,
            open_questions: resolve.open_questions,
            function_test: resolve.function_test,
            accessories_complete: resolve.accessories_complete,
            at: resolve.at.unwrap_or(ctx.now),
            by: ctx.actor.clone(),
        })
    }

    fn solve(&mut self, resolution: Resolution) -> Vec<Event> {
        let at = resolution.at;
        let mut events: Vec<Event> = self.answered(at).into_iter().collect();
        self.cycle.resolution = Some(resolution.clone());
        self.record(at, Fact::Resolved);
        if self.request_type == RequestType::Complaint {
            self.record(at, Fact::ComplaintAnswered);
        }
        self.reach(Step::Resolved);
        events.push(Event::Resolved(resolution));
        events
    }

    /// R-11.2.2.7: a signature covers what was signed, nothing else. The form comes back with it: it has to be signed,
    /// handed in and reviewed again, and is due again the same day.
    pub(super) fn void_signature_if_changed(&mut self, ctx: &Context<'_>) -> Option<Event> {
        let hash = self.content_hash();
        let signature = self.cycle.confirmation.as_mut().and_then(|c| c.signature.as_mut())?;
        if signature.voided_at.is_some() || signature.content_hash == hash {
            return None;
        }
        signature.voided_at = Some(ctx.now);
        self.return_form(ctx);
        if self.step() == Some(Step::CustomerConfirmed) {
            self.go(Step::Resolved);
        }
        Some(Event::SignatureVoided {})
    }

    /// Did this person do the work of the running cycle?
    pub(super) fn served_by(&self, user: UserId) -> bool {
        let visited = self.cycle.visits.iter().any(|v| v.engineer_id == user && v.arrived_at.is_some());
        let found = self.cycle.diagnosis.as_ref().is_some_and(|d| d.by.user_id() == Some(user));
        visited || found || self.cycle.work.iter().any(|w| w.by.user_id() == Some(user))
    }
}
