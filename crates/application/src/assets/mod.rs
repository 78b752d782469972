//! 档案: customers with contacts and sites, products, installed units.

mod branches;
mod bulk;
mod customer_list;
mod customer_record;
mod customers;
mod directory;
mod index;
mod known;
mod products;
mod reading;
mod seed;
mod senders;
pub(crate) mod store;
mod unit_list;
mod unit_record;
mod unit_view;
mod units;

pub(crate) use bulk::{
    StoredCustomer, UnitKey, customer_by_external_id, customers_named, product_row, unit_as_input, unit_row,
};
pub(crate) use customer_record::{CustomerDraft, Written};
pub(crate) use directory::{Contact, Site};
pub(crate) use known::{
    CustomerRecord, UnitRecord, customer_facts, known_unit, product_by_id, product_by_model, unit_by_serial,
    units_with_serials, warranty_subject,
};
pub(crate) use seed::{CustomerSeed, ProductSeed, UnitSeed, seed_customers, seed_products, seed_units};
pub(crate) use senders::{contact_of_sender, customers_of_sender};
pub(crate) use unit_record::UnitDraft;
