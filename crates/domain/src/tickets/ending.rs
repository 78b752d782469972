//! 等待, 恢复, 结束, and the one entry: [`Ticket::apply`].

use super::{AttachmentRef, Command, Context, End, EndKind, Ending, Event, Hold, Notice, Pause, State, Ticket};
use crate::{
    kernel::{AttachmentId, Line, ReasonCode, Rejection},
    sla::Fact,
};

const DAY_MILLIS: i64 = 86_400_000;

impl Ticket {
    /// Decides one command. On success the ticket has changed and the events say how; on refusal it is untouched.
    ///
    /// # Errors
    /// Every missing or contradicting fact.
    pub fn apply(&mut self, command: Command, ctx: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        self.gate(command.action(), ctx).pass()?;
        let mut next = self.clone();
        let events = next.decide_command(command, ctx)?;
        *self = next;
        Ok(events)
    }

    fn decide_command(&mut self, command: Command, ctx: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        Ok(match command {
            Command::Acknowledge => self.acknowledge(ctx),
            Command::VerifyProduct(unit) => self.verify_product(unit),
            Command::Confirm(confirm) => self.confirm(confirm)?,
            Command::Reply(reply) => self.reply(reply, ctx)?,
            Command::Assess(assess) => self.assess(assess, ctx),
            Command::AskDepartment { id, ask } => self.ask_department(id, ask, ctx)?,
            Command::AnswerTask(answer) => self.answer_task(answer, ctx)?,
            Command::MakePlan(plan) => self.make_plan(plan, ctx)?,
            Command::TellPlan(tell) => self.tell_plan(tell, ctx)?,
            Command::Dispatch { id, engineer_name, dispatch } => self.dispatch(id, engineer_name, dispatch, ctx)?,
            Command::LogContact(log) => self.log_contact(log, ctx)?,
            Command::CancelVisit(cancel) => self.cancel_visit(cancel, ctx)?,
            Command::Arrive(arrive) => self.arrive(arrive, ctx)?,
            Command::StartService => self.start_service(),
            Command::Diagnose(diagnose) => self.diagnose(diagnose, ctx),
            Command::RecordWork(work) => self.record_work(work, ctx)?,
            Command::FinishVisit(finish) => self.finish_visit(finish, ctx)?,
            Command::Resolve(resolve) => self.resolve(resolve, ctx)?,
            Command::Sign(sign) => self.sign(sign, ctx)?,
            Command::ConfirmResult(confirm) => self.confirm_result(confirm, ctx),
            Command::HandIn => self.hand_in(ctx),
            Command::Review(review) => self.review(review, ctx)?,
            Command::Archive => self.archive(ctx),
            Command::Reopen(reopen) => self.reopen(reopen, ctx),
            Command::Pause(pause) => self.pause(pause, ctx)?,
            Command::Resume => self.resume(ctx),
            Command::Assign { owner_name, assign, why } => self.assign(owner_name, assign, why, ctx),
            Command::ChangePriority(change) => self.change_priority(change, ctx),
            Command::ChangeType(change) => self.change_type(change)?,
            Command::Decide(verdict) => self.decide(*verdict, ctx)?,
            Command::Attach { id, name } => self.attach(id, name, ctx),
            Command::Comment(comment) => vec![Event::Commented { text: comment.text }],
            Command::Amend(amend) => self.amend(amend, ctx),
            Command::End(end) => self.end(end, ctx)?,
        })
    }

    /// Only reasons on the customer's side pause; waiting for parts, staff or head office needs an extension (2.3 item 3).
    fn pause(&mut self, pause: Pause, ctx: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        if !ctx.rules.pause_reasons.contains(&pause.reason) {
            return Err(Rejection::with(ReasonCode::PauseReasonRefused, pause.reason.as_str()));
        }
        if let Some(until) = pause.expected_until {
            if until <= ctx.now {
                return Err(Rejection::with(ReasonCode::TimeOutOfOrder, "expected_until"));
            }
            if until.millis_since(ctx.now) > i64::from(ctx.rules.pause_max_days) * DAY_MILLIS {
                return Err(Rejection::with(ReasonCode::PauseTooLong, ctx.rules.pause_max_days.to_string()));
            }
        }
        let notice = Notice { channel: pause.notice_channel, text: pause.notice_text, at: ctx.now };
        let hold = Hold { reason: pause.reason, since: ctx.now, expected_until: pause.expected_until, notice };
        if let State::Open { hold: current, .. } = &mut self.state {
            *current = Some(hold.clone());
        }
        self.record(ctx.now, Fact::Pause { reason: hold.reason });
        Ok(vec![Event::Paused(hold)])
    }

    fn resume(&mut self, ctx: &Context<'_>) -> Vec<Event> {
        let held = match &mut self.state {
            State::Open { hold, .. } => hold.take(),
            _ => None,
        };
        self.record(ctx.now, Fact::Resume);
        held.map(|hold| Event::Resumed { paused_since: hold.since }).into_iter().collect()
    }

    fn attach(&mut self, id: AttachmentId, name: Line, ctx: &Context<'_>) -> Vec<Event> {
        let attachment = AttachmentRef { id, name, at: ctx.now, by: ctx.actor.clone() };
        self.attachments.push(attachment.clone());
        vec![Event::Attached(attachment)]
    }

    /// Running clocks end cancelled, neither met nor breached (2.3 item 13).
    fn end(&mut self, end: End, ctx: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        if end.how == EndKind::Duplicate && end.duplicate_of.is_none_or(|other| other == self.id) {
            return Err(Rejection::because(ReasonCode::DuplicateOfItself));
        }
        if self.hold().is_some() {
            self.record(ctx.now, Fact::Resume);
        }
        let ending = Ending {
            how: end.how,
            reason: end.reason,
            duplicate_of: end.duplicate_of,
            at: ctx.now,
            by: ctx.actor.clone(),
        };
        self.record(ctx.now, Fact::Cancelled { reason: end.how.as_str().to_owned() });
        self.state = State::Ended(ending.clone());
        Ok(vec![Event::Ended(ending)])
    }
}
