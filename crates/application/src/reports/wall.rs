//! 看板: what falls due next, what is broken, and who has how much.

use contract::reports::Wall;
use domain::{kernel::Timestamp, sla::ClockState};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait as _, QueryFilter, QuerySelect};

use super::{
    dashboard::{SOON_MILLIS, by_branch},
    labels::BranchBook,
    promises::earliest_first,
    scope::Branches,
    store::report_promise::{Column as C, Entity},
};
use crate::{
    App, AppError, Caller,
    reports::{open_counts, overdue_counts},
};

/// Lines that can be read from five metres.
const LINES: u64 = 8;

impl App {
    /// What the wall shows now.
    ///
    /// # Errors
    /// 403 without `reports.read`.
    pub async fn wall(&self, caller: &Caller) -> Result<Wall, AppError> {
        let branches = Branches::of(caller)?;
        let now = self.clock.now();
        self.refresh_reports().await?;
        let read = self.db.read();
        let book = BranchBook::read(read).await?;
        let running = |from: Option<Timestamp>, until: Timestamp| {
            let open = [ClockState::Running, ClockState::Breached].map(ClockState::as_str);
            let mut all = Condition::all().add(C::State.is_in(open)).add(C::DueAt.lt(until.millis()));
            if let Some(from) = from {
                all = all.add(C::DueAt.gte(from.millis()));
            }
            Entity::find().filter(all).filter(branches.condition(C::BranchId))
        };
        let soon = running(Some(now), now.plus_millis(SOON_MILLIS));
        let late = running(None, now);
        let due_soon_count = soon.clone().count(read).await?;
        let breached_count = late.clone().count(read).await?;
        let due_soon = earliest_first(soon).limit(LINES).all(read).await?;
        let breached = earliest_first(late).limit(LINES).all(read).await?;
        let open = open_counts(self, caller, None).await?;
        let overdue = overdue_counts(self, caller, None, now).await?;
        Ok(Wall {
            as_of: now,
            due_soon_count,
            due_soon: self.promise_rows(due_soon, &book, now).await?,
            breached_count,
            breached: self.promise_rows(breached, &book, now).await?,
            branches: by_branch(&open, &overdue, |id| book.name(id)),
        })
    }
}
