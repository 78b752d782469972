//! Lists of tickets: what is due next first, filters as named parameters, keyset pages, row scope in the query.

use std::{collections::HashMap, sync::Arc};

use contract::{
    page::Page,
    tickets::{
        NextClock, QueueCount, QueueCounts, TicketPreview, TicketQuery, TicketSummary, TicketView,
        TimelineEntry,
    },
};
use domain::{
    access::{Permission, Rows, rows},
    kernel::{BranchId, CustomerId, EventId, TicketId, Timestamp, UnitId, UserId},
    sla::{Calendar, ClockState},
    tickets::{ProductFacts, WorkQueue},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, Order, QueryFilter, QueryOrder,
    QuerySelect, Select,
    sea_query::{Expr, SimpleExpr},
};
use uuid::Uuid;

use super::{
    command::{computed, load},
    save::KeptNext,
    store::{ticket, ticket_event},
};
use crate::{
    App, AppError, Caller, cursor,
    reports::Counted,
    search::{self, Words},
};

/// Calendars at hand, by version.
pub(super) type Compiled = HashMap<Uuid, Arc<Calendar>>;

/// The columns of a list: never the document.
#[derive(Debug, FromQueryResult)]
pub(crate) struct SummaryRow {
    id: Uuid,
    no: String,
    version: i64,
    branch_id: Uuid,
    state: String,
    request_type: String,
    mode: String,
    priority: String,
    charge_class: Option<String>,
    customer_id: Option<Uuid>,
    customer_name: String,
    unit_id: Option<Uuid>,
    model: Option<String>,
    serial: Option<String>,
    description: String,
    owner_id: Option<Uuid>,
    owner_name: Option<String>,
    assignee_id: Option<Uuid>,
    assignee_name: Option<String>,
    received_at: i64,
    due_sort: i64,
    next_clock: Option<String>,
    updated_at: i64,
    branch_name: String,
}

pub(super) fn summaries() -> Select<ticket::Entity> {
    use ticket::Column as C;
    ticket::Entity::find()
        .select_only()
        .columns([
            C::Id,
            C::No,
            C::Version,
            C::BranchId,
            C::State,
            C::RequestType,
            C::Mode,
            C::Priority,
            C::ChargeClass,
            C::CustomerId,
            C::CustomerName,
            C::UnitId,
            C::Model,
            C::Serial,
            C::Description,
            C::OwnerId,
            C::OwnerName,
            C::AssigneeId,
            C::AssigneeName,
            C::ReceivedAt,
            C::DueSort,
            C::NextClock,
            C::UpdatedAt,
        ])
        .expr_as(Expr::cust("(SELECT name FROM branch WHERE branch.id = ticket.branch_id)"), "branch_name")
}

impl SummaryRow {
    fn kept_next(&self) -> Result<Option<KeptNext>, AppError> {
        let kept = self.next_clock.as_deref().map(serde_json::from_str).transpose();
        kept.map_err(|e| AppError::inconsistent("ticket", self.id, e))
    }

    pub(super) fn summary(self, now: Timestamp, calendars: &Compiled) -> Result<TicketSummary, AppError> {
        let kept = self.kept_next()?;
        self.summary_with(kept, now, calendars)
    }

    fn summary_with(
        self,
        kept: Option<KeptNext>,
        now: Timestamp,
        calendars: &Compiled,
    ) -> Result<TicketSummary, AppError> {
        let broken = |what: String| AppError::inconsistent("ticket", self.id, what);
        let at = |millis: i64| Timestamp::from_millis(millis).map_err(|e| broken(e.to_string()));
        let next_clock = kept.map(|kept| told(kept, now, calendars));
        Ok(TicketSummary {
            id: TicketId(self.id),
            request_type: parse(&self.request_type, self.id)?,
            mode: parse(&self.mode, self.id)?,
            priority: parse(&self.priority, self.id)?,
            state: parse(&self.state, self.id)?,
            charge_class: self.charge_class.as_deref().map(|c| parse(c, self.id)).transpose()?,
            branch_id: BranchId(self.branch_id),
            customer_id: self.customer_id.map(CustomerId),
            unit_id: self.unit_id.map(UnitId),
            owner_id: self.owner_id.map(UserId),
            assignee_id: self.assignee_id.map(UserId),
            received_at: at(self.received_at)?,
            updated_at: at(self.updated_at)?,
            next_clock,
            no: self.no,
            branch_name: self.branch_name,
            customer_name: self.customer_name,
            model: self.model,
            serial: self.serial,
            description: self.description,
            owner_name: self.owner_name,
            assignee_name: self.assignee_name,
            version: self.version,
        })
    }
}

