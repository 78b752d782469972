//! The settlement list (结算清单): what was really done, priced by the consented quote, shown before the customer pays (D3).

use serde::{Deserialize, Serialize};

use super::{Consented, Quantity, refused};
use crate::{
    kernel::{Line, Money, Reason, ReasonCode, Rejection},
    warranty::Payer,
};

/// How much of a quoted line was really used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actual {
    /// Position in the consented version, from 0
    pub line: usize,
    pub quantity: Quantity,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettlementLine {
    pub code: Line,
    pub name: Line,
    pub quantity: Quantity,
    pub unit_price: Money,
    /// What the customer pays of it
    pub amount: Money,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    pub quote_version: u32,
    pub lines: Vec<SettlementLine>,
    pub total: Money,
}

/// Prices the work done within the consented version. Less than quoted costs less; more needs a new consent.
///
/// # Errors
/// Every line that the version does not have or that exceeds it.
pub fn settle(consented: &Consented<'_>, done: &[Actual]) -> Result<Settlement, Rejection> {
    let content = consented.content();
    let mut total = Money::from_minor(0, content.total()?.currency());
    let (mut lines, mut reasons) = (Vec::new(), Vec::new());
    for (i, actual) in done.iter().enumerate() {
        let repeated = done.iter().take(i).any(|earlier| earlier.line == actual.line);
        let Some(quoted) = content.lines.get(actual.line).filter(|_| !repeated) else {
            let detail = Some(actual.line.to_string());
            reasons.push(Reason { code: ReasonCode::QuoteLineUnknown, detail });
            continue;
        };
        if actual.quantity > quoted.quantity {
            let detail = Some(format!("{}: {} > {}", quoted.code, actual.quantity, quoted.quantity));
            reasons.push(Reason { code: ReasonCode::ConsentExceeded, detail });
            continue;
        }
        let whole = quoted.amount_of(actual.quantity).map_err(|error| refused(&error))?;
        let amount = quoted.split.part(Payer::Customer, whole);
        total = total.checked_add(amount).map_err(|error| refused(&error))?;
        lines.push(SettlementLine {
            code: quoted.code.clone(),
            name: quoted.name.clone(),
            quantity: actual.quantity,
            unit_price: quoted.unit_price,
            amount,
        });
    }
    Rejection::unless_empty(reasons)?;
    consented.may_charge(total)?;
    Ok(Settlement { quote_version: content.version, lines, total })
}
