//! Storing a ticket: document, columns, timeline, clocks, thresholds, rollups, search, outbox — one transaction.

use domain::{
    kernel::{Actor, EventId, Line, Timestamp},
    sla::{Clock, ClockKind, ClockState, Threshold},
    tickets::{Event, State, Step, Ticket},
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, Set,
    sea_query::OnConflict,
};
use uuid::Uuid;

use super::{
    rollup,
    store::{clock, threshold, ticket, ticket_event},
};
use crate::{
    AppError, search,
    sla::rules::Pinned,
    tx::{Publish, Tx},
};

/// Sorts behind every real due time: nothing runs.
pub(super) const NEVER: i64 = i64::MAX;

/// What the columns hold beside the document.
pub(super) struct Columns {
    pub external_id: Option<String>,
    pub family: Option<String>,
    pub created_at: Timestamp,
}

/// The clock that is due next: the earliest due time of those that run.
pub(super) fn next_clock(clocks: &[Clock]) -> Option<(&Clock, Timestamp)> {
    clocks
        .iter()
        .filter(|c| matches!(c.state, ClockState::Running | ClockState::Breached))
        .filter_map(|c| c.due_at.map(|due| (c, due)))
        .min_by_key(|(_, due)| *due)
}

/// The next clock as the list keeps it: with the calendar by which what is left of working time is counted. Flat, as a
/// page of the list reads fifty of them.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(super) struct KeptNext {
    pub kind: ClockKind,
    pub due_at: Timestamp,
    pub started_at: Timestamp,
    #[serde(default)]
    pub warn_at: Option<Timestamp>,
    #[serde(default)]
    pub target: String,
    #[serde(default)]
    pub working_time: bool,
    #[serde(default)]
    pub total_seconds: Option<i64>,
    #[serde(default)]
    pub calendar: Option<uuid::Uuid>,
}

fn next_clock_json(clocks: &[Clock], pinned: &Pinned) -> Option<String> {
    let (clock, due_at) = next_clock(clocks)?;
    let calendar =
        clock.calendar.as_deref().filter(|_| clock.working_time).and_then(|code| pinned.calendar_id(code));
    let kept = KeptNext {
        kind: clock.kind,
        due_at,
        started_at: clock.started_at,
        warn_at: clock.thresholds.iter().find(|t| t.percent == 80).map(|t| t.fire_at),
        target: clock.target.clone(),
        working_time: clock.working_time,
        total_seconds: clock.total_seconds,
        calendar,
    };
    serde_json::to_string(&kept).ok()
}

pub(super) fn row(
    ticket: &Ticket,
    version: i64,
    clocks: &[Clock],
    pinned: &Pinned,
    columns: &Columns,
    now: Timestamp,
) -> Result<ticket::Model, AppError> {
    let state = ticket.state_code();
    let open = state.is_open();
    let visit = ticket.cycle.visits.iter().rev().find(|v| v.cancelled.is_none());
    let owner = ticket.ownership.as_ref();
    let due_sort = if open { next_clock(clocks).map_or(NEVER, |(_, due)| due.millis()) } else { NEVER };
    let handed_in = ticket.cycle.form.handed_in_at.is_some() && !ticket.form_approved();
    Ok(ticket::Model {
        id: ticket.id.0,
        no: ticket.no.to_string(),
        external_id: columns.external_id.clone(),
        version,
        branch_id: ticket.branch.branch_id.0,
        state: state.as_str().to_owned(),
        is_open: open,
        request_type: ticket.request_type.as_str().to_owned(),
        queue: ticket.request_type.queue().as_str().to_owned(),
        mode: ticket.mode.as_str().to_owned(),
        priority: ticket.priority.as_str().to_owned(),
        charge_class: ticket.charge_class().map(|c| c.as_str().to_owned()),
        customer_id: ticket.customer.customer_id.map(|c| c.0),
        customer_name: ticket.customer.name.to_string(),
        unit_id: ticket.product.unit_id.map(|u| u.0),
        model: ticket.product.model.as_ref().map(ToString::to_string),
        family: columns.family.clone(),
        serial: ticket.product.serial.as_ref().map(ToString::to_string),
        description: ticket.description.as_str().chars().take(200).collect(),
        owner_id: owner.map(|o| o.owner_id.0),
        owner_name: owner.map(|o| o.owner_name.clone()),
        assignee_id: ticket.assignee().map(|a| a.0),
        assignee_name: visit.map(|v| v.engineer_name.clone()).or_else(|| owner.map(|o| o.owner_name.clone())),
        awaiting_review: open
            && handed_in
            && matches!(ticket.state, State::Open { step, .. } if step >= Step::Resolved),
        received_at: ticket.received_at.millis(),
        due_sort,
        next_clock: if open { next_clock_json(clocks, pinned) } else { None },
        policy_id: pinned.policy_id.0,
        calendars: pinned.calendars_json(),
        body: serde_json::to_string(ticket).map_err(|e| AppError::inconsistent("ticket", ticket.id, e))?,
        created_at: columns.created_at.millis(),
        updated_at: now.millis(),
    })
}

