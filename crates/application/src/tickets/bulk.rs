//! Requests with their whole past, many in one transaction: demo data and load tests. The same rows as the commands
//! write one by one; the counts of the dashboard are added up and written once.

use std::collections::BTreeMap;

use domain::{
    kernel::{Actor, BranchId, EventId, Timestamp},
    sla::{Clock, date_of},
    tickets::{Event, Ticket},
};
use sea_orm::{EntityTrait, IntoActiveModel as _, Set};
use uuid::Uuid;

use super::{
    lookups,
    register::ticket_sequence,
    rollup::{Gain, day_rollup, open_rollup},
    save::{self, Columns},
    store::{clock, threshold, ticket, ticket_event},
};
use crate::{
    AppError, Ids,
    events::store::outbox,
    search,
    sla::rules::{Pinned, ZONE},
    tx::Tx,
};

/// Variables of one INSERT: SQLite takes 32,766.
const VARIABLES: usize = 30_000;
/// How many of the newest events the feed gets; the rest has been read by everybody long ago.
const FEED: usize = 20_000;

/// Something that happened to a request.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub event: Event,
    pub actor: Actor,
    pub at: Timestamp,
}

/// A request as it stands now, with everything that happened to it.
#[derive(Debug)]
pub(crate) struct Past<'a> {
    pub ticket: Ticket,
    pub family: Option<String>,
    /// How often it was saved
    pub version: i64,
    pub updated_at: Timestamp,
    pub entries: Vec<Entry>,
    /// As of now
    pub clocks: Vec<Clock>,
    pub pinned: &'a Pinned,
    /// Seed of the ids of the timeline
    pub seed: u64,
}

type OpenKey = (Uuid, String, String, String);

/// What is counted while requests are stored, and written at the end by [`Ledger::close`].
#[derive(Debug)]
pub(crate) struct Ledger {
    now: Timestamp,
    feed_from: Timestamp,
    numbers: BTreeMap<(BranchId, i32), i64>,
    open: BTreeMap<OpenKey, i64>,
    days: BTreeMap<(String, Uuid), Gain>,
    feed: BTreeMap<(i64, Uuid), outbox::ActiveModel>,
}

impl Ledger {
    /// `feed_from`: older events do not come into the feed.
    pub(crate) const fn new(now: Timestamp, feed_from: Timestamp) -> Self {
        Self {
            now,
            feed_from,
            numbers: BTreeMap::new(),
            open: BTreeMap::new(),
            days: BTreeMap::new(),
            feed: BTreeMap::new(),
        }
    }

    /// The next number of branch and year, without a gap.
    pub(crate) fn next_number(&mut self, branch: BranchId, registered_at: Timestamp) -> (i32, i64) {
        let year = lookups::year_of(registered_at);
        let last = self.numbers.entry((branch, year)).or_default();
        *last += 1;
        (year, *last)
    }