/// The kept clock as of now.
fn told(kept: KeptNext, now: Timestamp, calendars: &Compiled) -> NextClock {
    let late = kept.due_at < now;
    let natural = kept.due_at.millis_since(now) / 1000;
    let remaining_seconds = match kept.calendar.and_then(|id| calendars.get(&id)) {
        Some(calendar) if !late => calendar.elapsed(now, kept.due_at).ok().map(|millis| millis / 1000),
        _ if late || !kept.working_time => Some(natural),
        _ => None,
    };
    NextClock {
        kind: kept.kind,
        state: if late { ClockState::Breached } else { ClockState::Running },
        due_at: kept.due_at,
        started_at: kept.started_at,
        warn_at: kept.warn_at,
        target: kept.target,
        working_time: kept.working_time,
        remaining_seconds,
        total_seconds: kept.total_seconds,
    }
}

fn parse<T: std::str::FromStr>(text: &str, id: Uuid) -> Result<T, AppError>
where
    T::Err: ToString,
{
    text.parse().map_err(|e: T::Err| AppError::inconsistent("ticket", id, e.to_string()))
}

/// Rows that the caller may see, as part of the query itself.
pub(crate) fn visible(caller: &Caller) -> Condition {
    visible_for(caller, Permission::TicketsRead)
}

/// Rows to which the caller may do this, as part of the query itself.
pub(super) fn visible_for(caller: &Caller, permission: Permission) -> Condition {
    use ticket::Column as C;
    match rows(&caller.principal, permission) {
        Rows::Everything => Condition::all(),
        Rows::Some { branches, own_in, user } => {
            let mut seen = Condition::any().add(C::BranchId.is_in(branches.into_iter().map(|b| b.0)));
            if let (Some(user), false) = (user, own_in.is_empty()) {
                let own = Condition::any().add(C::OwnerId.eq(user.0)).add(C::AssigneeId.eq(user.0));
                let there = C::BranchId.is_in(own_in.into_iter().map(|b| b.0));
                seen = seen.add(Condition::all().add(there).add(own));
            }
            seen
        }
    }
}

/// How a list is sorted: the column, its direction, and the position of a row in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sorting {
    Due,
    NewestFirst,
    OldestFirst,
    Changes,
}

impl Sorting {
    pub(super) fn of(query: &TicketQuery) -> Result<Self, AppError> {
        match (query.updated_since, query.sort.as_deref()) {
            (Some(_), None | Some("updated_at")) | (None, Some("updated_at")) => Ok(Self::Changes),
            (Some(_), Some(_)) => {
                Err(AppError::invalid("?sort", "format", "updated_since is sorted by updated_at"))
            }
            (None, None | Some("due")) => Ok(Self::Due),
            (None, Some("-received_at")) => Ok(Self::NewestFirst),
            (None, Some("received_at")) => Ok(Self::OldestFirst),
            (None, Some(_)) => Err(AppError::invalid(
                "?sort",
                "unknown_code",
                "one of due, -received_at, received_at, updated_at",
            )),
        }
    }

    const fn column(self) -> ticket::Column {
        match self {
            Self::Due => ticket::Column::DueSort,
            Self::NewestFirst | Self::OldestFirst => ticket::Column::ReceivedAt,
            Self::Changes => ticket::Column::UpdatedAt,
        }
    }

    const fn key(self, row: &SummaryRow) -> i64 {
        match self {
            Self::Due => row.due_sort,
            Self::NewestFirst | Self::OldestFirst => row.received_at,
            Self::Changes => row.updated_at,
        }
    }

    pub(super) const fn place(self, row: &SummaryRow) -> (i64, Uuid) {
        (self.key(row), row.id)
    }

    pub(super) fn after(self, key: i64, id: Uuid) -> Condition {
        let (column, id_column) = (self.column(), ticket::Column::Id);
        let beyond: (SimpleExpr, SimpleExpr) = if self == Self::NewestFirst {
            (column.lt(key), id_column.lt(id))
        } else {
            (column.gt(key), id_column.gt(id))
        };
        Condition::any().add(beyond.0).add(Condition::all().add(column.eq(key)).add(beyond.1))
    }
}

