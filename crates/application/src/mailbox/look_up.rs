//! What a message refers to.

use domain::{
    kernel::{CustomerId, MailId, TicketId, Timestamp},
    mailbox::{EmailAddress, Envelope, MailKind, MailState, Situation, Standing, Thread, ticket_numbers_in},
    tickets::{State, Step, Ticket},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait as _, QueryFilter, QueryOrder};

use super::{
    read::Read,
    store::{mail_message, mail_sent},
};
use crate::{
    AppError,
    tickets::reactions::{self, Loaded},
    tx::Tx,
};

const HOUR_MILLIS: i64 = 3_600_000;
/// A merged request leads to the one that goes on, which may have been merged in its turn.
const MAX_MERGES: usize = 5;
/// Numbers of one subject that are looked up.
const MAX_NUMBERS: usize = 3;

/// The situation with what was found on the way.
pub(super) struct Found {
    pub situation: Situation,
    pub by_reference: Option<TicketId>,
    pub by_number: Option<TicketId>,
    /// The notice to the customer that a delivery report is about
    pub notice: Option<u32>,
    pub customers: Vec<CustomerId>,
}

pub(super) async fn found(
    tx: &Tx<'_>,
    read: &Read,
    kind: Option<MailKind>,
    id_taken: bool,
    this: MailId,
) -> Result<Found, AppError> {
    let nobody = Envelope::default();
    let envelope = read.envelope.as_ref().unwrap_or(&nobody);
    let sender = envelope.sender.as_ref();
    let customers = match sender {
        Some(sender) => crate::assets::customers_of_sender(tx.conn(), sender).await?,
        None => Vec::new(),
    };
    let (referred, notice) = referred(tx, read, envelope, kind).await?;
    let by_reference = match referred {
        Some(id) => Some(thread(tx, id, sender, &customers).await?),
        None => None,
    };
    let mut by_number = None;
    if by_reference.is_none() && kind == Some(MailKind::Person) {
        for no in ticket_numbers_in(&envelope.subject).iter().take(MAX_NUMBERS) {
            let Some(id) = reactions::by_no(tx.conn(), no.as_str()).await? else { continue };
            let found = thread(tx, id, sender, &customers).await?;
            if found.1.sender_known {
                by_number = Some(found);
                break;
            }
        }
    }
    let situation = Situation {
        kind,
        too_complex: read.too_complex,
        has_sender: sender.is_some(),
        id_taken,
        sent_within_hour: match sender {
            Some(sender) => sent_within_hour(tx.conn(), sender, this, tx.now()).await?,
            None => 0,
        },
        by_reference: by_reference.map(|(_, thread)| thread),
        by_number: by_number.map(|(_, thread)| thread),
        customers: customers.len(),
    };
    Ok(Found {
        situation,
        by_reference: by_reference.map(|(id, _)| id),
        by_number: by_number.map(|(id, _)| id),
        notice,
        customers,
    })
}

/// The request whose message is answered, the nearest first. A delivery report is about a message of ours only.
async fn referred(
    tx: &Tx<'_>,
    read: &Read,
    envelope: &Envelope,
    kind: Option<MailKind>,
) -> Result<(Option<TicketId>, Option<u32>), AppError> {
    let bounce = kind == Some(MailKind::Bounce);
    let mut ids: Vec<&str> = Vec::new();
    if bounce {
        ids.extend(read.report.iter().flat_map(|report| report.original.iter().map(String::as_str)));
    }
    ids.extend(envelope.answers());
    if ids.is_empty() {
        return Ok((None, None));
    }
    let sent = mail_sent::Entity::find()
        .filter(mail_sent::Column::MessageId.is_in(ids.iter().copied()))
        .all(tx.conn())
        .await?;
    let mut came = Vec::new();
    if !bounce {
        came = mail_message::Entity::find()
            .filter(mail_message::Column::MessageId.is_in(ids.iter().copied()))
            .filter(mail_message::Column::TicketId.is_not_null())
            .order_by_asc(mail_message::Column::Id)
            .all(tx.conn())
            .await?;
    }
    for id in ids {
        if let Some(row) = sent.iter().find(|row| row.message_id == id) {
            return Ok((
                Some(TicketId(row.ticket_id)),
                row.notice_number.and_then(|n| u32::try_from(n).ok()),
            ));
        }
        let earlier = came.iter().find(|row| row.message_id.as_deref() == Some(id));
        if let Some(ticket) = earlier.and_then(|row| row.ticket_id) {
            return Ok((Some(TicketId(ticket)), None));
        }
    }
    Ok((None, None))
}

async fn thread(
    tx: &Tx<'_>,
    id: TicketId,
    sender: Option<&EmailAddress>,
    customers: &[CustomerId],
) -> Result<(TicketId, Thread), AppError> {
    let mut loaded = reactions::open(tx, id).await?;
    for _ in 0..MAX_MERGES {
        let Some(into) = loaded.ticket.links.merged_into.as_ref().map(|link| link.id) else { break };
        loaded = reactions::open(tx, into).await?;
    }
    let ticket = &loaded.ticket;
    let contact = ticket.customer.customer_id.is_some_and(|id| customers.contains(&id));
    let sender_known = contact || started_by(tx, ticket.id, sender).await?;
    let standing = standing(&loaded, tx.now());
    let reopenings = match standing {
        Standing::Solved { .. } => reopenings(tx, ticket.id).await?,
        _ => 0,
    };
    Ok((ticket.id, Thread { standing, sender_known, reopenings }))
}

fn standing(loaded: &Loaded, now: Timestamp) -> Standing {
    let ticket: &Ticket = &loaded.ticket;
    match &ticket.state {
        State::Open { step, .. } if *step < Step::Resolved => Standing::Open,
        State::Ended(_) => Standing::Ended,
        State::Open { .. } | State::Archived { .. } => {
            let until = ticket.reopen_until(&loaded.pinned.rulebook);
            Standing::Solved { may_reopen: until.is_some_and(|until| now < until) }
        }
    }
}

/// Whether a message of this sender became the request.
async fn started_by(tx: &Tx<'_>, ticket: TicketId, sender: Option<&EmailAddress>) -> Result<bool, AppError> {
    use mail_message::{Column, Entity};
    let Some(sender) = sender else { return Ok(false) };
    let first = Entity::find()
        .filter(Column::TicketId.eq(ticket.0))
        .filter(Column::State.eq(MailState::Registered.as_str()))
        .filter(Column::Sender.eq(sender.as_str()))
        .one(tx.conn())
        .await?;
    Ok(first.is_some())
}

async fn reopenings(tx: &Tx<'_>, ticket: TicketId) -> Result<u64, AppError> {
    use mail_message::{Column, Entity};
    let since = tx.now().plus_millis(-24 * HOUR_MILLIS);
    let count = Entity::find()
        .filter(Column::TicketId.eq(ticket.0))
        .filter(Column::State.eq(MailState::Reopened.as_str()))
        .filter(Column::CreatedAt.gt(since.millis()))
        .count(tx.conn())
        .await?;
    Ok(count)
}

async fn sent_within_hour<C: ConnectionTrait>(
    conn: &C,
    sender: &EmailAddress,
    this: MailId,
    now: Timestamp,
) -> Result<u64, AppError> {
    use mail_message::{Column, Entity};
    let since = now.plus_millis(-HOUR_MILLIS);
    let count = Entity::find()
        .filter(Column::Sender.eq(sender.as_str()))
        .filter(Column::CreatedAt.gt(since.millis()))
        .filter(Column::Id.ne(this.0))
        .count(conn)
        .await?;
    Ok(count)
}
