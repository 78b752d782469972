//! 评估, 协查, 方案, 派单.

use super::{
    AnswerTask, AskDepartment, Assess, Assessment, CancelVisit, ContactAttempt, ContactResult, Context,
    DepartmentTask, Dispatch, Event, LogContact, MakePlan, Notice, NoticeAbout, Plan, Step, TaskAnswer,
    TellPlan, Ticket, Visit,
};
use crate::{
    kernel::{Line, ReasonCode, Rejection, TaskId, VisitId},
    sla::Fact,
};

impl Ticket {
    pub(super) fn assess(&mut self, assess: Assess, ctx: &Context<'_>) -> Vec<Event> {
        let number = self.assessments.last().map_or(1, |a| a.number + 1);
        let assessment = Assessment {
            number,
            preliminary_cause: assess.preliminary_cause,
            recommended_measure: assess.recommended_measure,
            fault_code: assess.fault_code.clone(),
            remote_solvable: assess.remote_solvable,
            at: ctx.now,
            by: ctx.actor.clone(),
        };
        self.fault_code = assess.fault_code.or_else(|| self.fault_code.take());
        self.assessments.push(assessment.clone());
        self.reach(Step::Assessed);
        vec![Event::Assessed(assessment)]
    }

    pub(super) fn ask_department(&mut self, id: TaskId, ask: AskDepartment, ctx: &Context<'_>) -> Vec<Event> {
        let task = DepartmentTask {
            id,
            department: ask.department,
            question: ask.question,
            due_at: ask.due_at,
            asked_at: ctx.now,
            asked_by: ctx.actor.clone(),
            answer: None,
        };
        self.tasks.push(task.clone());
        vec![Event::DepartmentAsked(task)]
    }

    pub(super) fn answer_task(
        &mut self,
        command: AnswerTask,
        ctx: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let open = self.tasks.iter_mut().find(|t| t.id == command.task_id && t.answer.is_none());
        let task = open.ok_or_else(|| Rejection::with(ReasonCode::WrongStage, "task_id"))?;
        let answer = TaskAnswer { text: command.text, at: ctx.now, by: ctx.actor.clone() };
        task.answer = Some(answer.clone());
        Ok(vec![Event::TaskAnswered { task_id: command.task_id, answer }])
    }

    /// R-6.2.3.1: the plan refers to the latest assessment.
    pub(super) fn make_plan(&mut self, make: MakePlan, ctx: &Context<'_>) -> Vec<Event> {
        let plan = Plan {
            version: self.plans.last().map_or(1, |p| p.version + 1),
            assessment: self.assessments.last().map(|a| a.number),
            measure: make.measure,
            parts: make.parts,
            alternatives: make.alternatives,
            promised_at: make.promised_at,
            at: ctx.now,
            by: ctx.actor.clone(),
            told: None,
        };
        self.plans.push(plan.clone());
        vec![Event::Planned(plan)]
    }

    /// R-2.3.8.3 and R-6.2.2.2: cause and plan reach the customer, and the assessment clock stops. Where no visit has to
    /// be agreed it is the reply with content, too.
    pub(super) fn tell_plan(&mut self, tell: TellPlan, ctx: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let at = tell.at.unwrap_or(ctx.now);
        let current = self.plans.last_mut().filter(|p| p.version == tell.version);
        let plan =
            current.ok_or_else(|| Rejection::with(ReasonCode::PlanNotFound, tell.version.to_string()))?;
        let notice = Notice { channel: tell.channel, text: tell.text, at };
        plan.told = Some(notice.clone());
        self.keep_notice(NoticeAbout::Plan, &notice, ctx);
        if !self.has_fact(&Fact::CauseAndPlanSent) {
            self.record(at, Fact::CauseAndPlanSent);
        }
        let complete = !(self.flow().visit && ctx.rules.reply_needs_time_and_place);
        let mut events: Vec<Event> = complete.then(|| self.answered(at)).flatten().into_iter().collect();
        self.reach(Step::Planned);
        events.push(Event::PlanTold { version: tell.version, notice });
        Ok(events)
    }

    pub(super) fn dispatch(
        &mut self,
        id: VisitId,
        engineer_name: String,
        dispatch: Dispatch,
        ctx: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let place: Line = dispatch
            .place
            .or_else(|| self.customer.address.clone())
            .ok_or_else(|| Rejection::with(ReasonCode::WindowInvalid, "place"))?;
        let visit = Visit {
            id,
            engineer_id: dispatch.engineer_id,
            engineer_name,
            from: dispatch.from,
            to: dispatch.to,
            place,
            note: dispatch.note,
            planned_at: ctx.now,
            planned_by: ctx.actor.clone(),
            contacts: Vec::new(),
            agreed: dispatch.agreed,
            arrived_at: None,
            safety_checked: false,
            finish: None,
            cancelled: None,
        };
        self.cycle.visits.push(visit.clone());
        self.reach(Step::Dispatched);
        let mut events = vec![Event::Dispatched(visit)];
        if dispatch.agreed {
            self.record(ctx.now, Fact::AppointmentAgreed { from: dispatch.from, to: dispatch.to });
            events.push(Event::AppointmentAgreed { from: dispatch.from, to: dispatch.to });
            // content was told with the plan, time and place are agreed now
            events.extend(self.answered(ctx.now));
        }
        Ok(events)
    }

    pub(super) fn log_contact(
        &mut self,
        log: LogContact,
        ctx: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let visit = self.open_visit_mut().ok_or_else(|| Rejection::because(ReasonCode::VisitMissing))?;
        let attempt =
            ContactAttempt { result: log.result, note: log.note, at: ctx.now, by: ctx.actor.clone() };
        visit.contacts.push(attempt.clone());
        let reached = attempt.result == ContactResult::Reached;
        let mut events = vec![Event::ContactLogged(attempt)];
        if reached {
            events.extend(self.answered(ctx.now));
        }
        Ok(events)
    }

    pub(super) fn cancel_visit(
        &mut self,
        cancel: CancelVisit,
        ctx: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let visit = self.open_visit_mut().ok_or_else(|| Rejection::because(ReasonCode::VisitMissing))?;
        visit.cancelled = Some(cancel.reason.clone());
        let (visit_id, agreed) = (visit.id, visit.agreed);
        if agreed {
            self.record(ctx.now, Fact::AppointmentCancelled);
        }
        if self.step() == Some(Step::Dispatched) {
            self.go(if self.flow().plan { Step::Planned } else { Step::Confirmed });
        }
        Ok(vec![Event::VisitCancelled { visit_id, reason: cancel.reason }])
    }
}
