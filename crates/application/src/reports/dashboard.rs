//! Figures of the dashboard. Open counts come from maintained rollups; what is late or due is a range of an index.

use contract::reports::{Dashboard, DashboardQuery, Figure, Share, TrendDay};
use domain::{
    access::{Permission, Rows, rows},
    kernel::{BranchId, Timestamp},
    sla::{Priority, date_of, end_of_day_after},
    tickets::{RequestType, WorkQueue},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait as _, QueryFilter,
    QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    App, AppError, Caller,
    sla::rules::ZONE,
    tickets::{
        rollup::{day_rollup, open_rollup},
        store::ticket,
        visible,
    },
};

/// Open or late tickets of one branch, type, priority and family.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Counted {
    branch_id: Uuid,
    request_type: String,
    priority: String,
    family: Option<String>,
    pub count: i64,
}

impl Counted {
    pub(crate) fn unsigned(&self) -> u64 {
        unsigned(self.count)
    }

    pub(crate) fn queue(&self) -> WorkQueue {
        self.request_type.parse::<RequestType>().map_or(WorkQueue::Other, RequestType::queue)
    }
}

/// Open tickets by branch, type, priority and product family. Who sees only own tickets is counted row by row.
pub(crate) async fn open_counts(
    app: &App,
    caller: &Caller,
    branch: Option<BranchId>,
) -> Result<Vec<Counted>, AppError> {
    let read = app.db().read();
    let branches = match rows(&caller.principal, Permission::TicketsRead) {
        Rows::Some { own_in, .. } if !own_in.is_empty() => {
            let open = Condition::all().add(visible(caller)).add(ticket::Column::IsOpen.eq(true));
            return counted(read, open, branch).await;
        }
        Rows::Some { branches, .. } => Some(branches),
        Rows::Everything => None,
    };
    use open_rollup::Column as C;
    let mut select = open_rollup::Entity::find()
        .select_only()
        .columns([C::BranchId, C::RequestType, C::Priority, C::Family])
        .expr_as(Expr::col(C::Open), "count")
        .filter(C::Open.gt(0));
    if let Some(branches) = branches {
        select = select.filter(C::BranchId.is_in(branches.into_iter().map(|b| b.0)));
    }
    if let Some(branch) = branch {
        select = select.filter(C::BranchId.eq(branch.0));
    }
    Ok(select.into_model::<Counted>().all(read).await?)
}

/// Open tickets whose next clock is past due: only the late part of the index is read.
pub(crate) async fn overdue_counts(
    app: &App,
    caller: &Caller,
    branch: Option<BranchId>,
    now: Timestamp,
) -> Result<Vec<Counted>, AppError> {
    let late = Condition::all()
        .add(visible(caller))
        .add(ticket::Column::IsOpen.eq(true))
        .add(ticket::Column::DueSort.lt(now.millis()));
    counted(app.db().read(), late, branch).await
}

async fn counted<C: ConnectionTrait>(
    conn: &C,
    condition: Condition,
    branch: Option<BranchId>,
) -> Result<Vec<Counted>, AppError> {
    use ticket::Column as C;
    let mut select = ticket::Entity::find()
        .select_only()
        .columns([C::BranchId, C::RequestType, C::Priority, C::Family])
        .expr_as(Expr::cust("COUNT(*)"), "count")
        .filter(condition)
        .group_by(C::BranchId)
        .group_by(C::RequestType)
        .group_by(C::Priority)
        .group_by(C::Family);
    if let Some(branch) = branch {
        select = select.filter(C::BranchId.eq(branch.0));
    }
    Ok(select.into_model::<Counted>().all(conn).await?)
}

const TREND_DAYS: u32 = 30;
pub(super) const SOON_MILLIS: i64 = 2 * 3_600_000;
const DAY_MILLIS: i64 = 86_400_000;

