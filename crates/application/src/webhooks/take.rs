//! From the feed to deliveries: each subscription has a position of its own, which moves in the transaction that writes
//! the deliveries of the events up to it.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Mutex, PoisonError},
};

use domain::{
    kernel::{BranchId, Timestamp},
    webhooks::{DeliveryState, DisabledReason, EventTypes},
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel as _,
    QueryFilter, QueryOrder, QuerySelect,
    sea_query::{LockBehavior, LockType, OnConflict},
};
use uuid::Uuid;

use super::{
    deliveries::{IN_LINE, fresh},
    store::{delivery, webhook},
    subscriptions::{event_types, move_to},
};
use crate::{
    App, AppError,
    access::{api_keys, branch_tree::BranchTree},
    events::store::outbox,
};

/// Events that one transaction takes.
const BATCH: u64 = 200;
/// A position is not written before this many events have passed it by.
const BEHIND: usize = 100;
/// Deliveries that may wait for their first attempt before the next events are taken.
const MOST_WAITING: i64 = 1_000;

/// Version, position and end of the feed where a subscription found nothing: it need not look there again.
#[derive(Default)]
pub(super) struct Seen(Mutex<HashMap<Uuid, (i64, i64, i64)>>);

impl Seen {
    fn knows(&self, hook: &webhook::Model, newest: i64) -> bool {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.get(&hook.id) == Some(&(hook.version, hook.position, newest))
    }

    fn note(&self, hook: &webhook::Model, newest: i64) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.insert(hook.id, (hook.version, hook.position, newest));
    }

    fn keep_only(&self, hooks: &[webhook::Model]) {
        let ids: HashSet<Uuid> = hooks.iter().map(|hook| hook.id).collect();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|id, _| ids.contains(id));
    }
}

/// What a subscription is about.
struct Interest {
    types: EventTypes,
    /// None: the whole company
    branches: Option<Vec<BranchId>>,
}

impl Interest {
    fn includes(&self, event: &Event) -> bool {
        let in_scope = match (&self.branches, event.branch_id) {
            (None, _) | (_, None) => true,
            (Some(branches), Some(branch)) => branches.contains(&BranchId(branch)),
        };
        in_scope && self.types.include(&event.event_type)
    }
}

/// What is needed of an event to take it.
struct Event {
    seq: i64,
    id: Uuid,
    event_type: String,
    branch_id: Option<Uuid>,
}

impl App {
    /// Takes new events for every active subscription; says how many deliveries that made.
    pub(super) async fn take_events(&self) -> Result<u64, AppError> {
        let conn = self.db.read();
        let hooks = webhook::Entity::find()
            .filter(webhook::Column::Active.eq(true))
            .order_by_asc(webhook::Column::Id)
            .all(conn)
            .await?;
        self.outgoing.seen.keep_only(&hooks);
        if hooks.is_empty() {
            return Ok(0);
        }
        let ended = self.end_with_their_keys(&hooks).await?;
        let newest = self.last_event_seq().await?;
        let behind = |hook: &&webhook::Model| {
            hook.position < newest && !ended.contains(&hook.id) && !self.outgoing.seen.knows(hook, newest)
        };
        let behind: Vec<&webhook::Model> = hooks.iter().filter(behind).collect();
        if behind.is_empty() {
            return Ok(0);
        }
        let waiting = waiting(conn, behind.iter().map(|hook| hook.id).collect()).await?;
        let tree = BranchTree::read(conn).await?;
        let mut taken = 0;
        for hook in behind {
            let mut room = MOST_WAITING - waiting.get(&hook.id).copied().unwrap_or(0);
            while room > 0 {
                let (count, more) = self.take_for(hook, newest, &tree).await?;
                taken += count;
                room -= i64::try_from(count).unwrap_or(i64::MAX);
                if !more {
                    break;
                }
            }
        }
        Ok(taken)
    }

