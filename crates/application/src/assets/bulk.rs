//! What an importer asks for: the records that a row of a list may mean, and what is known of them in the form in which a
//! row changes it.

use contract::assets::{ContactInput, SaveCustomer, SaveUnit, SiteInput};
use domain::{
    assets::CustomerKind,
    kernel::{BranchId, CustomerId, ProductId, SiteId},
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};

use super::{
    directory::{Contact, Site, contacts_of, sites_of},
    reading::code,
    store::{customer, product, unit},
};
use crate::AppError;

/// A stored customer, opened.
#[derive(Debug, Clone)]
pub(crate) struct StoredCustomer {
    pub row: customer::Model,
    pub contacts: Vec<Contact>,
    pub sites: Vec<Site>,
}

impl StoredCustomer {
    pub(crate) fn open(row: customer::Model) -> Result<Self, AppError> {
        let (contacts, sites) = (contacts_of(&row)?, sites_of(&row)?);
        Ok(Self { row, contacts, sites })
    }

    pub(crate) fn kind(&self) -> Result<CustomerKind, AppError> {
        self.row.kind()
    }

    /// Everything that is known, as one would send it.
    pub(crate) fn as_input(&self) -> Result<SaveCustomer, AppError> {
        let contacts = self.contacts.iter().map(|contact| {
            let view = contact.view();
            ContactInput {
                id: Some(view.id),
                name: view.name,
                phone: view.phone,
                email: view.email,
                position: view.position,
            }
        });
        let sites = self.sites.iter().map(|site| {
            let view = site.view();
            SiteInput { id: Some(view.id), address: view.address, region: view.region }
        });
        Ok(SaveCustomer {
            name: self.row.name.clone(),
            kind: self.row.kind()?,
            grade: self.row.grade()?,
            contract_no: self.row.contract_no.clone(),
            branch_id: BranchId(self.row.branch_id),
            external_id: self.row.external_id.clone(),
            tax_no: self.row.tax_no.clone(),
            note: self.row.note.clone(),
            contacts: contacts.collect(),
            sites: sites.collect(),
        })
    }
}

/// The customer with that external id.
pub(crate) async fn customer_by_external_id<C: ConnectionTrait>(
    conn: &C,
    external_id: &str,
) -> Result<Option<StoredCustomer>, AppError> {
    let found = super::customer_record::by_external_id(conn, external_id).await?;
    found.map(StoredCustomer::open).transpose()
}

/// The customers of exactly that name.
pub(crate) async fn customers_named<C: ConnectionTrait>(
    conn: &C,
    name: &str,
) -> Result<Vec<StoredCustomer>, AppError> {
    let found = customer::Entity::find().filter(customer::Column::Name.eq(name)).all(conn).await?;
    found.into_iter().map(StoredCustomer::open).collect()
}

/// The product of that model or that external id; the row itself, for a draft.
pub(crate) async fn product_row<C: ConnectionTrait>(
    conn: &C,
    model: Option<&str>,
    external_id: Option<&str>,
) -> Result<Option<product::Model>, AppError> {
    let named = match (external_id, model) {
        (Some(id), _) => product::Column::ExternalId.eq(id),
        (None, Some(model)) => product::Column::Model.eq(model),
        (None, None) => return Ok(None),
    };
    Ok(product::Entity::find().filter(named).one(conn).await?)
}

/// The unit that a row means: by external id, by serial number within the product, or by batch of a customer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct UnitKey<'a> {
    pub external_id: Option<&'a str>,
    pub serial_key: Option<&'a str>,
    pub batch: Option<&'a str>,
    pub product: ProductId,
    pub customer: Option<CustomerId>,
}

pub(crate) async fn unit_row<C: ConnectionTrait>(
    conn: &C,
    key: UnitKey<'_>,
) -> Result<Option<unit::Model>, AppError> {
    use unit::Column;
    if let Some(external_id) = key.external_id
        && let Some(found) = super::unit_record::by_external_id(conn, external_id).await?
    {
        return Ok(Some(found));
    }
    if let Some(serial) = key.serial_key {
        return super::unit_record::by_serial(conn, serial, key.product.0).await;
    }
    let Some(batch) = key.batch else { return Ok(None) };
    let holder = match key.customer {
        Some(id) => Column::CustomerId.eq(id.0),
        None => Column::CustomerId.is_null(),
    };
    let same =
        Condition::all().add(Column::Batch.eq(batch)).add(Column::ProductId.eq(key.product.0)).add(holder);
    Ok(unit::Entity::find().filter(same).one(conn).await?)
}

/// Everything that is known of a unit, as one would send it.
pub(crate) fn unit_as_input(row: &unit::Model) -> Result<SaveUnit, AppError> {
    Ok(SaveUnit {
        serial: row.serial.clone(),
        batch: row.batch.clone(),
        quantity: row.quantity()?,
        product_id: ProductId(row.product_id),
        customer_id: row.customer_id.map(CustomerId),
        site_id: row.site_id.map(SiteId),
        branch_id: BranchId(row.branch_id),
        buyer: code("unit", row.id, &row.buyer)?,
        status: Some(code("unit", row.id, &row.status)?),
        sold_on: row.date(row.sold_on.as_deref())?,
        delivered_on: row.date(row.delivered_on.as_deref())?,
        installed_on: row.date(row.installed_on.as_deref())?,
        accepted_on: row.date(row.accepted_on.as_deref())?,
        running_hours: row.running_hours()?,
        external_id: row.external_id.clone(),
    })
}
