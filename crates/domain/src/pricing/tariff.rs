//! Published fee tables (收费标准, 附件3): what may be charged, from which day on, and where it is written (R-5.4.15,
//! .A.3). The price of a day is that of the table in force on that day.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{LineKind, PriceSource, Quantity, UnitOfMeasure};
use crate::kernel::{Currency, Line, Money, Reason, ReasonCode, Rejection};

/// One published fee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TariffItem {
    pub code: Line,
    pub kind: LineKind,
    pub name: Line,
    pub unit: UnitOfMeasure,
    pub price: Money,
    /// Quantity that is not charged (the first 30 km)
    #[serde(default)]
    pub included: Quantity,
}

/// One version of a fee table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tariff {
    /// The table: `repair`, `installation`, `travel`
    pub table: Line,
    pub version: u32,
    pub title: Line,
    /// Where the table is ordained
    pub clause: Line,
    pub valid_from: NaiveDate,
    /// Last day; open when absent
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
    pub items: Vec<TariffItem>,
}

/// A fee with its grounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TariffPrice<'a> {
    pub item: &'a TariffItem,
    pub source: PriceSource,
}

/// All fee tables; no two versions of a table are in force on the same day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Tariff>")]
pub struct Tariffs(Vec<Tariff>);

impl Tariff {
    #[must_use]
    pub fn is_in_force(&self, on: NaiveDate) -> bool {
        self.valid_from <= on && self.valid_until.is_none_or(|last| on <= last)
    }

    fn overlaps(&self, other: &Self) -> bool {
        let starts_in_time = |a: &Self, b: &Self| b.valid_until.is_none_or(|last| a.valid_from <= last);
        self.table == other.table && starts_in_time(self, other) && starts_in_time(other, self)
    }

    fn faults(&self) -> Vec<Reason> {
        let mut faults = Vec::new();
        let mut fault = |code, detail: String| faults.push(Reason { code, detail: Some(detail) });
        let table = &self.table;
        if self.items.is_empty() {
            fault(ReasonCode::TariffInvalid, format!("{table}: no items"));
        }
        if self.valid_until.is_some_and(|last| last < self.valid_from) {
            fault(ReasonCode::TariffInvalid, format!("{table}: it ends before it begins"));
        }
        let mut codes = BTreeSet::new();
        for item in &self.items {
            if item.price.minor() < 0 {
                fault(ReasonCode::AmountNegative, format!("{table}/{}", item.code));
            }
            if !codes.insert(&item.code) {
                fault(ReasonCode::TariffInvalid, format!("{table}/{} is listed twice", item.code));
            }
        }
        let currencies: BTreeSet<Currency> = self.items.iter().map(|item| item.price.currency()).collect();
        if currencies.len() > 1 {
            fault(ReasonCode::CurrenciesMixed, table.to_string());
        }
        faults
    }
}

impl Tariffs {
    /// # Errors
    /// Every fault of the tables: negative prices, two currencies, items listed twice, versions that overlap.
    pub fn new(tables: Vec<Tariff>) -> Result<Self, Rejection> {
        let mut faults: Vec<Reason> = tables.iter().flat_map(Tariff::faults).collect();
        for (i, one) in tables.iter().enumerate() {
            for other in tables.iter().skip(i + 1).filter(|other| one.overlaps(other)) {
                let detail = Some(format!("{}: {} / {}", one.table, one.version, other.version));
                faults.push(Reason { code: ReasonCode::TariffOverlaps, detail });
            }
        }
        Rejection::unless_empty(faults)?;
        Ok(Self(tables))
    }

    #[must_use]
    pub fn tables(&self) -> &[Tariff] {
        &self.0
    }

    /// The fee of `code` in `table` on a day.
    ///
    /// # Errors
    /// When no fee is published for that day: nothing unmarked may be charged (明码标价和禁止价格欺诈规定 8).
    pub fn price(&self, table: &str, code: &str, on: NaiveDate) -> Result<TariffPrice<'_>, Rejection> {
        let found =
            self.0.iter().filter(|tariff| tariff.table.as_str() == table && tariff.is_in_force(on)).find_map(
                |tariff| Some((tariff, tariff.items.iter().find(|item| item.code.as_str() == code)?)),
            );
        let Some((tariff, item)) = found else {
            return Err(Rejection::with(ReasonCode::PriceUnpublished, format!("{table}/{code} {on}")));
        };
        let source = PriceSource {
            rule: "D1".to_owned(),
            table: tariff.table.to_string(),
            version: tariff.version,
            clause: tariff.clause.to_string(),
        };
        Ok(TariffPrice { item, source })
    }
}

impl TryFrom<Vec<Tariff>> for Tariffs {
    type Error = Rejection;
    fn try_from(tables: Vec<Tariff>) -> Result<Self, Rejection> {
        Self::new(tables)
    }
}

/// The tables that a new database begins with; a company edits them.
///
/// # Panics
/// Never: the committed data is read by a test.
#[must_use]
#[expect(clippy::expect_used, reason = "committed data, read by a test")]
pub fn standard_tariffs() -> Tariffs {
    serde_json::from_str(include_str!("../../data/tariffs-standard.json")).expect("committed tariffs")
}
