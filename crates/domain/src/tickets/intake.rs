//! 受理 and 确认: acknowledge, verify, confirm, reply, classify.

use super::{
    Assign, ChangePriority, ChangeType, ChargeDecision, Confirm, ConfirmedNeed, Context, Event, KnownUnit,
    Notice, NoticeAbout, Ownership, Reply, ReplyRecord, RequestType, Step, Ticket, Verification,
    checks::identity_lacks,
};
use crate::{
    kernel::Timestamp,
    sla::{Fact, Priority},
    warranty::Verdict,
};

impl Ticket {
    pub(super) fn acknowledge(&mut self, ctx: &Context<'_>) -> Vec<Event> {
        self.record(ctx.now, Fact::Acknowledged);
        vec![Event::Acknowledged {}]
    }

    /// A person told the customer something of substance, for a visit with time and place: whatever the
    /// occasion, the response clock stops. Who answers has taken notice.
    pub(super) fn answered(&mut self, at: Timestamp) -> Option<Event> {
        let unnoticed = !self.has_fact(&Fact::Acknowledged);
        if unnoticed {
            self.record(at, Fact::Acknowledged);
        }
        if !self.has_fact(&Fact::SubstantiveReply) {
            self.record(at, Fact::SubstantiveReply);
        }
        unnoticed.then_some(Event::Acknowledged {})
    }

    pub(super) fn verify_product(&mut self, unit: KnownUnit, ctx: &Context<'_>) -> Vec<Event> {
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
        let mut events = vec![Event::ProductVerified(Box::new(self.product.clone()))];
        events.extend(self.void_signature_if_changed(ctx));
        events
    }

    /// R-2.3.8.2. Repeated, it corrects what was confirmed before.
    pub(super) fn confirm(&mut self, confirm: Confirm, ctx: &Context<'_>) -> Vec<Event> {
        let (product, other) = self.product_after(&confirm);
        self.product = product;
        self.mode = confirm.mode.unwrap_or(self.mode);
        self.fault_code = confirm.fault_code.or_else(|| self.fault_code.take());
        self.confirmed =
            Some(ConfirmedNeed { fault: confirm.fault.clone(), at: ctx.now, by: ctx.actor.clone() });
        self.reach(Step::Confirmed);
        let mut events = vec![Event::Confirmed {
            product: Box::new(self.product.clone()),
            fault: confirm.fault,
            fault_code: self.fault_code.clone(),
            mode: self.mode,
        }];
        if let Some(charge) = self.charge.take_if(|_| other) {
            // it was decided for another product
            self.earlier_charges.push(charge);
            events.push(Event::ChargeWithdrawn {});
        }
        events
    }

    pub(super) fn reply(&mut self, reply: Reply, ctx: &Context<'_>) -> Vec<Event> {
        let at = reply.at.unwrap_or(ctx.now);
        let mut events: Vec<Event> = self.answered(at).into_iter().collect();
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
        let notice = Notice { channel: record.channel, text: record.content.clone(), at };
        self.keep_notice(NoticeAbout::Reply, &notice, ctx);
        self.replies.push(record.clone());
        events.push(Event::Replied(record));
        events
    }

    pub(super) fn assign(
        &mut self,
        owner_name: String,
        assign: &Assign,
        why: String,
        ctx: &Context<'_>,
    ) -> Vec<Event> {
        let ownership = Ownership { owner_id: assign.owner_id, owner_name, why, why_en: None, at: ctx.now };
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
        vec![Event::PriorityChanged {
            from,
            to,
            severity: change.severity,
            impact: change.impact,
            reason: change.reason,
        }]
    }

    /// R-2.2.6.4: history and clocks stay; the flow goes on where the new type stands with the facts there are.
    pub(super) fn change_type(&mut self, change: ChangeType) -> Vec<Event> {
        let from: RequestType = self.request_type;
        self.request_type = change.request_type;
        self.mode = change.mode;
        if self.flow().product && !identity_lacks(&self.product).is_empty() {
            // what was confirmed is not enough for the new type
            self.confirmed = None;
        }
        let stands = self.standing();
        let step = self.step().map_or(stands, |step| step.min(stands));
        self.go(step);
        vec![Event::TypeChanged { from, to: self.request_type, mode: self.mode, step, reason: change.reason }]
    }

    /// The furthest step before the service that the facts bear.
    pub(super) fn standing(&self) -> Step {
        let flow = self.flow();
        let unconfirmed = self.confirmed.is_none() && (flow.confirmation() || !flow.plan);
        match self.current_plan() {
            _ if unconfirmed => Step::Registered,
            Some(plan) if flow.plan && plan.told.is_some() => {
                if self.open_visit().is_some() {
                    Step::Dispatched
                } else {
                    Step::Planned
                }
            }
            _ if flow.assessment && !self.assessments.is_empty() => Step::Assessed,
            _ => Step::Confirmed,
        }
    }

    /// A later decision leaves the earlier one in the record (S8).
    pub(super) fn decide(&mut self, verdict: Verdict, ctx: &Context<'_>) -> Vec<Event> {
        let decision = ChargeDecision { verdict, decided_at: ctx.now, by: ctx.actor.clone() };
        self.earlier_charges.extend(self.charge.replace(decision.clone()));
        let mut events = vec![Event::ChargeDecided(Box::new(decision))];
        events.extend(self.void_signature_if_changed(ctx));
        events
    }
}
