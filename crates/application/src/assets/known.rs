//! What other capabilities ask the master data: the unit, product and customer behind a service request.

use domain::{
    assets::{CustomerGrade, Product, Region, SerialNo, UnitVerification},
    kernel::{BranchId, ContactId, CustomerId, Line, ProductId, SiteId, UnitId},
    tickets::{CustomerFacts, KnownUnit},
    warranty::Subject,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    directory::{Contact, Site, contacts_of, sites_of},
    reading::{code, optional_text, text},
    store::{customer, product, unit},
};
use crate::AppError;

/// An installed unit with what a request takes over from it.
#[derive(Debug, Clone)]
pub(crate) struct UnitRecord {
    pub known: KnownUnit,
    pub family: Line,
    pub quantity: Option<u32>,
    pub verification: UnitVerification,
    pub customer_id: Option<CustomerId>,
    pub site_id: Option<SiteId>,
    pub branch_id: BranchId,
    /// What a warranty question needs of it
    pub subject: Subject,
}

/// A product with its id.
#[derive(Debug, Clone)]
pub(crate) struct ProductRecord {
    pub id: ProductId,
    pub product: Product,
}

/// A customer with the contact and the site that were asked for, else the first of each.
#[derive(Debug, Clone)]
pub(crate) struct CustomerRecord {
    pub id: CustomerId,
    pub branch_id: BranchId,
    pub name: Line,
    pub grade: Option<CustomerGrade>,
    pub contract_no: Option<String>,
    pub contact: Option<Contact>,
    pub site: Option<Site>,
}

impl CustomerRecord {
    /// What a request records of the customer; none while nobody can be called.
    pub(crate) fn facts(&self) -> Result<Option<CustomerFacts>, AppError> {
        let Some(contact) = &self.contact else { return Ok(None) };
        Ok(Some(CustomerFacts {
            customer_id: Some(self.id),
            name: self.name.clone(),
            contact_name: contact.name.clone(),
            phone: text("customer", self.id.0, contact.phone.as_str())?,
            address: self.site.as_ref().map(|site| site.address.clone()),
            region: self
                .region()
                .map(|region| text("customer", self.id.0, &region.to_string()))
                .transpose()?,
        }))
    }

    pub(crate) fn region(&self) -> Option<Region> {
        self.site.as_ref().and_then(|site| site.region)
    }
}

/// The unit of that id.
pub(crate) async fn known_unit<C: ConnectionTrait>(
    conn: &C,
    unit: UnitId,
) -> Result<Option<UnitRecord>, AppError> {
    let found = unit::Entity::find_by_id(unit.0).find_also_related(product::Entity).one(conn).await?;
    found.map(|(unit, product)| record(&unit, product.as_ref())).transpose()
}

/// The units with that serial number, however it was written; one serial may exist for several products.
pub(crate) async fn unit_by_serial<C: ConnectionTrait>(
    conn: &C,
    serial: &SerialNo,
) -> Result<Vec<UnitRecord>, AppError> {
    let found = unit::Entity::find()
        .filter(unit::Column::SerialKey.eq(serial.as_str()))
        .order_by_asc(unit::Column::Id)
        .find_also_related(product::Entity)
        .all(conn)
        .await?;
    found.iter().map(|(unit, product)| record(unit, product.as_ref())).collect()
}

