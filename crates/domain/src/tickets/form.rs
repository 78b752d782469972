//! The 客户服务需求表 on its way to the archive (R-11.2.3.5) and back from it.

use super::{
    Amend, Amendment, ClosedCycle, Context, Cycle, Event, FormReview, Reopen, Review, ReviewOutcome, State, Step, Ticket,
};
use crate::{
    kernel::{Prose, ReasonCode, Rejection, Timestamp},
    sla::Fact,
};

impl Ticket {
    pub(super) fn hand_in(&mut self, ctx: &Context<'_>) -> Vec<Event> {
        self.cycle.form.handed_in_at = Some(ctx.now);
        self.cycle.form.handed_in_by = Some(ctx.actor.clone());
        self.record(ctx.now, Fact::FormHandedIn);
        vec![Event::HandedIn {}]
    }

    pub(super) fn review(&mut self, review: Review, ctx: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let returned = review.outcome == ReviewOutcome::Returned;
        if returned && review.note.is_none() {
            return Err(Rejection::with(ReasonCode::ResultMissing, "note"));
        }
        let record = FormReview { outcome: review.outcome, note: review.note, at: ctx.now, by: ctx.actor.clone() };
        self.cycle.form.reviews.push(record.clone());
        if returned {
            self.cycle.form.handed_in_at = None;
            self.cycle.form.handed_in_by = None;
            self.record(ctx.now, Fact::FormReturned);
        }
        Ok(vec![Event::Reviewed(record)])
    }

    pub(super) fn archive(&mut self, ctx: &Context<'_>) -> Vec<Event> {
        self.state = State::Archived { at: ctx.now, by: ctx.actor.clone() };
        vec![Event::Archived {}]
    }

    pub(super) fn reopen(&mut self, reopen: Reopen, ctx: &Context<'_>) -> Vec<Event> {
        let archived_at = match &self.state {
            State::Archived { at, .. } => Some(*at),
            _ => None,
        };
        vec![self.start_over(reopen.reason, archived_at, ctx)]
    }

    /// Closes the running cycle, read-only, and starts the next where the told plan stands.
    pub(super) fn start_over(&mut self, reason: Prose, archived_at: Option<Timestamp>, ctx: &Context<'_>) -> Event {
        let cycle = std::mem::replace(&mut self.cycle, Cycle::default());
        self.earlier_cycles.push(ClosedCycle {
            cycle,
            archived_at,
            reopened_at: ctx.now,
            reopened_by: ctx.actor.clone(),
            reason: reason.clone(),
        });
        let flow = self.flow();
        let step = match (flow.plan, flow.product || flow.assessment) {
            (true, _) => Step::Planned,
            (false, true) => Step::Confirmed,
            (false, false) => Step::Registered,
        };
        self.state = State::Open { step, hold: None };
        self.record(ctx.now, Fact::Reopen);
        Event::Reopened { reason, count: self.earlier_cycles.len() }
    }

    pub(super) fn amend(&mut self, amend: Amend, ctx: &Context<'_>) -> Vec<Event> {
        let amendment =
            Amendment { subject: amend.subject, text: amend.text, at: ctx.now, by: ctx.actor.clone() };
        self.amendments.push(amendment.clone());
        vec![Event::Amended(amendment)]
    }
}
