//! Figures: the dashboard, promises, indicators, the wall. Every figure names the list that makes it up.

use domain::{
    assets::CauseClass,
    kernel::{BranchId, TicketId, Timestamp, UserId},
    reports::{Deviation, KpiCode, KpiUnit, PivotAxis, ReportGroup},
    sla::{ClockKind, ClockState, Priority},
    tickets::RequestType,
};

wire! {
    pub struct Dashboard {
        pub as_of: Timestamp,
        pub open: Figure,
        pub overdue: Figure,
        pub due_today: Figure,
        pub due_soon: Figure,
        pub unassigned: Figure,
        pub awaiting_review: Figure,
        pub waiting: Figure,
        pub by_branch: Vec<Share>,
        pub by_type: Vec<Share>,
        pub by_product: Vec<Share>,
        pub by_priority: Vec<Share>,
        /// Registered and solved per day, the last 30 days in the standard zone
        pub trend: Vec<TrendDay>,
    }

    pub struct Figure {
        pub value: u64,
        /// Query string of `GET /tickets` that lists exactly these
        pub query: String,
    }

    pub struct Share {
        pub key: String,
        pub label: String,
        pub open: u64,
        pub overdue: u64,
        pub query: String,
    }

    pub struct TrendDay {
        pub date: chrono::NaiveDate,
        pub registered: u64,
        pub solved: u64,
        pub breached: u64,
    }
}

query! {
    pub struct DashboardQuery {
        pub branch_id: Option<BranchId>,
    }
}

