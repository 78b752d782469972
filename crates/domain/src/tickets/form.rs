//! The 客户服务需求表 on its way to the archive (R-11.2.3.5) and back from it.

use super::{
    Amend, Amendment, ClosedCycle, Context, Event, FormReview, Reopen, Review, ReviewOutcome, State, Step,
    Ticket,
};
use crate::{
    kernel::{Actor, Prose, Timestamp},
    sla::Fact,
};

impl Ticket {
    /// The form of a visit that did not solve is handed in the same day, too; it is the last one that is reviewed (K17).
    pub(super) fn hand_in(&mut self, ctx: &Context<'_>) -> Vec<Event> {
        if self.step() >= Some(Step::Resolved) {
            self.cycle.form.handed_in_at = Some(ctx.now);
            self.cycle.form.handed_in_by = Some(ctx.actor.clone());
        }
        self.record(ctx.now, Fact::FormHandedIn);
        vec![Event::HandedIn {}]
    }

    pub(super) fn review(&mut self, review: Review, ctx: &Context<'_>) -> Vec<Event> {
        let record =
            FormReview { outcome: review.outcome, note: review.note, at: ctx.now, by: ctx.actor.clone() };
        self.cycle.form.reviews.push(record.clone());
        match review.outcome {
            ReviewOutcome::Approved => self.cycle.form.approved = true,
            ReviewOutcome::Returned => self.return_form(ctx),
        }
        vec![Event::Reviewed(record)]
    }

    /// Takes the form back from the supervisor, when it lies there: it is due again the same day.
    pub(super) fn return_form(&mut self, ctx: &Context<'_>) {
        let form = &mut self.cycle.form;
        form.approved = false;
        form.handed_in_by = None;
        if form.handed_in_at.take().is_some() {
            self.record(ctx.now, Fact::FormReturned);
        }
    }

    pub(super) fn archive(&mut self, ctx: &Context<'_>) -> Vec<Event> {
        self.state = State::Archived { at: ctx.now, by: ctx.actor.clone() };
        vec![Event::Archived {}]
    }

    pub(super) fn reopen(&mut self, reopen: Reopen, ctx: &Context<'_>) -> Vec<Event> {
        let archived = match &self.state {
            State::Archived { at, by } => Some((*at, by.clone())),
            _ => None,
        };
        vec![self.start_over(reopen.reason, archived, ctx)]
    }

    /// Closes the running cycle, read-only, and starts the next where the told plan stands.
    pub(super) fn start_over(
        &mut self,
        reason: Prose,
        archived: Option<(Timestamp, Actor)>,
        ctx: &Context<'_>,
    ) -> Event {
        let cycle = std::mem::take(&mut self.cycle);
        let (archived_at, archived_by) = archived.unzip();
        self.earlier_cycles.push(ClosedCycle {
            cycle,
            archived_at,
            archived_by,
            reopened_at: ctx.now,
            reopened_by: ctx.actor.clone(),
            reason: reason.clone(),
        });
        self.state = State::Open { step: self.standing(), hold: None };
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
