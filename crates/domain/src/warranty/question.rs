//! The facts a warranty answer rests on.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{BuyerKind, Category, Dates, HistoryFact, Term};
use crate::kernel::{Line, Money, Timestamp, codes};

codes! {
    /// Why the unit failed, as far as known.
    pub enum Cause {
        ProductDefect = "product_defect", "产品缺陷", "Product defect";
        Misuse = "misuse", "使用、维护或保管不当", "Misuse, wrong care or storage";
        UnauthorisedOpening = "unauthorised_opening", "非授权拆动", "Opened without authority";
        Wear = "wear", "自然磨损", "Natural wear";
        Transport = "transport", "运输损坏", "Transport damage";
        ForceMajeure = "force_majeure", "不可抗力", "Force majeure";
        Unknown = "unknown", "原因未明", "Unknown";
    }
}

codes! {
    /// What the customer asks for, as far as the charge depends on it.
    pub enum Need {
        Service = "service", "维修或保养", "Repair or maintenance";
        Consultation = "consultation", "咨询、使用或保养指导", "Consultation or guidance";
        ExtraRequest = "extra_request", "额外要求", "Extra request";
    }
}

/// A fault as reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = WarrantyFaultReport))]
pub struct FaultReport {
    /// Fault code; the same code on the same unit is the same fault
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Line>,
    /// The charge class is decided as of this instant
    pub reported_at: Timestamp,
    #[serde(default = "unknown")]
    pub cause: Cause,
    /// The part at fault (`main_part` or the name of a part group), where its own term may still cover it
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_group: Option<Line>,
}

const fn unknown() -> Cause {
    Cause::Unknown
}

/// A meter reading in running hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reading {
    pub at: Timestamp,
    pub hours: u32,
}

/// The period of a service contract (保修合同) that names the unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = ServiceContractPeriod))]
pub struct ContractPeriod {
    pub no: Line,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub from: NaiveDate,
    /// Last day
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub to: NaiveDate,
}

/// What the sales contract or the policy agrees beyond the regime. Where the law decides, an agreement can only add;
/// between businesses it decides either way (K9, K18).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = WarrantyAgreement))]
pub struct Agreed {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repair_extends: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custody_extends: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exchange_restarts: Option<bool>,
}

/// The unit in question: what was sold to whom, when, under which terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    pub category: Category,
    pub buyer: BuyerKind,
    /// Invoice price; needed only for a refund
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    #[serde(default)]
    pub dates: Dates,
    pub terms: Vec<Term>,
    /// False while the serial number is not found in the sales data
    #[serde(default = "verified")]
    pub verified: bool,
    #[serde(default)]
    pub readings: Vec<Reading>,
    #[serde(default)]
    pub agreed: Agreed,
}

const fn verified() -> bool {
    true
}

/// One complete warranty question. Facts later than `as_of` do not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    pub subject: Subject,
    #[serde(default)]
    pub history: Vec<HistoryFact>,
    /// Absent = "is it in warranty today?"
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<FaultReport>,
    #[serde(default = "service")]
    pub need: Need,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<ContractPeriod>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_model_in_stock: Option<bool>,
    /// A model of the same brand that is not lower
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub substitute_in_stock: Option<bool>,
    pub as_of: Timestamp,
}

const fn service() -> Need {
    Need::Service
}

impl Question {
    /// The instant that fixes the charge class: the report of the fault, else the question itself (K19).
    #[must_use]
    pub fn decided_at(&self) -> Timestamp {
        self.fault.as_ref().map_or(self.as_of, |fault| fault.reported_at)
    }
}
