//! Thresholds fire while nobody looks. Each is a row with its instant; a sweep reads what is due, never what is open,
//! and several nodes share the work.

use std::{collections::HashMap, time::Duration};

use domain::{
    kernel::{Actor, BranchId, TicketId, Timestamp},
    sla::ClockKind,
    tickets::Event,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::{Expr, ExprTrait as _, IntoValueTuple as _, LockBehavior, LockType},
};
use tokio::sync::watch;

use crate::{
    App, AppError,
    tickets::{
        promises,
        rollup::{self, Gain},
        save::{entry, event_data},
        store::{threshold, ticket, ticket_event},
    },
    tx::{Publish, Tx},
};

/// How many thresholds one transaction takes.
const BATCH: u64 = 200;
/// How often a node looks; a threshold is at most this late.
const EVERY: Duration = Duration::from_millis(500);
/// Idempotency keys are kept at least this long.
const KEYS_MILLIS: i64 = 48 * 3_600_000;
/// How often old keys, old sessions and orphaned files are cleared away.
const TIDY_MILLIS: i64 = 3_600_000;
/// How often interrupted imports are looked for.
const RESUME_MILLIS: i64 = 60_000;

impl App {
    /// Fires due thresholds, goes on with interrupted imports and tidies up until `stop` changes. Errors are logged and tried again: one bad sweep stops nothing.
    pub async fn run_scheduler(&self, mut stop: watch::Receiver<bool>) {
        let (mut tidied, mut resumed): (Option<Timestamp>, Option<Timestamp>) = (None, None);
        loop {
            if let Err(error) = self.fire_due_thresholds().await {
                tracing::error!(%error, "threshold sweep failed; trying again");
            }
            if let Err(error) = self.refresh_reports().await {
                tracing::error!(%error, "bringing the reports up to date failed; trying again");
            }
            let now = self.clock.now();
            if resumed.is_none_or(|at| now.millis_since(at) >= RESUME_MILLIS) {
                resumed = Some(now);
                if let Err(error) = self.resume_imports().await {
                    tracing::error!(%error, "looking for interrupted imports failed; trying again in a minute");
                }
            }
            if tidied.is_none_or(|at| now.millis_since(at) > TIDY_MILLIS) {
                tidied = Some(now);
                if let Err(error) = self.tidy_up(now).await {
                    tracing::error!(%error, "tidying up failed; trying again in an hour");
                }
                if let Err(error) = self.freeze_months().await {
                    tracing::error!(%error, "keeping the figures of a month failed; trying again in an hour");
                }
            }
            tokio::select! {
                _ = stop.changed() => return,
                () = tokio::time::sleep(EVERY) => {}
            }
        }
    }

    /// Fires everything that is due now; says how many.
    ///
    /// # Errors
    /// When the database fails; what was not committed stays due.
    pub async fn fire_due_thresholds(&self) -> Result<u64, AppError> {
        let mut fired = 0;
        loop {
            let batch = self.fire_batch().await?;
            fired += batch;
            if batch < BATCH {
                return Ok(fired);
            }
        }
    }

    async fn fire_batch(&self) -> Result<u64, AppError> {
        // looking costs no write lock when nothing is due, which is nearly always
        let now = self.clock.now();
        if due(now).one(self.db.read()).await?.is_none() {
            return Ok(0);
        }
        let mut tx = self.begin_system().await?;
        let mut select = due(now).order_by_asc(threshold::Column::FireAt).limit(BATCH);
        if tx.conn().get_database_backend() == DbBackend::Postgres {
            select = select.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        }
        let rows = select.all(tx.conn()).await?;
        if rows.is_empty() {
            return Ok(0);
        }
        use threshold::Column::{Cycle, FireAt, Kind, Percent, TicketId};
        let key = Expr::tuple([TicketId, Kind, Cycle, Percent, FireAt].map(Expr::col));
        let taken = rows.iter().map(|row| {
            (row.ticket_id, row.kind.clone(), row.cycle, row.percent, row.fire_at).into_value_tuple()
        });
        threshold::Entity::update_many()
            .set(threshold::ActiveModel { fired_at: Set(Some(now.millis())), ..Default::default() })
            .filter(key.in_tuples(taken))
            .exec(tx.conn())
            .await?;
        self.tell(&mut tx, &rows).await?;
        tx.commit().await?;
        Ok(rows.len() as u64)
    }

