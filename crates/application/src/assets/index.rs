//! The words by which master data are found.

use sea_orm::{ConnectionTrait, DbErr};

use super::{
    directory::{Contact, Site},
    store::{customer, product, unit},
};
use crate::search::{self, Kind};

/// Name, contacts, telephone numbers, addresses, external id, tax number.
pub(super) fn customer_words<'a>(
    row: &'a customer::Model,
    contacts: &'a [Contact],
    sites: &'a [Site],
) -> Vec<Option<&'a str>> {
    let mut texts = vec![Some(row.name.as_str()), row.external_id.as_deref(), row.tax_no.as_deref()];
    for contact in contacts {
        texts.extend([Some(contact.name.as_str()), Some(contact.phone.as_str())]);
    }
    texts.extend(sites.iter().map(|site| Some(site.address.as_str())));
    texts
}

/// Model, name, family, external id.
pub(super) fn product_words(row: &product::Model) -> [Option<&str>; 4] {
    [Some(row.model.as_str()), Some(row.name.as_str()), Some(row.family.as_str()), row.external_id.as_deref()]
}

/// Serial number as written and normalised, batch, external id. Products and customers change their names, and units their
/// customers: units are found by those through the product and the customer.
pub(super) fn unit_words(row: &unit::Model) -> [Option<&str>; 4] {
    [row.serial.as_deref(), row.serial_key.as_deref(), row.batch.as_deref(), row.external_id.as_deref()]
}

pub(super) async fn customer<C: ConnectionTrait>(
    conn: &C,
    row: &customer::Model,
    contacts: &[Contact],
    sites: &[Site],
) -> Result<(), DbErr> {
    search::index(conn, Kind::Customer, row.id, &customer_words(row, contacts, sites)).await
}

pub(super) async fn product<C: ConnectionTrait>(conn: &C, row: &product::Model) -> Result<(), DbErr> {
    search::index(conn, Kind::Product, row.id, &product_words(row)).await
}

pub(super) async fn unit<C: ConnectionTrait>(conn: &C, row: &unit::Model) -> Result<(), DbErr> {
    search::index(conn, Kind::Unit, row.id, &unit_words(row)).await
}
