//! From the feed to notifications. The position moves in the transaction that writes the rows, so that an event is
//! neither lost nor told twice, whichever node takes it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::Ordering,
};

use domain::{
    access::Role,
    kernel::{Actor, BranchId, Timestamp, UserId},
    notifications::{
        Case, Directory, EVENT_TYPES, Incident, Notice, NotificationChannel, NotificationState, Shift,
        who_hears,
    },
    sla::{Priority, ThresholdRule},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    prelude::Expr,
    sea_query::{LockBehavior, LockType, OnConflict},
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    preferences::Wishes,
    store::{channel, consumer, notification, shift},
    texts::Facts,
};
use crate::{
    App, AppError,
    access::{
        branch_tree::BranchTree,
        staff::{Staff, staff},
    },
    events::store::outbox,
    tickets::store::ticket,
    tx::Tx,
};

/// The row of our position.
const NAME: &str = "notifications";
/// Events that one transaction takes.
const BATCH: u64 = 200;
/// A position that passed nothing of interest is written down this often.
const NOTE_MILLIS: i64 = 600_000;
/// What happened longer ago is history: it is in the timeline and disturbs nobody.
const STALE_MILLIS: i64 = 7 * 24 * 3_600_000;

/// What of an event's content the texts show.
#[derive(Debug, Default, Deserialize)]
struct Shown {
    #[serde(default)]
    due_at: Option<Timestamp>,
    #[serde(default)]
    from: Option<serde_json::Value>,
    #[serde(default)]
    to: Option<serde_json::Value>,
}

/// An event with the incident in it and the request that it happened to.
struct Taken {
    event: outbox::Model,
    incident: Incident,
    ticket: ticket::Model,
    case: Case,
    roles: Vec<Role>,
    by: Option<UserId>,
}

impl App {
    /// Takes what is new in the feed; says how many notifications that made.
    pub(super) async fn take_incidents(&self) -> Result<u64, AppError> {
        let newest = self.last_event_seq().await?;
        let mut made = 0;
        loop {
            let position = position(self.db.read()).await?.max(self.messages.seen());
            if position >= newest {
                return Ok(made);
            }
            // looking costs no write lock when nothing concerns anybody
            let found = events(self.db.read(), position, newest).await?;
            if found.is_empty() && !self.is_time_to_note() {
                self.messages.seen.fetch_max(newest, Ordering::Relaxed);
                return Ok(made);
            }
            let Some((count, more)) = self.take_batch(newest).await? else { return Ok(made) };
            made += count;
            if !more {
                return Ok(made);
            }
        }
    }

    fn is_time_to_note(&self) -> bool {
        let now = self.clock.now().millis();
        now - self.messages.noted.load(Ordering::Relaxed) >= NOTE_MILLIS
    }

    /// One batch: how many notifications, and whether there may be more. None: another node is at it.
    async fn take_batch(&self, newest: i64) -> Result<Option<(u64, bool)>, AppError> {
        let tx = self.begin_system().await?;
        let mut mine = consumer::Entity::find_by_id(NAME.to_owned());
        if tx.conn().get_database_backend() == DbBackend::Postgres {
            mine = mine.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        }
        let Some(mine) = mine.one(tx.conn()).await? else { return Ok(None) };
        if mine.position >= newest {
            return Ok(Some((0, false)));
        }
        let found = events(tx.conn(), mine.position, newest).await?;
        let full = u64::try_from(found.len()).is_ok_and(|count| count == BATCH);
        let end = found.last().filter(|_| full).map_or(newest, |event| event.seq);
        let rows = self.decide(&tx, found).await?;
        let inserted = insert(&tx, rows).await?;
        consumer::Entity::update_many()
            .col_expr(consumer::Column::Position, Expr::value(end))
            .filter(consumer::Column::Name.eq(NAME))
            .exec(tx.conn())
            .await?;
        let now = tx.now();
        tx.commit().await?;
        self.messages.noted.store(now.millis(), Ordering::Relaxed);
        if inserted > 0 {
            self.live.wrote();
        }
        Ok(Some((inserted, full)))
    }