/// Units with one of these serial numbers, at most `limit`.
pub(crate) async fn units_with_serials<C: ConnectionTrait>(
    conn: &C,
    serials: &[SerialNo],
    limit: u64,
) -> Result<Vec<UnitId>, AppError> {
    if serials.is_empty() {
        return Ok(Vec::new());
    }
    let found: Vec<uuid::Uuid> = unit::Entity::find()
        .select_only()
        .column(unit::Column::Id)
        .filter(unit::Column::SerialKey.is_in(serials.iter().map(SerialNo::as_str)))
        .order_by_asc(unit::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(found.into_iter().map(UnitId).collect())
}

/// The unit as the subject of a warranty question, by its stored facts.
pub(crate) async fn warranty_subject<C: ConnectionTrait>(
    conn: &C,
    unit: UnitId,
) -> Result<Option<Subject>, AppError> {
    let found = unit::Entity::find_by_id(unit.0).find_also_related(product::Entity).one(conn).await?;
    let Some((unit, product)) = found else { return Ok(None) };
    let product = of_unit(&unit, product.as_ref())?.product()?;
    Ok(Some(unit.unit()?.subject(&product)))
}

/// The product of that id.
pub(crate) async fn product_by_id<C: ConnectionTrait>(
    conn: &C,
    id: ProductId,
) -> Result<Option<ProductRecord>, AppError> {
    let found = product::Entity::find_by_id(id.0).one(conn).await?;
    found.map(|row| product_record(&row)).transpose()
}

/// The product of exactly that model.
pub(crate) async fn product_by_model<C: ConnectionTrait>(
    conn: &C,
    model: &str,
) -> Result<Option<ProductRecord>, AppError> {
    let found = product::Entity::find().filter(product::Column::Model.eq(model.trim())).one(conn).await?;
    found.map(|row| product_record(&row)).transpose()
}

/// The customer with the contact and the site asked for, else the first of each.
///
/// # Errors
/// 422 when the contact or the site is none of this customer's.
pub(crate) async fn customer_facts<C: ConnectionTrait>(
    conn: &C,
    customer: CustomerId,
    contact: Option<ContactId>,
    site: Option<SiteId>,
) -> Result<Option<CustomerRecord>, AppError> {
    let Some(row) = customer::Entity::find_by_id(customer.0).one(conn).await? else { return Ok(None) };
    let (contacts, sites) = (contacts_of(&row)?, sites_of(&row)?);
    let none_of_its =
        |pointer| AppError::invalid(pointer, "unknown_reference", "belongs to another customer, or to none");
    let contact = match contact {
        Some(id) => {
            let found = contacts.into_iter().find(|contact| contact.id == id);
            Some(found.ok_or_else(|| none_of_its("/customer/contact_id"))?)
        }
        None => contacts.into_iter().next(),
    };
    let site = match site {
        Some(id) => {
            let found = sites.into_iter().find(|site| site.id == id);
            Some(found.ok_or_else(|| none_of_its("/customer/site_id"))?)
        }
        None => sites.into_iter().next(),
    };
    let name = text("customer", row.id, &row.name)?;
    Ok(Some(CustomerRecord {
        id: customer,
        branch_id: BranchId(row.branch_id),
        name,
        grade: row.grade()?,
        contract_no: row.contract_no,
        contact,
        site,
    }))
}

fn product_record(row: &product::Model) -> Result<ProductRecord, AppError> {
    Ok(ProductRecord { id: ProductId(row.id), product: row.product()? })
}

fn of_unit<'a>(
    unit: &unit::Model,
    product: Option<&'a product::Model>,
) -> Result<&'a product::Model, AppError> {
    product.ok_or_else(|| AppError::inconsistent("unit", unit.id, "its product does not exist"))
}

fn record(unit: &unit::Model, product: Option<&product::Model>) -> Result<UnitRecord, AppError> {
    let product = of_unit(unit, product)?;
    let subject = unit.unit()?.subject(&product.product()?);
    let known = KnownUnit {
        unit_id: UnitId(unit.id),
        product_id: Some(ProductId(product.id)),
        model: Some(text("product", product.id, &product.model)?),
        serial: optional_text("unit", unit.id, unit.serial.as_deref())?,
        batch: optional_text("unit", unit.id, unit.batch.as_deref())?,
        purchased_on: unit.date(unit.sold_on.as_deref())?,
        immovable: product.immovable,
        batch_only: product.batch_only,
    };
    Ok(UnitRecord {
        known,
        family: text("product", product.id, &product.family)?,
        quantity: unit.quantity()?,
        verification: code("unit", unit.id, &unit.verification)?,
        customer_id: unit.customer_id.map(CustomerId),
        site_id: unit.site_id.map(SiteId),
        branch_id: BranchId(unit.branch_id),
        subject,
    })
}
