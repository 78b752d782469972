//! What a command itself contradicts or leaves out, besides what its gate asks for: both are named at once.

use super::{
    Command, Confirm, Context, Dispatch, EndKind, FinishVisit, Flow, FunctionTest, ProductFacts, Reply,
    ReviewOutcome, ServiceMode, Ticket, Verification, VisitOutcome, WorkKind, gates::missing,
    register::mode_unsuitable,
};
use crate::{
    assets::SerialNo,
    kernel::{Line, Reason, ReasonCode, Timestamp},
    sla::Fact,
    warranty::ChargeClass,
};

const DAY_MILLIS: i64 = 86_400_000;

pub(super) fn detailed(is_missing: bool, code: ReasonCode, detail: &str) -> Vec<Reason> {
    if is_missing { vec![Reason { code, detail: Some(detail.to_owned()) }] } else { Vec::new() }
}

impl Ticket {
    pub(super) fn contradictions(&self, command: &Command, ctx: &Context<'_>) -> Vec<Reason> {
        match command {
            Command::Confirm(confirm) => self.confirm_lacks(confirm),
            Command::Reply(reply) => self.reply_lacks(reply, ctx),
            Command::AskDepartment { ask, .. } => {
                detailed(ask.due_at <= ctx.now, ReasonCode::TimeOutOfOrder, "due_at")
            }
            Command::AnswerTask(answer) => {
                let open = self.tasks.iter().any(|t| t.id == answer.task_id && t.answer.is_none());
                detailed(!open, ReasonCode::WrongStage, "task_id")
            }
            Command::MakePlan(plan) => detailed(
                plan.promised_at.is_some_and(|at| at <= ctx.now),
                ReasonCode::TimeOutOfOrder,
                "promised_at",
            ),
            Command::TellPlan(tell) => {
                let mut reasons = self.dated_wrongly(tell.at, ctx);
                match self.current_plan() {
                    Some(plan) if plan.version == tell.version => {
                        let early = tell.at.is_some_and(|at| at < plan.at);
                        reasons.extend(detailed(early, ReasonCode::TimeOutOfOrder, "at"));
                    }
                    Some(_) => {
                        reasons.extend(detailed(true, ReasonCode::PlanNotFound, &tell.version.to_string()));
                    }
                    // the gate has named it
                    None => {}
                }
                reasons
            }
            Command::Dispatch { dispatch, .. } => self.dispatch_lacks(dispatch, ctx),
            Command::Arrive(arrive) => {
                let mut reasons = self.serviced_wrongly(arrive.at, ctx);
                // work at a project site starts with the safety checklist (R-2.2.7.3)
                let unsafe_site = self.mode == ServiceMode::Field && !arrive.safety_checked;
                reasons.extend(missing(unsafe_site, ReasonCode::SafetyChecklistMissing));
                reasons
            }
            Command::RecordWork(work) => {
                let mut reasons = detailed(
                    work.kind == WorkKind::Part && work.part.is_none(),
                    ReasonCode::WorkLogMissing,
                    "part",
                );
                let none = work.part.as_ref().is_some_and(|p| p.quantity == 0);
                reasons.extend(detailed(none, ReasonCode::WorkLogMissing, "part.quantity"));
                reasons
            }
            Command::FinishVisit(finish) => self.finish_lacks(finish, ctx),
            Command::Resolve(resolve) => {
                let mut reasons = self.serviced_wrongly(resolve.at, ctx);
                reasons.extend(self.solved_too_early(resolve.at));
                reasons.extend(checks_lack(self.flow(), resolve.function_test, resolve.accessories_complete));
                reasons
            }
            Command::Sign(sign) => {
                let attached = self.attachments.iter().any(|a| a.id == sign.image);
                detailed(!attached, ReasonCode::SignatureMissing, "image")
            }
            Command::Review(review) => {
                let silent = review.outcome == ReviewOutcome::Returned && review.note.is_none();
                detailed(silent, ReasonCode::ResultMissing, "note")
            }
            Command::Pause(pause) => {
                let refused = !ctx.rules.pause_reasons.contains(&pause.reason);
                let mut reasons = detailed(refused, ReasonCode::PauseReasonRefused, pause.reason.as_str());
                if let Some(until) = pause.expected_until {
                    let days = ctx.rules.pause_max_days;
                    reasons.extend(detailed(until <= ctx.now, ReasonCode::TimeOutOfOrder, "expected_until"));
                    let long = until.millis_since(ctx.now) > i64::from(days) * DAY_MILLIS;
                    reasons.extend(detailed(long, ReasonCode::PauseTooLong, &days.to_string()));
                }
                reasons
            }
            Command::ChangeType(change) => {
                let mut reasons = missing(
                    mode_unsuitable(change.request_type, change.mode, &self.product),
                    ReasonCode::ModeUnsuitable,
                );
                reasons.extend(self.visit_left_behind(Flow::of(change.request_type, change.mode)));
                reasons
            }
            Command::Decide(verdict) => missing(
                // nothing unverified is free
                verdict.charge_class == ChargeClass::Free
                    && self.product.verification == Verification::Pending,
                ReasonCode::SerialUnverified,
            ),
            Command::Extend { extend, cap } | Command::AskExtension { extend, cap } => {
                self.extension_lacks(extend, cap.as_ref(), ctx)
            }
            Command::DecideExtension { decide, cap } => self.decision_lacks(decide, cap.as_ref()),
            Command::TransferToHq(transfer) => self.transfer_lacks(transfer, ctx),
            Command::TellCustomer(tell) => self.dated_wrongly(tell.at, ctx),
            Command::NoteDelivery(note) => {
                let known = self.promises.notices.iter().any(|n| n.number == note.number);
                detailed(!known, ReasonCode::WrongStage, "number")
            }
            Command::AnswerUrge(answer) => {
                let open = self.promises.open_urges().any(|urge| urge.number == answer.number);
                detailed(!open, ReasonCode::UrgeMissing, "number")
            }
            // a merging names the other request
            Command::End(end) if end.how == EndKind::Merged => detailed(true, ReasonCode::WrongStage, "how"),
            Command::End(end) if end.how == EndKind::Duplicate => match end.duplicate_of {
                None => detailed(true, ReasonCode::DuplicateOfItself, "duplicate_of"),
                Some(other) => missing(other == self.id, ReasonCode::DuplicateOfItself),
            },
            _ => Vec::new(),
        }
    }

