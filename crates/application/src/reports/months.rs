//! 月度封账: ten days after its end the figures of a month are kept and do not change any more (2.4).

use std::collections::BTreeMap;

use contract::reports::FrozenMonth;
use domain::{
    kernel::Timestamp,
    reports::{KpiCode, Period, Tally, month_name, month_named},
    sla::date_of,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use super::{
    kpis::{Lists, Tallies},
    labels::BranchBook,
    scope::{Branches, Filter},
    store::{report_frozen, report_month, report_ticket},
};
use crate::{App, AppError, sla::rules::ZONE};

/// The figures of a month as they were kept.
pub(super) struct Kept {
    month: Period,
    as_of: Timestamp,
    tallies: Tallies,
}

impl Kept {
    pub(super) fn shown(self, live: &BTreeMap<String, Tallies>, lists: &Lists<'_>) -> FrozenMonth {
        let month = month_name(self.month.first);
        let now = live.get(&month).cloned().unwrap_or_default();
        FrozenMonth {
            as_of: self.as_of,
            // what the cases are now does not list what they were
            frozen: lists.figures(&self.tallies, None, self.month.first, self.month.last),
            live: lists.figures(&now, Some(&[]), self.month.first, self.month.last),
            month,
        }
    }
}

impl App {
    /// Keeps the figures of every month that ended ten days ago or earlier and is not kept yet, from the first registered
    /// request on; says which.
    ///
    /// # Errors
    /// When the database fails; a month is kept whole or not at all.
    pub async fn freeze_months(&self) -> Result<Vec<String>, AppError> {
        let mut frozen = Vec::new();
        while let Some(month) = self.next_to_freeze().await? {
            self.freeze(month).await?;
            frozen.push(month_name(month.first));
        }
        Ok(frozen)
    }

    async fn next_to_freeze(&self) -> Result<Option<Period>, AppError> {
        let (read, now) = (self.db.read(), self.clock.now());
        let last = report_month::Entity::find().order_by_desc(report_month::Column::Month).one(read).await?;
        let next = match last.and_then(|row| month_named(ZONE, &row.month)) {
            Some(kept) => Some(kept.ends()),
            None => {
                self.refresh_reports().await?;
                let first = report_ticket::Entity::find()
                    .order_by_asc(report_ticket::Column::RegisteredAt)
                    .one(read)
                    .await?;
                first.and_then(|row| Timestamp::from_millis(row.registered_at).ok())
            }
        };
        let month = next.map(|at| Period::month_of(ZONE, date_of(ZONE, at)));
        Ok(month.filter(|month| month.freezes_at() <= now))
    }

    async fn freeze(&self, month: Period) -> Result<(), AppError> {
        self.refresh_reports().await?;
        let book = BranchBook::read(self.db.read()).await?;
        let as_of = self.clock.now();
        let gathered = self.cases_of(&Branches::All, &Filter::default(), &book, month, as_of).await?;
        let name = month_name(month.first);
        let tx = self.begin_system().await?;
        let row = report_month::ActiveModel { month: Set(name.clone()), as_of: Set(as_of.millis()) };
        let inserted = report_month::Entity::insert(row)
            .on_conflict_do_nothing()
            .exec_without_returning(tx.conn())
            .await?;
        if !matches!(inserted, sea_orm::TryInsertResult::Inserted(1)) {
            // another node was first
            return Ok(());
        }
        let mut rows = Vec::new();
        for (branch, tallies) in gathered.by_own_branch()? {
            rows.extend(tallies.into_iter().map(|(kpi, tally)| report_frozen::ActiveModel {
                month: Set(name.clone()),
                branch_id: Set(branch),
                kpi: Set(kpi.as_str().to_owned()),
                numerator: Set(tally.numerator),
                denominator: Set(tally.denominator),
            }));
        }
        while !rows.is_empty() {
            let rest = rows.split_off(rows.len().min(1000));
            let some = std::mem::replace(&mut rows, rest);
            report_frozen::Entity::insert_many(some).exec_without_returning(tx.conn()).await?;
        }
        tx.commit().await
    }

    /// The kept months that lie in the period whole, of the branches that are asked for.
    pub(super) async fn frozen_months(
        &self,
        branches: &Branches,
        filter: &Filter,
        book: &BranchBook,
        period: Period,
    ) -> Result<Vec<Kept>, AppError> {
        use report_frozen::Column as C;
        let names = period.whole_months();
        let read = self.db.read();
        let months = report_month::Entity::find()
            .filter(report_month::Column::Month.is_in(names.iter().cloned()))
            .order_by_asc(report_month::Column::Month)
            .all(read)
            .await?;
        if months.is_empty() {
            return Ok(Vec::new());
        }
        let mut select = report_frozen::Entity::find()
            .filter(C::Month.is_in(names))
            .filter(branches.condition(C::BranchId));
        if let Some(branch) = filter.branch_id {
            select = select.filter(C::BranchId.is_in(book.with_teams(branch)));
        }
        if let Some(team) = filter.team_id {
            select = select.filter(C::BranchId.eq(team.0));
        }
        let rows = select
            .select_only()
            .columns([C::Month, C::BranchId, C::Kpi, C::Numerator, C::Denominator])
            .all(read)
            .await?;
        let mut kept = Vec::with_capacity(months.len());
        for row in months {
            let broken = |e: String| AppError::inconsistent("report_month", &row.month, e);
            let month = month_named(ZONE, &row.month).ok_or_else(|| broken("no month".to_owned()))?;
            let as_of = Timestamp::from_millis(row.as_of).map_err(|e| broken(e.to_string()))?;
            let mut tallies = Tallies::new();
            for figure in rows.iter().filter(|figure| figure.month == row.month) {
                // a figure of an earlier version of the software that there is no more
                let Ok(kpi) = figure.kpi.parse::<KpiCode>() else { continue };
                let tally = Tally { numerator: figure.numerator, denominator: figure.denominator };
                *tallies.entry(kpi).or_default() += tally;
            }
            kept.push(Kept { month, as_of, tallies });
        }
        Ok(kept)
    }
}
