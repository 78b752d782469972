//! What-if clocks, working calendars, service policies.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    assets::CustomerGrade,
    kernel::{BranchId, CalendarId, PolicyId, TicketId, Timestamp},
    sla::{
        AdHocClock, CalendarKind, CalendarSpec, Circumstances, Clock, ClockKind, DateRule, ExceptionSource,
        FactAt, MovedDue, PolicyProblem, PolicySpec, Priority, PriorityMode, ReopenMode, Span, Subject,
        Target, TimeWindow, YearImport,
    },
    tickets::{RequestType, ServiceMode},
};

request! {
    /// What would the clocks say? Nothing is stored.
    pub struct SlaPreviewRequest {
        /// The branch whose calendars and special rules count; the standard calendars when null
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
        /// 客户等级, for special rules of the policy
        #[serde(default)]
        pub customer_grade: Option<CustomerGrade>,
        /// 合同编号, for special rules of the policy
        #[serde(default)]
        #[validate(length(min = 1, max = 40))]
        pub contract_no: Option<String>,
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

    /// Which open requests of a branch would move to the newest rules, or do.
    pub struct Recalculate {
        pub branch_id: BranchId,
        /// False: only say what would change
        #[serde(default)]
        pub apply: bool,
        /// Needed to apply; kept in the timeline of every request
        #[serde(default)]
        #[validate(length(min = 1, max = 2000))]
        pub reason: Option<String>,
        /// Requests per call, 1..100, default 100
        #[serde(default)]
        #[validate(range(min = 1, max = 100))]
        pub limit: Option<u64>,
        /// `next_cursor` of the call before
        #[serde(default)]
        #[validate(length(max = 500))]
        pub cursor: Option<String>,
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
        /// Requests that keep the version before: what was kept or broken under it stays so (2.3 item 6)
        pub kept: Vec<KeptRequest>,
    }

    pub struct KeptRequest {
        pub ticket_id: TicketId,
        pub ticket_no: String,
        /// Clocks whose history would change
        pub kept_for: Vec<ClockKind>,
    }

    pub struct MovedClock {
        pub ticket_id: TicketId,
        pub ticket_no: String,
        pub kind: ClockKind,
        pub from: Option<Timestamp>,
        pub to: Option<Timestamp>,
    }

    /// What other rules mean for the requests that were looked at.
    pub struct Recalculation {
        /// Version of the policy that they would follow
        pub policy: String,
        pub applied: bool,
        /// Requests that follow older rules, whether or not a due time moves
        pub items: Vec<RecalculatedTicket>,
        pub next_cursor: Option<String>,
    }

    pub struct RecalculatedTicket {
        pub ticket_id: TicketId,
        pub ticket_no: String,
        /// Version of the policy that it follows so far
        pub policy_before: String,
        /// Calendars of which it would follow another version
        pub calendars: Vec<String>,
        pub moved: Vec<MovedDue>,
        /// Clocks whose history would change; such a request keeps its rules (2.3 item 6)
        pub kept_for: Vec<ClockKind>,
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
    pub fn subject(&self, branch_code: Option<String>) -> Subject {
        Subject {
            request_type_code: self.request_type.unwrap_or(RequestType::Repair).as_str().to_owned(),
            mode_code: self.mode.unwrap_or(ServiceMode::OnSite).as_str().to_owned(),
            priority: self.priority,
            received_at: self.received_at,
            circumstances: Circumstances {
                branch_code,
                customer_grade: self.customer_grade,
                contract_no: self.contract_no.clone(),
            },
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

#[cfg(test)]
mod tests {
    use domain::sla::{Rules, preview, standard};
    use serde_json::{Value, json};

    use super::{SlaPreview, SlaPreviewRequest};
    use crate::Shape as _;

    fn answer(request: Value) -> Value {
        let request: SlaPreviewRequest = serde_json::from_value(request).unwrap();
        let policy = request.policy(standard::policy());
        let calendars = standard::calendars().unwrap();
        let rules = Rules { policy: &policy, calendars: &calendars };
        let clocks = request.ad_hoc().unwrap();
        let as_of = request.as_of.unwrap();
        let clocks = preview(rules, &clocks, &request.subject(None), &request.facts, as_of).unwrap();
        serde_json::to_value(SlaPreview { clocks }).unwrap()
    }

    fn example() -> Value {
        json!({ "branch_id": null, "policy_id": null, "request_type": "repair", "priority": "P3",
          "received_at": "2025-03-03T01:00:00Z", "as_of": "2025-03-06T07:00:00Z",
          "clocks": [ { "kind": "resolution", "target": "16WH", "calendar": "CAL-8x5", "pausable": true } ],
          "facts": [ { "at": "2025-03-04T02:00:00Z", "kind": "pause", "reason": "customer_downtime_window" },
                     { "at": "2025-03-06T06:00:00Z", "kind": "resume" } ] })
    }

    #[test]
    fn the_documented_example_gives_the_documented_answer() {
        let answer = answer(example());
        let clock = &answer["clocks"][0];
        let documented = json!({ "kind": "resolution", "target": "16WH", "calendar": "CAL-8x5",
          "started_at": "2025-03-03T01:00:00.000Z", "original_due_at": "2025-03-05T01:00:00.000Z",
          "due_at": "2025-03-07T04:00:00.000Z", "state": "running", "consumed_seconds": 36000, "provisional": false });
        for (field, value) in documented.as_object().unwrap() {
            assert_eq!(&clock[field], value, "{field}");
        }
        let warning = json!({ "percent": 80, "fire_at": "2025-03-07T00:48:00.000Z" });
        assert!(clock["thresholds"].as_array().unwrap().contains(&warning));
        assert!(
            clock["trace"].as_array().unwrap().iter().all(|s| s["step"].is_string() && s["zh"].is_string())
        );
    }

    #[test]
    fn the_calendar_may_stand_in_the_target_and_targets_may_depend_on_the_priority() {
        let mut request = example();
        request["clocks"] = json!([
            { "kind": "resolution", "target": "PT24H" },
            { "kind": "resolution", "targets": { "P3": "16WH@CAL-8x5", "*": "none" } },
            { "kind": "onsite", "target": "appointment", "calendar": "CAL-8x5" },
        ]);
        let answer = answer(request);
        let seen: Vec<(&Value, &Value)> =
            answer["clocks"].as_array().unwrap().iter().map(|c| (&c["target"], &c["calendar"])).collect();
        let expected = [("PT24H", json!(null)), ("16WH", json!("CAL-8x5")), ("appointment", json!(null))];
        assert_eq!(seen.len(), expected.len());
        for ((target, calendar), (t, c)) in seen.into_iter().zip(expected) {
            assert_eq!((target, calendar), (&json!(t), &c));
        }
    }

    #[test]
    fn what_is_no_question_is_refused() {
        for (field, value) in [
            ("priority", json!("P9")),
            ("received_at", json!("yesterday")),
            ("clocks", json!([{ "kind": "lunch", "target": "16WH" }])),
            ("clocks", json!([{ "kind": "resolution", "target": "soon" }])),
            ("facts", json!([{ "kind": "resume" }])),
            ("color", json!("red")),
        ] {
            let mut request = example();
            request[field] = value;
            assert!(serde_json::from_value::<SlaPreviewRequest>(request.clone()).is_err(), "{request}");
        }
        let mut request = example();
        request["clocks"] = json!([]);
        let request: SlaPreviewRequest = serde_json::from_value(request).unwrap();
        assert_eq!(request.problems()[0].pointer, "/clocks");
        let mut request = example();
        request["clocks"][0]["calendar"] = json!("");
        let request: SlaPreviewRequest = serde_json::from_value(request).unwrap();
        let calendars = standard::calendars().unwrap();
        let rules = Rules { policy: &standard::policy(), calendars: &calendars };
        let refused =
            preview(rules, &request.ad_hoc().unwrap(), &request.subject(None), &[], request.received_at);
        assert_eq!(refused.unwrap_err().code(), "target_malformed");
    }
}
