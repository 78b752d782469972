//! From what was sent to a unit's row: one way for the API, the ERP sync and the import.

use chrono::{Datelike as _, NaiveDate};
use contract::{assets::SaveUnit, problem::FieldError};
use domain::{
    assets::{SerialNo, UnitStatus, UnitVerification},
    kernel::{Actor, BranchId, Timestamp, UnitId},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    branches,
    customer_record::{Written, later},
    directory::{line, sites_of},
    index,
    seed::new_unit,
    store::{customer, product, unit},
};
use crate::{
    AppError, Ids,
    tx::{Publish, Tx},
};

/// The years in which a machine of ours can have been sold or put to use.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2100;

/// A unit's row before and after a write.
#[derive(Debug, Clone)]
pub(crate) struct UnitDraft {
    pub row: unit::Model,
    pub product: product::Model,
    before: Option<unit::Model>,
}

impl UnitDraft {
    /// The row as it shall be. Nothing is written. A new unit is `verification`; a known one stays what it is, unless its
    /// serial number changes: then it has to be verified again.
    ///
    /// # Errors
    /// 422 with every field that is not right; a product has serial numbers or batches, never both.
    pub(crate) fn new(
        ids: &Ids,
        now: Timestamp,
        input: &SaveUnit,
        product: product::Model,
        verification: UnitVerification,
        before: Option<unit::Model>,
    ) -> Result<Self, AppError> {
        let mut errors: Vec<FieldError> = Vec::new();
        let identity = identity(input, product.batch_only, &mut errors);
        let external_id = line(&mut errors, "/external_id", input.external_id.as_deref());
        let day = |errors: &mut Vec<FieldError>, pointer: &str, date: Option<NaiveDate>| {
            if date.is_some_and(|date| !YEARS.contains(&date.year())) {
                errors.push(FieldError::new(pointer, "range", "must lie in the years 1970 to 2100"));
            }
            date.map(|date| date.to_string())
        };
        let sold_on = day(&mut errors, "/sold_on", input.sold_on);
        let delivered_on = day(&mut errors, "/delivered_on", input.delivered_on);
        let installed_on = day(&mut errors, "/installed_on", input.installed_on);
        let accepted_on = day(&mut errors, "/accepted_on", input.accepted_on);
        if input.site_id.is_some() && input.customer_id.is_none() {
            errors.push(FieldError::new("/customer_id", "required", "a site belongs to a customer"));
        }
        let (Some(Identity { serial, serial_key, batch, quantity }), true) = (identity, errors.is_empty())
        else {
            return Err(AppError::Invalid(errors));
        };
        let known = before.as_ref();
        let same_serial =
            known.is_some_and(|row| row.serial_key == serial_key && row.product_id == product.id);
        let status = input.status.map(|status| status.as_str().to_owned());
        let row = unit::Model {
            id: known.map_or_else(|| ids.next::<UnitId>(now).0, |row| row.id),
            serial,
            serial_key,
            batch,
            quantity,
            product_id: product.id,
            customer_id: input.customer_id.map(|id| id.0),
            site_id: input.site_id.map(|id| id.0),
            branch_id: input.branch_id.0,
            buyer: input.buyer.as_str().to_owned(),
            status: status.unwrap_or_else(|| {
                known.map_or_else(|| UnitStatus::InUse.as_str().to_owned(), |row| row.status.clone())
            }),
            verification: match known {
                Some(row) if same_serial => row.verification.clone(),
                _ => verification.as_str().to_owned(),
            },
            sold_on,
            delivered_on,
            installed_on,
            accepted_on,
            running_hours: input.running_hours.map(i64::from),
            external_id: external_id.map(Into::into),
            version: known.map_or(1, |row| row.version),
            created_at: known.map_or(now.millis(), |row| row.created_at),
            updated_at: known.map_or(now.millis(), |row| row.updated_at),
        };
        Ok(Self { row, product, before })
    }

    pub(crate) fn id(&self) -> UnitId {
        UnitId(self.row.id)
    }

    /// What saving would do.
    pub(crate) fn effect(&self) -> Written {
        match &self.before {
            None => Written::Created,
            Some(before) if *before == self.row => Written::Unchanged,
            Some(_) => Written::Updated,
        }
    }