/// In this order, by a key that no two rows share.
pub(super) fn sorted(select: Select<ticket::Entity>, sorting: Sorting) -> Select<ticket::Entity> {
    let direction = if sorting == Sorting::NewestFirst { Order::Desc } else { Order::Asc };
    select.order_by(sorting.column(), direction.clone()).order_by(ticket::Column::Id, direction)
}

/// The rows that the caller asks for and may see.
pub(super) async fn filtered(
    app: &App,
    mut select: Select<ticket::Entity>,
    caller: &Caller,
    query: &TicketQuery,
) -> Result<Select<ticket::Entity>, AppError> {
    use ticket::Column as C;
    let now = app.clock.now();
    let all_states = query.state.is_some() || query.updated_since.is_some();
    match query.scope.as_deref() {
        None if all_states => {}
        None | Some("open") => select = select.filter(C::IsOpen.eq(true)),
        Some("closed") => select = select.filter(C::IsOpen.eq(false)),
        Some("all") => {}
        Some(_) => return Err(AppError::invalid("?scope", "unknown_code", "one of open, closed, all")),
    }
    if let Some(states) = &query.state {
        let mut wanted = Vec::new();
        for state in states.split(',') {
            let state: domain::tickets::StateCode = state
                .trim()
                .parse()
                .map_err(|_| AppError::invalid("?state", "unknown_code", "no such state"))?;
            wanted.push(state.as_str());
        }
        select = select.filter(C::State.is_in(wanted));
    }
    if let Some(assignee) = &query.assignee {
        let user = if assignee == "me" {
            caller
                .actor()
                .user_id()
                .ok_or_else(|| AppError::invalid("?assignee", "format", "`me` is for people"))?
                .0
        } else {
            assignee.parse().map_err(|_| AppError::invalid("?assignee", "format", "`me` or a user id"))?
        };
        select = select.filter(C::AssigneeId.eq(user));
    }
    let equal = [
        query.queue.map(|v| C::Queue.eq(v.as_str())),
        query.request_type.map(|v| C::RequestType.eq(v.as_str())),
        query.priority.map(|v| C::Priority.eq(v.as_str())),
        query.branch_id.map(|v| C::BranchId.eq(v.0)),
        query.owner_id.map(|v| C::OwnerId.eq(v.0)),
        query.customer_id.map(|v| C::CustomerId.eq(v.0)),
        query.unit_id.map(|v| C::UnitId.eq(v.0)),
        query
            .overdue
            .map(|late| if late { C::DueSort.lt(now.millis()) } else { C::DueSort.gte(now.millis()) }),
        query.due_before.map(|at| C::DueSort.lte(at.millis())),
        query.unassigned.map(|none| if none { C::OwnerId.is_null() } else { C::OwnerId.is_not_null() }),
        query.awaiting_review.map(|yes| C::AwaitingReview.eq(yes)),
        query.updated_since.map(|at| C::UpdatedAt.gte(at.millis())),
    ];
    for condition in equal.into_iter().flatten() {
        select = select.filter(condition);
    }
    if let Some(words) = query.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        select = having(app, select, words).await?;
    }
    Ok(select.filter(visible(caller)))
}

/// The rows that have these words. Rare ones are looked up in the index and sorted; frequent ones are met again and
/// again on a walk along the sorted list.
async fn having(
    app: &App,
    mut select: Select<ticket::Entity>,
    words: &str,
) -> Result<Select<ticket::Entity>, AppError> {
    let Some(words) = Words::of(words) else { return Ok(select.filter(Expr::cust("1 = 0"))) };
    let (read, kind) = (app.db.read(), search::Kind::Ticket);
    let backend = read.get_database_backend();
    if words.are_in(read, kind, app.frequent_word).await? {
        return Ok(select.filter(words.tested(backend, kind)));
    }
    words.looked_up(QuerySelect::query(&mut select), backend, kind);
    Ok(select)
}

/// Entries of the timeline in a preview.
const PREVIEWED: u64 = 4;

