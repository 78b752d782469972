//! 流程符合: who skips steps, and which (R-10.5.9.2).

use std::collections::BTreeMap;

use contract::reports::{ConformanceQuery, ConformanceReport, ConformanceRow, DeviationCount};
use domain::{
    kernel::BranchId,
    reports::{Deviation, KpiCode, Tally},
};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use super::{
    labels::BranchBook,
    scope::{Branches, Filter, TICKETS, period, query_string},
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

    /// `asked` is what the list is narrowed by besides the branch of the row.
    fn row(&self, branch: Uuid, book: &BranchBook, asked: &[(&'static str, String)]) -> ConformanceRow {
        let count =
            |(deviation, count): (&Deviation, &u64)| DeviationCount { deviation: *deviation, count: *count };
        let mut list = vec![
            ("kpi", KpiCode::FlowConformance.as_str().to_owned()),
            ("deviating", "true".to_owned()),
            ("branch_id", branch.to_string()),
        ];
        list.extend_from_slice(asked);
        let list = query_string(&list);
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
        query: &ConformanceQuery,
    ) -> Result<ConformanceReport, AppError> {
        let branches = Branches::of(caller)?;
        let now = self.clock.now();
        let period = period(query.from, query.to, now)?;
        self.refresh_reports().await?;
        let book = BranchBook::read(self.db.read()).await?;
        let filter = Filter::from(query);
        let select = Entity::find()
            .select_only()
            .columns([C::BranchId, C::Deviations])
            .expr_as(Expr::cust("COUNT(*)"), "count")
            .filter(C::SolvedAt.gte(period.begins().millis()))
            .filter(C::SolvedAt.lt(period.ends().millis()))
            .filter(C::Discarded.eq(false))
            .filter(filter.condition(TICKETS, &branches, &book))
            .group_by(C::BranchId)
            .group_by(C::Deviations);
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
        let mut asked = vec![("from", period.first.to_string()), ("to", period.last.to_string())];
        asked.extend(filter.pairs().into_iter().filter(|(name, _)| *name != "branch_id"));
        let mut rows: Vec<ConformanceRow> =
            sums.iter().map(|(branch, sum)| sum.row(*branch, &book, &asked)).collect();
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
