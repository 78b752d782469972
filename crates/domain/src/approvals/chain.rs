//! Who must agree, by the kind of request and its amount (R-4.6.15b, R-11.1.3.2, K12, K16).

use serde::{Deserialize, Serialize};

use crate::{
    access::Role,
    kernel::{Currency, Money, ReasonCode, Rejection, codes},
};

codes! {
    /// What is asked for.
    pub enum ApprovalKind {
        Goodwill = "goodwill", "善意补偿", "Goodwill";
        Refund = "refund", "退款", "Refund";
        Discount = "discount", "折扣", "Discount";
        Policy = "policy", "制度", "Policy";
        StockAdjustment = "stock_adjustment", "库存调整", "Stock adjustment";
        Refusal = "refusal", "拒绝服务", "Refusal of service";
    }
}

/// One level of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub role: Role,
    /// Up to this amount nobody above needs to agree; absent when the next level always must
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub final_up_to: Option<Money>,
}

/// The levels of one kind, the lowest first. The last one always ends the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chain {
    pub kind: ApprovalKind,
    pub steps: Vec<Step>,
}

impl Chain {
    /// The roles that must agree, in order.
    ///
    /// # Errors
    /// No levels, a negative amount, or another currency than that of the limits.
    pub fn roles(&self, amount: Option<Money>) -> Result<Vec<Role>, Rejection> {
        if self.steps.is_empty() {
            return Err(Rejection::with(ReasonCode::ApprovalChainMissing, self.kind.as_str()));
        }
        if amount.is_some_and(|amount| amount.minor() < 0) {
            return Err(Rejection::because(ReasonCode::AmountNegative));
        }
        let mut roles = Vec::new();
        for step in &self.steps {
            roles.push(step.role);
            let (Some(limit), Some(amount)) = (step.final_up_to, amount) else { continue };
            if limit.currency() != amount.currency() {
                return Err(Rejection::because(ReasonCode::CurrenciesMixed));
            }
            if amount.minor() <= limit.minor() {
                break;
            }
        }
        Ok(roles)
    }
}

/// The chains that a new database begins with; a company edits them.
#[must_use]
pub fn standard_chains() -> Vec<Chain> {
    let step = |role, yuan: Option<i64>| Step {
        role,
        final_up_to: yuan.map(|yuan| Money::from_minor(yuan * 100, Currency::Cny)),
    };
    let by_amount = |kind| Chain {
        kind,
        steps: vec![
            step(Role::BranchManager, Some(5_000)),
            step(Role::HqService, Some(50_000)),
            step(Role::GeneralManager, None),
        ],
    };
    vec![
        by_amount(ApprovalKind::Goodwill),
        by_amount(ApprovalKind::Refund),
        by_amount(ApprovalKind::Discount),
        Chain {
            kind: ApprovalKind::Policy,
            steps: vec![
                step(Role::Quality, None),
                step(Role::Legal, None),
                step(Role::Finance, None),
                step(Role::GeneralManager, None),
            ],
        },
        Chain { kind: ApprovalKind::StockAdjustment, steps: vec![step(Role::Finance, None)] },
        Chain {
            kind: ApprovalKind::Refusal,
            steps: vec![
                step(Role::BranchManager, None),
                step(Role::HqService, None),
                step(Role::Legal, None),
                step(Role::GeneralManager, None),
            ],
        },
    ]
}
