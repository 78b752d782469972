//! Steps that follow from something else than a person at the ticket, inside a unit of work that goes on.

use domain::{
    kernel::{Actor, TicketId},
    tickets::{Command, Context, Ticket},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{
    command::{computed, load},
    save,
    store::ticket,
};
use crate::{AppError, sla::rules::Pinned, tx::Tx};

/// A ticket with the rules under which it runs.
pub(crate) struct Loaded {
    pub row: ticket::Model,
    pub ticket: Ticket,
    pub pinned: Pinned,
}

/// # Errors
/// 404 when there is none.
pub(crate) async fn open(tx: &Tx<'_>, id: TicketId) -> Result<Loaded, AppError> {
    let row = load(tx.conn(), id).await?;
    let ticket = row.aggregate()?;
    let pinned = tx.app().pinned_rules(tx.conn(), row.policy_id, &row.calendars).await?;
    Ok(Loaded { row, ticket, pinned })
}

pub(crate) async fn by_no<C: ConnectionTrait>(conn: &C, no: &str) -> Result<Option<TicketId>, AppError> {
    let found = ticket::Entity::find().filter(ticket::Column::No.eq(no)).one(conn).await?;
    Ok(found.map(|row| TicketId(row.id)))
}

/// Carries out the commands in their order and saves the ticket once.
///
/// # Errors
/// 409 with every reason, 412 when it was changed meanwhile.
pub(crate) async fn carry_out(
    tx: &mut Tx<'_>,
    loaded: Loaded,
    commands: Vec<Command>,
    actor: &Actor,
) -> Result<ticket::Model, AppError> {
    let Loaded { row, mut ticket, pinned } = loaded;
    let mut events = Vec::new();
    for command in commands {
        let ctx = Context { now: tx.now(), actor: actor.clone(), rules: &pinned.rulebook };
        events.extend(ticket.apply(command, &ctx)?);
    }
    let clocks = computed(&pinned, &ticket, tx.now())?;
    save::update(tx, &row, &ticket, &events, &clocks, &pinned, actor).await
}
