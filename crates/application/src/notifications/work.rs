//! The worker: takes incidents, sends what is due, writes down what came of it. Nodes share the work: what one has in hand
//! is leased, and the lease of a node that crashed ends by itself.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use domain::{
    kernel::{BranchId, Timestamp, UserId},
    notifications::{
        NotificationChannel, NotificationFault as Fault, NotificationKind, NotificationRule,
        NotificationState, next_delay_millis,
    },
};
use futures_util::future::join_all;
use sea_orm::{
    ColumnTrait, ConnectionTrait as _, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    prelude::Expr,
    sea_query::{LockBehavior, LockType},
};
use tokio::sync::watch;

use super::{
    gateway::{Endpoint, Saying},
    mail::Letter,
    preferences::Wishes,
    store::{
        channel,
        notification::{Column, Entity, Model},
    },
    texts::{self, Facts, Words},
};
use crate::{
    App, AppError,
    access::{
        branch_tree::BranchTree,
        staff::{Staff, staff},
    },
};

/// How often a node looks for what is due.
const EVERY: Duration = Duration::from_secs(1);
/// Notifications that are sent at once.
const AT_ONCE: u64 = 20;
/// Longer than any attempt may take.
const LEASE_MILLIS: i64 = 120_000;

/// What came of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judged {
    Sent,
    Again(Fault),
    /// No further attempt can change it
    Hopeless(Fault),
}

/// Everything that is needed to send, read once for many.
struct Around {
    staff: BTreeMap<UserId, Staff>,
    wishes: BTreeMap<UserId, Wishes>,
    channels: Vec<channel::Model>,
    tree: BranchTree,
}

impl App {
    /// Tells people until `stop` changes. Errors are logged and tried again: one bad sweep stops nothing.
    pub async fn run_notifications(&self, mut stop: watch::Receiver<bool>) {
        let mut follow = self.follow_events();
        while !*stop.borrow() {
            follow.borrow_and_update();
            if let Err(error) = self.send_due_notifications().await {
                tracing::error!(%error, "telling people failed; trying again");
            }
            tokio::select! {
                _ = stop.changed() => return,
                _ = follow.changed() => {}
                () = tokio::time::sleep(EVERY) => {}
            }
        }
    }

    /// Takes what is new and sends everything that is due; says how many attempts were made.
    ///
    /// # Errors
    /// When the database fails; what was not written down is done again.
    pub async fn send_due_notifications(&self) -> Result<u64, AppError> {
        self.take_incidents().await?;
        let mut attempts = 0;
        loop {
            let rows = self.lease().await?;
            let full = u64::try_from(rows.len()).is_ok_and(|count| count == AT_ONCE);
            if rows.is_empty() {
                return Ok(attempts);
            }
            let around = self.around(&rows).await?;
            let done = join_all(rows.iter().map(|row| self.make_attempt(row, &around))).await;
            for outcome in done {
                attempts += u64::from(outcome?);
            }
            if !full {
                return Ok(attempts);
            }
        }
    }

