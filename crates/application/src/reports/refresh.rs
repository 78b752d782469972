//! Keeps the rows of the reports up with the requests: a change of a request is noted by the database itself, in the same
//! transaction, and dealt with here, by the scheduler and before every report.

use std::collections::{BTreeSet, HashMap};

use domain::{
    kernel::Timestamp,
    reports::{ClockFact, Outcome, month_name},
    sla::{ClockState, date_of},
    tickets::Ticket,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait as _, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::store::{report_change, report_promise, report_ticket, report_urge};
use crate::{
    App, AppError,
    sla::rules::{Pinned, STANDARD_CALENDAR, ZONE},
    tickets::store::{clock, ticket},
    tx::Tx,
};

/// How many changes one transaction deals with.
const BATCH: u64 = 100;

/// The rows of one request.
struct Rows {
    ticket: report_ticket::Model,
    promises: Vec<report_promise::Model>,
    urges: Vec<report_urge::Model>,
}

impl App {
    /// Deals with every change that is committed; says how many.
    ///
    /// # Errors
    /// When the database fails; what was not committed stays to be done.
    pub async fn refresh_reports(&self) -> Result<u64, AppError> {
        let mut done = 0;
        while report_change::Entity::find().one(self.db.read()).await?.is_some() {
            done += self.refresh_batch().await?;
        }
        Ok(done)
    }

    async fn refresh_batch(&self) -> Result<u64, AppError> {
        let tx = self.begin_system().await?;
        // one node at a time: the rows of a request are those of its latest version
        tx.conn()
            .execute_unprepared("UPDATE report_state SET refreshed = refreshed + 1 WHERE id = 1")
            .await?;
        let changes = report_change::Entity::find()
            .order_by_asc(report_change::Column::Seq)
            .limit(BATCH)
            .all(tx.conn())
            .await?;
        let ids: BTreeSet<Uuid> = changes.iter().map(|change| change.ticket_id).collect();
        self.write_rows(&tx, &ids).await?;
        let taken = changes.iter().map(|change| change.seq);
        report_change::Entity::delete_many()
            .filter(report_change::Column::Seq.is_in(taken))
            .exec(tx.conn())
            .await?;
        tx.commit().await?;
        Ok(changes.len() as u64)
    }

    async fn write_rows(&self, tx: &Tx<'_>, ids: &BTreeSet<Uuid>) -> Result<(), AppError> {
        if ids.is_empty() {
            return Ok(());
        }
        let of = || ids.iter().copied();
        let found = ticket::Entity::find().filter(ticket::Column::Id.is_in(of())).all(tx.conn()).await?;
        let clocks = clock::Entity::find().filter(clock::Column::TicketId.is_in(of())).all(tx.conn()).await?;
        let mut by_ticket: HashMap<Uuid, Vec<clock::Model>> = HashMap::new();
        for row in clocks {
            by_ticket.entry(row.ticket_id).or_default().push(row);
        }
        let mut rules: HashMap<(Uuid, String), Pinned> = HashMap::new();
        let mut rows = Vec::with_capacity(found.len());
        for row in &found {
            let key = (row.policy_id, row.calendars.clone());
            if !rules.contains_key(&key) {
                let pinned = self.pinned_rules(tx.conn(), row.policy_id, &row.calendars).await?;
                rules.insert(key.clone(), pinned);
            }
            let Some(pinned) = rules.get(&key) else { continue };
            let clocks = by_ticket.remove(&row.id).unwrap_or_default();
            match rows_of(row, &clocks, pinned, tx.now()) {
                Ok(made) => rows.push(made),
                // one row that cannot be read must not keep every report from its figures
                Err(error) => tracing::error!(%error, "a request is left out of the reports"),
            }
        }
        replace(tx, ids, rows).await
    }
}

async fn replace(tx: &Tx<'_>, ids: &BTreeSet<Uuid>, rows: Vec<Rows>) -> Result<(), AppError> {
    let of = || ids.iter().copied();
    let conn = tx.conn();
    report_ticket::Entity::delete_many()
        .filter(report_ticket::Column::TicketId.is_in(of()))
        .exec(conn)
        .await?;
    report_promise::Entity::delete_many()
        .filter(report_promise::Column::TicketId.is_in(of()))
        .exec(conn)
        .await?;
    report_urge::Entity::delete_many().filter(report_urge::Column::TicketId.is_in(of())).exec(conn).await?;
    let (mut tickets, mut promises, mut urges) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        tickets.push(row.ticket.into_active_model());
        promises.extend(row.promises.into_iter().map(sea_orm::IntoActiveModel::into_active_model));
        urges.extend(row.urges.into_iter().map(sea_orm::IntoActiveModel::into_active_model));
    }
    if !tickets.is_empty() {
        report_ticket::Entity::insert_many(tickets).exec_without_returning(conn).await?;
    }
    // below the number of parameters that a statement may have
    while !promises.is_empty() {
        let rest = promises.split_off(promises.len().min(1000));
        report_promise::Entity::insert_many(std::mem::replace(&mut promises, rest))
            .exec_without_returning(conn)
            .await?;
    }
    while !urges.is_empty() {
        let rest = urges.split_off(urges.len().min(1000));
        report_urge::Entity::insert_many(std::mem::replace(&mut urges, rest))
            .exec_without_returning(conn)
            .await?;
    }
    Ok(())
}

