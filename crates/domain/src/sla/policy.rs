//! The service policy (服务政策) as data: which clocks exist, what starts and stops them, their targets by priority,
//! what special rules put in their place, and the rules of pause, extension, priority change, reopening and thresholds. Nothing of it is code (K1–K8).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    CalendarKind, CalendarSpec, DayMode, PauseReason, Priority, PriorityMode, ReopenMode, SpecialRule,
    TimeWindow,
};

/// One version of a policy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PolicySpec {
    pub policy_id: String,
    pub version: String,
    /// drafted → reviewed → approved → in_force → abolished (K12)
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub effective_from: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drafted_by: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reviewed_by: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<String>,
    /// Zone of day ends for targets without a calendar.
    pub timezone: String,
    /// The calendars that targets name.
    pub calendars: BTreeMap<String, PolicyCalendar>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span_syntax: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline_conventions: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Value>,
    /// By clock kind.
    pub clocks: BTreeMap<String, ClockRule>,
    /// 特别规定: targets that go before those of the clocks where they fit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub special_rules: Vec<SpecialRule>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completeness: Option<String>,
    #[serde(default)]
    pub pause: PauseRule,
    #[serde(default)]
    pub extension: ExtensionRule,
    #[serde(default)]
    pub priority_change: PriorityChangeRule,
    #[serde(default)]
    pub reopen: ReopenRule,
    #[serde(default = "standard_thresholds")]
    pub thresholds: Vec<ThresholdRule>,
    /// The tariff, read by pricing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fees: Option<Value>,
    /// Read by reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kpi_targets: Option<BTreeMap<String, f64>>,
}

/// A calendar as a policy describes it in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PolicyCalendar {
    #[serde(rename = "type")]
    pub kind: CalendarKind,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<TimeWindow>,
    /// Name of the official scheme, `cn-official`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exceptions: Option<String>,
    /// Whether opened dates (调休) of the scheme are worked; they are when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub makeup_days_work: Option<bool>,
}

impl PolicyCalendar {
    /// The calendar as data, still without the dates of its scheme (import the years to add them).
    #[must_use]
    pub fn spec(&self, code: &str, zone: &str) -> CalendarSpec {
        CalendarSpec {
            kind: self.kind,
            holiday_scheme: self.exceptions.clone(),
            makeup_days_work: self.makeup_days_work.unwrap_or(true),
            ..CalendarSpec::business(code, code, zone, self.windows.clone())
        }
    }
}

/// One clock of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClockRule {
    /// The typed fact that starts the clock; `received` for most.
    pub starts: String,
    /// The typed fact that stops it.
    pub stops: String,
    pub pausable: bool,
    /// By priority, or `*` for all.
    pub targets: BTreeMap<String, String>,
    /// Request types; all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applies_to: Option<Vec<String>>,
    /// Service modes; all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applies_to_mode: Option<Vec<String>>,
    /// Clauses of the regulations that the clock rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<String>,
    /// For visits a reply counts only with time and place; the ticket checks it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reply_needs_time_and_place: bool,
    /// An agreed window always replaces the target (K2).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub agreed_appointment_replaces: bool,
    /// How `next_day` is counted (K8).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day_mode: Option<DayMode>,
}

impl ClockRule {
    /// The target of a priority: its own, else that of `*`.
    #[must_use]
    pub fn target_of(&self, priority: Priority) -> Option<&str> {
        self.targets.get(priority.as_str()).or_else(|| self.targets.get("*")).map(String::as_str)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PauseRule {
    pub reasons: Vec<PauseReason>,
    pub refused_reasons: Vec<PauseReason>,
    pub needs_customer_notice: bool,
    /// A pause counts at most so many natural days; then the clock runs again.
    pub max_days: u32,
}

impl Default for PauseRule {
    fn default() -> Self {
        Self {
            reasons: PauseReason::ALL[..4].to_vec(),
            refused_reasons: PauseReason::ALL[4..].to_vec(),
            needs_customer_notice: true,
            max_days: 30,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExtensionRule {
    pub before_due_only: bool,
    /// Of `reason_code`, `new_due_at`, `customer_notice`, `approver`.
    pub needs: Vec<String>,
    pub max_count: u32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub approver_roles: Vec<String>,
    /// Name of the table of legal caps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caps: Option<String>,
}

impl Default for ExtensionRule {
    fn default() -> Self {
        Self {
            before_due_only: true,
            needs: ["reason_code", "new_due_at", "customer_notice", "approver"].map(str::to_owned).to_vec(),
            max_count: 2,
            approver_roles: Vec::new(),
            caps: None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PriorityChangeRule {
    /// `restart_at_change_capped_by_old_due`, `retroactive_from_received` (also `retroactive`) or `carry_percent`
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(deserialize_with = "priority_mode")]
    pub up: PriorityMode,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(deserialize_with = "priority_mode")]
    pub down: PriorityMode,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_modes: Vec<String>,
    pub audit: bool,
}

/// Reads a mode, accepting the short name `retroactive` that policies also use.
fn priority_mode<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<PriorityMode, D::Error> {
    let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
    if text == "retroactive" {
        return Ok(PriorityMode::Retroactive);
    }
    text.parse().map_err(serde::de::Error::custom)
}

impl Default for PriorityChangeRule {
    fn default() -> Self {
        Self {
            up: PriorityMode::RestartCapped,
            down: PriorityMode::Retroactive,
            other_modes: Vec::new(),
            audit: true,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReopenRule {
    /// Until 24:00 of this day after the solution.
    pub window_days: u32,
    pub mode: ReopenMode,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_modes: Vec<ReopenMode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_window: Option<String>,
    /// The same fault within so many days after the repair is a 返修.
    pub repeat_repair_days: u32,
}

impl Default for ReopenRule {
    fn default() -> Self {
        Self {
            window_days: 7,
            mode: ReopenMode::Continue,
            other_modes: Vec::new(),
            after_window: None,
            repeat_repair_days: 30,
        }
    }
}

/// Who hears of a clock at which share of its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ThresholdRule {
    /// Percent of the clock's own time.
    pub at: u32,
    /// Roles.
    pub to: Vec<String>,
}

fn standard_thresholds() -> Vec<ThresholdRule> {
    [50, 80, 100, 150].map(|at| ThresholdRule { at, to: Vec::new() }).to_vec()
}
