//! Special rules before they come into force: each names whom it is for and what it gives, and no two of them claim the same
//! request, clock and priority with the same right.

use std::collections::BTreeSet;

use super::{Findings, escaped};
use crate::{
    sla::{ClockKind, Priority, SpecialRule},
    tickets::{RequestType, ServiceMode},
};

impl Findings<'_> {
    pub(super) fn special_rules(&mut self) {
        let rules = &self.policy.special_rules;
        let mut seen = BTreeSet::new();
        for (index, rule) in rules.iter().enumerate() {
            let pointer = format!("/special_rules/{index}");
            if rule.id.trim().is_empty() || rule.id.chars().count() > 40 {
                let place = format!("{pointer}/id");
                self.add(place, "length", "must have 1 to 40 characters", "须为 1 至 40 个字符");
            } else if !seen.insert(rule.id.as_str()) {
                self.add(format!("{pointer}/id"), "duplicate", "is listed twice", "重复");
            }
            self.scope(&format!("{pointer}/when"), rule);
            self.special_targets(&format!("{pointer}/targets"), rule);
            for (earlier, other) in rules.iter().take(index).enumerate() {
                self.tie(&pointer, rule, earlier, other);
            }
        }
    }

    fn scope(&mut self, pointer: &str, rule: &SpecialRule) {
        let when = &rule.when;
        if when.criteria().is_empty() {
            self.add(
                pointer,
                "scope_empty",
                "name a contract, customer grade, branch, request type or mode: a rule for all is the clock's own target",
                "须指明合同、客户等级、分公司、需求类型或服务方式；对全部适用的目标写在时钟中",
            );
        }
        self.codes(pointer, "request_types", given(&when.request_types), |c| {
            c.parse::<RequestType>().is_ok()
        });
        self.codes(pointer, "modes", given(&when.modes), |c| c.parse::<ServiceMode>().is_ok());
        let branches = self.known.branches;
        self.codes(pointer, "branches", given(&when.branches), |c| branches.is_none_or(|b| b.contains(c)));
        for (index, contract) in when.contracts.iter().enumerate() {
            if contract.trim() != contract || contract.is_empty() || contract.chars().count() > 40 {
                let place = format!("{pointer}/contracts/{index}");
                self.add(
                    place,
                    "format",
                    "must be a contract number of 1 to 40 characters",
                    "合同编号须为 1 至 40 个字符",
                );
            }
        }
    }

    fn special_targets(&mut self, pointer: &str, rule: &SpecialRule) {
        if rule.targets.is_empty() {
            self.add(pointer, "no_clocks", "name at least one clock", "至少需要一个时钟");
        }
        for (code, targets) in &rule.targets {
            let place = format!("{pointer}/{}", escaped(code));
            let Some(clock) = self.policy.clocks.get(code) else {
                self.add(
                    &place,
                    "unknown_clock",
                    format!("`{code}` is no clock of this policy"),
                    format!("本政策没有时钟 {code}"),
                );
                continue;
            };
            if targets.is_empty() {
                self.add(
                    &place,
                    "target_missing",
                    "name at least one priority, or `*`",
                    "请至少填写一个优先级或 *",
                );
            }
            self.targets(&place, clock, targets);
        }
    }

    /// Two rules that ask for the same kinds of things and may fit one request leave it undecided which of them counts.
    fn tie(&mut self, pointer: &str, rule: &SpecialRule, earlier: usize, other: &SpecialRule) {
        if rule.when.specificity() != other.when.specificity() || !rule.when.overlaps(&other.when) {
            return;
        }
        for code in rule.targets.keys().filter(|code| other.targets.contains_key(*code)) {
            let Ok(clock) = code.parse::<ClockKind>() else { continue };
            let undecided: Vec<&str> = Priority::ALL
                .iter()
                .filter(|p| rule.target_of(clock, **p).is_some() && other.target_of(clock, **p).is_some())
                .map(|p| p.as_str())
                .collect();
            if !undecided.is_empty() {
                let priorities = undecided.join(", ");
                self.add(
                    format!("{pointer}/targets/{}", escaped(code)),
                    "undecided",
                    format!(
                        "{code} × {priorities}: `{}` and `{}` (/special_rules/{earlier}) fit the same request with the same right",
                        rule.id, other.id
                    ),
                    format!(
                        "{code} × {priorities}：“{}”与“{}”（第 {} 条）同等适用于同一需求，无法确定",
                        rule.id,
                        other.id,
                        earlier + 1
                    ),
                );
            }
        }
    }
}

/// Absent and empty mean the same here: any.
fn given(list: &[String]) -> Option<&[String]> {
    Some(list).filter(|list| !list.is_empty())
}
