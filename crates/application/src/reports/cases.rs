//! The requests that make up a figure.

use contract::{
    page::Page,
    reports::{CaseQuery, CaseRow},
};
use domain::{
    kernel::{BranchId, TicketId, Timestamp, UnknownCode},
    reports::{KpiCode, Period},
    tickets::RequestType,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait as _, SimpleExpr},
};
use uuid::Uuid;

use super::{
    kpis::{CAME_BACK, FACTS, FactRow},
    labels::BranchBook,
    scope::{Branches, Filter, TICKETS, period},
    store::report_ticket::{Column as C, Entity},
};
use crate::{App, AppError, Caller, cursor};

/// How long the same fault may come back before a job counts as fixed.
const MATURITY_MILLIS: i64 = 30 * 86_400_000;

#[derive(Debug, FromQueryResult)]
struct Row {
    ticket_id: Uuid,
    ticket_no: String,
    customer_name: String,
    priority: String,
    fault_code: Option<String>,
    cause_class: Option<String>,
    deviations: Option<String>,
    branch_id: Uuid,
    owner_name: Option<String>,
    assignee_name: Option<String>,
    family: Option<String>,
    model: Option<String>,
    registered_at: i64,
    solved_at: Option<i64>,
    reopened: i64,
    visits: i64,
    #[sea_orm(nested)]
    facts: FactRow,
}

impl App {
    /// The requests that a figure of the period counts, the earliest first.
    ///
    /// # Errors
    /// 403 without `reports.read`, 422 for a wrong parameter.
    pub async fn list_cases(&self, caller: &Caller, query: &CaseQuery) -> Result<Page<CaseRow>, AppError> {
        let branches = Branches::of(caller)?;
        let now = self.clock.now();
        let period = period(query.from, query.to, now)?;
        let kpi = query.kpi.ok_or_else(|| AppError::invalid("?kpi", "required", "which figure"))?;
        let (column, counts) = counted(kpi, now)?;
        let limit = cursor::limit(query.limit);
        self.refresh_reports().await?;
        let book = BranchBook::read(self.db.read()).await?;
        let mut select = Entity::find()
            .select_only()
            .columns(FACTS)
            .columns([
                C::TicketId,
                C::TicketNo,
                C::CustomerName,
                C::Priority,
                C::FaultCode,
                C::CauseClass,
                C::Deviations,
            ])
            .expr_as(Expr::cust(CAME_BACK), "came_back")
            .expr_as(Expr::cust("deviations IS NOT NULL"), "deviates")
            .filter(within(column, period))
            .filter(C::Discarded.eq(false))
            .filter(counts)
            .filter(Filter::from(query).condition(TICKETS, &branches, &book));
        if let Some(deviating) = query.deviating {
            select =
                select.filter(if deviating { C::Deviations.is_not_null() } else { C::Deviations.is_null() });
        }
        if let Some((at, id)) = cursor::decode::<(i64, Uuid)>(query.cursor.as_deref())? {
            let last: [SimpleExpr; 2] = [at.into(), id.into()];
            select = select.filter(Expr::tuple([column, C::TicketId].map(Expr::col)).gt(Expr::tuple(last)));
        }
        let rows = select
            .order_by_asc(column)
            .order_by_asc(C::TicketId)
            .limit(limit + 1)
            .into_model::<Row>()
            .all(self.db.read())
            .await?;
        let mut items = Vec::with_capacity(rows.len());
        for row in rows {
            let counted = row.facts.case()?.counted(kpi, now);
            let Some(counted) = counted else { continue };
            items.push((row.shown(counted.tally.numerator, &book)?, counted.at));
        }
        let page = cursor::page(items, limit, |(row, at)| (at.millis(), row.ticket_id.0));
        Ok(Page {
            items: page.items.into_iter().map(|(row, _)| row).collect(),
            next_cursor: page.next_cursor,
        })
    }
}

fn within(column: C, period: Period) -> Condition {
    Condition::all().add(column.gte(period.begins().millis())).add(column.lt(period.ends().millis()))
}

/// By which instant a figure counts, and which requests: [`domain::reports::Case::counted`] in words of the database.
fn counted(kpi: KpiCode, now: Timestamp) -> Result<(C, Condition), AppError> {
    let all = Condition::all();
    Ok(match kpi {
        KpiCode::ResolutionRate | KpiCode::ComplaintRate => (C::RegisteredAt, all),
        KpiCode::CompletionOnTime => (C::SolvedAt, all.add(C::SolvedInTime.is_not_null())),
        KpiCode::FirstTimeFix => {
            let mature = C::SolvedAt.lte(now.plus_millis(-MATURITY_MILLIS).millis());
            (C::SolvedAt, all.add(C::OnSite.eq(true)).add(mature))
        }
        KpiCode::RepairHours => (C::FirstSolvedAt, all.add(C::RepairMillis.is_not_null())),
        KpiCode::ResolveHours => (C::FirstSolvedAt, all.add(C::FirstResolveMillis.is_not_null())),
        KpiCode::TotalResolveHours => (C::SolvedAt, all.add(C::TotalResolveMillis.is_not_null())),
        KpiCode::ReopenRate => (C::FirstSolvedAt, all),
        KpiCode::FlowConformance => (C::SolvedAt, all),
        KpiCode::ResponseOnTime | KpiCode::ResponseOnTimeP1 | KpiCode::UrgeAnswered => {
            return Err(AppError::invalid(
                "?kpi",
                "not_allowed",
                "this figure counts promises: GET /reports/promises",
            ));
        }
    })
}

impl Row {
    fn shown(self, numerator: i64, book: &BranchBook) -> Result<CaseRow, AppError> {
        let broken = |e: String| AppError::inconsistent("report_ticket", &self.ticket_no, e);
        let unknown = |e: UnknownCode| broken(e.to_string());
        let at = |millis: i64| Timestamp::from_millis(millis).map_err(|e| broken(e.to_string()));
        let deviations = self.deviations.as_deref().unwrap_or_default();
        let request_type: RequestType = self.facts.case()?.request_type;
        Ok(CaseRow {
            ticket_id: TicketId(self.ticket_id),
            branch_id: BranchId(self.branch_id),
            branch_name: book.name(self.branch_id),
            request_type,
            priority: self.priority.parse().map_err(unknown)?,
            cause_class: self.cause_class.as_deref().map(str::parse).transpose().map_err(unknown)?,
            registered_at: at(self.registered_at)?,
            solved_at: self.solved_at.map(at).transpose()?,
            deviations: deviations
                .split(',')
                .filter(|code| !code.is_empty())
                .map(|code| code.parse().map_err(unknown))
                .collect::<Result<_, _>>()?,
            numerator,
            reopened: self.reopened,
            visits: self.visits,
            ticket_no: self.ticket_no,
            owner_name: self.owner_name,
            assignee_name: self.assignee_name,
            customer_name: self.customer_name,
            family: self.family,
            model: self.model,
            fault_code: self.fault_code,
        })
    }
}
