//! Which rows a report reads: those of the caller's branches, in a period of whole days.

use chrono::{Days, NaiveDate};
use contract::reports::{CaseQuery, ConformanceQuery, KpiQuery, PivotQuery, PromiseQuery};
use domain::{
    access::{Permission, Rows, rows},
    kernel::{BranchId, Timestamp, UserId},
    reports::{Period, PeriodError},
    sla::date_of,
    tickets::RequestType,
};
use sea_orm::{ColumnTrait, Condition, sea_query::Query};

use super::{
    labels::BranchBook,
    store::{report_promise, report_ticket},
};
use crate::{AppError, Caller, sla::rules::ZONE};

/// Days before the last one when only that is known.
const DEFAULT_DAYS: u64 = 29;

/// # Errors
/// 422 when the dates are no period.
pub(super) fn period(
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    now: Timestamp,
) -> Result<Period, AppError> {
    let to = to.unwrap_or_else(|| date_of(ZONE, now));
    let from = from.unwrap_or_else(|| to.checked_sub_days(Days::new(DEFAULT_DAYS)).unwrap_or(to));
    Period::new(ZONE, from, to).map_err(|error| {
        let at = if error == PeriodError::Outside { "?from" } else { "?to" };
        AppError::invalid(at, "range", &error.to_string())
    })
}

/// The branches whose figures the caller may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Branches {
    All,
    These(Vec<BranchId>),
}

impl Branches {
    /// # Errors
    /// 403 without `reports.read`.
    pub(super) fn of(caller: &Caller) -> Result<Self, AppError> {
        caller.require_anywhere(Permission::ReportsRead)?;
        Ok(match rows(&caller.principal, Permission::ReportsRead) {
            Rows::Everything => Self::All,
            Rows::Some { branches, .. } => Self::These(branches),
        })
    }

    pub(super) fn condition(&self, column: impl ColumnTrait) -> Condition {
        match self {
            Self::All => Condition::all(),
            Self::These(branches) => Condition::all().add(column.is_in(branches.iter().map(|b| b.0))),
        }
    }
}

/// What the caller asks to see of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Filter {
    pub branch_id: Option<BranchId>,
    pub team_id: Option<BranchId>,
    pub person_id: Option<UserId>,
    pub owner_id: Option<UserId>,
    pub engineer_id: Option<UserId>,
    pub family: Option<String>,
    pub model: Option<String>,
    pub request_type: Option<RequestType>,
}

macro_rules! filter_of {
    ($($query:ty),+) => {$(
        impl From<&$query> for Filter {
            fn from(query: &$query) -> Self {
                Self {
                    branch_id: query.branch_id,
                    team_id: query.team_id,
                    person_id: query.person_id,
                    owner_id: query.owner_id,
                    engineer_id: query.engineer_id,
                    family: query.family.clone(),
                    model: query.model.clone(),
                    request_type: query.request_type,
                }
            }
        }
    )+};
}
filter_of!(PromiseQuery, KpiQuery, CaseQuery, PivotQuery, ConformanceQuery);

/// The columns that both tables of the reports have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns<C> {
    pub ticket: C,
    pub branch: C,
    pub owner: C,
    pub assignee: C,
    pub family: C,
    pub model: C,
}

pub(super) const TICKETS: Columns<report_ticket::Column> = Columns {
    ticket: report_ticket::Column::TicketId,
    branch: report_ticket::Column::BranchId,
    owner: report_ticket::Column::OwnerId,
    assignee: report_ticket::Column::AssigneeId,
    family: report_ticket::Column::Family,
    model: report_ticket::Column::Model,
};

pub(super) const PROMISES: Columns<report_promise::Column> = Columns {
    ticket: report_promise::Column::TicketId,
    branch: report_promise::Column::BranchId,
    owner: report_promise::Column::OwnerId,
    assignee: report_promise::Column::AssigneeId,
    family: report_promise::Column::Family,
    model: report_promise::Column::Model,
};

impl Filter {
    /// Only rows of the caller's branches, and of those what is asked for.
    pub(super) fn condition<C: ColumnTrait>(
        &self,
        columns: Columns<C>,
        branches: &Branches,
        book: &BranchBook,
    ) -> Condition {
        let equal = [
            self.branch_id.map(|id| columns.branch.is_in(book.with_teams(id))),
            self.team_id.map(|id| columns.branch.eq(id.0)),
            self.owner_id.map(|id| columns.owner.eq(id.0)),
            self.engineer_id.map(|id| columns.assignee.eq(id.0)),
            self.family.as_ref().map(|family| columns.family.eq(family.as_str())),
            self.model.as_ref().map(|model| columns.model.eq(model.as_str())),
            self.request_type.map(|kind| columns.ticket.in_subquery(of_type(kind))),
        ];
        let person = self
            .person_id
            .map(|id| Condition::any().add(columns.owner.eq(id.0)).add(columns.assignee.eq(id.0)));
        let mut all = branches.condition(columns.branch);
        for condition in equal.into_iter().flatten() {
            all = all.add(condition);
        }
        match person {
            Some(person) => all.add(person),
            None => all,
        }
    }

    /// Only a branch is asked for, if anything: frozen months know no more.
    pub(super) const fn is_by_branch(&self) -> bool {
        self.person_id.is_none()
            && self.owner_id.is_none()
            && self.engineer_id.is_none()
            && self.family.is_none()
            && self.model.is_none()
            && self.request_type.is_none()
    }

    /// The same as pairs of a query string.
    pub(super) fn pairs(&self) -> Vec<(&'static str, String)> {
        let named = [
            ("branch_id", self.branch_id.map(|id| id.to_string())),
            ("team_id", self.team_id.map(|id| id.to_string())),
            ("person_id", self.person_id.map(|id| id.to_string())),
            ("owner_id", self.owner_id.map(|id| id.to_string())),
            ("engineer_id", self.engineer_id.map(|id| id.to_string())),
            ("family", self.family.clone()),
            ("model", self.model.clone()),
            ("request_type", self.request_type.map(|kind| kind.as_str().to_owned())),
        ];
        named.into_iter().filter_map(|(name, value)| value.map(|value| (name, value))).collect()
    }
}

/// Requests of a type: a promise knows only its request.
fn of_type(kind: RequestType) -> sea_orm::sea_query::SelectStatement {
    Query::select()
        .column(report_ticket::Column::TicketId)
        .from(report_ticket::Entity)
        .and_where(report_ticket::Column::RequestType.eq(kind.as_str()))
        .to_owned()
}

/// `a=1&b=2`, percent-encoded.
pub(super) fn query_string(pairs: &[(&str, String)]) -> String {
    let encoded: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    encoded.join("&")
}

fn encoded(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_string_keeps_what_was_said() {
        let pairs = [("family", "螺杆机 & Co".to_owned()), ("model", "KY-55".to_owned())];
        assert_eq!(query_string(&pairs), "family=%E8%9E%BA%E6%9D%86%E6%9C%BA%20%26%20Co&model=KY-55");
    }
}
