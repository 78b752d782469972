//! The poller: asks each mailbox in its interval, hands in what is new, remembers how far it came. Nodes share the work by
//! leases. A message counts as read only after it was taken: a crash in between takes it again, and what is taken again
//! is recognised by its Message-ID.

use std::time::Duration;

use domain::{
    kernel::{BranchId, Timestamp},
    mailbox::{FolderPosition, MailboxFault as Fault, Wanted, next_poll_millis, wanted},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, prelude::Expr, sea_query::ExprTrait as _};
use tokio::sync::watch;

use super::{
    imap::{Account, Folder},
    store::mailbox::{Column, Entity, Model},
};
use crate::{App, AppError, Caller};

/// How often a node looks which mailbox is due.
const EVERY: Duration = Duration::from_secs(2);
/// Longer than any single message may take.
const LEASE_MILLIS: i64 = 300_000;
/// Messages of one look; then other mailboxes have their turn.
const AT_MOST: usize = 200;
/// A renumbered folder is read from so long before the last look.
const OVERLAP_MILLIS: i64 = 2 * 86_400_000;

impl App {
    /// Asks mailboxes until `stop` changes. Errors are logged and tried again.
    pub async fn run_mailboxes(&self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            tokio::select! {
                _ = stop.changed() => return,
                polled = self.poll_due_mailboxes() => {
                    if let Err(error) = polled {
                        tracing::error!(%error, "asking mailboxes failed; trying again");
                    }
                }
            }
            tokio::select! {
                _ = stop.changed() => return,
                () = tokio::time::sleep(EVERY) => {}
            }
        }
    }

    /// Asks every mailbox that is due; says how many messages were taken.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn poll_due_mailboxes(&self) -> Result<u64, AppError> {
        let due = Entity::find()
            .filter(due(self.clock.now()))
            .order_by_asc(Column::NextPollAt)
            .all(self.db.read())
            .await?;
        let mut taken = 0;
        for row in due {
            if self.hold_mailbox(&row).await? {
                taken += self.poll(row).await?;
            }
        }
        Ok(taken)
    }

    /// False when another node was faster.
    async fn hold_mailbox(&self, row: &Model) -> Result<bool, AppError> {
        let now = self.clock.now();
        let held = Entity::update_many()
            .col_expr(Column::LeasedUntil, Expr::value(now.plus_millis(LEASE_MILLIS).millis()))
            .filter(Column::Id.eq(row.id))
            .filter(due(now))
            .exec(self.db.writer())
            .await?;
        Ok(held.rows_affected == 1)
    }

    async fn poll(&self, row: Model) -> Result<u64, AppError> {
        let mut taken = 0;
        let outcome = self.read_mailbox(&row, &mut taken).await?;
        let now = self.clock.now();
        let failures = if outcome.is_err() { row.failures + 1 } else { 0 };
        let wait = match outcome {
            Ok(true) => 0,
            _ => next_poll_millis(row.interval_seconds, failures),
        };
        if let Err(fault) = outcome {
            tracing::warn!(mailbox = %row.id, %fault, failures, "a mailbox could not be read");
        }
        Entity::update_many()
            .col_expr(Column::Fault, Expr::value(outcome.err().map(Fault::as_str)))
            .col_expr(Column::Failures, Expr::value(failures))
            .col_expr(Column::PolledAt, Expr::value(now.millis()))
            .col_expr(Column::NextPollAt, Expr::value(now.plus_millis(wait).millis()))
            .col_expr(Column::LeasedUntil, Expr::value(0_i64))
            .filter(Column::Id.eq(row.id))
            // changed meanwhile: what was saved counts
            .filter(Column::Version.eq(row.version))
            .exec(self.db.writer())
            .await?;
        Ok(taken)
    }

    /// Reads what is new; true when there is more.
    async fn read_mailbox(&self, row: &Model, taken: &mut u64) -> Result<Result<bool, Fault>, AppError> {
        let Some(account) = self.account(row) else { return Ok(Err(Fault::NotConfigured)) };
        let mut folder = match Folder::open(&account, &row.folder, &self.mail.extra_roots).await {
            Ok(folder) => folder,
            Err(fault) => return Ok(Err(fault)),
        };
        let found = match wanted(position(row), folder.validity, folder.uid_next) {
            Wanted::FromNowOn { position } => {
                self.remember(row, position, 0).await?;
                folder.leave().await;
                return Ok(Ok(false));
            }
            Wanted::After { position } => folder.after(position.last_uid).await,
            Wanted::Since { .. } => {
                let from = row.polled_at.unwrap_or(row.created_at) - OVERLAP_MILLIS;
                folder.since(&day(from)).await
            }
        };
        let uids = match found {
            Ok(uids) => uids,
            Err(fault) => return Ok(Err(fault)),
        };
        for uid in uids.iter().copied().take(AT_MOST) {
            if let Err(fault) = self.take_from(row, &mut folder, uid).await {
                return Ok(Err(fault));
            }
            let position = FolderPosition { validity: folder.validity, last_uid: uid };
            if !self.remember(row, position, 1).await? {
                // somebody changed the mailbox: the next look follows what was saved
                break;
            }
            *taken += 1;
        }
        folder.leave().await;
        Ok(Ok(uids.len() > AT_MOST))
    }

    async fn take_from(&self, row: &Model, folder: &mut Folder, uid: u32) -> Result<(), Fault> {
        let Some(raw) = folder.fetch(uid, self.max_upload).await? else { return Ok(()) };
        if !raw.is_empty() {
            let (caller, branch) = (Caller::system(), BranchId(row.branch_id));
            let taken = Box::pin(self.receive_mail(&caller, None, Some(branch), raw.into())).await;
            taken.map_err(|error| {
                tracing::error!(mailbox = %row.id, uid, %error, "a message could not be taken");
                Fault::NotTaken
            })?;
        }
        folder.set_aside(uid, row.done_folder.as_deref()).await
    }

    /// Writes down how far the folder was read and goes on holding it; false when the mailbox was changed.
    async fn remember(&self, row: &Model, position: FolderPosition, taken: i64) -> Result<bool, AppError> {
        let until = self.clock.now().plus_millis(LEASE_MILLIS);
        let kept = Entity::update_many()
            .col_expr(Column::UidValidity, Expr::value(i64::from(position.validity)))
            .col_expr(Column::LastUid, Expr::value(i64::from(position.last_uid)))
            .col_expr(Column::Taken, Expr::col(Column::Taken).add(taken))
            .col_expr(Column::LeasedUntil, Expr::value(until.millis()))
            .filter(Column::Id.eq(row.id))
            .filter(Column::Version.eq(row.version))
            .exec(self.db.writer())
            .await?;
        Ok(kept.rows_affected == 1)
    }

    fn account(&self, row: &Model) -> Option<Account> {
        Some(Account {
            host: row.host.clone(),
            port: u16::try_from(row.port).ok()?,
            security: row.security.parse().ok()?,
            username: row.username.clone(),
            password: self.mailbox_vault.open_text(row.id, &row.sealed)?,
        })
    }
}

fn due(now: Timestamp) -> sea_orm::Condition {
    sea_orm::Condition::all()
        .add(Column::Active.eq(true))
        .add(Column::NextPollAt.lte(now.millis()))
        .add(Column::LeasedUntil.lte(now.millis()))
}

fn position(row: &Model) -> Option<FolderPosition> {
    let validity = u32::try_from(row.uid_validity?).ok()?;
    Some(FolderPosition { validity, last_uid: u32::try_from(row.last_uid).ok()? })
}

/// A date as IMAP writes it, in UTC; the overlap is longer than any zone.
fn day(millis: i64) -> String {
    let at = Timestamp::from_millis(millis).unwrap_or(Timestamp::EPOCH);
    domain::sla::date_of(chrono_tz::UTC, at).format("%d-%b-%Y").to_string()
}
