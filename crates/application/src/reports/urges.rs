//! 催办 by branch: how often, how high, and whether it was answered in time (R-11.2.3.10).

use std::collections::BTreeMap;

use contract::reports::{PeriodQuery, UrgeReport, UrgeRow};
use domain::{
    kernel::BranchId,
    reports::{KpiCode, Tally},
    sla::ClockKind,
    tickets::UrgeKind,
};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use super::{
    labels::BranchBook,
    scope::{Branches, period, query_string},
    store::{report_promise, report_urge},
};
use crate::{App, AppError, Caller};

#[derive(Debug, FromQueryResult)]
struct Group {
    branch_id: Uuid,
    kind: String,
    count: i64,
    level: i64,
    answered: i64,
}

#[derive(Debug, Default)]
struct Sum {
    hasten: u64,
    supervise: u64,
    level: i64,
    answered: u64,
    in_time: Tally,
}

impl App {
    /// Urgings of the period by branch, the most urged first.
    ///
    /// # Errors
    /// 403 without `reports.read`, 422 for a wrong period.
    pub async fn urge_report(&self, caller: &Caller, query: &PeriodQuery) -> Result<UrgeReport, AppError> {
        use report_urge::Column as C;
        let branches = Branches::of(caller)?;
        let now = self.clock.now();
        let period = period(query.from, query.to, now)?;
        self.refresh_reports().await?;
        let read = self.db.read();
        let book = BranchBook::read(read).await?;
        let mut counts = report_urge::Entity::find()
            .select_only()
            .columns([C::BranchId, C::Kind])
            .expr_as(Expr::cust("COUNT(*)"), "count")
            .expr_as(Expr::cust("MAX(level)"), "level")
            .expr_as(Expr::cust("COUNT(answered_at)"), "answered")
            .filter(C::AskedAt.gte(period.begins().millis()))
            .filter(C::AskedAt.lt(period.ends().millis()))
            .filter(branches.condition(C::BranchId))
            .group_by(C::BranchId)
            .group_by(C::Kind);
        let mut due = report_promise::Entity::find()
            .filter(report_promise::Column::Kind.eq(ClockKind::UrgeReply.as_str()))
            .filter(super::promises::in_period(period))
            .filter(branches.condition(report_promise::Column::BranchId));
        if let Some(branch) = query.branch_id {
            let these = book.with_teams(branch);
            counts = counts.filter(C::BranchId.is_in(these.iter().copied()));
            due = due.filter(report_promise::Column::BranchId.is_in(these));
        }
        let mut sums: BTreeMap<Uuid, Sum> = BTreeMap::new();
        for group in counts.into_model::<Group>().all(read).await? {
            let unsigned = |count: i64| u64::try_from(count).unwrap_or(0);
            let sum = sums.entry(book.branch_of(group.branch_id)).or_default();
            match group.kind.parse() {
                Ok(UrgeKind::Supervise) => sum.supervise += unsigned(group.count),
                _ => sum.hasten += unsigned(group.count),
            }
            sum.level = sum.level.max(group.level);
            sum.answered += unsigned(group.answered);
        }
        for promise in due.all(read).await? {
            let counted = promise.case()?.counted(KpiCode::UrgeAnswered, now);
            if let Some(counted) = counted {
                sums.entry(book.branch_of(promise.branch_id)).or_default().in_time += counted.tally;
            }
        }
        let (first, last) = (period.first.to_string(), period.last.to_string());
        let mut rows: Vec<UrgeRow> = sums
            .into_iter()
            .map(|(branch, sum)| UrgeRow {
                rank: 0,
                branch_id: BranchId(branch),
                branch_name: book.name(branch),
                hasten: sum.hasten,
                supervise: sum.supervise,
                highest_level: sum.level,
                answered: sum.answered,
                answered_in_time: sum.in_time.percent().map(|percent| percent.to_string()),
                list: format!(
                    "/reports/promises?{}",
                    query_string(&[
                        ("kind", ClockKind::UrgeReply.as_str().to_owned()),
                        ("branch_id", branch.to_string()),
                        ("from", first.clone()),
                        ("to", last.clone()),
                    ])
                ),
            })
            .collect();
        let all = |row: &UrgeRow| row.hasten + row.supervise;
        rows.sort_by(|a, b| all(b).cmp(&all(a)).then_with(|| a.branch_name.cmp(&b.branch_name)));
        for at in 0..rows.len() {
            // equal counts share a rank
            let rank = match at.checked_sub(1).and_then(|before| rows.get(before).zip(rows.get(at))) {
                Some((before, row)) if all(before) == all(row) => before.rank,
                _ => at as u64 + 1,
            };
            if let Some(row) = rows.get_mut(at) {
                row.rank = rank;
            }
        }
        Ok(UrgeReport { as_of: now, from: period.first, to: period.last, rows })
    }
}
