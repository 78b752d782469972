//! Whether a policy is complete, before it comes into force: every clock names a target for each priority, or `*`, or
//! `none`; every fact, calendar and code exists. Every problem is reported, never only the first.

mod special_rules;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    Calendar, ClockKind, ClockRule, DayMode, FactName, PolicySpec, Priority, Span, Target,
    span::is_calendar_code,
};
use crate::tickets::{RequestType, ServiceMode};

/// One problem of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PolicyProblem {
    /// JSON pointer into the policy
    pub pointer: String,
    /// Stable code
    pub code: String,
    /// In English
    pub message: String,
    /// In Chinese
    pub zh: String,
}

/// What a policy may name besides what it describes itself.
#[derive(Debug, Clone, Copy)]
pub struct KnownCodes<'a> {
    pub calendars: &'a BTreeSet<String>,
    /// Branch codes; any when `None`.
    pub branches: Option<&'a BTreeSet<String>>,
}

/// The problems found so far.
struct Findings<'a> {
    policy: &'a PolicySpec,
    known: KnownCodes<'a>,
    problems: Vec<PolicyProblem>,
}

impl PolicySpec {
    /// Checks the policy against the calendars that it describes itself.
    ///
    /// # Errors
    /// Every problem, with its place.
    pub fn validate(&self) -> Result<(), Vec<PolicyProblem>> {
        self.validate_with(KnownCodes { calendars: &BTreeSet::new(), branches: None })
    }

    /// Checks the policy, which may also name what is `known`.
    ///
    /// # Errors
    /// Every problem, with its place.
    pub fn validate_with(&self, known: KnownCodes<'_>) -> Result<(), Vec<PolicyProblem>> {
        let mut findings = Findings { policy: self, known, problems: Vec::new() };
        findings.head();
        findings.calendars();
        for (code, rule) in &self.clocks {
            findings.clock(code, rule);
        }
        findings.special_rules();
        findings.rules();
        if findings.problems.is_empty() { Ok(()) } else { Err(findings.problems) }
    }
}

