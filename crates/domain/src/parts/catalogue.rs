//! What a part is, where it comes from, what it fits and what it costs on a given day.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::kernel::{Line, Money, Reason, ReasonCode, Rejection, codes};

codes! {
    /// Where a part comes from (R-3.2.1b, R-4.4.11).
    pub enum PartOrigin {
        Original = "original", "原厂", "Original";
        Equivalent = "equivalent", "同等", "Equivalent";
        Used = "used", "拆机", "Used";
    }
}

/// Prices from a day on, until the next ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartPrice {
    pub valid_from: NaiveDate,
    pub list: Money,
    pub cost: Money,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub number: Line,
    pub name: Line,
    pub origin: PartOrigin,
    /// The standard that an equivalent part meets
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard_no: Option<Line>,
    /// Models that it fits; empty when it fits every model
    #[serde(default)]
    pub fits: Vec<Line>,
    pub prices: Vec<PartPrice>,
}

impl Part {
    /// # Errors
    /// Every fault: negative prices, two currencies, two prices from one day.
    pub fn check(&self) -> Result<(), Rejection> {
        let mut reasons = Vec::new();
        for (i, price) in self.prices.iter().enumerate() {
            let mut fault = |code| reasons.push(Reason { code, detail: Some(self.number.to_string()) });
            if price.list.minor() < 0 || price.cost.minor() < 0 {
                fault(ReasonCode::AmountNegative);
            }
            let currency = self.prices.first().map_or(price.list.currency(), |first| first.list.currency());
            if price.list.currency() != currency || price.cost.currency() != currency {
                fault(ReasonCode::CurrenciesMixed);
            }
            if self.prices.iter().skip(i + 1).any(|other| other.valid_from == price.valid_from) {
                fault(ReasonCode::TariffOverlaps);
            }
        }
        Rejection::unless_empty(reasons)
    }

    /// The prices of a day.
    ///
    /// # Errors
    /// When none is published for it.
    pub fn price_on(&self, day: NaiveDate) -> Result<PartPrice, Rejection> {
        let known = self.prices.iter().filter(|price| price.valid_from <= day);
        known
            .max_by_key(|price| price.valid_from)
            .copied()
            .ok_or_else(|| Rejection::with(ReasonCode::PriceUnpublished, format!("{} {day}", self.number)))
    }

    #[must_use]
    pub fn fits(&self, model: &Line) -> bool {
        self.fits.is_empty() || self.fits.contains(model)
    }
}