    /// One batch for one subscription: how many deliveries, and whether there may be more.
    async fn take_for(
        &self,
        seen: &webhook::Model,
        newest: i64,
        tree: &BranchTree,
    ) -> Result<(u64, bool), AppError> {
        // looking costs no write lock when nothing concerns it
        let mine = interest(seen, tree)?;
        let passed = read(self.db.read(), seen.position, newest).await?;
        if passed.len() < BEHIND && !passed.iter().any(|event| mine.includes(event)) {
            self.outgoing.seen.note(seen, newest);
            return Ok((0, false));
        }
        let tx = self.begin_system().await?;
        let mut select = webhook::Entity::find_by_id(seen.id).filter(webhook::Column::Active.eq(true));
        if tx.conn().get_database_backend() == DbBackend::Postgres {
            select = select.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        }
        // another node is at it, or it was switched off
        let Some(hook) = select.one(tx.conn()).await? else { return Ok((0, false)) };
        let interest = interest(&hook, tree)?;
        let events = read(tx.conn(), hook.position, newest).await?;
        let full = u64::try_from(events.len()).is_ok_and(|count| count == BATCH);
        let end = events.last().filter(|_| full).map_or(newest.max(hook.position), |event| event.seq);
        let mine: Vec<&Event> = events.iter().filter(|event| interest.includes(event)).collect();
        let count = mine.len() as u64;
        self.put_in_line(tx.conn(), hook.id, &mine, tx.now()).await?;
        move_to(&tx, hook.id, end).await?;
        tx.commit().await?;
        Ok((count, full))
    }

    /// An event that was delivered before is there only when it is replayed: it goes back in line.
    async fn put_in_line<C: ConnectionTrait>(
        &self,
        conn: &C,
        hook: Uuid,
        events: &[&Event],
        now: Timestamp,
    ) -> Result<(), AppError> {
        if events.is_empty() {
            return Ok(());
        }
        let rows = events.iter().map(|event| {
            fresh(self.ids.next(now), hook, event.id, event.seq, &event.event_type, now)
                .into_active_model()
                .reset_all()
        });
        let again = OnConflict::columns([delivery::Column::WebhookId, delivery::Column::EventId])
            .update_columns(IN_LINE)
            .to_owned();
        delivery::Entity::insert_many(rows).on_conflict(again).exec_without_returning(conn).await?;
        Ok(())
    }

    /// What a key subscribed to ends with the key.
    async fn end_with_their_keys(&self, hooks: &[webhook::Model]) -> Result<HashSet<Uuid>, AppError> {
        let keys: HashSet<Uuid> = hooks.iter().filter_map(|hook| hook.api_key_id).collect();
        if keys.is_empty() {
            return Ok(HashSet::new());
        }
        let over = api_keys::ended(self.db.read(), keys.into_iter().collect(), self.clock.now()).await?;
        let mut ended = HashSet::new();
        for hook in hooks.iter().filter(|hook| hook.api_key_id.is_some_and(|key| over.contains(&key))) {
            self.disable_webhook(hook.id, DisabledReason::KeyEnded).await?;
            ended.insert(hook.id);
        }
        Ok(ended)
    }
}

fn interest(hook: &webhook::Model, tree: &BranchTree) -> Result<Interest, AppError> {
    let branches = hook.branch_id.map(|id| {
        let branch = BranchId(id);
        std::iter::once(branch).chain(tree.below(branch)).collect()
    });
    Ok(Interest { types: event_types(hook)?, branches })
}

async fn read<C: ConnectionTrait>(conn: &C, after: i64, newest: i64) -> Result<Vec<Event>, AppError> {
    use outbox::Column::{BranchId, EventType, Id, Seq};
    let rows: Vec<(i64, Uuid, String, Option<Uuid>)> = outbox::Entity::find()
        .select_only()
        .columns([Seq, Id, EventType, BranchId])
        .filter(Seq.gt(after))
        .filter(Seq.lte(newest))
        .order_by_asc(Seq)
        .limit(BATCH)
        .into_tuple()
        .all(conn)
        .await?;
    let event = |(seq, id, event_type, branch_id)| Event { seq, id, event_type, branch_id };
    Ok(rows.into_iter().map(event).collect())
}

/// How many deliveries of each subscription wait for their first attempt.
pub(super) async fn waiting<C: ConnectionTrait>(
    conn: &C,
    hooks: Vec<Uuid>,
) -> Result<BTreeMap<Uuid, i64>, AppError> {
    let counts: Vec<(Uuid, i64)> = delivery::Entity::find()
        .select_only()
        .column(delivery::Column::WebhookId)
        .column_as(delivery::Column::Id.count(), "waiting")
        .filter(delivery::Column::WebhookId.is_in(hooks))
        .filter(delivery::Column::State.eq(DeliveryState::Pending.as_str()))
        .filter(delivery::Column::Attempts.eq(0))
        .group_by(delivery::Column::WebhookId)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(counts.into_iter().collect())
}