    /// Timeline, feed and counts of the thresholds that were reached.
    async fn tell(&self, tx: &mut Tx<'_>, rows: &[threshold::Model]) -> Result<(), AppError> {
        let now = tx.now();
        let ids: std::collections::BTreeSet<_> = rows.iter().map(|r| r.ticket_id).collect();
        let found: Vec<(uuid::Uuid, String, uuid::Uuid)> = ticket::Entity::find()
            .select_only()
            .columns([ticket::Column::Id, ticket::Column::No, ticket::Column::BranchId])
            .filter(ticket::Column::Id.is_in(ids))
            .into_tuple()
            .all(tx.conn())
            .await?;
        let tickets: HashMap<_, _> = found.into_iter().map(|(id, no, branch)| (id, (no, branch))).collect();
        let system = serde_json::to_string(&Actor::System)
            .map_err(|e| AppError::inconsistent("threshold", "actor", e))?;
        let mut entries = Vec::new();
        let mut breaches: std::collections::BTreeMap<uuid::Uuid, i64> = std::collections::BTreeMap::new();
        for row in rows {
            let Some((no, branch)) = tickets.get(&row.ticket_id) else { continue };
            let event = reached(row)?;
            let data =
                event_data(&event).map_err(|e| AppError::inconsistent("threshold", row.ticket_id, e))?;
            entries.push(entry(tx, row.ticket_id, &event, &data, &system, now));
            if row.percent == 100 {
                *breaches.entry(*branch).or_default() += 1;
            }
            tx.publish(Publish {
                event_type: event.event_type().to_owned(),
                branch_id: Some(BranchId(*branch)),
                subject_kind: "ticket",
                subject_id: row.ticket_id.to_string(),
                subject_no: Some(no.clone()),
                actor: Actor::System,
                data,
            });
        }
        if !entries.is_empty() {
            ticket_event::Entity::insert_many(entries).exec_without_returning(tx.conn()).await?;
        }
        for row in rows.iter().filter(|row| row.percent == 100) {
            if let Event::ThresholdReached { clock, .. } = reached(row)?
                && matches!(clock, ClockKind::HqAccept | ClockKind::UrgeReply)
            {
                promises::follow_up(tx, TicketId(row.ticket_id), clock).await?;
            }
        }
        for (branch, breached) in breaches {
            rollup::add_day(tx.conn(), branch, now, Gain { breached, ..Gain::default() }).await?;
        }
        Ok(())
    }

    async fn tidy_up(&self, now: Timestamp) -> Result<(), AppError> {
        use crate::events::store::idempotency::{Column, Entity};
        let old = now.plus_millis(-KEYS_MILLIS).millis();
        Entity::delete_many().filter(Column::CreatedAt.lt(old)).exec(self.db.writer()).await?;
        self.forget_old_sessions(now).await?;
        self.remove_unused_attachments().await?;
        Ok(())
    }
}

fn due(now: Timestamp) -> sea_orm::Select<threshold::Entity> {
    threshold::Entity::find()
        .filter(threshold::Column::FiredAt.is_null())
        .filter(threshold::Column::FireAt.lte(now.millis()))
}

fn reached(row: &threshold::Model) -> Result<Event, AppError> {
    let broken = |what: String| AppError::inconsistent("threshold", row.ticket_id, what);
    let clock: ClockKind =
        row.kind.parse().map_err(|e: domain::kernel::UnknownCode| broken(e.to_string()))?;
    let percent = u32::try_from(row.percent).map_err(|e| broken(e.to_string()))?;
    let due_at = row.due_at.map(Timestamp::from_millis).transpose().map_err(|e| broken(e.to_string()))?;
    Ok(Event::ThresholdReached { clock, percent, due_at })
}
