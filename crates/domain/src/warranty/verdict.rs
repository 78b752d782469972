//! The warranty answer: stored as an immutable record, shown to people, returned by the API.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{ChargeClass, RegimeCode};
use crate::kernel::{Money, Timestamp, codes};

codes! {
    /// Who bears the cost of an item.
    pub enum Payer {
        Manufacturer = "manufacturer", "厂家", "Manufacturer";
        Contract = "contract", "服务合同", "Service contract";
        Customer = "customer", "客户", "Customer";
    }
}

codes! {
    /// What the customer may ask for instead of another repair.
    pub enum RemedyKind {
        Exchange = "exchange", "换货", "Exchange";
        Refund = "refund", "退货退款", "Return and refund";
    }
}

/// Who pays for one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = WarrantyCoverage))]
pub struct Coverage {
    /// `parts`, `labour`, `travel`, `main_part` or the name of a part group
    pub item: String,
    pub payer: Payer,
    /// Last covered day; null when no date limits it or nobody but the customer pays
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub until: Option<NaiveDate>,
}

/// A right of the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = WarrantyRemedy))]
pub struct Remedy {
    pub kind: RemedyKind,
    pub open: bool,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub since: Option<NaiveDate>,
    /// Last day on which the fault had to be reported, where the right has one
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub until: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// What use takes off the price
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depreciation: Option<Money>,
    pub rule: String,
}

/// One ground of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WarrantyReason {
    pub rule: String,
    /// Law, contract or regulation
    pub clause: String,
    pub text: String,
    pub text_en: String,
    /// The facts the rule was applied to, by name
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, String>,
}

/// The answer to a warranty question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = WarrantyVerdict))]
pub struct Verdict {
    pub regime: RegimeCode,
    pub charge_class: ChargeClass,
    /// Last day of the unit's warranty; null when it has none or its start is unknown
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub warranty_ends_on: Option<NaiveDate>,
    pub coverage: Vec<Coverage>,
    pub remedies: Vec<Remedy>,
    /// The most specific first
    pub reasons: Vec<WarrantyReason>,
    pub as_of: Timestamp,
}

impl WarrantyReason {
    pub(super) fn new(rule: &str, clause: &str, text: String, text_en: String) -> Self {
        Self { rule: rule.to_owned(), clause: clause.to_owned(), text, text_en, facts: BTreeMap::new() }
    }

    pub(super) fn fact(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        self.facts.insert(name.to_owned(), value.to_string());
        self
    }
}