impl App {
    /// Tickets that the caller may see, the nearest deadline first.
    ///
    /// # Errors
    /// 403 without `tickets.read`, 422 for a wrong parameter.
    pub async fn list_tickets(
        &self,
        caller: &Caller,
        query: &TicketQuery,
    ) -> Result<Page<TicketSummary>, AppError> {
        caller.require_anywhere(Permission::TicketsRead)?;
        let (read, now) = (self.db.read(), self.clock.now());
        let sorting = Sorting::of(query)?;
        let limit = cursor::limit(query.limit);
        let found = filtered(self, summaries(), caller, query).await?;
        let mut select = sorted(found, sorting).limit(limit + 1);
        if let Some((key, id)) = cursor::decode::<(i64, Uuid)>(query.cursor.as_deref())? {
            select = select.filter(sorting.after(key, id));
        }
        let rows = select.into_model::<SummaryRow>().all(read).await?;
        let page = cursor::page(rows, limit, |row| sorting.place(row));
        let mut calendars = Compiled::new();
        let mut rows = Vec::with_capacity(page.items.len());
        for row in page.items {
            let kept = row.kept_next()?;
            if let Some(id) = kept.as_ref().and_then(|kept| kept.calendar)
                && !calendars.contains_key(&id)
            {
                calendars.insert(id, self.calendar(read, id).await?);
            }
            rows.push((row, kept));
        }
        let items = rows
            .into_iter()
            .map(|(row, kept)| row.summary_with(kept, now, &calendars))
            .collect::<Result<_, _>>()?;
        Ok(Page { items, next_cursor: page.next_cursor })
    }

    /// One ticket with its clocks as of now and the steps that the caller may take.
    ///
    /// # Errors
    /// 404 when it does not exist for the caller.
    pub async fn show_ticket(&self, caller: &Caller, id: TicketId) -> Result<TicketView, AppError> {
        let (read, now) = (self.db.read(), self.clock.now());
        let row = load(read, id).await?;
        caller.require_visible(Permission::TicketsRead, &row.resource())?;
        let ticket = row.aggregate()?;
        let pinned = self.pinned_rules(read, row.policy_id, &row.calendars).await?;
        let clocks = computed(&pinned, &ticket, now)?;
        Ok(super::view::view(&row, ticket, clocks, &pinned, caller, now))
    }

    /// The request with the last entries of its timeline, for a list that shows the selected one beside it.
    ///
    /// # Errors
    /// 404 when the ticket does not exist for the caller.
    pub async fn preview_ticket(&self, caller: &Caller, id: TicketId) -> Result<TicketPreview, AppError> {
        let ticket = self.show_ticket(caller, id).await?;
        let rows = ticket_event::Entity::find()
            .filter(ticket_event::Column::TicketId.eq(id.0))
            .order_by_desc(ticket_event::Column::At)
            .order_by_desc(ticket_event::Column::Id)
            .limit(PREVIEWED)
            .all(self.db.read())
            .await?;
        Ok(TicketPreview { ticket, latest: rows.into_iter().map(entry).collect::<Result<_, _>>()? })
    }

    /// The 服务档案, newest first.
    ///
    /// # Errors
    /// 404 when the ticket does not exist for the caller.
    pub async fn ticket_timeline(
        &self,
        caller: &Caller,
        id: TicketId,
        query: &contract::page::PageQuery,
    ) -> Result<Page<TimelineEntry>, AppError> {
        let read = self.db.read();
        let row = load(read, id).await?;
        caller.require_visible(Permission::TicketsRead, &row.resource())?;
        let limit = cursor::limit(query.limit);
        let (at, event_id) = (ticket_event::Column::At, ticket_event::Column::Id);
        let mut select = ticket_event::Entity::find()
            .filter(ticket_event::Column::TicketId.eq(id.0))
            .order_by_desc(at)
            .order_by_desc(event_id)
            .limit(limit + 1);
        if let Some((key, last)) = cursor::decode::<(i64, Uuid)>(query.cursor.as_deref())? {
            let same = Condition::all().add(at.eq(key)).add(event_id.lt(last));
            select = select.filter(Condition::any().add(at.lt(key)).add(same));
        }
        let page = cursor::page(select.all(read).await?, limit, |row| (row.at, row.id));
        let items = page.items.into_iter().map(entry).collect::<Result<_, _>>()?;
        Ok(Page { items, next_cursor: page.next_cursor })
    }

