//! One line of a quote: what is done, the price with its formula, and who pays.

use serde::{Deserialize, Serialize};

use super::{Quantity, Split, refused};
use crate::{
    kernel::{Line, Money, MoneyError, ReasonCode, Rejection, codes},
    warranty::{ChargeClass, Payer},
};

codes! {
    /// What a line charges; delivery, installation and commissioning are priced separately (D1).
    pub enum LineKind {
        Part = "part", "零配件", "Part";
        Labour = "labour", "工时", "Labour";
        Travel = "travel", "差旅", "Travel";
        Installation = "installation", "安装", "Installation";
        Other = "other", "其他", "Other";
    }
}

codes! {
    /// What a quantity counts.
    pub enum UnitOfMeasure {
        Piece = "piece", "件", "piece";
        Hour = "hour", "小时", "hour";
        Kilometre = "kilometre", "公里", "kilometre";
        Metre = "metre", "米", "metre";
        Job = "job", "次", "job";
    }
}

/// Where a price was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceSource {
    pub rule: String,
    /// Fee table, or `parts` for the parts catalogue
    pub table: String,
    pub version: u32,
    pub clause: String,
}

/// Something to be done or supplied, before it is known who pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    pub kind: LineKind,
    /// Part number or code of the fee
    pub code: Line,
    pub name: Line,
    pub unit: UnitOfMeasure,
    pub quantity: Quantity,
    pub included: Quantity,
    pub list_price: Money,
    /// What it costs us
    pub cost: Money,
    pub source: PriceSource,
    /// Who pays by the warranty of this very part or work, where that differs from the class of the job (K19)
    pub covered_by: Option<Payer>,
}

/// A priced line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteLine {
    pub kind: LineKind,
    pub code: Line,
    pub name: Line,
    pub unit: UnitOfMeasure,
    pub quantity: Quantity,
    pub included: Quantity,
    pub unit_price: Money,
    pub unit_cost: Money,
    pub split: Split,
    pub source: PriceSource,
}

impl QuoteLine {
    /// # Errors
    /// When the amount is too large.
    pub fn amount(&self) -> Result<Money, MoneyError> {
        self.amount_of(self.quantity)
    }

    /// The price of another quantity of the same.
    ///
    /// # Errors
    /// When the amount is too large.
    pub fn amount_of(&self, quantity: Quantity) -> Result<Money, MoneyError> {
        quantity.above(self.included).times(self.unit_price)
    }

    /// What `payer` pays of this line.
    ///
    /// # Errors
    /// When the amount is too large.
    pub fn paid_by(&self, payer: Payer) -> Result<Money, MoneyError> {
        Ok(self.split.part(payer, self.amount()?))
    }

    /// What the line costs us, whoever pays; booked for free jobs too (R-11.2.1.1).
    ///
    /// # Errors
    /// When the amount is too large.
    pub fn internal_cost(&self) -> Result<Money, MoneyError> {
        self.quantity.times(self.unit_cost)
    }

    /// The calculation in words that a customer can check: `(86 − 30) 公里 × 2.00 = 112.00`.
    ///
    /// # Errors
    /// When the amount is too large.
    pub fn formula(&self) -> Result<String, MoneyError> {
        let (unit, price, amount) = (self.unit.zh(), self.unit_price, self.amount()?);
        Ok(if self.included.is_zero() {
            format!("{} {unit} × {price} = {amount}", self.quantity)
        } else if self.quantity <= self.included {
            format!("{} {unit}，{} {unit}以内不收费 = {amount}", self.quantity, self.included)
        } else {
            format!("({} − {}) {unit} × {price} = {amount}", self.quantity, self.included)
        })
    }
}

/// Prices one piece of work by the class of the job (R-11.2.1.1–4): free charges nothing, a contract charges parts at
/// cost and no labour, a paid job charges the list price. Coverage of the line itself goes before the class.
///
/// # Errors
/// Negative prices, two currencies, amounts too large.
pub fn price_line(class: ChargeClass, work: Work) -> Result<QuoteLine, Rejection> {
    if work.list_price.minor() < 0 || work.cost.minor() < 0 {
        return Err(Rejection::with(ReasonCode::AmountNegative, work.code.to_string()));
    }
    if work.list_price.currency() != work.cost.currency() {
        return Err(Rejection::with(ReasonCode::CurrenciesMixed, work.code.to_string()));
    }
    let by_class = match (class, work.kind) {
        (ChargeClass::Free | ChargeClass::Other, _) => Payer::Manufacturer,
        (ChargeClass::Contract, LineKind::Part) | (ChargeClass::Paid, _) => Payer::Customer,
        (ChargeClass::Contract, _) => Payer::Contract,
    };
    let at_cost = class == ChargeClass::Contract && work.kind == LineKind::Part;
    // a contract never makes a part dearer than the list does
    let cheaper = if work.cost.minor() < work.list_price.minor() { work.cost } else { work.list_price };
    let line = QuoteLine {
        kind: work.kind,
        code: work.code,
        name: work.name,
        unit: work.unit,
        quantity: work.quantity,
        included: work.included,
        unit_price: if at_cost { cheaper } else { work.list_price },
        unit_cost: work.cost,
        split: Split::all(work.covered_by.unwrap_or(by_class)),
        source: work.source,
    };
    line.amount().and_then(|_| line.internal_cost()).map_err(|error| refused(&error))?;
    Ok(line)
}
