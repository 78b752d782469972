//! The demo data as a whole: counts, shares, consistency with what the application itself keeps.

use std::{collections::BTreeMap, sync::Arc, time::Instant};

use domain::{
    kernel::Timestamp,
    sla::{ClockKind, ClockState, date_of},
    tickets::{StateCode, Ticket},
};
use sea_orm::EntityTrait as _;

use super::{Loaded, PASSWORD, Plan, Size};
use crate::{
    App, AppError, Ids, ManualClock, PasswordCost, Settings, fingerprint,
    sla::rules::ZONE,
    tickets::{
        rollup::{day_rollup, open_rollup},
        store::{clock, threshold, ticket, ticket_event},
    },
};

const NOW: &str = "2026-11-23T06:20:00Z";

struct House {
    app: App,
    // removed with the house
    _folder: tempfile::TempDir,
}

async fn house(now: &str) -> House {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings {
        database_url: format!("sqlite://{}", folder.path().join("demo.db").display()),
        files: folder.path().join("files"),
        secret: vec![7; 32],
        max_upload: 1 << 20,
        frequent_word: crate::FREQUENT_WORD,
        password_cost: PasswordCost { memory_kib: 8, passes: 1 },
        webhooks: crate::AddressPolicy::default(),
        mail: crate::mailbox::MailPolicy::default(),
    };
    let clock = Arc::new(ManualClock::at(now.parse().unwrap()));
    House { app: App::start(settings, clock, Ids::seeded(1)).await.unwrap(), _folder: folder }
}

async fn tickets(app: &App) -> Vec<ticket::Model> {
    ticket::Entity::find().all(app.db.read()).await.unwrap()
}

/// Everything in which two loads could differ.
async fn digest(app: &App) -> String {
    let mut parts: Vec<String> =
        tickets(app).await.into_iter().map(|t| format!("{}{}", t.id, t.body)).collect();
    let events = ticket_event::Entity::find().all(app.db.read()).await.unwrap();
    parts.extend(events.into_iter().map(|e| format!("{}{}{}", e.id, e.at, e.data)));
    parts.sort_unstable();
    let parts: Vec<&[u8]> = parts.iter().map(String::as_bytes).collect();
    fingerprint(&parts)
}

#[tokio::test]
async fn size_s_is_loaded_once_and_consistent() {
    let house = house(NOW).await;
    let app = &house.app;
    assert_eq!(app.demo_accounts().await.unwrap(), []);
    let started = Instant::now();
    let loaded = app.load_demo(Size::S).await.unwrap();
    let took = started.elapsed();
    assert!(took.as_secs() < 15, "{took:?}");
    assert!((30..=45).contains(&loaded.users), "{loaded:?}");
    assert_eq!(loaded, Loaded { users: loaded.users, customers: 60, units: 1_200, tickets: 900 });
    assert!(matches!(app.load_demo(Size::S).await, Err(AppError::AlreadyExists(_))));
    everything_adds_up(app).await;
    nothing_is_left_to_fire(app).await;
    the_sign_ins_work(app).await;
}

/// Nobody asks what time it is before trying the demo.
#[tokio::test]
async fn it_loads_at_any_hour() {
    for now in [
        // 03:12 at night
        "2026-11-23T19:12:00Z",
        // a Sunday at noon
        "2026-11-22T04:00:00Z",
        // inside the holiday of the Spring Festival
        "2026-02-18T06:30:00Z",
        // the last minute of a year, here and in Greenwich
        "2026-12-31T15:59:00Z",
        "2026-12-31T23:59:00Z",
        "2027-01-01T00:00:00Z",
        // a day that most years do not have
        "2028-02-29T02:00:00Z",
    ] {
        let house = house(now).await;
        let app = &house.app;
        let loaded = app.load_demo(Size::S).await.unwrap_or_else(|error| panic!("{now}: {error}"));
        assert_eq!((loaded.customers, loaded.units, loaded.tickets), (60, 1_200, 900), "{now}");
        let open = tickets(app).await.into_iter().filter(|ticket| ticket.is_open).count();
        assert!((50..=90).contains(&open), "{now}: {open} are open");
        everything_adds_up(app).await;
        nothing_is_left_to_fire(app).await;
    }
}