    async fn decide(
        &self,
        tx: &Tx<'_>,
        found: Vec<outbox::Model>,
    ) -> Result<Vec<notification::ActiveModel>, AppError> {
        let now = tx.now();
        let tree = BranchTree::read(tx.conn()).await?;
        let taken = self.taken(tx, found, &tree).await?;
        if taken.is_empty() {
            return Ok(Vec::new());
        }
        let on_duty = on_duty(tx.conn(), now).await?;
        let mut roles = BTreeSet::from([Role::BranchSupervisor, Role::HqService, Role::HqDispatch]);
        roles.extend(taken.iter().flat_map(|taken| &taken.roles));
        let mut named: BTreeSet<UserId> = on_duty.iter().map(|shift| shift.person).collect();
        for taken in &taken {
            named.extend(taken.case.owner.into_iter().chain(taken.case.assignee));
            match taken.incident {
                Incident::Assigned { owner: id } | Incident::Dispatched { engineer: id } => {
                    named.insert(id);
                }
                _ => {}
            }
        }
        let staff = staff(tx.conn(), &roles, &named, now).await?;
        let people = staff.iter().map(|(id, staff)| (*id, staff.member.clone())).collect();
        let directory = Directory { people, on_duty };
        let told: Vec<(&Taken, Notice)> = taken
            .iter()
            .flat_map(|taken| {
                let notices =
                    who_hears(taken.incident, &taken.roles, &taken.case, &directory, taken.by).into_iter();
                notices.map(move |notice| (taken, notice))
            })
            .collect();
        let recipients: BTreeSet<UserId> = told.iter().map(|(_, notice)| notice.recipient).collect();
        let wishes = self.wishes(tx.conn(), &recipients, &staff, &tree).await?;
        let endpoints = endpoints(tx.conn()).await?;
        let mut rows = Vec::new();
        for (taken, notice) in told {
            let Some(wish) = wishes.get(&notice.recipient) else { continue };
            for way in self.ways(wish, &notice, staff.get(&notice.recipient), taken, &endpoints) {
                rows.push(self.row(tx, taken, &notice, way, wish, &staff)?);
            }
        }
        Ok(rows)
    }

    /// The requests of the events and who they are about.
    async fn taken(
        &self,
        tx: &Tx<'_>,
        found: Vec<outbox::Model>,
        tree: &BranchTree,
    ) -> Result<Vec<Taken>, AppError> {
        let since = tx.now().plus_millis(-STALE_MILLIS).millis();
        let mut incidents = Vec::new();
        for event in found.into_iter().filter(|event| event.at > since) {
            match Incident::read(&event.event_type, &event.data) {
                Ok(Some(incident)) => incidents.push((event, incident)),
                Ok(None) => {}
                // one event that cannot be read must not hold up those behind it
                Err(error) => tracing::error!(%error, seq = event.seq, "an event cannot be told of"),
            }
        }
        let ids: BTreeSet<Uuid> =
            incidents.iter().filter_map(|(event, _)| event.subject_id.parse().ok()).collect();
        let tickets = ticket::Entity::find().filter(ticket::Column::Id.is_in(ids)).all(tx.conn()).await?;
        let tickets: BTreeMap<String, ticket::Model> =
            tickets.into_iter().map(|row| (row.id.to_string(), row)).collect();
        let mut taken = Vec::new();
        for (event, incident) in incidents {
            let Some(ticket) = tickets.get(&event.subject_id).cloned() else { continue };
            let roles = match incident {
                Incident::Threshold { percent, .. } => {
                    let policy = self.policy(tx.conn(), ticket.policy_id).await?;
                    named_roles(&policy.thresholds, percent)
                }
                _ => Vec::new(),
            };
            let actor: Actor = serde_json::from_str(&event.actor)
                .map_err(|e| AppError::inconsistent("outbox", event.seq, e))?;
            let case = Case {
                branches: tree.up_from(BranchId(ticket.branch_id)),
                owner: ticket.owner_id.map(UserId),
                assignee: ticket.assignee_id.map(UserId),
                critical: ticket.priority == Priority::P1.as_str(),
            };
            taken.push(Taken { event, incident, ticket, case, roles, by: actor.user_id() });
        }
        Ok(taken)
    }

    /// The ways on which the person wants it and on which it can reach them.
    fn ways(
        &self,
        wish: &Wishes,
        notice: &Notice,
        person: Option<&Staff>,
        taken: &Taken,
        endpoints: &BTreeSet<(Uuid, String)>,
    ) -> Vec<NotificationChannel> {
        let there = |channel: NotificationChannel| {
            let at = |branch: &BranchId| endpoints.contains(&(branch.0, channel.as_str().to_owned()));
            taken.case.branches.iter().any(at)
        };
        let reaches = |channel: &NotificationChannel| match channel {
            NotificationChannel::Inbox => true,
            NotificationChannel::Email => self.messages.mailer.is_some() && wish.preferences.email.is_some(),
            NotificationChannel::Sms => {
                there(*channel) && person.is_some_and(|person| person.phone.is_some())
            }
            NotificationChannel::WecomRobot | NotificationChannel::DingtalkRobot => there(*channel),
        };
        wish.preferences.channels(notice.kind).into_iter().filter(reaches).collect()
    }