fn rows_of(
    row: &ticket::Model,
    clocks: &[clock::Model],
    pinned: &Pinned,
    now: Timestamp,
) -> Result<Rows, AppError> {
    let ticket = row.aggregate()?;
    let broken = |e: domain::kernel::UnknownCode| AppError::inconsistent("clock", row.id, e);
    let mut facts = Vec::with_capacity(clocks.len());
    for clock in clocks {
        facts.push(ClockFact {
            kind: clock.kind.parse().map_err(broken)?,
            cycle: clock.cycle,
            state: clock.state.parse().map_err(broken)?,
        });
    }
    let outcome = Outcome::of(&ticket, &facts, pinned.calendars.get(STANDARD_CALENDAR));
    let promises = promises_of(row, clocks, &broken_when_cancelled(&ticket, clocks, pinned, now), pinned);
    let urges = ticket.promises.urges.iter().map(|urge| report_urge::Model {
        ticket_id: row.id,
        number: i64::from(urge.number),
        branch_id: row.branch_id,
        kind: urge.kind.as_str().to_owned(),
        level: i64::from(urge.level),
        asked_at: urge.at.millis(),
        answered_at: urge.answer.as_ref().map(|answer| answer.at.millis()),
    });
    Ok(Rows { urges: urges.collect(), promises, ticket: ticket_row(row, &ticket, outcome) })
}

fn ticket_row(row: &ticket::Model, ticket: &Ticket, outcome: Outcome) -> report_ticket::Model {
    let deviations: Vec<&str> = outcome.deviations.iter().map(|deviation| deviation.as_str()).collect();
    report_ticket::Model {
        ticket_id: row.id,
        ticket_no: row.no.clone(),
        branch_id: row.branch_id,
        owner_id: row.owner_id,
        owner_name: row.owner_name.clone(),
        assignee_id: row.assignee_id,
        assignee_name: row.assignee_name.clone(),
        customer_name: row.customer_name.clone(),
        request_type: row.request_type.clone(),
        priority: row.priority.clone(),
        family: row.family.clone(),
        model: row.model.clone(),
        unit_id: row.unit_id,
        fault_code: outcome.fault_code,
        cause_class: outcome.cause_class.map(|class| class.as_str().to_owned()),
        registered_at: ticket.registered_at.millis(),
        month: month_name(date_of(ZONE, ticket.registered_at)),
        discarded: outcome.discarded,
        on_site: outcome.on_site,
        visits: i64::from(outcome.visits),
        first_solved_at: outcome.first_solved_at.map(Timestamp::millis),
        solved_at: outcome.solved_at.map(Timestamp::millis),
        solved_in_time: outcome.solved_in_time,
        reopened: i64::from(outcome.reopened),
        repair_millis: outcome.repair_millis,
        first_resolve_millis: outcome.first_resolve_millis,
        total_resolve_millis: outcome.total_resolve_millis,
        deviations: (!deviations.is_empty()).then(|| deviations.join(",")),
    }
}

/// Kind and cycle of the cancelled clocks whose due time had passed before; looked up only when one was cancelled.
fn broken_when_cancelled(
    ticket: &Ticket,
    clocks: &[clock::Model],
    pinned: &Pinned,
    now: Timestamp,
) -> BTreeSet<(String, i64)> {
    if clocks.iter().all(|clock| clock.state != ClockState::Cancelled.as_str()) {
        return BTreeSet::new();
    }
    let computed = pinned.clocks(ticket, now).unwrap_or_default();
    let broken = computed.iter().filter(|c| c.state == ClockState::Cancelled && c.breached_at.is_some());
    broken.map(|c| (c.kind.as_str().to_owned(), i64::from(c.cycle))).collect()
}

fn promises_of(
    row: &ticket::Model,
    clocks: &[clock::Model],
    broken: &BTreeSet<(String, i64)>,
    pinned: &Pinned,
) -> Vec<report_promise::Model> {
    let promised = clocks.iter().filter_map(|clock| clock.due_at.map(|due| (clock, due)));
    let promise = |(clock, due_at): (&clock::Model, i64)| report_promise::Model {
        ticket_id: row.id,
        kind: clock.kind.clone(),
        cycle: clock.cycle,
        ticket_no: row.no.clone(),
        branch_id: row.branch_id,
        owner_id: row.owner_id,
        owner_name: row.owner_name.clone(),
        assignee_id: row.assignee_id,
        assignee_name: row.assignee_name.clone(),
        customer_name: row.customer_name.clone(),
        priority: row.priority.clone(),
        family: row.family.clone(),
        model: row.model.clone(),
        state: clock.state.clone(),
        broken: broken.contains(&(clock.kind.clone(), clock.cycle)),
        target: clock.target.clone(),
        started_at: clock.started_at,
        original_due_at: clock.original_due_at.unwrap_or(due_at),
        due_at,
        stopped_at: clock.stopped_at,
        provisional: clock.provisional,
        calendar_id: pinned.calendar_id(STANDARD_CALENDAR),
    };
    promised.map(promise).collect()
}
