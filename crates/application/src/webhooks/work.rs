//! The worker: takes events, sends what is due, writes down what came of it. Several nodes share the work.
//!
//! First attempts of a subscription are made one after the other, in the order of the feed, by the node that holds the
//! subscription's lease; further attempts are leased row by row. A lease ends by itself, so that what a crashed node had
//! in hand is sent by another.

use std::{collections::HashMap, time::Duration};

use domain::{
    kernel::{EventId, Timestamp},
    webhooks::{Answer, DeliveryFault, DeliveryState, DisabledReason, Judgement, judge, next_delay_millis},
};
use futures_util::future::join_all;
use sea_orm::{
    ColumnTrait, ConnectionTrait as _, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    prelude::Expr,
    sea_query::{LockBehavior, LockType},
};
use tokio::{sync::watch, task::JoinSet, time::Instant};
use uuid::Uuid;

use super::{
    secret::Secret,
    send::{Attempt, Message, TIMEOUT},
    signature::sign,
    store::{
        delivery::{Column, Entity, Model},
        webhook,
    },
    take::waiting,
};
use crate::{
    App, AppError,
    events::{envelope, store::outbox},
};

/// How often a node looks for what is due.
const EVERY: Duration = Duration::from_secs(1);
/// How soon after a change it looks again: changes come in crowds.
const SOON: Duration = Duration::from_millis(50);
/// Subscriptions that a node serves at once.
const LANES: usize = 16;
/// First attempts whose events are read together.
const BATCH: u64 = 20;
/// Further attempts of a subscription that are made at once.
const AT_ONCE: u64 = 8;
/// After that a lane gives its lease back.
const TURN: Duration = Duration::from_secs(40);
/// Longer than a turn with one more attempt: nobody else makes the same attempt meanwhile.
const LEASE_MILLIS: i64 = 90_000;
/// How long deliveries are kept.
const KEPT_MILLIS: i64 = 30 * 24 * 3_600_000;
/// How often old ones are cleared away.
const TIDY_MILLIS: i64 = 3_600_000;

/// Work that goes on beside other work: the first attempts of a subscription, or its further ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Lane {
    webhook: Uuid,
    first: bool,
}

impl App {
    /// Delivers until `stop` changes; what is being sent is finished. Errors are logged and tried again.
    pub async fn run_webhooks(&self, mut stop: watch::Receiver<bool>) {
        let (mut lanes, mut busy, mut follow) = (JoinSet::new(), Vec::new(), self.follow_events());
        let mut tidied: Option<Timestamp> = None;
        while !*stop.borrow() {
            follow.borrow_and_update();
            match self.next_lanes().await {
                Ok(due) => {
                    for lane in due {
                        if busy.len() < LANES && !busy.contains(&lane) {
                            busy.push(lane);
                            let (app, stop) = (self.clone(), stop.clone());
                            lanes.spawn(async move { (lane, app.run_lane(lane, &stop).await) });
                        }
                    }
                }
                Err(error) => tracing::error!(%error, "looking for webhooks failed; trying again"),
            }
            let now = self.clock.now();
            if tidied.is_none_or(|at| now.millis_since(at) > TIDY_MILLIS) {
                tidied = Some(now);
                if let Err(error) = self.forget_old_deliveries().await {
                    tracing::error!(%error, "clearing old deliveries failed; trying again in an hour");
                }
            }
            tokio::select! {
                _ = stop.changed() => {}
                _ = follow.changed() => tokio::time::sleep(SOON).await,
                () = tokio::time::sleep(EVERY) => {}
                Some(done) = lanes.join_next() => match done {
                    Ok((lane, result)) => {
                        busy.retain(|other| *other != lane);
                        if let Err(error) = result {
                            tracing::error!(webhook = %lane.webhook, %error, "delivering failed; trying again");
                            tokio::time::sleep(EVERY).await;
                        }
                    }
                    Err(error) => {
                        // which one it was is not known: the leases keep two from running
                        busy.clear();
                        tracing::error!(%error, "a delivery ended unexpectedly");
                    }
                },
            }
        }
        while lanes.join_next().await.is_some() {}
    }