wire! {
    /// 承诺: one clock with a due time. The first due time stays beside the one that an extension or a pause moved.
    pub struct PromiseRow {
        pub ticket_id: TicketId,
        pub ticket_no: String,
        pub kind: ClockKind,
        /// Counts from 1; a change of priority or a new urging begins another one
        pub cycle: i64,
        pub branch_id: BranchId,
        pub branch_name: String,
        pub owner_id: Option<UserId>,
        pub owner_name: Option<String>,
        pub assignee_id: Option<UserId>,
        pub assignee_name: Option<String>,
        pub customer_name: String,
        pub priority: Priority,
        pub family: Option<String>,
        pub model: Option<String>,
        /// As of now: time alone breaks a promise
        pub state: ClockState,
        /// The span that was promised, `16WH`
        pub target: String,
        pub started_at: Timestamp,
        pub original_due_at: Timestamp,
        pub due_at: Timestamp,
        pub stopped_at: Option<Timestamp>,
        /// `due_at` is not the first due time any more
        pub moved: bool,
        /// Kept or broken; null while that is open, and when it was withdrawn before it was due
        pub kept: Option<bool>,
        /// The same against the first due time, whatever was extended since
        pub kept_original: Option<bool>,
        /// Seconds past `due_at`, natural time
        pub late_seconds: Option<i64>,
        /// Seconds past `due_at` in the working time of the request's calendar
        pub late_working_seconds: Option<i64>,
        /// The due time rests on a year whose official holidays are not known yet
        pub provisional: bool,
    }

    /// Promises of one kind, or of all, by what became of them.
    pub struct PromiseCounts {
        /// Null for the sum of all kinds
        pub kind: Option<ClockKind>,
        pub running: u64,
        pub paused: u64,
        pub met: u64,
        pub missed: u64,
        pub breached: u64,
        /// Withdrawn before they were due
        pub cancelled: u64,
        /// Withdrawn after they were due: the breach stays
        pub cancelled_late: u64,
        /// Whose due time was moved
        pub moved: u64,
        /// met ÷ (met + missed + breached + cancelled_late) in percent, two digits, half up
        pub kept_rate: Option<String>,
        /// The same against the first due times
        pub kept_original_rate: Option<String>,
        /// Query string of `GET /reports/promises` that lists exactly these
        pub query: String,
    }

    pub struct PromiseSummary {
        pub as_of: Timestamp,
        pub from: chrono::NaiveDate,
        pub to: chrono::NaiveDate,
        pub total: PromiseCounts,
        pub by_kind: Vec<PromiseCounts>,
    }

    /// A figure in writing (Chinese and English).
    pub struct KpiDefinitionView {
        pub kpi: KpiCode,
        pub unit: KpiUnit,
        pub numerator_zh: String,
        pub numerator_en: String,
        pub denominator_zh: String,
        pub denominator_en: String,
        /// Percent that the regulations ask for
        pub target: Option<i64>,
        /// The clause, where a regulation has one
        pub clause: Option<String>,
        pub lower_is_better: bool,
    }

    pub struct KpiFigure {
        pub kpi: KpiCode,
        /// How many cases; of means the sum in milliseconds of working time
        pub numerator: i64,
        /// n: how many cases count
        pub denominator: i64,
        /// Percent or working hours with two digits, half up; null when nothing counts
        pub value: Option<String>,
        /// Whether the target is reached; null without target or value
        pub on_target: Option<bool>,
        /// Path with query of the list that makes the figure up, below `/api/v1`; null for rows of what is not known
        pub list: Option<String>,
    }

    pub struct KpiRow {
        /// Id, code or period; empty for what is not known
        pub key: String,
        pub label: String,
        pub figures: Vec<KpiFigure>,
    }

    /// A month that is over, as it stood ten days after its end, beside what it would be now.
    pub struct FrozenMonth {
        /// `2025-04`
        pub month: String,
        /// When the figures were taken; they do not change since
        pub as_of: Timestamp,
        pub frozen: Vec<KpiFigure>,
        pub live: Vec<KpiFigure>,
    }

    pub struct KpiReport {
        pub as_of: Timestamp,
        pub from: chrono::NaiveDate,
        pub to: chrono::NaiveDate,
        pub by: Option<ReportGroup>,
        pub definitions: Vec<KpiDefinitionView>,
        pub total: KpiRow,
        pub rows: Vec<KpiRow>,
        /// Frozen months that lie in the period whole; none when a person or a family is asked for
        pub frozen: Vec<FrozenMonth>,
    }

    /// A request that a figure counts.
    pub struct CaseRow {
        pub ticket_id: TicketId,
        pub ticket_no: String,
        pub branch_id: BranchId,
        pub branch_name: String,
        pub owner_name: Option<String>,
        pub assignee_name: Option<String>,
        pub customer_name: String,
        pub request_type: RequestType,
        pub priority: Priority,
        pub family: Option<String>,
        pub model: Option<String>,
        pub fault_code: Option<String>,
        pub cause_class: Option<CauseClass>,
        pub registered_at: Timestamp,
        pub solved_at: Option<Timestamp>,
        pub reopened: i64,
        pub visits: i64,
        /// What it adds to the numerator: 1 or 0, or milliseconds
        pub numerator: i64,
        /// Steps that were skipped or came late (R-10.5.9.2)
        pub deviations: Vec<Deviation>,
    }

    /// 流程符合 of one branch.
    pub struct ConformanceRow {
        pub branch_id: BranchId,
        pub branch_name: String,
        /// Solved in the period
        pub solved: u64,
        /// Of these, with a skipped or late step
        pub deviating: u64,
        pub rate: Option<String>,
        pub by_deviation: Vec<DeviationCount>,
        /// Path of the list of the deviating ones
        pub list: String,
    }

    pub struct DeviationCount {
        pub deviation: Deviation,
        pub count: u64,
    }

    pub struct ConformanceReport {
        pub as_of: Timestamp,
        pub from: chrono::NaiveDate,
        pub to: chrono::NaiveDate,
        pub solved: u64,
        pub deviating: u64,
        pub rate: Option<String>,
        pub rows: Vec<ConformanceRow>,
    }

    pub struct PivotCell {
        /// Null: not known
        pub row: Option<String>,
        pub column: Option<String>,
        pub count: u64,
        /// Percent of all, two digits
        pub share: String,
    }

    /// 交叉分析: requests registered in the period by two of their facts, without discarded ones.
    pub struct Pivot {
        pub as_of: Timestamp,
        pub from: chrono::NaiveDate,
        pub to: chrono::NaiveDate,
        pub rows: PivotAxis,
        pub columns: PivotAxis,
        pub total: u64,
        /// The largest first
        pub cells: Vec<PivotCell>,
    }

    /// 催办 of one branch: asked for in the period.
    pub struct UrgeRow {
        /// 1 for the branch with the most
        pub rank: u64,
        pub branch_id: BranchId,
        pub branch_name: String,
        pub hasten: u64,
        pub supervise: u64,
        /// The highest level that was reached
        pub highest_level: i64,
        pub answered: u64,
        /// Of those due in the period, in percent
        pub answered_in_time: Option<String>,
        pub list: String,
    }

    pub struct UrgeReport {
        pub as_of: Timestamp,
        pub from: chrono::NaiveDate,
        pub to: chrono::NaiveDate,
        pub rows: Vec<UrgeRow>,
    }

    /// 看板: what must be seen from five metres.
    pub struct Wall {
        pub as_of: Timestamp,
        /// Promises that fall due within two hours
        pub due_soon_count: u64,
        pub due_soon: Vec<PromiseRow>,
        /// Promises that are broken and still open, the oldest first
        pub breached_count: u64,
        pub breached: Vec<PromiseRow>,
        pub branches: Vec<Share>,
    }
}

