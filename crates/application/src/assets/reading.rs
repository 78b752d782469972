//! Rows back into domain types: what cannot have been written by us is named with table, row and column.

use chrono::NaiveDate;
use domain::{
    assets::{CustomerGrade, CustomerKind, Product, Unit, UnitIdentity},
    kernel::{Line, Timestamp},
    warranty::{Agreed, Dates, Reading, Term},
};
use uuid::Uuid;

use super::store::{customer, product, unit};
use crate::AppError;

pub(super) fn code<T: std::str::FromStr<Err: std::fmt::Display>>(
    table: &'static str,
    row: Uuid,
    text: &str,
) -> Result<T, AppError> {
    text.parse().map_err(|error: T::Err| AppError::inconsistent(table, row, error))
}

pub(super) fn instant(table: &'static str, row: Uuid, millis: i64) -> Result<Timestamp, AppError> {
    Timestamp::from_millis(millis).map_err(|error| AppError::inconsistent(table, row, error))
}

pub(super) fn text(table: &'static str, row: Uuid, text: &str) -> Result<Line, AppError> {
    Line::parse(text).map_err(|error| AppError::inconsistent(table, row, error))
}

pub(super) fn optional_text(
    table: &'static str,
    row: Uuid,
    value: Option<&str>,
) -> Result<Option<Line>, AppError> {
    value.map(|value| text(table, row, value)).transpose()
}

fn count(table: &'static str, row: Uuid, value: i64) -> Result<u32, AppError> {
    u32::try_from(value).map_err(|error| AppError::inconsistent(table, row, error))
}

impl customer::Model {
    pub(super) fn kind(&self) -> Result<CustomerKind, AppError> {
        code("customer", self.id, &self.kind)
    }

    pub(super) fn grade(&self) -> Result<Option<CustomerGrade>, AppError> {
        self.grade.as_deref().map(|grade| code("customer", self.id, grade)).transpose()
    }
}

impl product::Model {
    pub(super) fn terms(&self) -> Result<Vec<Term>, AppError> {
        serde_json::from_str(&self.terms).map_err(|error| AppError::inconsistent("product", self.id, error))
    }

    /// The product as rules know it. The English name and the list price are not kept with it.
    pub(super) fn product(&self) -> Result<Product, AppError> {
        let line = |value: &str| text("product", self.id, value);
        Ok(Product {
            model: line(&self.model)?,
            name: line(&self.name)?,
            name_en: line(&self.name)?,
            family: line(&self.family)?,
            category: code("product", self.id, &self.category)?,
            immovable: self.immovable,
            batch_only: self.batch_only,
            terms: self.terms()?,
            list_price: None,
        })
    }
}

impl unit::Model {
    pub(super) fn date(&self, value: Option<&str>) -> Result<Option<NaiveDate>, AppError> {
        value.map(|value| code("unit", self.id, value)).transpose()
    }

    pub(super) fn quantity(&self) -> Result<Option<u32>, AppError> {
        self.quantity.map(|value| count("unit", self.id, value)).transpose()
    }

    pub(super) fn running_hours(&self) -> Result<Option<u32>, AppError> {
        self.running_hours.map(|value| count("unit", self.id, value)).transpose()
    }

    fn identity(&self) -> Result<UnitIdentity, AppError> {
        match (&self.serial_key, &self.batch, self.quantity()?) {
            (Some(serial), None, None) => {
                let serial_no = serial.clone().try_into();
                Ok(UnitIdentity::Serial {
                    serial_no: serial_no.map_err(|error| AppError::inconsistent("unit", self.id, error))?,
                })
            }
            (None, Some(batch), Some(quantity)) => {
                Ok(UnitIdentity::Batch { batch_no: text("unit", self.id, batch)?, quantity })
            }
            _ => Err(AppError::inconsistent(
                "unit",
                self.id,
                "neither a serial number nor a batch with quantity",
            )),
        }
    }

    /// The unit as rules know it. Dates that the installed base does not keep (invoice, shipment) are unknown.
    pub(super) fn unit(&self) -> Result<Unit, AppError> {
        let mut readings = Vec::new();
        if let Some(hours) = self.running_hours()? {
            readings.push(Reading { at: instant("unit", self.id, self.updated_at)?, hours });
        }
        Ok(Unit {
            identity: self.identity()?,
            status: code("unit", self.id, &self.status)?,
            verification: code("unit", self.id, &self.verification)?,
            buyer: code("unit", self.id, &self.buyer)?,
            price: None,
            dates: Dates {
                sold_at: self.date(self.sold_on.as_deref())?,
                invoiced_at: None,
                shipped_at: None,
                delivered_at: self.date(self.delivered_on.as_deref())?,
                installed_at: self.date(self.installed_on.as_deref())?,
                accepted_at: self.date(self.accepted_on.as_deref())?,
            },
            readings,
            agreed: Agreed::default(),
        })
    }
}