    /// The product as it stands after the confirmation, and whether it is another than the one that was looked up;
    /// another one has to be verified again.
    pub(super) fn product_after(&self, confirm: &Confirm) -> (ProductFacts, bool) {
        let mut product = self.product.clone();
        let known = product.unit_id.is_some();
        let differs = |new: &Option<Line>, old: &Option<Line>| new.is_some() && new != old;
        let serial_differs =
            confirm.serial.as_ref().is_some_and(|new| !same_serial(new, product.serial.as_ref()));
        let other = serial_differs
            || known && (differs(&confirm.model, &product.model) || differs(&confirm.batch, &product.batch));
        product.model = confirm.model.clone().or(product.model);
        if serial_differs {
            product.serial = confirm.serial.clone();
        }
        product.batch = confirm.batch.clone().or(product.batch);
        product.quantity = confirm.quantity.or(product.quantity);
        if other {
            product.unit_id = None;
            product.verification = Verification::Pending;
        }
        (product, other)
    }

    /// R-2.3.8.2: without model, serial (or batch and quantity) and fault there is no confirmation.
    fn confirm_lacks(&self, confirm: &Confirm) -> Vec<Reason> {
        let (product, _) = self.product_after(confirm);
        let mode = confirm.mode.unwrap_or(self.mode);
        let flow = Flow::of(self.request_type, mode);
        let mut reasons = if flow.product { identity_lacks(&product) } else { Vec::new() };
        let unsuitable = mode_unsuitable(self.request_type, mode, &product);
        reasons.extend(missing(unsuitable, ReasonCode::ModeUnsuitable));
        reasons.extend(self.visit_left_behind(flow));
        reasons
    }

    /// An open visit that the flow would no longer know.
    fn visit_left_behind(&self, flow: Flow) -> Vec<Reason> {
        missing(!flow.visit && self.open_visit().is_some(), ReasonCode::VisitOpen)
    }

    /// a reply that leaves time and place of a visit open does not stop the response clock; it is refused.
    fn reply_lacks(&self, reply: &Reply, ctx: &Context<'_>) -> Vec<Reason> {
        let mut reasons = self.dated_wrongly(reply.at, ctx);
        let first = !self.has_fact(&Fact::SubstantiveReply);
        let vague =
            self.flow().visit && ctx.rules.reply_needs_time_and_place && reply.time_and_place.is_none();
        reasons.extend(missing(first && vague, ReasonCode::ReplyIncomplete));
        let said_at = reply.at.unwrap_or(ctx.now);
        let over = reply.time_and_place.as_ref().is_some_and(|tp| tp.from >= tp.to || tp.to <= said_at);
        reasons.extend(missing(over, ReasonCode::WindowInvalid));
        reasons
    }

