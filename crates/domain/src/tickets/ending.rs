//! 等待, 恢复, 结束, and the one entry: [`Ticket::apply`].

use super::{
    AttachmentRef, Command, Context, End, EndKind, Ending, Event, Hold, Notice, NoticeAbout, Pause, State,
    Ticket, gates::Gate,
};
use crate::{
    kernel::{AttachmentId, Line, Rejection},
    sla::Fact,
};

impl Ticket {
    /// Decides one command. On success the ticket has changed and the events say how; on refusal it is untouched.
    ///
    /// # Errors
    /// Every missing or contradicting fact.
    pub fn apply(&mut self, command: Command, ctx: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let ctx = &Context { now: ctx.now.max(self.latest()), ..ctx.clone() };
        match self.gate(command.action(), ctx) {
            Gate::Closed(code) => return Err(Rejection::because(code)),
            Gate::Open(mut reasons) => {
                for reason in self.contradictions(&command, ctx) {
                    if !reasons.contains(&reason) {
                        reasons.push(reason);
                    }
                }
                Rejection::unless_empty(reasons)?;
            }
        }
        let mut next = self.clone();
        let events = next.decide_command(command, ctx)?;
        *self = next;
        Ok(events)
    }

    fn decide_command(&mut self, command: Command, ctx: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        Ok(match command {
            Command::Acknowledge => self.acknowledge(ctx),
            Command::VerifyProduct(unit) => self.verify_product(unit, ctx),
            Command::Confirm(confirm) => self.confirm(confirm, ctx),
            Command::Reply(reply) => self.reply(reply, ctx),
            Command::Assess(assess) => self.assess(assess, ctx),
            Command::AskDepartment { id, ask } => self.ask_department(id, ask, ctx),
            Command::AnswerTask(answer) => self.answer_task(answer, ctx)?,
            Command::MakePlan(plan) => self.make_plan(plan, ctx),
            Command::TellPlan(tell) => self.tell_plan(tell, ctx)?,
            Command::Dispatch { id, engineer_name, dispatch } => {
                self.dispatch(id, engineer_name, dispatch, ctx)?
            }
            Command::LogContact(log) => self.log_contact(log, ctx)?,
            Command::CancelVisit(cancel) => self.cancel_visit(cancel, ctx)?,
            Command::Arrive(arrive) => self.arrive(&arrive, ctx)?,
            Command::StartService => self.start_service(),
            Command::Diagnose(diagnose) => self.diagnose(diagnose, ctx),
            Command::RecordWork(work) => self.record_work(work, ctx),
            Command::FinishVisit(finish) => self.finish_visit(finish, ctx)?,
            Command::Resolve(resolve) => self.resolve(resolve, ctx),
            Command::Sign(sign) => self.sign(sign, ctx),
            Command::ConfirmResult(confirm) => self.confirm_result(confirm, ctx),
            Command::HandIn => self.hand_in(ctx),
            Command::Review(review) => self.review(review, ctx),
            Command::Archive => self.archive(ctx),
            Command::Reopen(reopen) => self.reopen(reopen, ctx),
            Command::Pause(pause) => self.pause(pause, ctx),
            Command::Resume => self.resume(ctx),
            Command::Assign { owner_name, assign, why } => self.assign(owner_name, &assign, why, ctx),
            Command::ChangePriority(change) => self.change_priority(change, ctx),
            Command::ChangeType(change) => self.change_type(change),
            Command::Decide(verdict) => self.decide(*verdict, ctx),
            Command::Attach { id, name } => self.attach(id, name, ctx),
            Command::Comment(comment) => vec![Event::Commented { text: comment.text }],
            Command::Amend(amend) => self.amend(amend, ctx),
            Command::End(end) => self.end(end, ctx),
            Command::TellCustomer(tell) => self.tell_customer(tell, ctx),
            Command::NoteDelivery(note) => self.note_delivery(note, ctx)?,
            Command::Extend { extend, .. } => self.extend(extend, ctx),
            Command::AskExtension { extend, .. } => self.ask_extension(extend, ctx),
            Command::DecideExtension { decide, .. } => self.decide_extension(decide, ctx)?,
            Command::Urge(urge) => self.urge(urge, ctx),
            Command::AnswerUrge(answer) => self.answer_urge(answer, ctx)?,
            Command::TransferToHq(transfer) => self.transfer_to_hq(transfer, ctx),
            Command::AcceptTransfer => self.accept_transfer(ctx)?,
            Command::ReturnTransfer(back) => self.return_transfer(back, ctx)?,
            Command::LogSurvey(log) => self.log_survey(log, ctx),
        })
    }

    /// The gate let only reasons on the customer's side through; waiting for parts, staff or head office needs an
    /// extension (2.3 item 3).
    fn pause(&mut self, pause: Pause, ctx: &Context<'_>) -> Vec<Event> {
        let notice = Notice { channel: pause.notice_channel, text: pause.notice_text, at: ctx.now };
        self.keep_notice(NoticeAbout::Waiting, &notice, ctx);
        let hold =
            Hold { reason: pause.reason, since: ctx.now, expected_until: pause.expected_until, notice };
        if let State::Open { hold: current, .. } = &mut self.state {
            *current = Some(hold.clone());
        }
        self.record(ctx.now, Fact::Pause { reason: hold.reason });
        vec![Event::Paused(hold)]
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
    pub(super) fn end(&mut self, end: End, ctx: &Context<'_>) -> Vec<Event> {
        if self.hold().is_some() {
            self.record(ctx.now, Fact::Resume);
        }
        let ending = Ending {
            how: end.how,
            reason: end.reason,
            duplicate_of: end
                .duplicate_of
                .filter(|_| matches!(end.how, EndKind::Duplicate | EndKind::Merged)),
            at: ctx.now,
            by: ctx.actor.clone(),
        };
        self.record(ctx.now, Fact::Cancelled { reason: end.how.as_str().to_owned() });
        self.state = State::Ended(ending.clone());
        vec![Event::Ended(ending)]
    }
}
