//! Many rows at once, for demo data: the same rows as the use cases write, with their search index, without events.

use domain::{
    assets::{CustomerGrade, CustomerKind, Product, UnitIdentity, UnitStatus, UnitVerification},
    kernel::{BranchId, CustomerId, Line, ProductId, SiteId, Timestamp, UnitId},
    warranty::{BuyerKind, Dates},
};
use sea_orm::{EntityTrait, Set};

use super::{
    directory::{Contact, Site},
    index,
    store::{customer, product, unit},
};
use crate::{
    AppError,
    search::{self, Kind},
    tx::Tx,
};

/// Rows of one INSERT: below the 32,766 variables that SQLite takes.
const CHUNK: usize = 500;

#[derive(Debug, Clone)]
pub(crate) struct ProductSeed {
    pub id: ProductId,
    pub product: Product,
    pub external_id: Option<String>,
    pub at: Timestamp,
}

#[derive(Debug, Clone)]
pub(crate) struct CustomerSeed {
    pub id: CustomerId,
    pub name: Line,
    pub kind: CustomerKind,
    pub grade: Option<CustomerGrade>,
    pub branch_id: BranchId,
    pub external_id: Option<String>,
    pub tax_no: Option<String>,
    pub note: Option<String>,
    pub contacts: Vec<Contact>,
    pub sites: Vec<Site>,
    pub at: Timestamp,
}

#[derive(Debug, Clone)]
pub(crate) struct UnitSeed {
    pub id: UnitId,
    pub identity: UnitIdentity,
    pub product_id: ProductId,
    pub customer_id: Option<CustomerId>,
    pub site_id: Option<SiteId>,
    pub branch_id: BranchId,
    pub buyer: BuyerKind,
    pub status: UnitStatus,
    pub verification: UnitVerification,
    /// Sale, delivery, installation and acceptance are kept; invoice and shipment are not
    pub dates: Dates,
    pub running_hours: Option<u32>,
    pub external_id: Option<String>,
    pub at: Timestamp,
}

/// Products, all new.
pub(crate) async fn seed_products(tx: &Tx<'_>, seeds: Vec<ProductSeed>) -> Result<(), AppError> {
    let rows: Vec<product::Model> = seeds.into_iter().map(ProductSeed::row).collect::<Result<_, _>>()?;
    for chunk in rows.chunks(CHUNK) {
        product::Entity::insert_many(chunk.iter().cloned().map(new_product))
            .exec_without_returning(tx.conn())
            .await?;
        let words: Vec<_> = chunk.iter().map(|row| (row.id, index::product_words(row))).collect();
        search::index_many(tx.conn(), Kind::Product, &words).await?;
    }
    Ok(())
}

/// Customers, all new.
pub(crate) async fn seed_customers(tx: &Tx<'_>, seeds: Vec<CustomerSeed>) -> Result<(), AppError> {
    for chunk in seeds.chunks(CHUNK) {
        let rows: Vec<customer::Model> = chunk.iter().map(CustomerSeed::row).collect::<Result<_, _>>()?;
        customer::Entity::insert_many(rows.iter().cloned().map(new_customer))
            .exec_without_returning(tx.conn())
            .await?;
        let words: Vec<_> = rows
            .iter()
            .zip(chunk)
            .map(|(row, seed)| (row.id, index::customer_words(row, &seed.contacts, &seed.sites)))
            .collect();
        search::index_many(tx.conn(), Kind::Customer, &words).await?;
        let contacts = rows.iter().zip(chunk).map(|(row, seed)| (row.id, seed.contacts.as_slice()));
        super::senders::insert(tx.conn(), contacts).await?;
    }
    Ok(())
}

/// Installed units, all new; their products exist.
pub(crate) async fn seed_units(tx: &Tx<'_>, seeds: Vec<UnitSeed>) -> Result<(), AppError> {
    for chunk in seeds.chunks(CHUNK) {
        let rows: Vec<unit::Model> = chunk.iter().map(UnitSeed::row).collect();
        unit::Entity::insert_many(rows.iter().cloned().map(new_unit))
            .exec_without_returning(tx.conn())
            .await?;
        let words: Vec<_> = rows.iter().map(|row| (row.id, index::unit_words(row))).collect();
        search::index_many(tx.conn(), Kind::Unit, &words).await?;
    }
    Ok(())
}