    fn dispatch_lacks(&self, dispatch: &Dispatch, ctx: &Context<'_>) -> Vec<Reason> {
        let over = dispatch.from >= dispatch.to || dispatch.to <= ctx.now;
        let mut reasons = missing(over, ReasonCode::WindowInvalid);
        let nowhere = dispatch.place.is_none() && self.customer.address.is_none();
        reasons.extend(detailed(nowhere, ReasonCode::WindowInvalid, "place"));
        reasons
    }

    /// R-9.3.6.3 and R-2.3.8.4: a visit that solves rests on the told plan, the cause, the work and the checks.
    fn finish_lacks(&self, finish: &FinishVisit, ctx: &Context<'_>) -> Vec<Reason> {
        let mut reasons = self.serviced_wrongly(finish.at, ctx);
        let arrived = self.open_visit().and_then(|v| v.arrived_at);
        let early = finish.at.zip(arrived).is_some_and(|(at, arrived)| at < arrived);
        reasons.extend(detailed(early, ReasonCode::TimeOutOfOrder, "at"));
        if finish.outcome == VisitOutcome::Solved {
            let flow = self.flow();
            reasons.extend(self.solved_too_early(finish.at));
            reasons.extend(self.plan_lacks(flow));
            reasons.extend(self.solution_lacks(flow));
            reasons.extend(checks_lack(flow, Some(finish.function_test), finish.accessories_complete));
        }
        reasons
    }

    /// When something happened: not before the receipt, not in the future.
    pub(super) fn dated_wrongly(&self, at: Option<Timestamp>, ctx: &Context<'_>) -> Vec<Reason> {
        let mut reasons = missing(at.is_some_and(|at| at < self.received_at), ReasonCode::TimeBeforeReceipt);
        reasons.extend(missing(at.is_some_and(|at| at > ctx.now), ReasonCode::TimeInFuture));
        reasons
    }

    /// When service happened: in the running cycle, after the visits before, and not while the ticket waited for the
    /// customer. A solution dated before the reopening would leave the reopened clock running for ever.
    fn serviced_wrongly(&self, at: Option<Timestamp>, ctx: &Context<'_>) -> Vec<Reason> {
        let mut reasons = self.dated_wrongly(at, ctx);
        let finished = self.cycle.visits.iter().filter_map(|v| v.finish.as_ref()).map(|f| f.at).max();
        let contradicts = at.filter(|at| *at >= self.received_at).is_some_and(|at| {
            at < self.cycle_began() || finished.is_some_and(|finished| at < finished) || self.waited_at(at)
        });
        reasons.extend(detailed(contradicts, ReasonCode::TimeOutOfOrder, "at"));
        reasons
    }

    /// Nothing waits once it is solved.
    fn solved_too_early(&self, at: Option<Timestamp>) -> Vec<Reason> {
        let resumed = self.clock_facts.iter().rev().find(|f| f.fact == Fact::Resume).map(|f| f.at);
        let early = at.zip(resumed).is_some_and(|(at, resumed)| at < resumed);
        detailed(early, ReasonCode::TimeOutOfOrder, "at")
    }

    fn waited_at(&self, at: Timestamp) -> bool {
        let mut since = None;
        self.clock_facts.iter().any(|fact| {
            if let Fact::Pause { .. } = fact.fact {
                since = Some(fact.at);
            }
            fact.fact == Fact::Resume && since.take().is_some_and(|since| since < at && at < fact.at)
        })
    }
}

/// R-9.3.6.3: the function is restored and the accessories are complete.
fn checks_lack(flow: Flow, test: Option<FunctionTest>, accessories: bool) -> Vec<Reason> {
    let tested =
        if flow.checks { test == Some(FunctionTest::Passed) } else { test != Some(FunctionTest::Failed) };
    let mut reasons = missing(!tested, ReasonCode::FunctionTestMissing);
    reasons.extend(missing(flow.checks && !accessories, ReasonCode::AccessoriesUnchecked));
    reasons
}

/// Model, and serial or batch with quantity (R-2.3.8.2, R-10.1.2).
pub(super) fn identity_lacks(product: &ProductFacts) -> Vec<Reason> {
    let mut reasons = missing(product.model.is_none(), ReasonCode::ModelMissing);
    if product.batch_only {
        let none = product.batch.is_none() || product.quantity.is_none_or(|q| q == 0);
        reasons.extend(missing(none, ReasonCode::BatchMissing));
    } else {
        reasons.extend(missing(product.serial.is_none(), ReasonCode::SerialMissing));
    }
    reasons
}

/// The same serial, whatever the keyboard.
fn same_serial(new: &Line, old: Option<&Line>) -> bool {
    let normal = |line: &Line| SerialNo::parse(line.as_str()).ok();
    old.is_some_and(|old| new == old || normal(new).is_some_and(|n| Some(n) == normal(old)))
}