/// A new ticket.
pub(super) async fn insert(
    tx: &mut Tx<'_>,
    ticket: &Ticket,
    events: &[Event],
    clocks: &[Clock],
    pinned: &Pinned,
    columns: &Columns,
    actor: &Actor,
) -> Result<ticket::Model, AppError> {
    let now = tx.now();
    let row = row(ticket, 1, clocks, pinned, columns, now)?;
    ticket::Entity::insert(row.clone().into_active_model()).exec_without_returning(tx.conn()).await?;
    timeline(tx, ticket, events, actor).await?;
    replace_clocks(tx, ticket, clocks, true).await?;
    rollup::moved(tx.conn(), None, &row, now).await?;
    index(tx, ticket).await?;
    Ok(row)
}

/// A changed ticket; 412 when somebody else changed it meanwhile.
pub(crate) async fn update(
    tx: &mut Tx<'_>,
    before: &ticket::Model,
    ticket: &Ticket,
    events: &[Event],
    clocks: &[Clock],
    pinned: &Pinned,
    actor: &Actor,
) -> Result<ticket::Model, AppError> {
    let now = tx.now();
    let columns = Columns {
        external_id: before.external_id.clone(),
        family: before.family.clone(),
        created_at: Timestamp::from_millis(before.created_at)
            .map_err(|e| AppError::inconsistent("ticket", before.id, e))?,
    };
    let row = row(ticket, before.version + 1, clocks, pinned, &columns, now)?;
    let changed = ticket::Entity::update_many()
        .set(row.clone().into_active_model().reset_all())
        .filter(ticket::Column::Id.eq(before.id))
        .filter(ticket::Column::Version.eq(before.version))
        .exec(tx.conn())
        .await?;
    if changed.rows_affected != 1 {
        return Err(AppError::Stale);
    }
    timeline(tx, ticket, events, actor).await?;
    replace_clocks(tx, ticket, clocks, false).await?;
    rollup::moved(tx.conn(), Some(before), &row, now).await?;
    let searchable =
        before.serial != row.serial || before.model != row.model || before.customer_name != row.customer_name;
    if searchable {
        index(tx, ticket).await?;
    }
    Ok(row)
}

/// A request of another system: its entries keep their instants, the feed hears of it once, and nothing fires.
#[expect(clippy::too_many_arguments, reason = "the parts of one row and its timeline")]
pub(super) async fn insert_history(
    tx: &mut Tx<'_>,
    ticket: &Ticket,
    imported: Event,
    past: Vec<(Timestamp, Event)>,
    clocks: &[Clock],
    pinned: &Pinned,
    columns: &Columns,
    actor: &Actor,
) -> Result<(), AppError> {
    let now = tx.now();
    let row = row(ticket, 1, clocks, pinned, columns, now)?;
    ticket::Entity::insert(row.clone().into_active_model()).exec_without_returning(tx.conn()).await?;
    timeline(tx, ticket, &[imported], actor).await?;
    let broken = |e: serde_json::Error| AppError::inconsistent("ticket_event", ticket.id, e);
    let actor = serde_json::to_string(actor).map_err(broken)?;
    let mut entries = Vec::with_capacity(past.len());
    for (at, event) in &past {
        entries.push(entry(tx, ticket.id.0, event, &event_data(event).map_err(broken)?, &actor, *at));
    }
    if !entries.is_empty() {
        ticket_event::Entity::insert_many(entries).exec_without_returning(tx.conn()).await?;
    }
    insert_clocks(tx, ticket, clocks).await?;
    rollup::moved(tx.conn(), None, &row, now).await?;
    index(tx, ticket).await
}

async fn index(tx: &Tx<'_>, ticket: &Ticket) -> Result<(), AppError> {
    Ok(search::index(tx.conn(), search::Kind::Ticket, ticket.id.0, &searchable(ticket)).await?)
}

/// The words by which a ticket is found.
pub(super) fn searchable(ticket: &Ticket) -> [Option<&str>; 8] {
    [
        Some(ticket.no.as_str()),
        Some(ticket.customer.name.as_str()),
        Some(ticket.customer.contact_name.as_str()),
        Some(ticket.customer.phone.as_str()),
        ticket.product.model.as_ref().map(Line::as_str),
        ticket.product.serial.as_ref().map(Line::as_str),
        Some(ticket.description.as_str()),
        ticket.fault_code.as_ref().map(Line::as_str),
    ]
}

