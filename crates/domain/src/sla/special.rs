//! 特别规定: targets of their own for a contract, a customer grade, a branch, a request type or a service mode. The special
//! rule goes before the general policy, and the one that gave a target is named with the reason why it won.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ClockKind, PolicySpec, Priority, Subject};
use crate::{assets::CustomerGrade, kernel::codes};

codes! {
    /// What a special rule may ask for, the most special first: a contract goes before whatever the policy says of the
    /// customer, the customer before the branch, the branch before what kind of request it is.
    pub enum Criterion {
        Contract = "contract", "合同", "Contract";
        CustomerGrade = "customer_grade", "客户等级", "Customer grade";
        Branch = "branch", "分公司", "Branch";
        RequestType = "request_type", "需求类型", "Request type";
        Mode = "mode", "服务方式", "Service mode";
    }
}

/// What a request is promised by, besides its type, mode and priority. A request keeps what held when it was registered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Circumstances {
    /// Code of the branch that answers for it
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_grade: Option<CustomerGrade>,
    /// Number of the service contract of the customer
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract_no: Option<String>,
}

/// One special rule of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SpecialRule {
    /// Names the rule in every derivation, once in a policy; 1 to 40 characters.
    pub id: String,
    pub when: RuleScope,
    /// Targets by clock kind, then by priority or `*`. A priority that is not named keeps the next less special target.
    pub targets: BTreeMap<String, BTreeMap<String, String>>,
    /// Clauses that the rule rests on
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<String>,
}

/// Which requests a special rule is for: those that fit every list that is given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleScope {
    /// Contract numbers
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contracts: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub customer_grades: Vec<CustomerGrade>,
    /// Branch codes
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub request_types: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub modes: Vec<String>,
}

impl RuleScope {
    /// What the rule asks for, the most special first.
    #[must_use]
    pub fn criteria(&self) -> Vec<Criterion> {
        Criterion::ALL.iter().copied().filter(|criterion| self.asks_for(*criterion)).collect()
    }

    const fn asks_for(&self, criterion: Criterion) -> bool {
        !match criterion {
            Criterion::Contract => self.contracts.is_empty(),
            Criterion::CustomerGrade => self.customer_grades.is_empty(),
            Criterion::Branch => self.branches.is_empty(),
            Criterion::RequestType => self.request_types.is_empty(),
            Criterion::Mode => self.modes.is_empty(),
        }
    }

    /// A more special criterion outweighs all less special ones together; rules that ask for other things never tie.
    #[must_use]
    pub fn specificity(&self) -> u32 {
        Criterion::ALL.iter().fold(0, |sum, criterion| sum * 2 + u32::from(self.asks_for(*criterion)))
    }

    /// Whether a request fits.
    #[must_use]
    pub fn fits(&self, subject: &Subject) -> bool {
        let known = &subject.circumstances;
        let among = |list: &[String], code: Option<&str>| {
            list.is_empty() || code.is_some_and(|code| list.iter().any(|one| one == code))
        };
        among(&self.contracts, known.contract_no.as_deref())
            && (self.customer_grades.is_empty()
                || known.customer_grade.is_some_and(|grade| self.customer_grades.contains(&grade)))
            && among(&self.branches, known.branch_code.as_deref())
            && among(&self.request_types, Some(&subject.request_type_code))
            && among(&self.modes, Some(&subject.mode_code))
    }

    /// Whether one request could fit both.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        fn meet<T: PartialEq>(one: &[T], two: &[T]) -> bool {
            one.is_empty() || two.is_empty() || one.iter().any(|item| two.contains(item))
        }
        meet(&self.contracts, &other.contracts)
            && meet(&self.customer_grades, &other.customer_grades)
            && meet(&self.branches, &other.branches)
            && meet(&self.request_types, &other.request_types)
            && meet(&self.modes, &other.modes)
    }
}

impl SpecialRule {
    /// The rule's target for a clock: that of the priority, else that of `*`.
    #[must_use]
    pub fn target_of(&self, clock: ClockKind, priority: Priority) -> Option<&str> {
        let targets = self.targets.get(clock.as_str())?;
        targets.get(priority.as_str()).or_else(|| targets.get("*")).map(String::as_str)
    }
}

/// Where a target comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TargetSource {
    pub policy_id: String,
    pub version: String,
    /// The special rule; none: the general target of the clock
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What the rule asks for and the request has, the most special first: the reason why it won
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<Criterion>,
    /// Less special rules that also had a target for the request, the most special first; the general one is not named
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<String>,
}

/// The special rules that a request fits, the most special first.
pub(super) fn fitting<'r>(policy: &'r PolicySpec, subject: &Subject) -> Vec<&'r SpecialRule> {
    let mut rules: Vec<&SpecialRule> =
        policy.special_rules.iter().filter(|rule| rule.when.fits(subject)).collect();
    // stable: a policy without ties never depends on the order of its list
    rules.sort_by_key(|rule| std::cmp::Reverse(rule.when.specificity()));
    rules
}

/// The target of a clock by the rules that fit, and the rules that gave way; `None` when only the general one is left.
pub(super) fn chosen<'r>(
    fitting: &[&'r SpecialRule],
    clock: ClockKind,
    priority: Priority,
) -> Option<(&'r SpecialRule, &'r str, Vec<String>)> {
    let mut naming = fitting.iter().filter_map(|rule| Some((*rule, rule.target_of(clock, priority)?)));
    let (rule, text) = naming.next()?;
    Some((rule, text, naming.map(|(rule, _)| rule.id.clone()).collect()))
}