    /// Writes the row with its search index and its event, unless nothing changed.
    ///
    /// # Errors
    /// 422 for a reference that does not hold, 409 for a serial number or external id that is taken, 412 when somebody
    /// was faster.
    pub(crate) async fn save(&mut self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Written, AppError> {
        let effect = self.effect();
        if effect == Written::Unchanged {
            return Ok(effect);
        }
        self.check_references(tx.conn()).await?;
        self.check_unique(tx.conn()).await?;
        if let Some(before) = &self.before {
            self.row.version = before.version + 1;
            self.row.updated_at = later(before.updated_at, tx.now());
            replace(tx.conn(), &self.row, before.version).await?;
        } else {
            unit::Entity::insert(new_unit(self.row.clone())).exec_without_returning(tx.conn()).await?;
        }
        index::unit(tx.conn(), &self.row).await?;
        tx.publish(event(
            &self.row,
            &self.product,
            if effect == Written::Created { "unit.created" } else { "unit.updated" },
            actor,
        ));
        Ok(effect)
    }

    /// Who the unit belongs to and where it stands.
    ///
    /// # Errors
    /// 422 at the reference that does not hold.
    pub(crate) async fn check_references<C: ConnectionTrait>(&self, conn: &C) -> Result<(), AppError> {
        let before = self.before.as_ref();
        if before.is_none_or(|before| before.branch_id != self.row.branch_id) {
            branches::require(conn, BranchId(self.row.branch_id)).await?;
        }
        let moved = before
            .is_none_or(|row| row.customer_id != self.row.customer_id || row.site_id != self.row.site_id);
        let (Some(id), true) = (self.row.customer_id, moved) else { return Ok(()) };
        let Some(customer) = customer::Entity::find_by_id(id).one(conn).await? else {
            return Err(AppError::invalid("/customer_id", "unknown_reference", "there is no such customer"));
        };
        let Some(site) = self.row.site_id else { return Ok(()) };
        if sites_of(&customer)?.iter().any(|known| known.id.0 == site) {
            Ok(())
        } else {
            Err(AppError::invalid("/site_id", "unknown_reference", "no site of this customer"))
        }
    }

    /// # Errors
    /// 409 when another unit has the serial number within the product, or the external id.
    pub(crate) async fn check_unique<C: ConnectionTrait>(&self, conn: &C) -> Result<(), AppError> {
        if let Some(serial) = &self.row.serial_key
            && let Some(other) = by_serial(conn, serial, self.row.product_id).await?
            && other.id != self.row.id
        {
            return Err(AppError::AlreadyExists(format!("serial {serial}")));
        }
        if let Some(external_id) = &self.row.external_id
            && let Some(other) = by_external_id(conn, external_id).await?
            && other.id != self.row.id
        {
            return Err(AppError::AlreadyExists(format!("external_id {external_id}")));
        }
        Ok(())
    }
}

struct Identity {
    serial: Option<String>,
    serial_key: Option<String>,
    batch: Option<String>,
    quantity: Option<i64>,
}

fn identity(input: &SaveUnit, batch_only: bool, errors: &mut Vec<FieldError>) -> Option<Identity> {
    let given = |text: &Option<String>| text.as_deref().map(str::trim).is_some_and(|text| !text.is_empty());
    let before = errors.len();
    if batch_only {
        if given(&input.serial) {
            errors.push(FieldError::new(
                "/serial",
                "not_allowed",
                "this product has batches, not serial numbers",
            ));
        }
        let batch = line(errors, "/batch", input.batch.as_deref());
        if !given(&input.batch) {
            errors.push(FieldError::new(
                "/batch",
                "required",
                "this product is registered by batch and quantity",
            ));
        }
        if input.quantity.is_none() {
            errors.push(FieldError::new(
                "/quantity",
                "required",
                "this product is registered by batch and quantity",
            ));
        }
        let identity = Identity {
            serial: None,
            serial_key: None,
            batch: batch.map(Into::into),
            quantity: input.quantity.map(i64::from),
        };
        return (errors.len() == before).then_some(identity);
    }
    for (pointer, sent) in [("/batch", given(&input.batch)), ("/quantity", input.quantity.is_some())] {
        if sent {
            errors.push(FieldError::new(
                pointer,
                "not_allowed",
                "this product has serial numbers, not batches",
            ));
        }
    }
    let Some(serial) = input.serial.as_deref().map(str::trim).filter(|serial| !serial.is_empty()) else {
        errors.push(FieldError::new("/serial", "required", "this product is registered by serial number"));
        return None;
    };
    let key = match SerialNo::parse(serial) {
        Ok(key) => key,
        Err(error) => {
            errors.push(FieldError::new("/serial", "format", error.to_string()));
            return None;
        }
    };
    let identity = Identity {
        serial: Some(serial.to_owned()),
        serial_key: Some(key.into()),
        batch: None,
        quantity: None,
    };
    (errors.len() == before).then_some(identity)
}

pub(crate) async fn by_serial<C: ConnectionTrait>(
    conn: &C,
    serial_key: &str,
    product: uuid::Uuid,
) -> Result<Option<unit::Model>, AppError> {
    let found = unit::Entity::find()
        .filter(unit::Column::SerialKey.eq(serial_key))
        .filter(unit::Column::ProductId.eq(product))
        .one(conn)
        .await?;
    Ok(found)
}

pub(crate) async fn by_external_id<C: ConnectionTrait>(
    conn: &C,
    external_id: &str,
) -> Result<Option<unit::Model>, AppError> {
    Ok(unit::Entity::find().filter(unit::Column::ExternalId.eq(external_id)).one(conn).await?)
}

pub(super) fn event(row: &unit::Model, product: &product::Model, event_type: &str, actor: &Actor) -> Publish {
    Publish {
        event_type: event_type.to_owned(),
        branch_id: Some(BranchId(row.branch_id)),
        subject_kind: "unit",
        subject_id: row.id.to_string(),
        subject_no: row.serial.clone().or_else(|| row.batch.clone()),
        actor: actor.clone(),
        data: serde_json::json!({
            "serial": row.serial, "batch": row.batch, "quantity": row.quantity, "model": product.model,
            "product_id": row.product_id, "customer_id": row.customer_id, "status": row.status,
            "verification": row.verification, "sold_on": row.sold_on, "external_id": row.external_id,
            "version": row.version,
        }),
    }
}

pub(super) async fn replace<C: ConnectionTrait>(
    conn: &C,
    row: &unit::Model,
    version: i64,
) -> Result<(), AppError> {
    use unit::Column;
    let done = unit::Entity::update_many()
        .col_expr(Column::Serial, Expr::value(row.serial.clone()))
        .col_expr(Column::SerialKey, Expr::value(row.serial_key.clone()))
        .col_expr(Column::Batch, Expr::value(row.batch.clone()))
        .col_expr(Column::Quantity, Expr::value(row.quantity))
        .col_expr(Column::ProductId, Expr::value(row.product_id))
        .col_expr(Column::CustomerId, Expr::value(row.customer_id))
        .col_expr(Column::SiteId, Expr::value(row.site_id))
        .col_expr(Column::BranchId, Expr::value(row.branch_id))
        .col_expr(Column::Buyer, Expr::value(row.buyer.clone()))
        .col_expr(Column::Status, Expr::value(row.status.clone()))
        .col_expr(Column::Verification, Expr::value(row.verification.clone()))
        .col_expr(Column::SoldOn, Expr::value(row.sold_on.clone()))
        .col_expr(Column::DeliveredOn, Expr::value(row.delivered_on.clone()))
        .col_expr(Column::InstalledOn, Expr::value(row.installed_on.clone()))
        .col_expr(Column::AcceptedOn, Expr::value(row.accepted_on.clone()))
        .col_expr(Column::RunningHours, Expr::value(row.running_hours))
        .col_expr(Column::ExternalId, Expr::value(row.external_id.clone()))
        .col_expr(Column::Version, Expr::value(row.version))
        .col_expr(Column::UpdatedAt, Expr::value(row.updated_at))
        .filter(Column::Id.eq(row.id))
        .filter(Column::Version.eq(version))
        .exec(conn)
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(AppError::Stale) }
}
