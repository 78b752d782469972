//! The feed: everything that happened, once, in order. `GET /events`, the live stream and webhooks read it.

pub(crate) mod store;

use std::time::Duration;

use contract::events::{EventEnvelope, EventPage, EventQuery};
use domain::{
    access::{Permission, Rows, rows},
    kernel::{BranchId, EventId, Timestamp},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait as _, DbBackend, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use tokio::sync::watch;

use crate::{App, AppError, Caller, cursor};

const CHANNEL: &str = "aftercare_outbox";
const RECONNECT: Duration = Duration::from_secs(2);
/// How late followers hear of what another node wrote and could not announce.
const UNANNOUNCED: Duration = Duration::from_secs(5);

impl App {
    /// Events after a position that the caller may see, oldest first.
    ///
    /// # Errors
    /// Without `events.read`.
    pub async fn list_events(&self, caller: &Caller, query: &EventQuery) -> Result<EventPage, AppError> {
        caller.require_anywhere(Permission::EventsRead)?;
        let (after, limit) = (query.after.unwrap_or(0), cursor::limit(query.limit));
        let newest = self.last_event_seq().await?;
        let mut select = store::outbox::Entity::find()
            .filter(store::outbox::Column::Seq.gt(after))
            .filter(store::outbox::Column::Seq.lte(newest))
            .order_by_asc(store::outbox::Column::Seq)
            .limit(limit);
        if let Rows::Some { branches, .. } = rows(&caller.principal, Permission::EventsRead) {
            let mine = store::outbox::Column::BranchId.is_in(branches.into_iter().map(|b| b.0));
            select = select.filter(Condition::any().add(mine).add(store::outbox::Column::BranchId.is_null()));
        }
        if let Some(event_type) = &query.event_type {
            select = select.filter(store::outbox::Column::EventType.eq(event_type));
        }
        let rows = select.all(self.db.read()).await?;
        // a page that is not full has seen everything: the next one need not look at it again
        let full = u64::try_from(rows.len()).is_ok_and(|count| count == limit);
        let last_seq = rows.last().filter(|_| full).map_or(newest.max(after), |row| row.seq);
        let items = rows.into_iter().map(envelope).collect::<Result<_, _>>()?;
        Ok(EventPage { items, last_seq })
    }

    /// The newest position below which nothing can be added any more; a stream that starts now starts here.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn last_event_seq(&self) -> Result<i64, AppError> {
        let read = self.db.read();
        let mut newest = store::outbox::Entity::find()
            .select_only()
            .column(store::outbox::Column::Seq)
            .order_by_desc(store::outbox::Column::Seq)
            .limit(1);
        if read.get_database_backend() == DbBackend::Postgres {
            // what open transactions will add lies above
            newest =
                newest.filter(Expr::cust("seq < feed_position(pg_snapshot_xmin(pg_current_snapshot()), 0)"));
        }
        Ok(newest.into_tuple::<i64>().one(read).await?.unwrap_or(0))
    }

    /// Changes whenever there may be something new in the feed.
    #[must_use]
    pub fn follow_events(&self) -> watch::Receiver<u64> {
        self.live.subscribe()
    }

    /// Tells other nodes what this one wrote and wakes followers when they wrote (PostgreSQL); returns at once on SQLite.
    /// Runs until it is dropped.
    pub async fn keep_in_touch_with_other_nodes(&self) {
        if self.db.backend() == DbBackend::Postgres {
            tokio::join!(self.listen(), self.announce());
        }
    }

    async fn listen(&self) {
        loop {
            if let Err(error) = self.listen_once().await {
                tracing::warn!(%error, "listening for other nodes was interrupted");
            }
            tokio::time::sleep(RECONNECT).await;
            self.live.wake();
        }
    }

    async fn listen_once(&self) -> Result<(), sea_orm::sqlx::Error> {
        let mut listener = sea_orm::sqlx::postgres::PgListener::connect(&self.database_url).await?;
        listener.listen(CHANNEL).await?;
        loop {
            // a node that stopped between commit and announcement has told nobody: look now and then
            if let Ok(heard) = tokio::time::timeout(UNANNOUNCED, listener.recv()).await {
                heard?;
            }
            self.live.wake();
        }
    }

    /// After the commit and at most once at a time: a NOTIFY inside the transaction makes all commits wait for one lock.
    async fn announce(&self) {
        loop {
            self.live.written().await;
            if let Err(error) = self.db.writer().execute_unprepared(&format!("NOTIFY {CHANNEL}")).await {
                tracing::warn!(%error, "other nodes were not told; they look by themselves");
            }
        }
    }
}

pub(crate) fn envelope(row: store::outbox::Model) -> Result<EventEnvelope, AppError> {
    let broken = |what: String| AppError::inconsistent("outbox", row.seq, what);
    Ok(EventEnvelope {
        id: EventId(row.id),
        seq: row.seq,
        at: Timestamp::from_millis(row.at).map_err(|e| broken(e.to_string()))?,
        branch_id: row.branch_id.map(BranchId),
        actor: serde_json::from_str(&row.actor).map_err(|e| broken(e.to_string()))?,
        data: serde_json::from_str(&row.data).map_err(|e| broken(e.to_string()))?,
        event_type: row.event_type,
        subject_kind: row.subject_kind,
        subject_id: row.subject_id,
        subject_no: row.subject_no,
    })
}
