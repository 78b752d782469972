//! The unit of work: a transaction with the events it will publish. Dropping it without `finish` rolls back.

use domain::kernel::{Actor, BranchId, EventId, Timestamp};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, Set, TryInsertResult,
    prelude::Expr,
};

use crate::{
    App, AppError, Caller, Idempotent, Outcome,
    events::store::{idempotency, outbox},
};

/// One event for the outbox: webhooks, live stream, feed.
#[derive(Debug, Clone)]
pub(crate) struct Publish {
    pub event_type: String,
    pub branch_id: Option<BranchId>,
    pub subject_kind: &'static str,
    pub subject_id: String,
    pub subject_no: Option<String>,
    pub actor: Actor,
    pub data: serde_json::Value,
}

pub(crate) struct Tx<'a> {
    app: &'a App,
    inner: DatabaseTransaction,
    now: Timestamp,
    publish: Vec<Publish>,
    claim: Option<Claim>,
}

/// An idempotency key that this transaction answers for.
struct Claim {
    principal: String,
    key: String,
    fingerprint: String,
}

pub(crate) enum Begin<'a> {
    Fresh(Tx<'a>),
    /// The same request was answered before.
    Replay(Outcome),
}

impl App {
    /// Opens the unit of work of a caller's write, or finds the stored answer of an equal one.
    pub(crate) async fn begin(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
    ) -> Result<Begin<'_>, AppError> {
        let inner = self.db.begin().await?;
        let now = self.clock.now();
        let claim = idempotent.map(|idempotent| Claim {
            principal: caller.key(),
            key: idempotent.key,
            fingerprint: idempotent.fingerprint,
        });
        if let Some(claim) = &claim
            && !claim.take(&inner, now).await?
        {
            return Ok(Begin::Replay(claim.stored_answer(&inner).await?));
        }
        Ok(Begin::Fresh(Tx { app: self, inner, now, publish: Vec::new(), claim }))
    }

    /// A unit of work of the system itself: timers, imports, demo data.
    pub(crate) async fn begin_system(&self) -> Result<Tx<'_>, AppError> {
        let inner = self.db.begin().await?;
        Ok(Tx { app: self, inner, now: self.clock.now(), publish: Vec::new(), claim: None })
    }
}

impl<'a> Tx<'a> {
    pub(crate) const fn conn(&self) -> &DatabaseTransaction {
        &self.inner
    }

    pub(crate) const fn app(&self) -> &'a App {
        self.app
    }

    pub(crate) const fn now(&self) -> Timestamp {
        self.now
    }

    pub(crate) fn publish(&mut self, event: Publish) {
        self.publish.push(event);
    }

    /// Stores events and answer, commits, and wakes whoever follows the feed.
    pub(crate) async fn finish(self, outcome: Outcome) -> Result<Outcome, AppError> {
        let stored = self.claim.is_some().then(|| outcome.clone());
        self.finish_with(stored.as_ref()).await?;
        Ok(outcome)
    }

    /// As [`Tx::finish`] for an answer with a secret in it: a repeated request gets `stored`, which has none.
    pub(crate) async fn finish_once(self, outcome: Outcome, stored: &Outcome) -> Result<Outcome, AppError> {
        self.finish_with(Some(stored)).await?;
        Ok(outcome)
    }

    async fn finish_with(self, stored: Option<&Outcome>) -> Result<(), AppError> {
        let Tx { app, inner, now, publish, claim } = self;
        let told = !publish.is_empty();
        write_outbox(app, &inner, now, publish).await?;
        if let (Some(claim), Some(stored)) = (claim, stored) {
            claim.keep(&inner, stored).await?;
        }
        inner.commit().await?;
        if told {
            app.live.wrote();
        }
        Ok(())
    }

    /// Commits without an answer.
    pub(crate) async fn commit(self) -> Result<(), AppError> {
        self.finish(Outcome::no_content()).await.map(|_| ())
    }
}

async fn write_outbox(
    app: &App,
    conn: &DatabaseTransaction,
    now: Timestamp,
    publish: Vec<Publish>,
) -> Result<(), AppError> {
    if publish.is_empty() {
        return Ok(());
    }
    // what cannot be chosen for a subscription cannot be told of either
    debug_assert!(
        publish.iter().all(|event| event.event_type.parse::<domain::webhooks::EventType>().is_ok()),
        "not in the list of event types: {:?}",
        publish.iter().map(|event| event.event_type.as_str()).collect::<Vec<_>>()
    );
    let rows = publish.into_iter().map(|event| outbox::ActiveModel {
        seq: sea_orm::NotSet,
        id: Set(app.ids.next::<EventId>(now).0),
        event_type: Set(event.event_type),
        at: Set(now.millis()),
        branch_id: Set(event.branch_id.map(|b| b.0)),
        subject_kind: Set(event.subject_kind.to_owned()),
        subject_id: Set(event.subject_id),
        subject_no: Set(event.subject_no),
        actor: Set(serde_json::to_string(&event.actor).unwrap_or_default()),
        data: Set(event.data.to_string()),
    });
    outbox::Entity::insert_many(rows).exec_without_returning(conn).await?;
    Ok(())
}

impl Claim {
    /// False when the key was answered before. Another transaction that answers for it just now is waited for; the row
    /// disappears with the transaction when the request is refused.
    async fn take<C: ConnectionTrait>(&self, conn: &C, now: Timestamp) -> Result<bool, AppError> {
        let row = idempotency::ActiveModel {
            principal: Set(self.principal.clone()),
            key: Set(self.key.clone()),
            fingerprint: Set(self.fingerprint.clone()),
            status: Set(0),
            body: Set(String::new()),
            etag: Set(None),
            location: Set(None),
            created_at: Set(now.millis()),
        };
        let inserted =
            idempotency::Entity::insert(row).on_conflict_do_nothing().exec_without_returning(conn).await?;
        Ok(matches!(inserted, TryInsertResult::Inserted(1)))
    }

    async fn keep<C: ConnectionTrait>(&self, conn: &C, outcome: &Outcome) -> Result<(), AppError> {
        use idempotency::{Column, Entity};
        Entity::update_many()
            .col_expr(Column::Status, Expr::value(i64::from(outcome.status)))
            .col_expr(Column::Body, Expr::value(outcome.body.clone()))
            .col_expr(Column::Etag, Expr::value(outcome.etag.clone()))
            .col_expr(Column::Location, Expr::value(outcome.location.clone()))
            .filter(Column::Principal.eq(&self.principal))
            .filter(Column::Key.eq(&self.key))
            .exec(conn)
            .await?;
        Ok(())
    }

    async fn stored_answer<C: ConnectionTrait>(&self, conn: &C) -> Result<Outcome, AppError> {
        let key = (self.principal.clone(), self.key.clone());
        let broken = |what: String| AppError::inconsistent("idempotency", &self.key, what);
        let row = idempotency::Entity::find_by_id(key).one(conn).await?;
        let row = row.ok_or_else(|| broken("vanished".to_owned()))?;
        if row.fingerprint != self.fingerprint {
            return Err(AppError::KeyReused);
        }
        let status = u16::try_from(row.status).map_err(|e| broken(e.to_string()))?;
        Ok(Outcome { status, body: row.body, etag: row.etag, location: row.location, replayed: true })
    }
}
