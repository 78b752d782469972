//! The words by which master data are found.

use sea_orm::{ConnectionTrait, DbErr};

use super::{
    directory::{Contact, Site},
    store::{customer, product, unit},
};
use crate::search::{self, Kind};

/// Name, contacts, telephone numbers, addresses, external id, tax number.
pub(super) async fn customer<C: ConnectionTrait>(
    conn: &C,
    row: &customer::Model,
    contacts: &[Contact],
    sites: &[Site],
) -> Result<(), DbErr> {
    let mut texts = vec![Some(row.name.as_str()), row.external_id.as_deref(), row.tax_no.as_deref()];
    for contact in contacts {
        texts.extend([Some(contact.name.as_str()), Some(contact.phone.as_str())]);
    }
    texts.extend(sites.iter().map(|site| Some(site.address.as_str())));
    search::index(conn, Kind::Customer, row.id, &texts).await
}

/// Model, name, family, external id.
pub(super) async fn product<C: ConnectionTrait>(conn: &C, row: &product::Model) -> Result<(), DbErr> {
    let texts = [
        Some(row.model.as_str()),
        Some(row.name.as_str()),
        Some(row.family.as_str()),
        row.external_id.as_deref(),
    ];
    search::index(conn, Kind::Product, row.id, &texts).await
}

/// Serial number as written and normalised, batch, external id. Products and customers change their names, and units their
/// customers: units are found by those through the product and the customer.
pub(super) async fn unit<C: ConnectionTrait>(conn: &C, row: &unit::Model) -> Result<(), DbErr> {
    let texts =
        [row.serial.as_deref(), row.serial_key.as_deref(), row.batch.as_deref(), row.external_id.as_deref()];
    search::index(conn, Kind::Unit, row.id, &texts).await
}