    /// Takes what is new and makes every attempt that is due now, without waiting for any that is due later; says how
    /// many it made.
    ///
    /// # Errors
    /// When the database fails; what was not written down is due again.
    pub async fn deliver_due_webhooks(&self) -> Result<u64, AppError> {
        let (_go_on, stop) = watch::channel(false);
        let mut made = 0;
        loop {
            let lanes = self.next_lanes().await?;
            let results = join_all(lanes.into_iter().map(|lane| self.run_lane(lane, &stop))).await;
            let round = results.into_iter().try_fold(0, |sum, result| result.map(|count| sum + count))?;
            if round == 0 {
                return Ok(made);
            }
            made += round;
        }
    }

    /// Removes deliveries that were put in line more than 30 days ago; says how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_old_deliveries(&self) -> Result<u64, AppError> {
        let old = self.clock.now().plus_millis(-KEPT_MILLIS).millis();
        let removed = Entity::delete_many().filter(Column::QueuedAt.lt(old)).exec(self.db.writer()).await?;
        Ok(removed.rows_affected)
    }

    async fn next_lanes(&self) -> Result<Vec<Lane>, AppError> {
        self.take_events().await?;
        let (conn, now) = (self.db.read(), self.clock.now().millis());
        let hooks: Vec<(Uuid, i64)> = webhook::Entity::find()
            .select_only()
            .columns([webhook::Column::Id, webhook::Column::LeasedUntil])
            .filter(webhook::Column::Active.eq(true))
            .into_tuple()
            .all(conn)
            .await?;
        if hooks.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<Uuid> = hooks.iter().map(|(id, _)| *id).collect();
        let first = waiting(conn, ids.clone()).await?;
        let again: Vec<Uuid> = due_again(now)
            .select_only()
            .column(Column::WebhookId)
            .distinct()
            .filter(Column::WebhookId.is_in(ids))
            .into_tuple()
            .all(conn)
            .await?;
        let free = hooks.into_iter().filter(|(id, leased)| *leased <= now && first.contains_key(id));
        let first = free.map(|(webhook, _)| Lane { webhook, first: true });
        Ok(first.chain(again.into_iter().map(|webhook| Lane { webhook, first: false })).collect())
    }

    async fn run_lane(&self, lane: Lane, stop: &watch::Receiver<bool>) -> Result<u64, AppError> {
        if lane.first {
            self.first_attempts(lane.webhook, stop).await
        } else {
            self.further_attempts(lane.webhook, stop).await
        }
    }

    /// First attempts in the order of the feed, as long as the turn lasts.
    async fn first_attempts(&self, id: Uuid, stop: &watch::Receiver<bool>) -> Result<u64, AppError> {
        let now = self.clock.now();
        let lease = self.ids.next::<Uuid>(now).to_string();
        let taken = webhook::Entity::update_many()
            .col_expr(webhook::Column::Lease, Expr::value(lease.as_str()))
            .col_expr(webhook::Column::LeasedUntil, Expr::value(now.plus_millis(LEASE_MILLIS).millis()))
            .filter(webhook::Column::Id.eq(id))
            .filter(webhook::Column::Active.eq(true))
            .filter(webhook::Column::LeasedUntil.lte(now.millis()))
            .exec(self.db.writer())
            .await?;
        if taken.rows_affected == 0 {
            return Ok(0);
        }
        let made = self.under_lease(id, stop).await;
        webhook::Entity::update_many()
            .col_expr(webhook::Column::LeasedUntil, Expr::value(0))
            .filter(webhook::Column::Id.eq(id))
            .filter(webhook::Column::Lease.eq(lease))
            .exec(self.db.writer())
            .await?;
        made
    }

    async fn under_lease(&self, id: Uuid, stop: &watch::Receiver<bool>) -> Result<u64, AppError> {
        let (begun, mut made) = (Instant::now(), 0);
        loop {
            let rows = Entity::find()
                .filter(Column::WebhookId.eq(id))
                .filter(Column::State.eq(DeliveryState::Pending.as_str()))
                .filter(Column::Attempts.eq(0))
                .order_by_asc(Column::EventSeq)
                .order_by_asc(Column::Id)
                .limit(BATCH)
                .all(self.db.read())
                .await?;
            if rows.is_empty() {
                return Ok(made);
            }
            let payloads = self.payloads(&rows).await?;
            for row in rows {
                if *stop.borrow() || begun.elapsed() > TURN {
                    return Ok(made);
                }
                // the address or the secret may have changed, or it was switched off
                let Some(hook) = self.active_hook(id).await? else { return Ok(made) };
                self.attempt(&hook, &row, payloads.get(&row.event_id)).await?;
                made += 1;
            }
        }
    }

    /// Further attempts that are due, several at once: their order says nothing any more.
    async fn further_attempts(&self, id: Uuid, stop: &watch::Receiver<bool>) -> Result<u64, AppError> {
        let (begun, mut made) = (Instant::now(), 0);
        while !*stop.borrow() && begun.elapsed() < TURN {
            let Some(hook) = self.active_hook(id).await? else { break };
            let rows = self.lease_again(id).await?;
            if rows.is_empty() {
                break;
            }
            let payloads = self.payloads(&rows).await?;
            let attempts = rows.iter().map(|row| self.attempt(&hook, row, payloads.get(&row.event_id)));
            for result in join_all(attempts).await {
                result?;
                made += 1;
            }
        }
        Ok(made)
    }

    async fn lease_again(&self, id: Uuid) -> Result<Vec<Model>, AppError> {
        let tx = self.begin_system().await?;
        let now = tx.now();
        let mut select = due_again(now.millis())
            .filter(Column::WebhookId.eq(id))
            .order_by_asc(Column::NextAttemptAt)
            .limit(AT_ONCE);
        if tx.conn().get_database_backend() == DbBackend::Postgres {
            select = select.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        }
        let rows = select.all(tx.conn()).await?;
        if !rows.is_empty() {
            Entity::update_many()
                .col_expr(Column::LeasedUntil, Expr::value(now.plus_millis(LEASE_MILLIS).millis()))
                .filter(Column::Id.is_in(rows.iter().map(|row| row.id)))
                .exec(tx.conn())
                .await?;
        }
        tx.commit().await?;
        Ok(rows)
    }

    async fn active_hook(&self, id: Uuid) -> Result<Option<webhook::Model>, AppError> {
        let found = webhook::Entity::find_by_id(id).filter(webhook::Column::Active.eq(true));
        Ok(found.one(self.db.read()).await?)
    }

    /// The body of each event by its id, the same at every attempt.
    async fn payloads(&self, rows: &[Model]) -> Result<HashMap<Uuid, String>, AppError> {
        let mut bodies: HashMap<Uuid, String> =
            rows.iter().filter_map(|row| Some((row.event_id, row.payload.clone()?))).collect();
        let seqs = rows.iter().filter(|row| row.payload.is_none()).map(|row| row.event_seq);
        let events =
            outbox::Entity::find().filter(outbox::Column::Seq.is_in(seqs)).all(self.db.read()).await?;
        for event in events {
            let (id, seq) = (event.id, event.seq);
            let body = serde_json::to_string(&envelope(event)?)
                .map_err(|e| AppError::inconsistent("outbox", seq, e))?;
            bodies.insert(id, body);
        }
        Ok(bodies)
    }

    async fn attempt(
        &self,
        hook: &webhook::Model,
        row: &Model,
        payload: Option<&String>,
    ) -> Result<(), AppError> {
        let at = self.clock.now();
        let attempt = match payload {
            None => Attempt::none(DeliveryFault::EventMissing),
            Some(body) => match self.message(hook, row, body, at)? {
                None => Attempt::none(DeliveryFault::SecretUnreadable),
                Some(message) => self.outgoing.sender.send(message).await,
            },
        };
        self.write_down(row, &attempt, at).await
    }

    /// Signed by the secret, and for a day after a rotation by the one before too. None when it cannot be read.
    fn message(
        &self,
        hook: &webhook::Model,
        row: &Model,
        body: &str,
        at: Timestamp,
    ) -> Result<Option<Message>, AppError> {
        let Some(secret) = Secret::open(&self.outgoing.vault, hook.id, &hook.secret) else { return Ok(None) };
        let previous = hook.previous_secret.as_deref();
        let previous = previous.filter(|_| hook.previous_until.is_some_and(|until| at.millis() < until));
        let previous = previous.and_then(|sealed| Secret::open(&self.outgoing.vault, hook.id, sealed));
        let secrets: Vec<_> = std::iter::once(secret).chain(previous).collect();
        let (id, seconds) = (EventId(row.event_id).to_string(), at.millis().div_euclid(1000));
        let signature = sign(&secrets, &id, seconds, body)?;
        Ok(Some(Message { url: hook.url.clone(), id, seconds, signature, body: body.to_owned() }))
    }

    /// What came of an attempt. An attempt that another one overtook leaves no trace.
    async fn write_down(&self, row: &Model, attempt: &Attempt, at: Timestamp) -> Result<(), AppError> {
        let attempts = row.attempts + 1;
        let judgement = judge(attempt.answer);
        let (state, fault, next) = match judgement {
            Judgement::Delivered => (DeliveryState::Delivered, None, None),
            Judgement::Gone => (DeliveryState::Failed, Some(DeliveryFault::Refused), None),
            Judgement::Hopeless(fault) => (DeliveryState::Failed, Some(fault), None),
            Judgement::Retry(fault) => {
                let mut chance = [0; 2];
                self.ids.fill(&mut chance);
                let delay =
                    next_delay_millis(attempts, u16::from_be_bytes(chance), attempt.retry_after_millis);
                match delay {
                    Some(delay) => {
                        let next = self.clock.now().plus_millis(delay).millis();
                        (DeliveryState::Pending, Some(fault), Some(next))
                    }
                    None => (DeliveryState::Failed, Some(fault), None),
                }
            }
        };
        let status = match attempt.answer {
            Answer::Status(status) => Some(i64::from(status)),
            Answer::None(_) => None,
        };
        Entity::update_many()
            .col_expr(Column::State, Expr::value(state.as_str()))
            .col_expr(Column::Attempts, Expr::value(attempts))
            .col_expr(Column::LastAttemptAt, Expr::value(at.millis()))
            .col_expr(Column::StatusCode, Expr::value(status))
            .col_expr(Column::DurationMs, Expr::value(attempt.duration_ms))
            .col_expr(Column::Fault, Expr::value(fault.map(DeliveryFault::as_str)))
            .col_expr(Column::Response, Expr::value(attempt.response.clone()))
            .col_expr(Column::NextAttemptAt, Expr::value(next))
            .col_expr(Column::LeasedUntil, Expr::value(0))
            .filter(Column::Id.eq(row.id))
            .filter(Column::Attempts.eq(row.attempts))
            .filter(Column::State.eq(DeliveryState::Pending.as_str()))
            .exec(self.db.writer())
            .await?;
        if judgement == Judgement::Gone {
            self.disable_webhook(row.webhook_id, DisabledReason::Gone).await?;
        }
        Ok(())
    }
}

fn due_again(now: i64) -> sea_orm::Select<Entity> {
    Entity::find()
        .filter(Column::State.eq(DeliveryState::Pending.as_str()))
        .filter(Column::Attempts.gt(0))
        .filter(Column::NextAttemptAt.lte(now))
        .filter(Column::LeasedUntil.lte(now))
}

const _: () =
    assert!(TURN.as_millis() + TIMEOUT.as_millis() < LEASE_MILLIS as u128, "a lease outlasts its turn");
