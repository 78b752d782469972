//! 流程符合: who skips steps, and which (R-10.5.9.2).

use std::collections::BTreeMap;

use contract::reports::{ConformanceReport, ConformanceRow, DeviationCount, PeriodQuery};
use domain::{
    kernel::BranchId,
    reports::{Deviation, KpiCode, Tally},
};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use super::{
    labels::BranchBook,
    scope::{Branches, period, query_string},
    store::report_ticket::{Column as C, Entity},
};
use crate::{App, AppError, Caller};

#[derive(Debug, FromQueryResult)]
struct Group {
    branch_id: Uuid,
    deviations: Option<String>,
    count: i64,
}

#[derive(Debug, Default)]
struct Sum {
    solved: u64,
    deviating: u64,
    by_deviation: BTreeMap<Deviation, u64>,
}

impl Sum {
    fn rate(&self) -> Option<String> {
        let signed = |count| i64::try_from(count).unwrap_or(i64::MAX);
        let tally =
            Tally { numerator: signed(self.solved - self.deviating), denominator: signed(self.solved) };
        tally.percent().map(|percent| percent.to_string())
    }

    fn row(&self, branch: Uuid, book: &BranchBook, first: &str, last: &str) -> ConformanceRow {
        let count =
            |(deviation, count): (&Deviation, &u64)| DeviationCount { deviation: *deviation, count: *count };
        let list = query_string(&[
            ("kpi", KpiCode::FlowConformance.as_str().to_owned()),
            ("deviating", "true".to_owned()),
            ("branch_id", branch.to_string()),
            ("from", first.to_owned()),
            ("to", last.to_owned()),
        ]);
        ConformanceRow {
            branch_id: BranchId(branch),
            branch_name: book.name(branch),
            solved: self.solved,
            deviating: self.deviating,
            rate: self.rate(),
            by_deviation: self.by_deviation.iter().map(count).collect(),
            list: format!("/reports/cases?{list}"),
        }
    }
}

impl App {
    /// Requests solved in the period, and how many of them skipped a step or took one late, by branch.
    ///
    /// # Errors
    /// 403 without `reports.read`, 422 for a wrong period.
    pub async fn conformance_report(
        &self,
        caller: &Caller,
        query: &PeriodQuery,
    ) -> Result<ConformanceReport, AppError> {
        let branches = Branches::of(caller)?;
        let now = self.clock.now();
        let period = period(query.from, query.to, now)?;
        self.refresh_reports().await?;
        let book = BranchBook::read(self.db.read()).await?;
        let mut select = Entity::find()
            .select_only()
            .columns([C::BranchId, C::Deviations])
            .expr_as(Expr::cust("COUNT(*)"), "count")
            .filter(C::SolvedAt.gte(period.begins().millis()))
            .filter(C::SolvedAt.lt(period.ends().millis()))
            .filter(C::Discarded.eq(false))
            .filter(branches.condition(C::BranchId))
            .group_by(C::BranchId)
            .group_by(C::Deviations);
        if let Some(branch) = query.branch_id {
            select = select.filter(C::BranchId.is_in(book.with_teams(branch)));
        }
        let groups = select.into_model::<Group>().all(self.db.read()).await?;
        let mut sums: BTreeMap<Uuid, Sum> = BTreeMap::new();
        let mut total = Sum::default();
        for group in groups {
            let count = u64::try_from(group.count).unwrap_or(0);
            for sum in [&mut total, sums.entry(book.branch_of(group.branch_id)).or_default()] {
                sum.solved += count;
                if let Some(codes) = &group.deviations {
                    sum.deviating += count;
                    for deviation in codes.split(',').filter_map(|code| code.parse().ok()) {
                        *sum.by_deviation.entry(deviation).or_default() += count;
                    }
                }
            }
        }
        let (first, last) = (period.first.to_string(), period.last.to_string());
        let mut rows: Vec<ConformanceRow> =
            sums.iter().map(|(branch, sum)| sum.row(*branch, &book, &first, &last)).collect();
        rows.sort_by(|a, b| b.deviating.cmp(&a.deviating).then_with(|| a.branch_name.cmp(&b.branch_name)));
        Ok(ConformanceReport {
            as_of: now,
            from: period.first,
            to: period.last,
            solved: total.solved,
            deviating: total.deviating,
            rate: total.rate(),
            rows,
        })
    }
}