    /// Stores requests.
    pub(crate) async fn insert(&mut self, tx: &Tx<'_>, pasts: &[Past<'_>]) -> Result<(), AppError> {
        let mut rows = Rows::default();
        for past in pasts {
            self.add(past, &mut rows)?;
        }
        let Rows { tickets, events, clocks, thresholds } = rows;
        insert_many::<ticket::Entity, _>(tx, tickets, 33).await?;
        insert_many::<ticket_event::Entity, _>(tx, events, 6).await?;
        insert_many::<clock::Entity, _>(tx, clocks, 10).await?;
        insert_many::<threshold::Entity, _>(tx, thresholds, 7).await?;
        let words: Vec<_> =
            pasts.iter().map(|past| (past.ticket.id.0, save::searchable(&past.ticket))).collect();
        search::index_many(tx.conn(), search::Kind::Ticket, &words).await?;
        Ok(())
    }

    fn add(&mut self, past: &Past<'_>, rows: &mut Rows) -> Result<(), AppError> {
        let ticket = &past.ticket;
        let columns =
            Columns { external_id: None, family: past.family.clone(), created_at: ticket.registered_at };
        let row = save::row(ticket, past.version, &past.clocks, past.pinned, &columns, past.updated_at)?;
        if row.is_open {
            let key = (
                row.branch_id,
                row.request_type.clone(),
                row.priority.clone(),
                row.family.clone().unwrap_or_default(),
            );
            *self.open.entry(key).or_default() += 1;
        }
        self.day(row.branch_id, ticket.received_at).registered += 1;
        let fired = self.thresholds(past, rows);
        self.timeline(past, &fired, rows)?;
        let id = ticket.id.0;
        rows.clocks.extend(past.clocks.iter().map(|c| save::clock_row(id, c)));
        rows.tickets.push(row.into_active_model());
        Ok(())
    }

    fn day(&mut self, branch: Uuid, at: Timestamp) -> &mut Gain {
        self.days.entry((date_of(ZONE, at).to_string(), branch)).or_default()
    }

    /// What was reached is marked as fired at that instant; only the rest waits for the scheduler.
    fn thresholds(&mut self, past: &Past<'_>, rows: &mut Rows) -> Vec<Entry> {
        let mut fired = Vec::new();
        for clock in &past.clocks {
            for reached in &clock.thresholds {
                let over = reached.fire_at <= self.now;
                if !over && !clock.is_open() {
                    continue;
                }
                if over {
                    let event = Event::ThresholdReached {
                        clock: clock.kind,
                        percent: reached.percent,
                        due_at: clock.due_at,
                    };
                    fired.push(Entry { event, actor: Actor::System, at: reached.fire_at });
                }
                rows.thresholds.push(threshold::ActiveModel {
                    fired_at: Set(over.then(|| reached.fire_at.millis())),
                    ..save::threshold_row(past.ticket.id.0, clock, *reached)
                });
            }
        }
        fired
    }

    fn timeline(&mut self, past: &Past<'_>, fired: &[Entry], rows: &mut Rows) -> Result<(), AppError> {
        let branch = past.ticket.branch.branch_id.0;
        let mut entries: Vec<&Entry> = past.entries.iter().chain(fired).collect();
        entries.sort_by_key(|entry| entry.at);
        let ids = Ids::seeded(past.seed);
        for entry in entries {
            match entry.event {
                Event::Resolved(_) => self.day(branch, entry.at).solved += 1,
                Event::ThresholdReached { percent: 100, .. } => self.day(branch, entry.at).breached += 1,
                _ => {}
            }
            let id = ids.next::<EventId>(entry.at).0;
            let broken = |error| AppError::inconsistent("ticket_event", past.ticket.id, error);
            let data = save::event_data(&entry.event).map_err(broken)?.to_string();
            let actor = serde_json::to_string(&entry.actor).map_err(broken)?;
            if entry.at >= self.feed_from {
                self.tell(past, entry, id, &data, &actor);
            }
            rows.events.push(ticket_event::ActiveModel {
                id: Set(id),
                ticket_id: Set(past.ticket.id.0),
                event_type: Set(entry.event.event_type().to_owned()),
                data: Set(data),
                actor: Set(actor),
                at: Set(entry.at.millis()),
            });
        }
        Ok(())
    }

    fn tell(&mut self, past: &Past<'_>, entry: &Entry, id: Uuid, data: &str, actor: &str) {
        let row = outbox::ActiveModel {
            seq: sea_orm::NotSet,
            id: Set(id),
            event_type: Set(entry.event.event_type().to_owned()),
            at: Set(entry.at.millis()),
            branch_id: Set(Some(past.ticket.branch.branch_id.0)),
            subject_kind: Set("ticket".to_owned()),
            subject_id: Set(past.ticket.id.to_string()),
            subject_no: Set(Some(past.ticket.no.to_string())),
            actor: Set(actor.to_owned()),
            data: Set(data.to_owned()),
        };
        self.feed.insert((entry.at.millis(), id), row);
        if self.feed.len() > FEED {
            self.feed.pop_first();
        }
    }

    /// Writes numbers, counts and feed; the tables of counts are empty before.
    pub(crate) async fn close(self, tx: &Tx<'_>) -> Result<(), AppError> {
        let numbers = self.numbers.into_iter().map(|((branch, year), last)| ticket_sequence::ActiveModel {
            branch_id: Set(branch.0),
            year: Set(i64::from(year)),
            last: Set(last),
        });
        insert_many::<ticket_sequence::Entity, _>(tx, numbers.collect(), 3).await?;
        let open = self.open.into_iter().map(|((branch_id, request_type, priority, family), open)| {
            open_rollup::ActiveModel {
                branch_id: Set(branch_id),
                request_type: Set(request_type),
                priority: Set(priority),
                family: Set(family),
                open: Set(open),
            }
        });
        insert_many::<open_rollup::Entity, _>(tx, open.collect(), 5).await?;
        let days = self.days.into_iter().map(|((day, branch_id), gain)| day_rollup::ActiveModel {
            branch_id: Set(branch_id),
            day: Set(day),
            registered: Set(gain.registered),
            solved: Set(gain.solved),
            breached: Set(gain.breached),
        });
        insert_many::<day_rollup::Entity, _>(tx, days.collect(), 5).await?;
        insert_many::<outbox::Entity, _>(tx, self.feed.into_values().collect(), 10).await
    }
}

#[derive(Default)]
struct Rows {
    tickets: Vec<ticket::ActiveModel>,
    events: Vec<ticket_event::ActiveModel>,
    clocks: Vec<clock::ActiveModel>,
    thresholds: Vec<threshold::ActiveModel>,
}

async fn insert_many<E, A>(tx: &Tx<'_>, rows: Vec<A>, columns: usize) -> Result<(), AppError>
where
    E: EntityTrait,
    A: sea_orm::ActiveModelTrait<Entity = E> + Send,
{
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let chunk: Vec<A> = rows.by_ref().take(VARIABLES / columns).collect();
        E::insert_many(chunk).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}
