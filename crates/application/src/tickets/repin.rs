//! Moving an open request to other versions of policy or calendars, on purpose and in its timeline (2.3 items 6 to 8).

use domain::{
    kernel::{Prose, Timestamp},
    sla::{Clock, ClockKind, MovedDue, recalculated},
    tickets::{Event, Ticket},
};

use super::{save, store::ticket::Model};
use crate::{App, AppError, Caller, sla::rules::Pinned, tx::Tx};

/// An open request and what other rules make of it.
pub(crate) struct Repinning {
    pub row: Model,
    ticket: Ticket,
    clocks: Vec<Clock>,
    /// The due times that move, or the clocks whose history stands against it.
    pub outcome: Result<Vec<MovedDue>, Vec<ClockKind>>,
    /// Version of the policy that it follows so far.
    pub policy_before: String,
    /// Calendars of which it would follow another version.
    pub calendars: Vec<String>,
}

impl Repinning {
    /// Compares the rules that the request pinned with others; writes nothing.
    pub(crate) async fn weigh<C: sea_orm::ConnectionTrait>(
        app: &App,
        conn: &C,
        row: Model,
        other: &Pinned,
        now: Timestamp,
    ) -> Result<Self, AppError> {
        let ticket = row.aggregate()?;
        let own = app.pinned_rules(conn, row.policy_id, &row.calendars).await?;
        let clocks = clocks(other, &ticket, now)?;
        let outcome = recalculated(&self::clocks(&own, &ticket, now)?, &clocks);
        let (policy_before, calendars) = (own.policy.version.clone(), own.calendars_unlike(other));
        Ok(Self { row, ticket, clocks, outcome, policy_before, calendars })
    }

    /// Moves the request, unless its history stands against it. The timeline tells it when `told` or a due time moves.
    pub(crate) async fn carry_out(
        &self,
        tx: &mut Tx<'_>,
        caller: &Caller,
        other: &Pinned,
        reason: &Prose,
        told: bool,
    ) -> Result<(), AppError> {
        let Ok(moved) = &self.outcome else { return Ok(()) };
        let event = (told || !moved.is_empty()).then(|| Event::Recalculated {
            reason: reason.clone(),
            policy: other.policy.version.clone(),
            moved: moved.clone(),
        });
        save::update(tx, &self.row, &self.ticket, event.as_slice(), &self.clocks, other, caller.actor())
            .await?;
        Ok(())
    }
}

fn clocks(pinned: &Pinned, ticket: &Ticket, now: Timestamp) -> Result<Vec<Clock>, AppError> {
    pinned.clocks(ticket, now.max(ticket.latest())).map_err(|error| AppError::Policy(error.to_string()))
}
