//! What-if clocks, working calendars, service policies.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    kernel::{BranchId, CalendarId, PolicyId, TicketId, Timestamp},
    sla::{
        AdHocClock, CalendarKind, CalendarSpec, Clock, ClockKind, DateRule, ExceptionSource, FactAt,
        PolicyProblem, PolicySpec, Priority, PriorityMode, ReopenMode, Span, Subject, Target, TimeWindow,
        YearImport,
    },
    tickets::{RequestType, ServiceMode},
};

request! {
    /// What would the clocks say? Nothing is stored.
    pub struct SlaPreviewRequest {
        /// The branch whose calendars count; the standard calendars when null
        #[serde(default)]
        pub branch_id: Option<BranchId>,
        /// The policy; the one in force when null
        #[serde(default)]
        pub policy_id: Option<PolicyId>,
        /// Default: repair
        #[serde(default)]
        pub request_type: Option<RequestType>,
        /// Default: on_site
        #[serde(default)]
        pub mode: Option<ServiceMode>,
        /// The priority at receipt
        pub priority: Priority,
        /// When the customer reached us
        pub received_at: Timestamp,
        /// Default: now. Later facts are left out
        #[serde(default)]
        pub as_of: Option<Timestamp>,
        /// Clocks in the place of the policy's
        #[serde(default)]
        #[validate(length(min = 1, max = 50))]
        pub clocks: Option<Vec<PreviewClock>>,
        /// In the order of time
        #[serde(default)]
        #[validate(length(max = 1000))]
        pub facts: Vec<FactAt>,
        /// In the place of the policy's mode, for a more and for a less urgent priority alike
        #[serde(default)]
        pub priority_mode: Option<PriorityMode>,
        /// In the place of the policy's mode
        #[serde(default)]
        pub reopen_mode: Option<ReopenMode>,
    }

    pub struct PreviewClock {
        pub kind: ClockKind,
        /// `16WH`; the calendar beside it or after `@`
        #[serde(default)]
        pub target: Option<Target>,
        /// By priority (`P1`…`P4`, `*`), in the place of `target`
        #[serde(default)]
        pub targets: BTreeMap<String, Target>,
        /// Calendar of targets that name none
        #[serde(default)]
        #[validate(length(min = 1, max = 40))]
        pub calendar: Option<String>,
        /// Default: as in the policy, else true
        #[serde(default)]
        pub pausable: Option<bool>,
    }

    /// A new calendar, or a new version of one.
    pub struct SaveCalendar {
        /// The branch that owns it; null: for all
        #[serde(default)]
        pub branch_id: Option<BranchId>,
        pub spec: CalendarSpec,
    }

    /// A new version of a policy.
    pub struct SavePolicy {
        pub spec: PolicySpec,
    }
}

query! {
    pub struct MonthQuery {
        #[validate(range(min = 2000, max = 2069))]
        pub year: Option<i32>,
        #[validate(range(min = 1, max = 12))]
        pub month: Option<u32>,
    }
}

wire! {
    pub struct SlaPreview {
        pub clocks: Vec<Clock>,
    }

    pub struct CalendarItem {
        pub id: CalendarId,
        pub code: String,
        pub name: String,
        pub zone: String,
        pub kind: CalendarKind,
        pub branch_id: Option<BranchId>,
        pub version: i64,
        /// Years whose official data is known
        pub covered_years: Vec<i32>,
    }

    pub struct CalendarDetail {
        pub id: CalendarId,
        pub branch_id: Option<BranchId>,
        pub version: i64,
        pub spec: CalendarSpec,
        pub created_at: Timestamp,
    }

    /// A month of a calendar, for the calendar page.
    pub struct CalendarMonth {
        pub id: CalendarId,
        pub year: i32,
        pub month: u32,
        pub working_days: u32,
        pub days: Vec<CalendarDay>,
    }

    pub struct CalendarDay {
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
        pub date: NaiveDate,
        pub working: bool,
        pub windows: Vec<TimeWindow>,
        /// The exception that decides the date: 春节, 厂休
        pub name: Option<String>,
        pub rule: Option<DateRule>,
        pub source: Option<ExceptionSource>,
        /// The official data of the year is not known yet
        pub provisional: bool,
    }

    /// What an import of a year changed, and which due times moved with it.
    pub struct HolidayImportResult {
        pub calendar_id: CalendarId,
        pub version: i64,
        pub import: YearImport,
        pub moved: Vec<MovedClock>,
    }

    pub struct MovedClock {
        pub ticket_id: TicketId,
        pub ticket_no: String,
        pub kind: ClockKind,
        pub from: Option<Timestamp>,
        pub to: Option<Timestamp>,
    }

    pub struct PolicyItem {
        pub id: PolicyId,
        pub policy_id: String,
        pub version: String,
        pub status: Option<String>,
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
        pub effective_from: Option<NaiveDate>,
        pub in_force: bool,
    }

    pub struct PolicyDetail {
        pub id: PolicyId,
        pub in_force: bool,
        pub spec: PolicySpec,
        pub created_at: Timestamp,
    }

    /// Every problem of a policy; none when it may come into force.
    pub struct PolicyCheck {
        pub problems: Vec<PolicyProblem>,
    }
}

impl SlaPreviewRequest {
    #[must_use]
    pub fn subject(&self) -> Subject {
        Subject {
            request_type_code: self.request_type.unwrap_or(RequestType::Repair).as_str().to_owned(),
            mode_code: self.mode.unwrap_or(ServiceMode::OnSite).as_str().to_owned(),
            priority: self.priority,
            received_at: self.received_at,
        }
    }

    /// The clocks of the question; `None` when those of the policy are meant.
    #[must_use]
    pub fn ad_hoc(&self) -> Option<Vec<AdHocClock>> {
        self.clocks.as_ref().map(|clocks| clocks.iter().map(PreviewClock::ad_hoc).collect())
    }

    /// The policy with the modes of the question.
    #[must_use]
    pub fn policy(&self, mut policy: PolicySpec) -> PolicySpec {
        if let Some(mode) = self.priority_mode {
            policy.priority_change.up = mode;
            policy.priority_change.down = mode;
        }
        if let Some(mode) = self.reopen_mode {
            policy.reopen.mode = mode;
        }
        policy
    }
}

impl PreviewClock {
    fn ad_hoc(&self) -> AdHocClock {
        let named = |target: &Target| {
            let counted = !matches!(target.span, Span::Appointment | Span::Promise | Span::None);
            let calendar = target.calendar.clone().or_else(|| self.calendar.clone().filter(|_| counted));
            Target { span: target.span, calendar }.to_string()
        };
        let mut targets: BTreeMap<String, String> =
            self.targets.iter().map(|(priority, target)| (priority.clone(), named(target))).collect();
        if let Some(target) = &self.target {
            targets.insert("*".to_owned(), named(target));
        }
        AdHocClock { kind: self.kind, targets, pausable: self.pausable }
    }
}

impl From<domain::sla::DayView<'_>> for CalendarDay {
    fn from(day: domain::sla::DayView<'_>) -> Self {
        Self {
            date: day.date,
            working: day.working,
            windows: day.windows.to_vec(),
            name: day.exception.map(|e| e.name.clone()),
            rule: day.exception.map(|e| e.rule),
            source: day.exception.map(|e| e.source),
            provisional: day.provisional,
        }
    }
}

/// A year of official days in the JSON form of the public `holiday-cn` files; read with the place of every mistake.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HolidayFile(pub serde_json::Value);

self_checking!(HolidayFile);
