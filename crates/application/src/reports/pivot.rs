//! 交叉分析: requests by two of their facts.

use contract::reports::{Pivot, PivotCell, PivotQuery};
use domain::reports::{PivotAxis, Tally};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, sea_query::Expr};

use super::{
    labels::BranchBook,
    scope::{Branches, Filter, TICKETS, period},
    store::report_ticket::{Column as C, Entity},
};
use crate::{App, AppError, Caller};

#[derive(Debug, FromQueryResult)]
struct Group {
    row: Option<String>,
    col: Option<String>,
    count: i64,
}

const fn column(axis: PivotAxis) -> C {
    match axis {
        PivotAxis::FaultCode => C::FaultCode,
        PivotAxis::CauseClass => C::CauseClass,
        PivotAxis::Family => C::Family,
        PivotAxis::Model => C::Model,
        PivotAxis::Month => C::Month,
        PivotAxis::RequestType => C::RequestType,
    }
}

impl App {
    /// Counts and shares of the requests registered in the period.
    ///
    /// # Errors
    /// 403 without `reports.read`, 422 for a wrong parameter.
    pub async fn pivot(&self, caller: &Caller, query: &PivotQuery) -> Result<Pivot, AppError> {
        let branches = Branches::of(caller)?;
        let now = self.clock.now();
        let period = period(query.from, query.to, now)?;
        let rows = query.rows.unwrap_or(PivotAxis::FaultCode);
        let columns = query.columns.unwrap_or(PivotAxis::CauseClass);
        if rows == columns {
            return Err(AppError::invalid("?columns", "not_allowed", "rows and columns are the same"));
        }
        self.refresh_reports().await?;
        let book = BranchBook::read(self.db.read()).await?;
        let mut groups = Entity::find()
            .select_only()
            .expr_as(Expr::col(column(rows)), "row")
            .expr_as(Expr::col(column(columns)), "col")
            .expr_as(Expr::cust("COUNT(*)"), "count")
            .filter(C::RegisteredAt.gte(period.begins().millis()))
            .filter(C::RegisteredAt.lt(period.ends().millis()))
            .filter(C::Discarded.eq(false))
            .filter(Filter::from(query).condition(TICKETS, &branches, &book))
            .group_by(column(rows))
            .group_by(column(columns))
            .into_model::<Group>()
            .all(self.db.read())
            .await?;
        groups.sort_by(|a, b| {
            b.count.cmp(&a.count).then_with(|| a.row.cmp(&b.row)).then_with(|| a.col.cmp(&b.col))
        });
        let total: i64 = groups.iter().map(|group| group.count).sum();
        let cell = |group: Group| PivotCell {
            share: Tally { numerator: group.count, denominator: total }
                .percent()
                .map(|percent| percent.to_string())
                .unwrap_or_default(),
            row: group.row,
            column: group.col,
            count: u64::try_from(group.count).unwrap_or(0),
        };
        Ok(Pivot {
            as_of: now,
            from: period.first,
            to: period.last,
            rows,
            columns,
            total: u64::try_from(total).unwrap_or(0),
            cells: groups.into_iter().map(cell).collect(),
        })
    }
}
