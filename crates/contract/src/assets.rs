//! Customers, contacts, sites, products, installed units.

use chrono::NaiveDate;
use domain::{
    assets::{BuyerKind, CustomerGrade, CustomerKind, UnitStatus, UnitVerification},
    kernel::{BranchId, ContactId, CustomerId, ProductId, SiteId, Timestamp, UnitId},
    warranty::{Category, Term, Verdict},
};

use validator::Validate as _;

use crate::tickets::TicketSummary;

request! {
    pub struct SaveCustomer {
        #[validate(length(min = 1, max = 200))]
        pub name: String,
        pub kind: CustomerKind,
        #[serde(default)]
        pub grade: Option<CustomerGrade>,
        /// Number of the service contract (合同编号); special rules of the policy may name it
        #[serde(default)]
        #[validate(length(max = 40))]
        pub contract_no: Option<String>,
        /// The branch that looks after the customer
        pub branch_id: BranchId,
        #[serde(default)]
        #[validate(length(max = 100))]
        pub external_id: Option<String>,
        #[serde(default)]
        #[validate(length(max = 30))]
        pub tax_no: Option<String>,
        #[serde(default)]
        #[validate(length(max = 2000))]
        pub note: Option<String>,
        #[serde(default)]
        #[validate(nested, length(max = 100))]
        pub contacts: Vec<ContactInput>,
        #[serde(default)]
        #[validate(nested, length(max = 100))]
        pub sites: Vec<SiteInput>,
    }

    pub struct ContactInput {
        #[serde(default)]
        pub id: Option<ContactId>,
        #[validate(length(min = 1, max = 60))]
        pub name: String,
        #[validate(length(min = 3, max = 30))]
        pub phone: String,
        #[serde(default)]
        #[validate(length(max = 200), email)]
        pub email: Option<String>,
        #[serde(default)]
        #[validate(length(max = 60))]
        pub position: Option<String>,
    }

    pub struct SiteInput {
        #[serde(default)]
        pub id: Option<SiteId>,
        #[validate(length(min = 1, max = 200))]
        pub address: String,
        /// 行政区划 code, six digits
        #[serde(default)]
        #[validate(length(equal = 6))]
        pub region: Option<String>,
    }

    pub struct SaveProduct {
        #[validate(length(min = 1, max = 60))]
        pub model: String,
        #[validate(length(min = 1, max = 200))]
        pub name: String,
        #[validate(length(min = 1, max = 20))]
        pub family: String,
        /// Category for the legal regime (三包)
        pub category: Category,
        #[serde(default)]
        pub immovable: bool,
        #[serde(default)]
        pub batch_only: bool,
        #[serde(default)]
        pub terms: Vec<Term>,
        #[serde(default)]
        #[validate(length(max = 100))]
        pub external_id: Option<String>,
    }

    pub struct SaveUnit {
        /// 机号, for products with serial numbers
        #[serde(default)]
        #[validate(length(min = 1, max = 60))]
        pub serial: Option<String>,
        /// 批次 with `quantity`, for products without serial numbers
        #[serde(default)]
        #[validate(length(min = 1, max = 60))]
        pub batch: Option<String>,
        /// In the unit of measure of the product
        #[serde(default)]
        #[validate(range(min = 1))]
        pub quantity: Option<u32>,
        pub product_id: ProductId,
        #[serde(default)]
        pub customer_id: Option<CustomerId>,
        #[serde(default)]
        pub site_id: Option<SiteId>,
        pub branch_id: BranchId,
        pub buyer: BuyerKind,
        /// Null: in use when new, else as it is
        #[serde(default)]
        pub status: Option<UnitStatus>,
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
        pub sold_on: Option<NaiveDate>,
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
        pub delivered_on: Option<NaiveDate>,
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
        pub installed_on: Option<NaiveDate>,
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
        pub accepted_on: Option<NaiveDate>,
        #[serde(default)]
        pub running_hours: Option<u32>,
        #[serde(default)]
        #[validate(length(max = 100))]
        pub external_id: Option<String>,
    }
}

request! {
    /// 核实机号: what the sales data say of the unit.
    pub struct VerifyUnit {
        /// `verified`, or `unknown` when the sales data do not have it
        #[serde(default = "verified")]
        pub result: UnitVerification,
        /// Date of sale as found
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
        pub sold_on: Option<NaiveDate>,
        /// What it was found by: invoice, contract, delivery note
        #[serde(default)]
        #[validate(length(max = 200))]
        pub evidence: Option<String>,
    }
}

const fn verified() -> UnitVerification {
    UnitVerification::Verified
}