    fn row(
        &self,
        tx: &Tx<'_>,
        taken: &Taken,
        notice: &Notice,
        way: NotificationChannel,
        wish: &Wishes,
        staff: &BTreeMap<UserId, Staff>,
    ) -> Result<notification::ActiveModel, AppError> {
        let (now, ticket, event) = (tx.now(), &taken.ticket, &taken.event);
        let broken = |what: String| AppError::inconsistent("ticket", ticket.id, what);
        let shown: Shown = serde_json::from_str(&event.data).unwrap_or_default();
        let instant = |value: Option<serde_json::Value>| value.and_then(|v| serde_json::from_value(v).ok());
        let (clock, percent) = match taken.incident {
            Incident::Threshold { clock, percent } => (Some(clock), Some(percent)),
            _ => (None, None),
        };
        let facts = Facts {
            no: ticket.no.clone(),
            priority: ticket
                .priority
                .parse()
                .map_err(|e: domain::kernel::UnknownCode| broken(e.to_string()))?,
            request_type: ticket
                .request_type
                .parse()
                .map_err(|e: domain::kernel::UnknownCode| broken(e.to_string()))?,
            clock,
            percent,
            due_at: shown.due_at,
            window: match taken.incident {
                Incident::Dispatched { .. } => instant(shown.from).zip(instant(shown.to)),
                _ => None,
            },
            instead_of: notice.instead_of.and_then(|id| staff.get(&id)).map(|away| away.name.clone()),
        };
        let inbox = way == NotificationChannel::Inbox;
        let state = if inbox { NotificationState::Sent } else { NotificationState::Pending };
        let next = wish.preferences.may_go_at(way, notice.urgent, now, wish.zone).millis();
        Ok(notification::ActiveModel {
            id: Set(self.ids.next::<Uuid>(now)),
            event_id: Set(event.id),
            event_seq: Set(event.seq),
            user_id: Set(notice.recipient.0),
            channel: Set(way.as_str().to_owned()),
            kind: Set(notice.kind.as_str().to_owned()),
            rule: Set(notice.rule.as_str().to_owned()),
            urgent: Set(notice.urgent),
            ticket_id: Set(ticket.id),
            branch_id: Set(ticket.branch_id),
            facts: Set(serde_json::to_string(&facts).map_err(|e| broken(e.to_string()))?),
            happened_at: Set(event.at),
            created_at: Set(now.millis()),
            read_at: Set(None),
            state: Set(state.as_str().to_owned()),
            attempts: Set(0),
            fault: Set(None),
            next_attempt_at: Set((!inbox).then_some(next)),
            leased_until: Set(0),
            sent_at: Set(inbox.then_some(now.millis())),
        })
    }
}

/// What was told before is not told again.
async fn insert(tx: &Tx<'_>, rows: Vec<notification::ActiveModel>) -> Result<u64, AppError> {
    use notification::Column::{Channel, EventId, UserId};
    let known = OnConflict::columns([EventId, UserId, Channel]).do_nothing().to_owned();
    let mut rows = rows.into_iter().peekable();
    let mut inserted = 0;
    while rows.peek().is_some() {
        // a statement takes only so many values
        let some: Vec<_> = rows.by_ref().take(200).collect();
        let insert = notification::Entity::insert_many(some).on_conflict(known.clone());
        inserted += insert.exec_without_returning(tx.conn()).await?;
    }
    Ok(inserted)
}

/// The roles that the policy names for a threshold; what is no role of ours reaches nobody.
fn named_roles(thresholds: &[ThresholdRule], percent: u32) -> Vec<Role> {
    let rules = thresholds.iter().filter(|rule| rule.at == percent);
    rules.flat_map(|rule| &rule.to).filter_map(|role| role.parse().ok()).collect()
}

async fn position<C: ConnectionTrait>(conn: &C) -> Result<i64, AppError> {
    let row = consumer::Entity::find_by_id(NAME.to_owned()).one(conn).await?;
    row.map(|row| row.position).ok_or_else(|| AppError::inconsistent("feed_consumer", NAME, "missing"))
}

async fn events<C: ConnectionTrait>(
    conn: &C,
    after: i64,
    newest: i64,
) -> Result<Vec<outbox::Model>, AppError> {
    let events = outbox::Entity::find()
        .filter(outbox::Column::Seq.gt(after))
        .filter(outbox::Column::Seq.lte(newest))
        .filter(outbox::Column::EventType.is_in(EVENT_TYPES.iter().copied()))
        .order_by_asc(outbox::Column::Seq)
        .limit(BATCH);
    Ok(events.all(conn).await?)
}

async fn on_duty<C: ConnectionTrait>(conn: &C, now: Timestamp) -> Result<Vec<Shift>, AppError> {
    let shifts = shift::Entity::find()
        .filter(shift::Column::CancelledAt.is_null())
        .filter(shift::Column::EndsAt.gt(now.millis()))
        .filter(shift::Column::StartsAt.lte(now.millis()))
        .all(conn)
        .await?;
    let shift = |row: shift::Model| Shift { branch: BranchId(row.branch_id), person: UserId(row.user_id) };
    Ok(shifts.into_iter().map(shift).collect())
}

/// Branch and kind of every robot and gateway that is switched on.
async fn endpoints<C: ConnectionTrait>(conn: &C) -> Result<BTreeSet<(Uuid, String)>, AppError> {
    let all: Vec<(Uuid, String)> = channel::Entity::find()
        .select_only()
        .columns([channel::Column::BranchId, channel::Column::Kind])
        .filter(channel::Column::Active.eq(true))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(all.into_iter().collect())
}
