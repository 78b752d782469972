//! Installed units: create, change, upsert from an ERP, verify.

use contract::assets::{SaveUnit, VerifyUnit};
use domain::{
    access::{Permission, Resource, can},
    assets::UnitVerification,
    kernel::{BranchId, CustomerId, ProductId, UnitId},
};
use sea_orm::EntityTrait;

use super::{
    customer_record::{Written, later},
    customers::same_external_id,
    store::{customer, product, unit},
    unit_record::{UnitDraft, by_external_id, event, replace},
};
use crate::{
    App, AppError, Caller, Idempotent, Outcome,
    tx::{Begin, Tx},
};

impl App {
    /// A new installed unit. Who may verify serial numbers registers it as verified; by anyone else it is 待核实 until
    /// the sales data confirm it.
    ///
    /// # Errors
    /// Without `units.write` at the branch; 422 by field; 409 when the product has that serial number already.
    pub async fn create_unit(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        input: SaveUnit,
    ) -> Result<Outcome, AppError> {
        caller.require(Permission::UnitsWrite, &Resource::of_branch(input.branch_id))?;
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        self.save_unit(tx, caller, &input, None).await
    }

    /// Replaces what is known of a unit; another serial number or product has to be verified again.
    ///
    /// # Errors
    /// As creating; 404; 412 when somebody was faster.
    pub async fn update_unit(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        id: UnitId,
        version: i64,
        input: SaveUnit,
    ) -> Result<Outcome, AppError> {
        caller.require_anywhere(Permission::UnitsWrite)?;
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let row = unit::Entity::find_by_id(id.0).one(tx.conn()).await?.ok_or(AppError::NotFound)?;
        may_change(caller, &row, input.branch_id)?;
        if row.version != version {
            return Err(AppError::Stale);
        }
        self.save_unit(tx, caller, &input, Some(row)).await
    }

    /// Creates or replaces the unit of an external id: ERP sync. Sent twice, the second changes nothing.
    ///
    /// # Errors
    /// As creating and updating; 412 only when a version is given.
    pub async fn upsert_unit(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        external_id: &str,
        version: Option<i64>,
        mut input: SaveUnit,
    ) -> Result<Outcome, AppError> {
        caller.require_anywhere(Permission::UnitsWrite)?;
        let external_id = same_external_id(external_id, input.external_id.as_deref())?;
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let before = by_external_id(tx.conn(), &external_id).await?;
        match &before {
            Some(row) => may_change(caller, row, input.branch_id)?,
            None => caller.require(Permission::UnitsWrite, &Resource::of_branch(input.branch_id))?,
        }
        if version.is_some_and(|version| before.as_ref().is_none_or(|row| row.version != version)) {
            return Err(AppError::Stale);
        }
        input.external_id = Some(external_id);
        self.save_unit(tx, caller, &input, before).await
    }

    /// 核实机号: the sales data confirm the unit, or do not know it.
    ///
    /// # Errors
    /// Without `units.verify` at the unit's branch; 404; 412 when somebody was faster; 422 for `pending`.
    pub async fn verify_unit(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        id: UnitId,
        version: i64,
        input: VerifyUnit,
    ) -> Result<Outcome, AppError> {
        caller.require_anywhere(Permission::UnitsVerify)?;
        if input.result == UnitVerification::Pending {
            return Err(AppError::invalid(
                "/result",
                "not_allowed",
                "a verification ends with `verified` or `unknown`",
            ));
        }
        let mut tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let mut row = unit::Entity::find_by_id(id.0).one(tx.conn()).await?.ok_or(AppError::NotFound)?;
        caller.require(Permission::UnitsVerify, &Resource::of_branch(BranchId(row.branch_id)))?;
        if row.version != version {
            return Err(AppError::Stale);
        }
        let product = product::Entity::find_by_id(row.product_id).one(tx.conn()).await?;
        let product =
            product.ok_or_else(|| AppError::inconsistent("unit", row.id, "its product does not exist"))?;
        row.verification = input.result.as_str().to_owned();
        if let Some(sold_on) = input.sold_on {
            row.sold_on = Some(sold_on.to_string());
        }
        row.version += 1;
        row.updated_at = later(row.updated_at, tx.now());
        replace(tx.conn(), &row, version).await?;
        let detail = serde_json::json!({ "result": input.result, "sold_on": input.sold_on, "evidence": input.evidence });
        tx.audit(caller.actor(), "unit.verify", "unit", id, &detail).await?;
        tx.publish(event(&row, &product, "unit.verified", caller.actor()));
        let view = self.unit_view(tx.conn(), caller, &row, &product).await?;
        let outcome = Outcome::ok(&view, Some(row.version))?;
        tx.finish(outcome).await
    }

    async fn save_unit(
        &self,
        mut tx: Tx<'_>,
        caller: &Caller,
        input: &SaveUnit,
        before: Option<unit::Model>,
    ) -> Result<Outcome, AppError> {
        let product = product_of(&tx, input.product_id).await?;
        if let Some(customer) = input.customer_id {
            customer_is_seen(&tx, caller, customer, before.as_ref()).await?;
        }
        let mut draft = UnitDraft::new(
            &self.ids,
            tx.now(),
            input,
            product,
            first_verification(caller, input.branch_id),
            before,
        )?;
        let written = draft.save(&mut tx, caller.actor()).await?;
        let view = self.unit_view(tx.conn(), caller, &draft.row, &draft.product).await?;
        let outcome = match written {
            Written::Created => {
                Outcome::created(&view, Some(view.version), format!("/api/v1/units/{}", draft.id()))?
            }
            Written::Updated | Written::Unchanged => Outcome::ok(&view, Some(view.version))?,
        };
        tx.finish(outcome).await
    }
}

fn first_verification(caller: &Caller, branch: BranchId) -> UnitVerification {
    if can(&caller.principal, Permission::UnitsVerify, &Resource::of_branch(branch)).allowed {
        UnitVerification::Verified
    } else {
        UnitVerification::Pending
    }
}

fn may_change(caller: &Caller, row: &unit::Model, branch: BranchId) -> Result<(), AppError> {
    caller.require(Permission::UnitsWrite, &Resource::of_branch(BranchId(row.branch_id)))?;
    caller.require(Permission::UnitsWrite, &Resource::of_branch(branch))
}

async fn product_of(tx: &Tx<'_>, id: ProductId) -> Result<product::Model, AppError> {
    let found = product::Entity::find_by_id(id.0).one(tx.conn()).await?;
    found.ok_or_else(|| AppError::invalid("/product_id", "unknown_reference", "there is no such product"))
}

/// A unit is given only to a customer whom the caller may see; the customer it has already may stay.
async fn customer_is_seen(
    tx: &Tx<'_>,
    caller: &Caller,
    id: CustomerId,
    before: Option<&unit::Model>,
) -> Result<(), AppError> {
    if before.is_some_and(|row| row.customer_id == Some(id.0)) {
        return Ok(());
    }
    let row = customer::Entity::find_by_id(id.0).one(tx.conn()).await?;
    let seen = row.is_some_and(|row| {
        can(&caller.principal, Permission::CustomersRead, &Resource::of_branch(BranchId(row.branch_id)))
            .allowed
    });
    if seen {
        Ok(())
    } else {
        Err(AppError::invalid("/customer_id", "unknown_reference", "there is no such customer"))
    }
}
