//! 承诺台账: every promise with its first and its present due time, and how many were kept.

use std::collections::HashMap;

use contract::{
    page::Page,
    reports::{PromiseCounts, PromiseQuery, PromiseRow, PromiseSummary},
};
use domain::{
    kernel::{BranchId, TicketId, Timestamp, UserId},
    reports::{Period, PromiseCase, Tally},
    sla::{ClockKind, ClockState},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait as _, SimpleExpr},
};
use uuid::Uuid;

use super::{
    labels::BranchBook,
    scope::{Branches, Filter, PROMISES, period, query_string},
    store::report_promise::{Column as C, Entity, Model},
};
use crate::{App, AppError, Caller, cursor};

/// Where a page ends: due time, request, kind, cycle.
pub(super) type Place = (i64, Uuid, String, i64);

impl App {
    /// Promises that are due in the period, the earliest first.
    ///
    /// # Errors
    /// 403 without `reports.read`, 422 for a wrong parameter.
    pub async fn list_promises(
        &self,
        caller: &Caller,
        query: &PromiseQuery,
    ) -> Result<Page<PromiseRow>, AppError> {
        let limit = cursor::limit(query.limit);
        let after = cursor::decode::<Place>(query.cursor.as_deref())?;
        let (rows, _) = self.promises(caller, query, after, limit + 1).await?;
        let place = |row: &PromiseRow| {
            (row.due_at.millis(), row.ticket_id.0, row.kind.as_str().to_owned(), row.cycle)
        };
        Ok(cursor::page(rows, limit, place))
    }

    /// At most `count` promises after a place, and the place of the last one.
    pub(super) async fn promises(
        &self,
        caller: &Caller,
        query: &PromiseQuery,
        after: Option<Place>,
        count: u64,
    ) -> Result<(Vec<PromiseRow>, Option<Place>), AppError> {
        let branches = Branches::of(caller)?;
        let now = self.clock.now();
        let period = period(query.from, query.to, now)?;
        self.refresh_reports().await?;
        let book = BranchBook::read(self.db.read()).await?;
        let mut select = Entity::find().filter(in_period(period));
        select = select.filter(Filter::from(query).condition(PROMISES, &branches, &book));
        select = select.filter(asked(query, now));
        if let Some((due, ticket, kind, cycle)) = after {
            let place = Expr::tuple([C::DueAt, C::TicketId, C::Kind, C::Cycle].map(Expr::col));
            let last: [SimpleExpr; 4] = [due.into(), ticket.into(), kind.into(), cycle.into()];
            select = select.filter(place.gt(Expr::tuple(last)));
        }
        let rows = earliest_first(select).limit(count).all(self.db.read()).await?;
        let last = rows.last().map(|row| (row.due_at, row.ticket_id, row.kind.clone(), row.cycle));
        Ok((self.promise_rows(rows, &book, now).await?, last))
    }

    pub(super) async fn promise_rows(
        &self,
        rows: Vec<Model>,
        book: &BranchBook,
        now: Timestamp,
    ) -> Result<Vec<PromiseRow>, AppError> {
        let mut calendars = HashMap::new();
        for id in rows.iter().filter_map(|row| row.calendar_id) {
            if let std::collections::hash_map::Entry::Vacant(place) = calendars.entry(id) {
                place.insert(self.calendar(self.db.read(), id).await?);
            }
        }
        let row = |row: Model| {
            let calendar = row.calendar_id.and_then(|id| calendars.get(&id));
            let worked = |from, to| calendar.and_then(|c| c.elapsed(from, to).ok());
            row.shown(book, now, worked)
        };
        rows.into_iter().map(row).collect()
    }