impl Findings<'_> {
    fn add(
        &mut self,
        pointer: impl Into<String>,
        code: &str,
        message: impl Into<String>,
        zh: impl Into<String>,
    ) {
        self.problems.push(PolicyProblem {
            pointer: pointer.into(),
            code: code.to_owned(),
            message: message.into(),
            zh: zh.into(),
        });
    }

    fn head(&mut self) {
        for (pointer, text) in [("/policy_id", &self.policy.policy_id), ("/version", &self.policy.version)] {
            if text.trim().is_empty() || text.chars().count() > 40 {
                self.add(pointer, "length", "must have 1 to 40 characters", "须为 1 至 40 个字符");
            }
        }
        if self.policy.timezone.parse::<chrono_tz::Tz>().is_err() {
            self.add("/timezone", "unknown_zone", "is not an IANA time zone", "不是有效的时区");
        }
        if self.policy.clocks.is_empty() {
            self.add("/clocks", "no_clocks", "a policy needs at least one clock", "至少需要一个时钟");
        }
    }

    fn calendars(&mut self) {
        for (code, calendar) in &self.policy.calendars {
            let pointer = format!("/calendars/{}", escaped(code));
            if !is_calendar_code(code) {
                self.add(
                    &pointer,
                    "calendar_code",
                    "letters, digits, `-`, `_`, `.`, at most 40",
                    "日历代码无效",
                );
                continue;
            }
            let spec = calendar.spec(code, &self.policy.timezone);
            // an unknown zone has been reported with the head
            if let Err(error) = Calendar::compile(&super::CalendarSpec { zone: "UTC".to_owned(), ..spec }) {
                self.add(
                    pointer + &error.pointer(),
                    error.code(),
                    error.to_string(),
                    format!("日历无效：{error}"),
                );
            }
        }
    }

    fn clock(&mut self, code: &str, rule: &ClockRule) {
        let pointer = format!("/clocks/{}", escaped(code));
        if code.parse::<ClockKind>().is_err() {
            self.add(&pointer, "unknown_clock", format!("`{code}` is no clock"), format!("未知时钟 {code}"));
        }
        let starts = self.fact(&pointer, "starts", &rule.starts);
        let stops = self.fact(&pointer, "stops", &rule.stops);
        if stops == Some(FactName::Received) || (stops.is_some() && stops == starts) {
            self.add(
                format!("{pointer}/stops"),
                "stops_at_start",
                "must be another fact than the start",
                "停止事实不能与开始事实相同",
            );
        }
        self.codes(&pointer, "applies_to", rule.applies_to.as_deref(), |c| c.parse::<RequestType>().is_ok());
        self.codes(&pointer, "applies_to_mode", rule.applies_to_mode.as_deref(), |c| {
            c.parse::<ServiceMode>().is_ok()
        });
        for priority in Priority::ALL {
            if rule.target_of(*priority).is_none() {
                self.add(
                    format!("{pointer}/targets"),
                    "target_missing",
                    format!("no target for {priority}: name one, or `*`, or `none`"),
                    format!("缺少 {priority} 的目标：请填写，或用 * 或 none"),
                );
            }
        }
        self.targets(&format!("{pointer}/targets"), rule, &rule.targets);
    }

    /// Targets by priority, of a clock or of a special rule for it.
    fn targets(&mut self, pointer: &str, rule: &ClockRule, targets: &BTreeMap<String, String>) {
        let starts = rule.starts.parse().ok();
        for (priority, text) in targets {
            let place = format!("{pointer}/{}", escaped(priority));
            if priority != "*" && priority.parse::<Priority>().is_err() {
                self.add(&place, "unknown_priority", "must be P1 to P4 or *", "须为 P1 至 P4 或 *");
            }
            match text.parse::<Target>() {
                Ok(target) => self.target(&place, rule, starts, &target),
                Err(error) => {
                    self.add(&place, "target_malformed", error.to_string(), format!("目标无法识别：{text}"));
                }
            }
        }
    }

    fn fact(&mut self, pointer: &str, field: &str, name: &str) -> Option<FactName> {
        let fact = name.parse().ok();
        if fact.is_none() {
            let place = format!("{pointer}/{field}");
            self.add(place, "unknown_fact", format!("`{name}` is no fact"), format!("未知事实 {name}"));
        }
        fact
    }

    fn codes(&mut self, pointer: &str, field: &str, list: Option<&[String]>, known: impl Fn(&str) -> bool) {
        let Some(list) = list else { return };
        if list.is_empty() {
            let place = format!("{pointer}/{field}");
            self.add(place, "empty_list", "leave it out to apply to all", "适用于全部时请省略此项");
        }
        for (index, code) in list.iter().enumerate().filter(|(_, code)| !known(code)) {
            let place = format!("{pointer}/{field}/{index}");
            self.add(place, "unknown_code", format!("`{code}` is not known"), format!("未知代码 {code}"));
        }
    }

    fn target(&mut self, place: &str, rule: &ClockRule, starts: Option<FactName>, target: &Target) {
        let working = rule.day_mode == Some(DayMode::Working) && target.span == Span::NextDay;
        let needed = target.span.needs_calendar() || working;
        match &target.calendar {
            None if needed => {
                self.add(place, "calendar_missing", "needs `@` and a calendar", "需要以 @ 指明日历");
            }
            None => {}
            Some(code)
                if !(self.policy.calendars.contains_key(code) || self.known.calendars.contains(code)) =>
            {
                self.add(
                    place,
                    "unknown_calendar",
                    format!("`{code}` is no calendar"),
                    format!("未知日历 {code}"),
                );
            }
            Some(code) => {
                let business = self
                    .policy
                    .calendars
                    .get(code)
                    .is_some_and(|calendar| calendar.kind == super::CalendarKind::Business);
                if business && matches!(target.span, Span::Natural { .. }) {
                    self.add(
                        place,
                        "natural_on_business",
                        "natural hours run around the clock: write working hours (nWH) or name a continuous calendar",
                        "自然小时全天计时：请改用工作小时（nWH）或全天候日历",
                    );
                }
            }
        }
        if target.span == Span::Promise && starts != Some(FactName::ItemReceivedSigned) {
            self.add(
                place,
                "no_promise",
                "only a clock that starts at item_received_signed has a promised date",
                "只有以物品签收开始的时钟才有承诺日期",
            );
        }
    }

    fn rules(&mut self) {
        let policy = self.policy;
        for (index, reason) in policy.pause.reasons.iter().enumerate() {
            if policy.pause.refused_reasons.contains(reason) {
                let place = format!("/pause/reasons/{index}");
                self.add(place, "contradiction", "is also refused", "同时列为不可暂停的原因");
            }
        }
        let bounds = [
            ("/pause/max_days", policy.pause.max_days, 1, 365),
            ("/extension/max_count", policy.extension.max_count, 0, 20),
            ("/reopen/window_days", policy.reopen.window_days, 0, 365),
            ("/reopen/repeat_repair_days", policy.reopen.repeat_repair_days, 0, 3650),
        ];
        for (place, number, low, high) in bounds {
            if !(low..=high).contains(&number) {
                self.add(
                    place,
                    "out_of_range",
                    format!("must be between {low} and {high}"),
                    format!("须在 {low} 至 {high} 之间"),
                );
            }
        }
        let needs = ["reason_code", "new_due_at", "customer_notice", "approver"];
        for (index, need) in policy.extension.needs.iter().enumerate() {
            if !needs.contains(&need.as_str()) {
                let place = format!("/extension/needs/{index}");
                self.add(place, "unknown_code", format!("`{need}` is not known"), format!("未知代码 {need}"));
            }
        }
        let mut seen = BTreeSet::new();
        for (index, threshold) in policy.thresholds.iter().enumerate() {
            let place = format!("/thresholds/{index}/at");
            if !(1..=1000).contains(&threshold.at) {
                self.add(place, "out_of_range", "must be between 1 and 1000 percent", "须在 1 至 1000% 之间");
            } else if !seen.insert(threshold.at) {
                self.add(place, "duplicate", "is listed twice", "重复");
            }
        }
    }
}

/// A JSON pointer token.
fn escaped(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}
