//! 受理 and 确认: acknowledge, verify, confirm, reply, classify.

use super::{
    Assign, ChangePriority, ChangeType, ChargeDecision, Confirm, Context, Event, KnownUnit, Ownership, ReplyRecord, Reply,
    RequestType, ServiceMode, Step, Ticket, Verification, register::mode_unsuitable,
};
use crate::{
    kernel::{Reason, ReasonCode, Rejection, Timestamp},
    sla::{Fact, Priority},
    warranty::{ChargeClass, Verdict},
};

impl Ticket {
    pub(super) fn acknowledge(&mut self, ctx: &Context<'_>) -> Vec<Event> {
        self.record(ctx.now, Fact::Acknowledged);
        vec![Event::Acknowledged {}]
    }

    pub(super) fn verify_product(&mut self, unit: KnownUnit) -> Vec<Event> {
        let product = &mut self.product;
        product.unit_id = Some(unit.unit_id);
        product.product_id = unit.product_id.or(product.product_id);
        product.model = unit.model.or_else(|| product.model.take());
        product.serial = unit.serial.or_else(|| product.serial.take());
        product.batch = unit.batch.or_else(|| product.batch.take());
        product.purchased_on = unit.purchased_on.or(product.purchased_on);
        product.immovable = unit.immovable;
        product.batch_only = unit.batch_only;
        product.verification = Verification::Verified;
        vec![Event::ProductVerified(Box::new(self.product.clone()))]
    }

    /// R-2.3.8.2: without model, serial (or batch and quantity) and fault there is no confirmation.
    pub(super) fn confirm(&mut self, confirm: Confirm) -> Result<Vec<Event>, Rejection> {
        let mut product = self.product.clone();
        product.model = confirm.model.or(product.model);
        if let Some(serial) = confirm.serial
            && product.serial.as_ref() != Some(&serial)
        {
            // another serial than the one that was looked up has to be verified again
            product.serial = Some(serial);
            product.unit_id = None;
            product.verification = Verification::Pending;
        }
        product.batch = confirm.batch.or(product.batch);
        product.quantity = confirm.quantity.or(product.quantity);
        let mode = confirm.mode.unwrap_or(self.mode);
        let flow = super::Flow::of(self.request_type, mode);
        let mut reasons: Vec<Reason> = Vec::new();
        if flow.product {
            if product.model.is_none() {
                reasons.push(ReasonCode::ModelMissing.into());
            }
            if product.batch_only && (product.batch.is_none() || product.quantity.is_none_or(|q| q == 0)) {
                reasons.push(ReasonCode::BatchMissing.into());
            }
            if !product.batch_only && product.serial.is_none() {
                reasons.push(ReasonCode::SerialMissing.into());
            }
        }
        if mode_unsuitable(self.request_type, mode, &product) {
            reasons.push(ReasonCode::ModeUnsuitable.into());
        }
        Rejection::unless_empty(reasons)?;
        self.product = product;
        self.mode = mode;
        self.fault_code = confirm.fault_code.or_else(|| self.fault_code.take());
        self.reach(Step::Confirmed);
        Ok(vec![Event::Confirmed {
            product: Box::new(self.product.clone()),
            fault: confirm.fault,
            fault_code: self.fault_code.clone(),
            mode,
        }])
    }

    /// a reply that leaves time and place of a visit open does not stop the response clock; it is refused.
    pub(super) fn reply(&mut self, reply: Reply, ctx: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let at = self.happened(reply.at, ctx)?;
        let first = !self.has_fact(&Fact::SubstantiveReply);
        if first && self.flow().visit && ctx.rules.reply_needs_time_and_place && reply.time_and_place.is_none() {
            return Err(Rejection::because(ReasonCode::ReplyIncomplete));
        }
        if reply.time_and_place.as_ref().is_some_and(|tp| tp.from >= tp.to) {
            return Err(Rejection::because(ReasonCode::WindowInvalid));
        }
        let mut events = Vec::new();
        if !self.has_fact(&Fact::Acknowledged) {
            // who answers has taken notice
            self.record(at, Fact::Acknowledged);
            events.push(Event::Acknowledged {});
        }
        if first {
            self.record(at, Fact::SubstantiveReply);
        }
        if let Some(tp) = &reply.time_and_place {
            self.record(at, Fact::AppointmentAgreed { from: tp.from, to: tp.to });
            events.push(Event::AppointmentAgreed { from: tp.from, to: tp.to });
        }
        let record = ReplyRecord {
            content: reply.content,
            channel: reply.channel,
            time_and_place: reply.time_and_place,
            at,
            by: ctx.actor.clone(),
        };
        self.replies.push(record.clone());
        events.push(Event::Replied(record));
        Ok(events)
    }

    pub(super) fn assign(&mut self, owner_name: String, assign: Assign, why: String, ctx: &Context<'_>) -> Vec<Event> {
        let ownership = Ownership { owner_id: assign.owner_id, owner_name, why, at: ctx.now };
        self.ownership = Some(ownership.clone());
        vec![Event::Assigned(ownership)]
    }

    pub(super) fn change_priority(&mut self, change: ChangePriority, ctx: &Context<'_>) -> Vec<Event> {
        let (from, to) = (self.priority, Priority::from(change.severity, change.impact));
        self.severity = change.severity;
        self.impact = change.impact;
        self.priority = to;
        if from != to {
            self.record(ctx.now, Fact::PriorityChange { priority: to });
        }
        vec![Event::PriorityChanged { from, to, severity: change.severity, impact: change.impact, reason: change.reason }]
    }

    /// R-2.2.6.4: history and clocks stay; the flow goes on where the new type stands with the facts there are.
    pub(super) fn change_type(&mut self, change: ChangeType) -> Result<Vec<Event>, Rejection> {
        if mode_unsuitable(change.request_type, change.mode, &self.product) {
            return Err(Rejection::because(ReasonCode::ModeUnsuitable));
        }
        let from: RequestType = self.request_type;
        let mode: ServiceMode = change.mode;
        self.request_type = change.request_type;
        self.mode = mode;
        let flow = self.flow();
        if flow.product && self.product.serial.is_none() && self.product.batch.is_none() {
            self.go(Step::Registered);
        }
        let step = self.step().unwrap_or(Step::Registered);
        Ok(vec![Event::TypeChanged { from, to: self.request_type, mode, step, reason: change.reason }])
    }

    /// A later decision leaves the earlier one in the record; nothing unverified is free.
    pub(super) fn decide(&mut self, verdict: Verdict, ctx: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        if verdict.charge_class == ChargeClass::Free && self.product.verification == Verification::Pending {
            return Err(Rejection::because(ReasonCode::SerialUnverified));
        }
        let decision = ChargeDecision { verdict, decided_at: ctx.now, by: ctx.actor.clone() };
        let hash_before = self.content_hash();
        self.earlier_charges.extend(self.charge.replace(decision.clone()));
        let mut events = vec![Event::ChargeDecided(Box::new(decision))];
        events.extend(self.void_signature_if_changed(&hash_before));
        Ok(events)
    }

    /// When something happened: not before the receipt, not in the future; now when not said.
    pub(super) fn happened(&self, at: Option<Timestamp>, ctx: &Context<'_>) -> Result<Timestamp, Rejection> {
        let at = at.unwrap_or(ctx.now);
        let mut reasons: Vec<Reason> = Vec::new();
        if at < self.received_at {
            reasons.push(ReasonCode::TimeBeforeReceipt.into());
        }
        if at > ctx.now {
            reasons.push(ReasonCode::TimeInFuture.into());
        }
        Rejection::unless_empty(reasons).map(|()| at)
    }
}