    /// How many promises of the period were kept, in all and by kind.
    ///
    /// # Errors
    /// 403 without `reports.read`, 422 for a wrong parameter.
    pub async fn promise_summary(
        &self,
        caller: &Caller,
        query: &PromiseQuery,
    ) -> Result<PromiseSummary, AppError> {
        let branches = Branches::of(caller)?;
        if query.limit.is_some() || query.cursor.is_some() {
            return Err(AppError::invalid("?limit", "not_allowed", "a summary has no pages"));
        }
        let now = self.clock.now();
        let period = period(query.from, query.to, now)?;
        self.refresh_reports().await?;
        let book = BranchBook::read(self.db.read()).await?;
        let filter = Filter::from(query);
        // as a literal: PostgreSQL takes two parameters for two expressions
        let late = Expr::cust(format!("due_at < {}", now.millis()));
        let kept_first = Expr::col(C::StoppedAt).lte(Expr::col(C::OriginalDueAt));
        let counted = Entity::find()
            .select_only()
            .columns([C::Kind, C::State, C::Broken])
            .expr_as(late.clone(), "late")
            .expr_as(Expr::col(C::DueAt).ne(Expr::col(C::OriginalDueAt)), "moved")
            .expr_as(Expr::cust("COUNT(*)"), "count")
            .expr_as(Expr::expr(Expr::case(kept_first, 1).finally(0)).sum(), "kept_first")
            .filter(in_period(period))
            .filter(filter.condition(PROMISES, &branches, &book))
            .filter(asked(query, now))
            .group_by(C::Kind)
            .group_by(C::State)
            .group_by(C::Broken)
            .group_by(late)
            .group_by(Expr::col(C::DueAt).ne(Expr::col(C::OriginalDueAt)))
            .into_model::<Group>()
            .all(self.db.read())
            .await?;
        let mut pairs = vec![("from", period.first.to_string()), ("to", period.last.to_string())];
        pairs.extend(filter.pairs());
        let priority = query.priority.map(|priority| ("priority", priority.as_str().to_owned()));
        let moved = query.moved.map(|moved| ("moved", moved.to_string()));
        let decided = query.decided.map(|decided| ("decided", decided.to_string()));
        let state = query.state.map(|state| ("state", state.as_str().to_owned()));
        pairs.extend([priority, moved, decided, state].into_iter().flatten());
        let mut total = Sum::default();
        let mut kinds: Vec<(ClockKind, Sum)> = Vec::new();
        for group in &counted {
            let kind: ClockKind =
                group.kind.parse().map_err(|e| AppError::inconsistent("report_promise", &group.kind, e))?;
            total.add(group)?;
            match kinds.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, sum)) => sum.add(group)?,
                None => {
                    let mut sum = Sum::default();
                    sum.add(group)?;
                    kinds.push((kind, sum));
                }
            }
        }
        kinds.sort_by_key(|(kind, _)| *kind);
        Ok(PromiseSummary {
            as_of: now,
            from: period.first,
            to: period.last,
            total: total.counts(query.kind, &pairs),
            by_kind: kinds.into_iter().map(|(kind, sum)| sum.counts(Some(kind), &pairs)).collect(),
        })
    }
}

pub(super) fn earliest_first(select: sea_orm::Select<Entity>) -> sea_orm::Select<Entity> {
    [C::DueAt, C::TicketId, C::Kind, C::Cycle].into_iter().fold(select, QueryOrder::order_by_asc)
}

pub(super) fn in_period(period: Period) -> Condition {
    Condition::all().add(C::DueAt.gte(period.begins().millis())).add(C::DueAt.lt(period.ends().millis()))
}

/// What the query asks for beside period, branch and person.
fn asked(query: &PromiseQuery, now: Timestamp) -> Condition {
    let late = || C::DueAt.lt(now.millis());
    let is = |state: ClockState| C::State.eq(state.as_str());
    let broken_by_time = || Condition::all().add(is(ClockState::Running)).add(late());
    let state = query.state.map(|state| match state {
        ClockState::Running => Condition::all().add(is(state)).add(C::DueAt.gte(now.millis())),
        ClockState::Breached => Condition::any().add(is(state)).add(broken_by_time()),
        _ => Condition::all().add(is(state)),
    });
    let moved = query.moved.map(|moved| {
        let (now, first) = (Expr::col(C::DueAt), Expr::col(C::OriginalDueAt));
        Condition::all().add(if moved { now.ne(first) } else { now.eq(first) })
    });
    let decided = query.decided.map(|decided| {
        let done = [ClockState::Met, ClockState::Missed, ClockState::Breached].map(ClockState::as_str);
        let any = Condition::any().add(C::State.is_in(done)).add(broken_by_time()).add(C::Broken.eq(true));
        if decided { any } else { any.not() }
    });
    let kind = query.kind.map(|kind| Condition::all().add(C::Kind.eq(kind.as_str())));
    let priority = query.priority.map(|p| Condition::all().add(C::Priority.eq(p.as_str())));
    let all = [state, moved, decided, kind, priority];
    all.into_iter().flatten().fold(Condition::all(), Condition::add)
}

impl Model {
    pub(super) fn case(&self) -> Result<PromiseCase, AppError> {
        let broken =
            |e: domain::kernel::UnknownCode| AppError::inconsistent("report_promise", &self.ticket_no, e);
        Ok(PromiseCase {
            kind: self.kind.parse().map_err(broken)?,
            priority: self.priority.parse().map_err(broken)?,
            state: self.state.parse().map_err(broken)?,
            due_at: self.at(self.due_at)?,
            broken: self.broken,
        })
    }