async fn everything_adds_up(app: &App) {
    let read = app.db.read();
    let rows = tickets(app).await;
    let mut open: BTreeMap<(uuid::Uuid, String, String, String), i64> = BTreeMap::new();
    let mut days: BTreeMap<(String, uuid::Uuid), [i64; 3]> = BTreeMap::new();
    let at = |millis: i64| date_of(ZONE, Timestamp::from_millis(millis).unwrap()).to_string();
    let mut branch_of = BTreeMap::new();
    for row in &rows {
        branch_of.insert(row.id, row.branch_id);
        if row.is_open {
            let key = (
                row.branch_id,
                row.request_type.clone(),
                row.priority.clone(),
                row.family.clone().unwrap_or_default(),
            );
            *open.entry(key).or_default() += 1;
        }
        days.entry((at(row.received_at), row.branch_id)).or_default()[0] += 1;
    }
    for event in ticket_event::Entity::find().all(read).await.unwrap() {
        if event.event_type == "ticket.resolved" {
            days.entry((at(event.at), branch_of[&event.ticket_id])).or_default()[1] += 1;
        }
    }
    for row in threshold::Entity::find().all(read).await.unwrap() {
        if let Some(fired) = row.fired_at.filter(|_| row.percent == 100) {
            days.entry((at(fired), branch_of[&row.ticket_id])).or_default()[2] += 1;
        }
    }
    let kept = open_rollup::Entity::find().all(read).await.unwrap();
    let kept =
        kept.into_iter().map(|r| ((r.branch_id, r.request_type, r.priority, r.family), r.open)).collect();
    assert_eq!(open, kept);
    let kept = day_rollup::Entity::find().all(read).await.unwrap();
    let kept =
        kept.into_iter().map(|r| ((r.day, r.branch_id), [r.registered, r.solved, r.breached])).collect();
    assert_eq!(days, kept);
}

async fn nothing_is_left_to_fire(app: &App) {
    let read = app.db.read();
    let late: Vec<_> = threshold::Entity::find()
        .all(read)
        .await
        .unwrap()
        .into_iter()
        .filter(|t| t.fired_at.is_none() && t.fire_at <= app.now().millis())
        .collect();
    assert_eq!(late, []);
    assert_eq!(app.fire_due_thresholds().await.unwrap(), 0);
    let clocks = clock::Entity::find().all(read).await.unwrap();
    for row in tickets(app).await {
        let ticket: Ticket = row.aggregate().unwrap();
        let pinned = app.pinned_rules(read, row.policy_id, &row.calendars).await.unwrap();
        let computed = pinned.clocks(&ticket, app.now()).unwrap();
        let stored = clocks.iter().filter(|c| c.ticket_id == row.id).count();
        assert_eq!(computed.len(), stored, "{}", row.no);
        assert!(row.updated_at <= app.now().millis() && row.received_at <= row.updated_at, "{}", row.no);
        if let Some(signature) = ticket.cycle.confirmation.as_ref().and_then(|c| c.signature.as_ref()) {
            assert!(ticket.signature_valid(), "{}", row.no);
            let held = ticket.attachments.iter().any(|a| a.id == signature.image);
            assert!(
                held && crate::attachments::find(read, signature.image).await.unwrap().is_some(),
                "{}",
                row.no
            );
        }
    }
}

async fn the_sign_ins_work(app: &App) {
    let accounts = app.demo_accounts().await.unwrap();
    assert_eq!(accounts.len(), 7);
    assert!(PASSWORD.chars().count() >= 10);
    for account in accounts {
        let request = contract::access::LoginRequest {
            account: account.account.clone(),
            password: PASSWORD.to_owned(),
        };
        app.sign_in(&request).await.unwrap();
        assert_eq!(domain::access::check_password(PASSWORD, &account.account), Ok(()), "{}", account.account);
    }
}