wire! {
    pub struct CustomerView {
        pub id: CustomerId,
        pub name: String,
        pub kind: CustomerKind,
        pub grade: Option<CustomerGrade>,
        pub contract_no: Option<String>,
        pub branch_id: BranchId,
        pub branch_name: String,
        pub external_id: Option<String>,
        pub tax_no: Option<String>,
        pub note: Option<String>,
        pub contacts: Vec<ContactView>,
        pub sites: Vec<SiteView>,
        pub unit_count: u64,
        pub open_ticket_count: u64,
        pub version: i64,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
    }

    pub struct ContactView {
        pub id: ContactId,
        pub name: String,
        pub phone: String,
        pub email: Option<String>,
        pub position: Option<String>,
    }

    pub struct SiteView {
        pub id: SiteId,
        pub address: String,
        pub region: Option<String>,
    }

    pub struct CustomerSummary {
        pub id: CustomerId,
        pub name: String,
        pub kind: CustomerKind,
        pub grade: Option<CustomerGrade>,
        pub branch_name: String,
        pub contact_name: Option<String>,
        pub phone: Option<String>,
        pub address: Option<String>,
        pub updated_at: Timestamp,
    }

    pub struct ProductView {
        pub id: ProductId,
        pub model: String,
        pub name: String,
        pub family: String,
        pub category: Category,
        pub immovable: bool,
        pub batch_only: bool,
        pub terms: Vec<Term>,
        pub external_id: Option<String>,
        pub version: i64,
        pub updated_at: Timestamp,
    }

    pub struct UnitSummary {
        pub id: UnitId,
        pub serial: Option<String>,
        pub batch: Option<String>,
        pub model: String,
        pub product_name: String,
        pub customer_id: Option<CustomerId>,
        pub customer_name: Option<String>,
        pub status: UnitStatus,
        pub verification: UnitVerification,
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
        pub sold_on: Option<NaiveDate>,
        pub updated_at: Timestamp,
    }

    pub struct UnitView {
        pub id: UnitId,
        pub serial: Option<String>,
        pub batch: Option<String>,
        pub quantity: Option<u32>,
        pub product: ProductView,
        pub customer: Option<CustomerView>,
        pub site: Option<SiteView>,
        pub branch_id: BranchId,
        pub branch_name: String,
        pub buyer: BuyerKind,
        pub status: UnitStatus,
        pub verification: UnitVerification,
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
        pub sold_on: Option<NaiveDate>,
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
        pub delivered_on: Option<NaiveDate>,
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
        pub installed_on: Option<NaiveDate>,
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
        pub accepted_on: Option<NaiveDate>,
        pub running_hours: Option<u32>,
        pub external_id: Option<String>,
        /// The answer for a fault reported now
        pub warranty: Verdict,
        /// 服务记录, newest first, at most 20
        pub tickets: Vec<TicketSummary>,
        pub version: i64,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
    }
}

query! {
    pub struct CustomerQuery {
        #[validate(range(min = 1, max = 100))]
        pub limit: Option<u64>,
        #[validate(length(max = 2000))]
        pub cursor: Option<String>,
        /// Name, contact, phone or address; two Chinese characters are enough
        #[validate(length(max = 100))]
        pub q: Option<String>,
        pub branch_id: Option<BranchId>,
        /// Change feed for sync: everything changed at or after this instant, oldest first
        pub updated_since: Option<Timestamp>,
    }

    pub struct ProductQuery {
        #[validate(range(min = 1, max = 100))]
        pub limit: Option<u64>,
        #[validate(length(max = 500))]
        pub cursor: Option<String>,
        #[validate(length(max = 100))]
        pub q: Option<String>,
        #[validate(length(max = 20))]
        pub family: Option<String>,
        pub updated_since: Option<Timestamp>,
    }

    pub struct UnitQuery {
        #[validate(range(min = 1, max = 100))]
        pub limit: Option<u64>,
        #[validate(length(max = 500))]
        pub cursor: Option<String>,
        /// Serial, batch, model or customer
        #[validate(length(max = 100))]
        pub q: Option<String>,
        /// Exact serial (normalised)
        #[validate(length(max = 60))]
        pub serial: Option<String>,
        pub customer_id: Option<CustomerId>,
        pub product_id: Option<ProductId>,
        pub updated_since: Option<Timestamp>,
    }
}

query! {
    /// 按机号查装机.
    pub struct UnitLookup {
        /// As written on the machine: case, spaces and full-width characters do not matter
        #[validate(length(min = 1, max = 100))]
        pub serial: Option<String>,
    }
}