    fn at(&self, millis: i64) -> Result<Timestamp, AppError> {
        Timestamp::from_millis(millis)
            .map_err(|e| AppError::inconsistent("report_promise", &self.ticket_no, e))
    }

    fn shown(
        self,
        book: &BranchBook,
        now: Timestamp,
        worked: impl Fn(Timestamp, Timestamp) -> Option<i64>,
    ) -> Result<PromiseRow, AppError> {
        let case = self.case()?;
        let state = case.state_at(now);
        let stopped_at = self.stopped_at.map(|at| self.at(at)).transpose()?;
        let until = match state {
            ClockState::Missed => stopped_at,
            ClockState::Breached => Some(now),
            _ => None,
        };
        let kept = case.kept(now);
        let original_due_at = self.at(self.original_due_at)?;
        // the sum of a period counts the same way
        let kept_original = kept.map(|_| stopped_at.is_some_and(|stopped| stopped <= original_due_at));
        Ok(PromiseRow {
            ticket_id: TicketId(self.ticket_id),
            kind: case.kind,
            cycle: self.cycle,
            branch_id: BranchId(self.branch_id),
            branch_name: book.name(self.branch_id),
            owner_id: self.owner_id.map(UserId),
            assignee_id: self.assignee_id.map(UserId),
            priority: case.priority,
            state,
            started_at: self.at(self.started_at)?,
            original_due_at,
            due_at: case.due_at,
            stopped_at,
            moved: self.due_at != self.original_due_at,
            kept,
            kept_original,
            late_seconds: until.map(|until| seconds(until.millis_since(case.due_at))),
            late_working_seconds: until.and_then(|until| worked(case.due_at, until)).map(seconds),
            provisional: self.provisional,
            ticket_no: self.ticket_no,
            owner_name: self.owner_name,
            assignee_name: self.assignee_name,
            customer_name: self.customer_name,
            family: self.family,
            model: self.model,
            target: self.target,
        })
    }
}

/// Whole seconds of a lateness, which is never negative.
fn seconds(millis: i64) -> i64 {
    Ord::max(millis, 0) / 1000
}

#[derive(Debug, FromQueryResult)]
struct Group {
    kind: String,
    state: String,
    broken: bool,
    late: bool,
    moved: bool,
    count: i64,
    kept_first: i64,
}

/// Counts by state, of one kind or of all.
#[derive(Debug, Default)]
struct Sum {
    states: HashMap<ClockState, i64>,
    cancelled_late: i64,
    moved: i64,
    kept_first: i64,
}

impl Sum {
    fn add(&mut self, group: &Group) -> Result<(), AppError> {
        let state: ClockState =
            group.state.parse().map_err(|e| AppError::inconsistent("report_promise", &group.state, e))?;
        let state = if state == ClockState::Running && group.late { ClockState::Breached } else { state };
        if group.broken {
            self.cancelled_late += group.count;
        } else {
            *self.states.entry(state).or_default() += group.count;
        }
        if group.moved {
            self.moved += group.count;
        }
        if matches!(state, ClockState::Met | ClockState::Missed) {
            self.kept_first += group.kept_first;
        }
        Ok(())
    }

    fn counts(&self, kind: Option<ClockKind>, pairs: &[(&str, String)]) -> PromiseCounts {
        let of = |state| self.states.get(&state).copied().unwrap_or(0);
        let met = of(ClockState::Met);
        let decided = met + of(ClockState::Missed) + of(ClockState::Breached) + self.cancelled_late;
        let rate = |numerator| Tally { numerator, denominator: decided }.percent().map(|p| p.to_string());
        let unsigned = |count: i64| u64::try_from(count).unwrap_or(0);
        let mut pairs = pairs.to_vec();
        pairs.extend(kind.map(|kind| ("kind", kind.as_str().to_owned())));
        PromiseCounts {
            kind,
            running: unsigned(of(ClockState::Running)),
            paused: unsigned(of(ClockState::Paused)),
            met: unsigned(met),
            missed: unsigned(of(ClockState::Missed)),
            breached: unsigned(of(ClockState::Breached)),
            cancelled: unsigned(of(ClockState::Cancelled)),
            cancelled_late: unsigned(self.cancelled_late),
            moved: unsigned(self.moved),
            kept_rate: rate(met),
            kept_original_rate: rate(self.kept_first),
            query: query_string(&pairs),
        }
    }
}
