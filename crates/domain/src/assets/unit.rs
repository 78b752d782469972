//! Installed units (装机): one machine with a serial number, or a quantity of a batch.

use serde::{Deserialize, Serialize};

use super::{Product, SerialNo};
use crate::{
    kernel::{Line, Money, codes},
    warranty::{Agreed, BuyerKind, Dates, Reading, Subject},
};

codes! {
    /// Where a unit is in its life.
    pub enum UnitStatus {
        InUse = "in_use", "在用", "In use";
        Scrapped = "scrapped", "已报废", "Scrapped";
        Moved = "moved", "已转移", "Moved to another owner or place";
        Exported = "exported", "已出口", "Exported";
    }
}

codes! {
    /// Whether the unit is known from the sales data.
    pub enum UnitVerification {
        Verified = "verified", "已核实", "Verified";
        Pending = "pending", "待核实", "To be verified";
        Unknown = "unknown", "无销售记录", "Not in the sales data";
    }
}

/// What identifies a unit: a serial number, or a batch with its quantity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum UnitIdentity {
    Serial {
        serial_no: SerialNo,
    },
    Batch {
        batch_no: Line,
        /// In the unit of measure of the product
        quantity: u32,
    },
}

/// An installed unit, as far as rules need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    pub identity: UnitIdentity,
    pub status: UnitStatus,
    pub verification: UnitVerification,
    pub buyer: BuyerKind,
    /// Invoice price
    pub price: Option<Money>,
    pub dates: Dates,
    pub readings: Vec<Reading>,
    pub agreed: Agreed,
}

impl Unit {
    /// The unit as the subject of a warranty question.
    #[must_use]
    pub fn subject(&self, product: &Product) -> Subject {
        Subject {
            category: product.category,
            buyer: self.buyer,
            price: self.price,
            dates: self.dates,
            terms: product.terms.clone(),
            verified: self.verification == UnitVerification::Verified,
            readings: self.readings.clone(),
            agreed: self.agreed,
        }
    }
}