    /// Takes due notifications in hand.
    async fn lease(&self) -> Result<Vec<Model>, AppError> {
        // looking costs no write lock when nothing is due, which is nearly always
        let now = self.clock.now();
        if due(now).one(self.db.read()).await?.is_none() {
            return Ok(Vec::new());
        }
        let tx = self.begin_system().await?;
        let mut select = due(now).order_by_asc(Column::NextAttemptAt).limit(AT_ONCE);
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

    async fn around(&self, rows: &[Model]) -> Result<Around, AppError> {
        let conn = self.db.read();
        let people: BTreeSet<UserId> = rows.iter().map(|row| UserId(row.user_id)).collect();
        let tree = BranchTree::read(conn).await?;
        let staff = staff(conn, &BTreeSet::new(), &people, self.clock.now()).await?;
        let wishes = self.wishes(conn, &people, &staff, &tree).await?;
        let channels = channel::Entity::find()
            .filter(channel::Column::Active.eq(true))
            .order_by_asc(channel::Column::Id)
            .all(conn)
            .await?;
        Ok(Around { staff, wishes, channels, tree })
    }

    /// True when something was tried; false when it must wait for the morning.
    async fn make_attempt(&self, row: &Model, around: &Around) -> Result<bool, AppError> {
        let now = self.clock.now();
        let broken = |what: String| AppError::inconsistent("notification", row.id, what);
        let way: NotificationChannel = row.channel.parse().map_err(|e| broken(format!("{e}")))?;
        let person = around.staff.get(&UserId(row.user_id)).zip(around.wishes.get(&UserId(row.user_id)));
        // whoever left since is not written to
        let Some((person, wish)) = person else {
            return self.note_outcome(row, Judged::Hopeless(Fault::NoAddress), now).await.map(|()| true);
        };
        let goes_at = wish.preferences.may_go_at(way, row.urgent, now, wish.zone);
        if goes_at > now {
            self.put_off(row, goes_at).await?;
            return Ok(false);
        }
        let words = words_of(row, wish)?;
        let judged = match way {
            NotificationChannel::Email => self.write_to(row, words, wish).await,
            NotificationChannel::Inbox => Judged::Sent,
            _ => self.say_to(row, way, words, person, wish, around, now).await?,
        };
        self.note_outcome(row, judged, now).await?;
        Ok(true)
    }

    async fn write_to(&self, row: &Model, words: Words, wish: &Wishes) -> Judged {
        let Some(mailer) = &self.messages.mailer else { return Judged::Again(Fault::NotConfigured) };
        let Some(to) = wish.preferences.email.clone() else { return Judged::Hopeless(Fault::NoAddress) };
        let link = self.link_of(row, wish).map_or(String::new(), |link| format!("\n\n{}", link.text));
        let body = format!("{}{link}\n", words.text);
        mailer.send(Letter { id: row.id, to, subject: words.title, body }).await
    }

    #[expect(clippy::too_many_arguments, reason = "everything that a message is made of")]
    async fn say_to(
        &self,
        row: &Model,
        way: NotificationChannel,
        words: Words,
        person: &Staff,
        wish: &Wishes,
        around: &Around,
        now: Timestamp,
    ) -> Result<Judged, AppError> {
        let path = around.tree.up_from(BranchId(row.branch_id));
        let at = |branch: &BranchId| {
            around
                .channels
                .iter()
                .find(|channel| channel.kind == way.as_str() && channel.branch_id == branch.0)
        };
        let not_configured = Judged::Again(Fault::NotConfigured);
        let Some(channel) = path.iter().find_map(at) else { return Ok(not_configured) };
        let Some(endpoint) = self.endpoint(channel) else {
            self.note_channel(channel, not_configured, now).await?;
            return Ok(not_configured);
        };
        let saying = Saying {
            title: words.title,
            text: words.text,
            link: self.link_of(row, wish).map(|link| (link.title, self.url_of(row).unwrap_or_default())),
            name: person.name.clone(),
            phone: person.phone.clone(),
        };
        let judged = self.messages.say(way, &endpoint, channel.template.as_deref(), &saying, now).await;
        // that this person has no number says nothing of the channel
        if !matches!(judged, Judged::Hopeless(Fault::NoAddress)) {
            self.note_channel(channel, judged, now).await?;
        }
        Ok(judged)
    }

    /// What is secret of a channel; none when it was written under another secret of the server.
    pub(super) fn endpoint(&self, channel: &channel::Model) -> Option<Endpoint> {
        let text = self.messages.vault.open_text(channel.id, &channel.sealed)?;
        serde_json::from_str(&text).ok()
    }

    fn url_of(&self, row: &Model) -> Option<String> {
        self.messages.public_url.as_ref().map(|base| format!("{base}/tickets/{}", row.ticket_id))
    }

    fn link_of(&self, row: &Model, wish: &Wishes) -> Option<Words> {
        self.url_of(row).map(|url| texts::link(wish.preferences.language, &url))
    }

    /// Back in line until the quiet hours are over.
    async fn put_off(&self, row: &Model, until: Timestamp) -> Result<(), AppError> {
        Entity::update_many()
            .col_expr(Column::NextAttemptAt, Expr::value(until.millis()))
            .col_expr(Column::LeasedUntil, Expr::value(0))
            .filter(Column::Id.eq(row.id))
            .filter(Column::State.eq(NotificationState::Pending.as_str()))
            .exec(self.db.writer())
            .await?;
        Ok(())
    }

    /// What came of an attempt. An attempt that another one overtook leaves no trace.
    async fn note_outcome(&self, row: &Model, judged: Judged, at: Timestamp) -> Result<(), AppError> {
        let attempts = row.attempts + 1;
        let (state, fault, next) = match judged {
            Judged::Sent => (NotificationState::Sent, None, None),
            Judged::Hopeless(fault) => (NotificationState::Failed, Some(fault), None),
            Judged::Again(fault) => match next_delay_millis(attempts) {
                Some(delay) => {
                    (NotificationState::Pending, Some(fault), Some(at.plus_millis(delay).millis()))
                }
                None => (NotificationState::Failed, Some(fault), None),
            },
        };
        if let Some(fault) = fault {
            tracing::warn!(notification = %row.id, channel = row.channel, %fault, attempts, "a notification did not go out");
        }
        Entity::update_many()
            .col_expr(Column::State, Expr::value(state.as_str()))
            .col_expr(Column::Attempts, Expr::value(attempts))
            .col_expr(Column::Fault, Expr::value(fault.map(Fault::as_str)))
            .col_expr(Column::NextAttemptAt, Expr::value(next))
            .col_expr(Column::LeasedUntil, Expr::value(0))
            .col_expr(Column::SentAt, Expr::value((judged == Judged::Sent).then_some(at.millis())))
            .filter(Column::Id.eq(row.id))
            .filter(Column::Attempts.eq(row.attempts))
            .filter(Column::State.eq(NotificationState::Pending.as_str()))
            .exec(self.db.writer())
            .await?;
        Ok(())
    }
}

fn due(now: Timestamp) -> sea_orm::Select<Entity> {
    Entity::find()
        .filter(Column::State.eq(NotificationState::Pending.as_str()))
        .filter(Column::NextAttemptAt.lte(now.millis()))
        .filter(Column::LeasedUntil.lte(now.millis()))
}

fn words_of(row: &Model, wish: &Wishes) -> Result<Words, AppError> {
    let broken = |what: String| AppError::inconsistent("notification", row.id, what);
    let kind: NotificationKind = row.kind.parse().map_err(|e| broken(format!("{e}")))?;
    let rule: NotificationRule = row.rule.parse().map_err(|e| broken(format!("{e}")))?;
    let facts: Facts = serde_json::from_str(&row.facts).map_err(|e| broken(e.to_string()))?;
    Ok(texts::words(wish.preferences.language, kind, rule, &facts, wish.zone))
}