#[tokio::test]
async fn the_same_seed_and_moment_give_the_same_data() {
    let plan =
        Plan { customers: 20, units: 200, closed_tickets: 60, open_tickets: 20, ..Plan::from(Size::S) };
    let (first, second, later) = (house(NOW).await, house(NOW).await, house("2026-11-24T06:20:00Z").await);
    for house in [&first, &second, &later] {
        house.app.load_plan(plan).await.unwrap();
    }
    let digests = (digest(&first.app).await, digest(&second.app).await, digest(&later.app).await);
    assert_eq!(digests.0, digests.1);
    assert_ne!(digests.0, digests.2);
}

/// Shares within bounds that 3,000 draws keep.
#[tokio::test]
async fn the_shares_are_those_of_a_real_year() {
    let house = house(NOW).await;
    let plan =
        Plan { customers: 60, units: 1_200, closed_tickets: 3_000, open_tickets: 0, ..Plan::from(Size::S) };
    house.app.load_plan(plan).await.unwrap();
    let rows = tickets(&house.app).await;
    assert!(rows.iter().all(|row| !row.is_open), "a request of the past is still open");
    let read = house.app.db.read();
    let all: Vec<Ticket> = rows.iter().map(|row| row.aggregate().unwrap()).collect();
    let share = |count: usize, of: usize| count as f64 * 100.0 / of as f64;
    let within = |what: &str, value: f64, low: f64, high: f64| {
        assert!((low..=high).contains(&value), "{what}: {value:.2} is not in {low}..={high}");
    };
    for (priority, expected) in [("P1", 4.0), ("P2", 16.0), ("P3", 58.0), ("P4", 22.0)] {
        let seen = share(rows.iter().filter(|r| r.priority == priority).count(), rows.len());
        within(priority, seen, expected - 2.5, expected + 2.5);
    }
    let classified: Vec<&str> = rows.iter().filter_map(|r| r.charge_class.as_deref()).collect();
    for (class, expected) in [("free", 44.0), ("contract", 17.0), ("paid", 29.0), ("other", 10.0)] {
        let seen = share(classified.iter().filter(|c| **c == class).count(), classified.len());
        within(class, seen, expected - 3.5, expected + 3.5);
    }
    let phone = all.iter().filter(|t| t.channel == domain::tickets::Channel::Phone).count();
    within("phone", share(phone, all.len()), 49.0, 55.0);
    let clocks = clock::Entity::find().all(read).await.unwrap();
    for (kind, low, high) in [(ClockKind::Response, 95.0, 97.0), (ClockKind::Resolution, 90.0, 94.0)] {
        let ended: Vec<_> = clocks
            .iter()
            .filter(|c| c.kind == kind.as_str() && c.stopped_at.is_some())
            .filter(|c| c.state != ClockState::Cancelled.as_str())
            .collect();
        let met = ended.iter().filter(|c| c.state == ClockState::Met.as_str()).count();
        within(kind.as_str(), share(met, ended.len()), low - 0.6, high + 0.6);
    }
    let solved = all.iter().filter(|t| t.cycle.resolution.is_some());
    let reopened = all.iter().filter(|t| t.reopen_count() > 0).count();
    within("reopened", share(reopened, solved.count()), 3.4, 5.6);
    let complaints = rows.iter().filter(|r| r.request_type == "complaint").count();
    within("complaints", share(complaints, rows.len()), 0.7, 1.8);
    let goods = rows.iter().filter(|r| matches!(r.request_type.as_str(), "exchange" | "return")).count();
    within("goods", share(goods, rows.len()), 0.25, 1.1);
    let ended = all.iter().filter(|t| {
        matches!(t.state_code(), StateCode::Cancelled | StateCode::Withdrawn | StateCode::Duplicate)
    });
    within("ended", share(ended.count(), all.len()), 2.5, 5.0);
    assert!(all.iter().any(|t| t.state_code() == StateCode::Duplicate));
}