    /// The four queues of R-10.2.5.2 with their counts, equal to the lists behind them.
    ///
    /// # Errors
    /// 403 without `tickets.read`.
    pub async fn queue_counts(&self, caller: &Caller) -> Result<QueueCounts, AppError> {
        caller.require_anywhere(Permission::TicketsRead)?;
        let now = self.clock.now();
        let open = crate::reports::open_counts(self, caller, None).await?;
        let overdue = crate::reports::overdue_counts(self, caller, None, now).await?;
        let queues = WorkQueue::ALL
            .iter()
            .map(|queue| QueueCount {
                queue: *queue,
                open: open.iter().filter(|c| c.queue() == *queue).map(Counted::unsigned).sum(),
                overdue: overdue.iter().filter(|c| c.queue() == *queue).map(Counted::unsigned).sum(),
            })
            .collect();
        Ok(QueueCounts { queues })
    }
}

fn entry(row: ticket_event::Model) -> Result<TimelineEntry, AppError> {
    let broken = |what: String| AppError::inconsistent("ticket_event", row.id, what);
    Ok(TimelineEntry {
        id: EventId(row.id),
        data: serde_json::from_str(&row.data).map_err(|e| broken(e.to_string()))?,
        actor: serde_json::from_str(&row.actor).map_err(|e| broken(e.to_string()))?,
        at: Timestamp::from_millis(row.at).map_err(|e| broken(e.to_string()))?,
        event_type: row.event_type,
    })
}

/// 服务记录 of a unit, newest first; company-wide, as any branch may serve any unit (R-3.2.1a).
pub(crate) async fn summaries_of_unit<C: ConnectionTrait>(
    conn: &C,
    unit: UnitId,
    limit: u64,
    now: Timestamp,
) -> Result<Vec<TicketSummary>, AppError> {
    let rows = summaries()
        .filter(ticket::Column::UnitId.eq(unit.0))
        .order_by_desc(ticket::Column::ReceivedAt)
        .limit(limit)
        .into_model::<SummaryRow>()
        .all(conn)
        .await?;
    rows.into_iter().map(|row| row.summary(now, &Compiled::new())).collect()
}

const DAY_MILLIS: i64 = 86_400_000;

/// Requests that may be the same (R-6.2.1.1): on the same unit or serial and open or received within 24 hours.
pub(super) async fn duplicates<C: ConnectionTrait>(
    conn: &C,
    caller: &Caller,
    product: &ProductFacts,
    customer: Option<CustomerId>,
    now: Timestamp,
) -> Result<Vec<(TicketSummary, String)>, AppError> {
    let since = now.plus_millis(-DAY_MILLIS).millis();
    let fresh =
        Condition::any().add(ticket::Column::IsOpen.eq(true)).add(ticket::Column::ReceivedAt.gte(since));
    let found = about(conn, caller, product, customer, Some(fresh), 5, now).await?;
    Ok(found
        .into_iter()
        .map(|summary| {
            let same_unit = product.unit_id.is_some() && summary.unit_id == product.unit_id
                || product.serial.is_some()
                    && summary.serial.as_deref() == product.serial.as_ref().map(domain::kernel::Line::as_str);
            let why = if same_unit { "same_unit" } else { "same_customer" };
            (summary, why.to_owned())
        })
        .collect())
}

/// The latest requests on the unit, else of the customer.
pub(super) async fn recent<C: ConnectionTrait>(
    conn: &C,
    caller: &Caller,
    product: &ProductFacts,
    customer: Option<CustomerId>,
) -> Result<Vec<TicketSummary>, AppError> {
    about(conn, caller, product, customer, None, 5, Timestamp::EPOCH).await
}

async fn about<C: ConnectionTrait>(
    conn: &C,
    caller: &Caller,
    product: &ProductFacts,
    customer: Option<CustomerId>,
    also: Option<Condition>,
    limit: u64,
    now: Timestamp,
) -> Result<Vec<TicketSummary>, AppError> {
    let mut same = Condition::any();
    if let Some(unit) = product.unit_id {
        same = same.add(ticket::Column::UnitId.eq(unit.0));
    } else if let Some(serial) = &product.serial {
        same = same.add(ticket::Column::Serial.eq(serial.as_str()));
    } else if let Some(customer) = customer {
        same = same.add(ticket::Column::CustomerId.eq(customer.0));
    } else {
        return Ok(Vec::new());
    }
    let mut select = summaries().filter(same).filter(visible(caller));
    if let Some(also) = also {
        select = select.filter(also);
    }
    let rows = select
        .order_by_desc(ticket::Column::ReceivedAt)
        .limit(limit)
        .into_model::<SummaryRow>()
        .all(conn)
        .await?;
    rows.into_iter().map(|row| row.summary(now, &Compiled::new())).collect()
}