impl App {
    /// The start page's figures; each names the list that makes it up.
    ///
    /// # Errors
    /// 403 without `tickets.read`.
    pub async fn dashboard(&self, caller: &Caller, query: &DashboardQuery) -> Result<Dashboard, AppError> {
        caller.require_anywhere(Permission::TicketsRead)?;
        let (now, branch) = (self.clock.now(), query.branch_id);
        let open = open_counts(self, caller, branch).await?;
        let overdue = overdue_counts(self, caller, branch, now).await?;
        let end_of_today = end_of_day_after(ZONE, now, 0);
        let soon = now.plus_millis(SOON_MILLIS);
        use ticket::Column as C;
        let in_branch = branch.map(|b| format!("&branch_id={b}")).unwrap_or_default();
        let count = |condition: Condition| self.count_tickets(caller, condition, branch);
        let is_open = || Condition::all().add(C::IsOpen.eq(true));
        let due_today =
            count(is_open().add(C::DueSort.gte(now.millis())).add(C::DueSort.lte(end_of_today.millis())))
                .await?;
        let due_soon =
            count(is_open().add(C::DueSort.gte(now.millis())).add(C::DueSort.lte(soon.millis()))).await?;
        let unassigned = count(is_open().add(C::OwnerId.is_null())).await?;
        let review = count(Condition::all().add(C::AwaitingReview.eq(true))).await?;
        let waiting = count(is_open().add(C::State.eq("waiting"))).await?;
        let figure = |value: i64, filter: String| Figure {
            value: unsigned(value),
            query: format!("{filter}{in_branch}"),
        };
        let ids: Vec<BranchId> = open.iter().chain(&overdue).map(|c| BranchId(c.branch_id)).collect();
        let names = crate::access::branches::names(self.db.read(), &ids).await?;
        Ok(Dashboard {
            as_of: now,
            open: figure(open.iter().map(|c| c.count).sum(), "scope=open".into()),
            overdue: figure(overdue.iter().map(|c| c.count).sum(), "scope=open&overdue=true".into()),
            due_today: figure(due_today, format!("scope=open&overdue=false&due_before={end_of_today}")),
            due_soon: figure(due_soon, format!("scope=open&overdue=false&due_before={soon}")),
            unassigned: figure(unassigned, "scope=open&unassigned=true".into()),
            awaiting_review: figure(review, "scope=open&awaiting_review=true".into()),
            waiting: figure(waiting, "scope=open&state=waiting".into()),
            by_branch: by_branch(&open, &overdue, |id| names.get(&BranchId(id)).cloned().unwrap_or_default()),
            by_type: shares(&open, &overdue, |c| {
                (
                    c.request_type.clone(),
                    c.request_type.clone(),
                    format!("scope=open&request_type={}{in_branch}", c.request_type),
                )
            }),
            by_product: shares(&open, &overdue, |c| {
                let family = c.family.clone().unwrap_or_default();
                (family.clone(), family.clone(), format!("scope=open&q={family}{in_branch}"))
            }),
            by_priority: shares(&open, &overdue, |c| {
                let priority = c.priority.parse::<Priority>().map_or("", Priority::as_str);
                (c.priority.clone(), c.priority.clone(), format!("scope=open&priority={priority}{in_branch}"))
            }),
            trend: self.trend(caller, branch, now).await?,
        })
    }

    async fn count_tickets(
        &self,
        caller: &Caller,
        condition: Condition,
        branch: Option<BranchId>,
    ) -> Result<i64, AppError> {
        let mut select = ticket::Entity::find().filter(condition).filter(visible(caller));
        if let Some(branch) = branch {
            select = select.filter(ticket::Column::BranchId.eq(branch.0));
        }
        Ok(i64::try_from(select.count(self.db.read()).await?).unwrap_or(i64::MAX))
    }

    async fn trend(
        &self,
        caller: &Caller,
        branch: Option<BranchId>,
        now: Timestamp,
    ) -> Result<Vec<TrendDay>, AppError> {
        use day_rollup::Column as C;
        let today = date_of(ZONE, now);
        let first = date_of(ZONE, now.plus_millis(-DAY_MILLIS * i64::from(TREND_DAYS - 1)));
        let mut select = day_rollup::Entity::find()
            .filter(C::Day.gte(first.to_string()))
            .filter(C::Day.lte(today.to_string()));
        if let Rows::Some { mut branches, own_in, .. } = rows(&caller.principal, Permission::TicketsRead) {
            branches.extend(own_in);
            select = select.filter(C::BranchId.is_in(branches.into_iter().map(|b| b.0)));
        }
        if let Some(branch) = branch {
            select = select.filter(C::BranchId.eq(branch.0));
        }
        let rows = select.all(self.db.read()).await?;
        Ok(first
            .iter_days()
            .take_while(|date| *date <= today)
            .map(|date| {
                let day = date.to_string();
                let of_day = || rows.iter().filter(|r| r.day == day);
                TrendDay {
                    date,
                    registered: unsigned(of_day().map(|r| r.registered).sum()),
                    solved: unsigned(of_day().map(|r| r.solved).sum()),
                    breached: unsigned(of_day().map(|r| r.breached).sum()),
                }
            })
            .collect())
    }
}

fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

/// Open and late requests of each branch, the most first.
pub(super) fn by_branch(open: &[Counted], overdue: &[Counted], name: impl Fn(Uuid) -> String) -> Vec<Share> {
    shares(open, overdue, |c| {
        (c.branch_id.to_string(), name(c.branch_id), format!("scope=open&branch_id={}", c.branch_id))
    })
}

fn shares(
    open: &[Counted],
    overdue: &[Counted],
    by: impl Fn(&Counted) -> (String, String, String),
) -> Vec<Share> {
    let mut list: Vec<Share> = Vec::new();
    for (counts, late) in [(open, false), (overdue, true)] {
        for counted in counts {
            let (key, label, query) = by(counted);
            let place = list.iter().position(|s| s.key == key).unwrap_or_else(|| {
                list.push(Share { key, label, open: 0, overdue: 0, query });
                list.len() - 1
            });
            if let Some(share) = list.get_mut(place) {
                let gained = unsigned(counted.count);
                if late { share.overdue += gained } else { share.open += gained }
            }
        }
    }
    list.sort_by(|a, b| b.open.cmp(&a.open).then_with(|| a.key.cmp(&b.key)));
    list
}
