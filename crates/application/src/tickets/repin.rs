//! Moving an open ticket to a newer calendar version: only for due times that were provisional (2.3 item 8).

use contract::sla::MovedClock;
use domain::{
    kernel::{TicketId, Timestamp},
    sla::{Clock, recompute},
};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{command::computed, save, store::ticket};
use crate::{AppError, Caller, tx::Tx};

/// Due times that moved; the ticket keeps everything else.
pub(crate) async fn repin(
    tx: &mut Tx<'_>,
    caller: &Caller,
    id: TicketId,
    old: Uuid,
    new: Uuid,
) -> Result<Vec<MovedClock>, AppError> {
    let Some(row) = ticket::Entity::find_by_id(id.0).one(tx.conn()).await? else { return Ok(Vec::new()) };
    if !row.is_open || !row.calendars.contains(&old.to_string()) {
        return Ok(Vec::new());
    }
    let ticket = row.aggregate()?;
    let before = self::clocks(tx, &row, &row.calendars, &ticket).await?;
    let calendars = row.calendars.replace(&old.to_string(), &new.to_string());
    let pinned = tx.app().pinned_rules(tx.conn(), row.policy_id, &calendars).await?;
    let after = recompute(pinned.rules(), &ticket.clock_subject(), &ticket.clock_facts, tx.now())
        .map_err(|error| AppError::Policy(error.to_string()))?;
    save::update(tx, &row, &ticket, &[], &after, &pinned, caller.actor()).await?;
    Ok(differences(&before, &after)
        .map(|(clock, from)| MovedClock {
            ticket_id: id,
            ticket_no: row.no.clone(),
            kind: clock.kind,
            from,
            to: clock.due_at,
        })
        .collect())
}

async fn clocks(
    tx: &Tx<'_>,
    row: &ticket::Model,
    calendars: &str,
    ticket: &domain::tickets::Ticket,
) -> Result<Vec<Clock>, AppError> {
    let pinned = tx.app().pinned_rules(tx.conn(), row.policy_id, calendars).await?;
    computed(&pinned, ticket, tx.now())
}

fn differences<'a>(
    before: &'a [Clock],
    after: &'a [Clock],
) -> impl Iterator<Item = (&'a Clock, Option<Timestamp>)> {
    after.iter().filter_map(|clock| {
        let same = before.iter().find(|b| b.kind == clock.kind && b.cycle == clock.cycle)?;
        (same.due_at != clock.due_at).then_some((clock, same.due_at))
    })
}