query! {
    pub struct PromiseQuery {
        #[validate(range(min = 1, max = 100))]
        pub limit: Option<u64>,
        #[validate(length(max = 500))]
        pub cursor: Option<String>,
        /// First day on which it is due, in the company's zone; 29 days before `to` when absent
        pub from: Option<chrono::NaiveDate>,
        /// Last day; today when absent
        pub to: Option<chrono::NaiveDate>,
        /// With its teams
        pub branch_id: Option<BranchId>,
        /// That branch without its teams, or one team
        pub team_id: Option<BranchId>,
        /// Owner or engineer
        pub person_id: Option<UserId>,
        pub owner_id: Option<UserId>,
        pub engineer_id: Option<UserId>,
        #[validate(length(max = 100))]
        pub family: Option<String>,
        #[validate(length(max = 100))]
        pub model: Option<String>,
        pub request_type: Option<RequestType>,
        pub kind: Option<ClockKind>,
        pub priority: Option<Priority>,
        /// As of now
        pub state: Option<ClockState>,
        /// `true`: the due time was moved
        pub moved: Option<bool>,
        /// `true`: kept or broken, no longer open
        pub decided: Option<bool>,
    }

    pub struct KpiQuery {
        /// First day, in the company's zone; 29 days before `to` when absent
        pub from: Option<chrono::NaiveDate>,
        /// Last day; today when absent
        pub to: Option<chrono::NaiveDate>,
        /// Rows beside the total
        pub by: Option<ReportGroup>,
        /// With its teams
        pub branch_id: Option<BranchId>,
        /// That branch without its teams, or one team
        pub team_id: Option<BranchId>,
        /// Owner or engineer
        pub person_id: Option<UserId>,
        pub owner_id: Option<UserId>,
        pub engineer_id: Option<UserId>,
        #[validate(length(max = 100))]
        pub family: Option<String>,
        #[validate(length(max = 100))]
        pub model: Option<String>,
        pub request_type: Option<RequestType>,
    }

    pub struct CaseQuery {
        #[validate(range(min = 1, max = 100))]
        pub limit: Option<u64>,
        #[validate(length(max = 500))]
        pub cursor: Option<String>,
        /// The figure whose cases are listed; required
        pub kpi: Option<KpiCode>,
        pub from: Option<chrono::NaiveDate>,
        pub to: Option<chrono::NaiveDate>,
        /// With its teams
        pub branch_id: Option<BranchId>,
        /// That branch without its teams, or one team
        pub team_id: Option<BranchId>,
        /// Owner or engineer
        pub person_id: Option<UserId>,
        pub owner_id: Option<UserId>,
        pub engineer_id: Option<UserId>,
        #[validate(length(max = 100))]
        pub family: Option<String>,
        #[validate(length(max = 100))]
        pub model: Option<String>,
        pub request_type: Option<RequestType>,
        /// `true`: only those with a skipped or late step
        pub deviating: Option<bool>,
    }

    pub struct PivotQuery {
        pub from: Option<chrono::NaiveDate>,
        pub to: Option<chrono::NaiveDate>,
        /// `fault_code` when absent
        pub rows: Option<PivotAxis>,
        /// `cause_class` when absent
        pub columns: Option<PivotAxis>,
        /// With its teams
        pub branch_id: Option<BranchId>,
        /// That branch without its teams, or one team
        pub team_id: Option<BranchId>,
        /// Owner or engineer
        pub person_id: Option<UserId>,
        pub owner_id: Option<UserId>,
        pub engineer_id: Option<UserId>,
        #[validate(length(max = 100))]
        pub family: Option<String>,
        #[validate(length(max = 100))]
        pub model: Option<String>,
        pub request_type: Option<RequestType>,
    }

    pub struct ConformanceQuery {
        pub from: Option<chrono::NaiveDate>,
        pub to: Option<chrono::NaiveDate>,
        /// With its teams
        pub branch_id: Option<BranchId>,
        /// That branch without its teams, or one team
        pub team_id: Option<BranchId>,
        /// Owner or engineer
        pub person_id: Option<UserId>,
        pub owner_id: Option<UserId>,
        pub engineer_id: Option<UserId>,
        #[validate(length(max = 100))]
        pub family: Option<String>,
        #[validate(length(max = 100))]
        pub model: Option<String>,
        pub request_type: Option<RequestType>,
    }

    pub struct PeriodQuery {
        pub from: Option<chrono::NaiveDate>,
        pub to: Option<chrono::NaiveDate>,
        pub branch_id: Option<BranchId>,
    }
}
