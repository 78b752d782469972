//! 合并 and 拆分 (2.3 item 13).

use serde::{Deserialize, Serialize};

use super::{
    Action, Context, End, EndKind, Event, LinkedTicket, NewTicket, RequestType, ServiceMode, Step, Ticket,
    TicketNo, gates::Gate,
};
use crate::{
    kernel::{Line, Prose, Reason, ReasonCode, Rejection, TicketId},
    sla::{Fact, FactAt, Impact, Severity},
};

/// 合并: this request ends, the other goes on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Merge {
    /// The request that goes on
    pub into: TicketId,
    pub reason: Prose,
}

/// 拆分: one need of several becomes a request of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Split {
    pub request_type: RequestType,
    #[serde(default)]
    pub mode: Option<ServiceMode>,
    pub severity: Severity,
    pub impact: Impact,
    pub description: Prose,
    #[serde(default)]
    pub fault_code: Option<Line>,
    pub reason: Prose,
}

impl Ticket {
    /// Merges this request into `survivor`, which takes the earlier receipt; the running clocks of this one end
    /// `cancelled(merged)`. Answers the events of this one and of the survivor.
    ///
    /// # Errors
    /// When one of them is not open, or they have neither customer nor unit in common.
    pub fn merge_into(
        &mut self,
        survivor: &mut Self,
        reason: Prose,
        ctx: &Context<'_>,
    ) -> Result<(Vec<Event>, Vec<Event>), Rejection> {
        let ctx = &Context { now: ctx.now.max(self.latest()).max(survivor.latest()), ..ctx.clone() };
        let mut reasons: Vec<Reason> = Vec::new();
        if let Gate::Closed(code) = self.gate(Action::Merge, ctx) {
            reasons.push(code.into());
        }
        if self.id == survivor.id {
            reasons.push(ReasonCode::DuplicateOfItself.into());
        } else {
            if survivor.step().is_none_or(|step| step >= Step::Resolved) {
                reasons.push(ReasonCode::MergeTargetClosed.into());
            }
            if !self.related_to(survivor) {
                reasons.push(ReasonCode::MergeUnrelated.into());
            }
        }
        Rejection::unless_empty(reasons)?;
        let end = End { how: EndKind::Merged, reason: reason.clone(), duplicate_of: Some(survivor.id) };
        let ended = self.end(end, ctx);
        self.links.merged_into = Some(survivor.link(ctx));
        let other = self.link(ctx);
        let received_before = survivor.received_at;
        survivor.received_at = received_before.min(self.received_at);
        survivor.fault_reported_at = survivor.fault_reported_at.min(self.fault_reported_at);
        for fact in [Fact::Acknowledged, Fact::SubstantiveReply] {
            // who was answered on the one was answered on the other
            let first = self.clock_facts.iter().find(|f| f.fact == fact).map(|f| f.at);
            if let Some(at) = first.filter(|_| !survivor.has_fact(&fact)) {
                survivor.record(at, fact);
            }
        }
        survivor.links.absorbed.push(other.clone());
        let received_at = survivor.received_at;
        Ok((ended, vec![Event::Absorbed { other, received_before, received_at, reason }]))
    }

    /// Makes a request of its own out of a part of this one. It inherits the receipt, the answers and the pauses, so
    /// that the time which this one has used is used there, too. Answers the new request, its events, and the events of
    /// this one.
    ///
    /// # Errors
    /// When this one is not open, or the mode does not suit the product.
    pub fn split(
        &mut self,
        id: TicketId,
        no: TicketNo,
        split: Split,
        ctx: &Context<'_>,
    ) -> Result<(Self, Vec<Event>, Vec<Event>), Rejection> {
        let ctx = &Context { now: ctx.now.max(self.latest()), ..ctx.clone() };
        if let Gate::Closed(code) = self.gate(Action::Split, ctx) {
            return Err(Rejection::because(code));
        }
        let new = NewTicket {
            id,
            no,
            branch: self.branch.clone(),
            request_type: split.request_type,
            mode: split.mode,
            channel: self.channel,
            severity: split.severity,
            impact: split.impact,
            description: split.description,
            fault_code: split.fault_code,
            received_at: self.received_at,
            customer: self.customer.clone(),
            product: self.product.clone(),
            circumstances: self.circumstances.clone(),
            ownership: self.ownership.clone(),
        };
        let (mut part, mut events) = Self::register(new, ctx)?;
        part.fault_reported_at = self.fault_reported_at;
        part.clock_facts = self.clock_facts.iter().filter(|f| is_inherited(f)).cloned().collect();
        if self.hold().is_some() {
            // what this one waits for is not what the new one waits for
            part.record(ctx.now, Fact::Resume);
        }
        part.links.split_from = Some(self.link(ctx));
        events.push(Event::SplitOff { from: self.link(ctx) });
        let into = part.link(ctx);
        self.links.split_into.push(into.clone());
        Ok((part, events, vec![Event::Split { into, reason: split.reason }]))
    }

    fn link(&self, ctx: &Context<'_>) -> LinkedTicket {
        LinkedTicket { id: self.id, no: self.no.clone(), at: ctx.now }
    }

    fn related_to(&self, other: &Self) -> bool {
        let (mine, theirs) = (&self.customer, &other.customer);
        let customer = match (mine.customer_id, theirs.customer_id) {
            (Some(mine), Some(theirs)) => mine == theirs,
            _ => mine.name == theirs.name && mine.phone == theirs.phone,
        };
        let unit = self.product.unit_id.is_some() && self.product.unit_id == other.product.unit_id;
        customer || unit
    }
}

const fn is_inherited(fact: &FactAt) -> bool {
    matches!(fact.fact, Fact::Acknowledged | Fact::SubstantiveReply | Fact::Pause { .. } | Fact::Resume)
}