async fn timeline(tx: &mut Tx<'_>, ticket: &Ticket, events: &[Event], actor: &Actor) -> Result<(), AppError> {
    if events.is_empty() {
        return Ok(());
    }
    let now = tx.now();
    let broken = |e: serde_json::Error| AppError::inconsistent("ticket_event", ticket.id, e);
    let actor_json = serde_json::to_string(actor).map_err(broken)?;
    let mut rows = Vec::with_capacity(events.len());
    for event in events {
        let data = event_data(event).map_err(broken)?;
        rows.push(entry(tx, ticket.id.0, event, &data, &actor_json, now));
        tx.publish(Publish {
            event_type: event.event_type().to_owned(),
            branch_id: Some(ticket.branch.branch_id),
            subject_kind: "ticket",
            subject_id: ticket.id.to_string(),
            subject_no: Some(ticket.no.to_string()),
            actor: actor.clone(),
            data,
        });
    }
    ticket_event::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// One line of the timeline; `data` is the event's payload and `actor` JSON, as whoever writes several has them at hand.
pub(crate) fn entry(
    tx: &Tx<'_>,
    ticket: uuid::Uuid,
    event: &Event,
    data: &serde_json::Value,
    actor: &str,
    at: Timestamp,
) -> ticket_event::ActiveModel {
    ticket_event::ActiveModel {
        id: Set(tx.app().ids.next::<EventId>(tx.now()).0),
        ticket_id: Set(ticket),
        event_type: Set(event.event_type().to_owned()),
        data: Set(data.to_string()),
        actor: Set(actor.to_owned()),
        at: Set(at.millis()),
    }
}

/// The payload of an event without its type.
pub(crate) fn event_data(event: &Event) -> Result<serde_json::Value, serde_json::Error> {
    let mut tagged = serde_json::to_value(event)?;
    Ok(tagged.get_mut("data").map_or(serde_json::Value::Null, serde_json::Value::take))
}

async fn replace_clocks(tx: &Tx<'_>, ticket: &Ticket, clocks: &[Clock], new: bool) -> Result<(), AppError> {
    let id = ticket.id.0;
    if !new {
        clock::Entity::delete_many().filter(clock::Column::TicketId.eq(id)).exec(tx.conn()).await?;
        threshold::Entity::delete_many()
            .filter(threshold::Column::TicketId.eq(id))
            .filter(threshold::Column::FiredAt.is_null())
            .exec(tx.conn())
            .await?;
    }
    if clocks.is_empty() {
        return Ok(());
    }
    insert_clocks(tx, ticket, clocks).await?;
    let pending: Vec<threshold::ActiveModel> = clocks
        .iter()
        .filter(|c| c.is_open())
        .flat_map(|c| c.thresholds.iter().map(move |t| threshold_row(id, c, *t)))
        .collect();
    if pending.is_empty() {
        return Ok(());
    }
    // a threshold that has fired for this very instant stays fired
    let mut insert = threshold::Entity::insert_many(pending);
    if !new {
        insert = insert.on_conflict(
            OnConflict::columns([
                threshold::Column::TicketId,
                threshold::Column::Kind,
                threshold::Column::Cycle,
                threshold::Column::Percent,
                threshold::Column::FireAt,
            ])
            .do_nothing()
            .to_owned(),
        );
    }
    insert.exec_without_returning(tx.conn()).await?;
    Ok(())
}

async fn insert_clocks(tx: &Tx<'_>, ticket: &Ticket, clocks: &[Clock]) -> Result<(), AppError> {
    if clocks.is_empty() {
        return Ok(());
    }
    let id = ticket.id.0;
    clock::Entity::insert_many(clocks.iter().map(|c| clock_row(id, c)))
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

pub(super) fn clock_row(ticket: Uuid, clock: &Clock) -> clock::ActiveModel {
    clock::ActiveModel {
        ticket_id: Set(ticket),
        kind: Set(clock.kind.as_str().to_owned()),
        cycle: Set(i64::from(clock.cycle)),
        state: Set(clock.state.as_str().to_owned()),
        target: Set(clock.target.clone()),
        started_at: Set(clock.started_at.millis()),
        original_due_at: Set(clock.original_due_at.map(Timestamp::millis)),
        due_at: Set(clock.due_at.map(Timestamp::millis)),
        stopped_at: Set(clock.stopped_at.map(Timestamp::millis)),
        provisional: Set(clock.provisional),
    }
}

/// A threshold that has not fired.
pub(super) fn threshold_row(ticket: Uuid, clock: &Clock, threshold: Threshold) -> threshold::ActiveModel {
    threshold::ActiveModel {
        ticket_id: Set(ticket),
        kind: Set(clock.kind.as_str().to_owned()),
        cycle: Set(i64::from(clock.cycle)),
        percent: Set(i64::from(threshold.percent)),
        fire_at: Set(threshold.fire_at.millis()),
        due_at: Set(clock.due_at.map(Timestamp::millis)),
        fired_at: Set(None),
    }
}