pub(super) fn document<T: serde::Serialize>(table: &'static str, value: &T) -> Result<String, AppError> {
    serde_json::to_string(value).map_err(|error| AppError::inconsistent(table, "new", error))
}

/// A column for every field of a row.
macro_rules! active {
    ($entity:ident, $row:expr, { $($field:ident),+ $(,)? }) => {{
        let $entity::Model { $($field),+ } = $row;
        $entity::ActiveModel { $($field: Set($field)),+ }
    }};
}

pub(super) fn new_product(row: product::Model) -> product::ActiveModel {
    active!(product, row, {
        id, model, name, family, category, immovable, batch_only, terms, external_id, version, created_at, updated_at
    })
}

pub(super) fn new_customer(row: customer::Model) -> customer::ActiveModel {
    active!(customer, row, {
        id, name, kind, grade, contract_no, branch_id, external_id, tax_no, note, contacts, sites, version, created_at, updated_at
    })
}

pub(super) fn new_unit(row: unit::Model) -> unit::ActiveModel {
    active!(unit, row, {
        id, serial, serial_key, batch, quantity, product_id, customer_id, site_id, branch_id, buyer, status, verification,
        sold_on, delivered_on, installed_on, accepted_on, running_hours, external_id, version, created_at, updated_at
    })
}

impl ProductSeed {
    fn row(self) -> Result<product::Model, AppError> {
        let Product { model, name, family, category, immovable, batch_only, terms, .. } = self.product;
        Ok(product::Model {
            id: self.id.0,
            model: model.into(),
            name: name.into(),
            family: family.into(),
            category: category.as_str().to_owned(),
            immovable,
            batch_only,
            terms: document("product", &terms)?,
            external_id: self.external_id,
            version: 1,
            created_at: self.at.millis(),
            updated_at: self.at.millis(),
        })
    }
}

impl CustomerSeed {
    fn row(&self) -> Result<customer::Model, AppError> {
        Ok(customer::Model {
            id: self.id.0,
            name: self.name.to_string(),
            kind: self.kind.as_str().to_owned(),
            grade: self.grade.map(|grade| grade.as_str().to_owned()),
            contract_no: None,
            branch_id: self.branch_id.0,
            external_id: self.external_id.clone(),
            tax_no: self.tax_no.clone(),
            note: self.note.clone(),
            contacts: document("customer", &self.contacts)?,
            sites: document("customer", &self.sites)?,
            version: 1,
            created_at: self.at.millis(),
            updated_at: self.at.millis(),
        })
    }
}

impl UnitSeed {
    fn row(&self) -> unit::Model {
        let (serial, batch, quantity) = match &self.identity {
            UnitIdentity::Serial { serial_no } => (Some(serial_no.to_string()), None, None),
            UnitIdentity::Batch { batch_no, quantity } => {
                (None, Some(batch_no.to_string()), Some(i64::from(*quantity)))
            }
        };
        let day = |date: Option<chrono::NaiveDate>| date.map(|date| date.to_string());
        unit::Model {
            id: self.id.0,
            serial_key: serial.clone(),
            serial,
            batch,
            quantity,
            product_id: self.product_id.0,
            customer_id: self.customer_id.map(|id| id.0),
            site_id: self.site_id.map(|id| id.0),
            branch_id: self.branch_id.0,
            buyer: self.buyer.as_str().to_owned(),
            status: self.status.as_str().to_owned(),
            verification: self.verification.as_str().to_owned(),
            sold_on: day(self.dates.sold_at),
            delivered_on: day(self.dates.delivered_at),
            installed_on: day(self.dates.installed_at),
            accepted_on: day(self.dates.accepted_at),
            running_hours: self.running_hours.map(i64::from),
            external_id: self.external_id.clone(),
            version: 1,
            created_at: self.at.millis(),
            updated_at: self.at.millis(),
        }
    }
}
