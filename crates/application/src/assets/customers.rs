//! Customers: create, change, upsert from an ERP, show.

use contract::{
    assets::{CustomerView, SaveCustomer},
    problem::FieldError,
};
use domain::{
    access::{Permission, Resource},
    kernel::{BranchId, CustomerId},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::{
    branches,
    customer_record::{CustomerDraft, Written, by_external_id},
    directory::{Contact, Site, contacts_of, sites_of},
    reading::instant,
    store::{customer, unit},
};
use crate::{
    App, AppError, Caller, Idempotent, Outcome,
    tickets::store::ticket,
    tx::{Begin, Tx},
};

impl App {
    /// A new customer of a branch.
    ///
    /// # Errors
    /// Without `customers.write` at the branch; 422 by field; 409 when the external id is taken.
    pub async fn create_customer(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        input: SaveCustomer,
    ) -> Result<Outcome, AppError> {
        caller.require(Permission::CustomersWrite, &Resource::of_branch(input.branch_id))?;
        let mut tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let mut draft = CustomerDraft::new(&self.ids, tx.now(), &input, None)?;
        draft.save(&mut tx, caller.actor()).await?;
        answer(tx, draft, Written::Created).await
    }

    /// Replaces what is known of a customer. Contacts and sites with their id stay themselves, those without are new,
    /// those left out are gone; a site where units stand cannot go.
    ///
    /// # Errors
    /// 404 when the customer is not the caller's to see, 403 when not theirs to change, 412 when somebody was faster,
    /// 422 by field.
    pub async fn update_customer(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        id: CustomerId,
        version: i64,
        input: SaveCustomer,
    ) -> Result<Outcome, AppError> {
        let mut tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let row = customer::Entity::find_by_id(id.0).one(tx.conn()).await?.ok_or(AppError::NotFound)?;
        may_change(caller, &row, input.branch_id)?;
        if row.version != version {
            return Err(AppError::Stale);
        }
        let mut draft = CustomerDraft::new(&self.ids, tx.now(), &input, Some(row))?;
        let written = draft.save(&mut tx, caller.actor()).await?;
        answer(tx, draft, written).await
    }

    /// Creates or replaces the customer of an external id: ERP sync. Sent twice, the second changes nothing.
    ///
    /// # Errors
    /// As creating and updating; 412 only when a version is given.
    pub async fn upsert_customer(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        external_id: &str,
        version: Option<i64>,
        mut input: SaveCustomer,
    ) -> Result<Outcome, AppError> {
        input.external_id = Some(same_external_id(external_id, input.external_id.as_deref())?);
        caller.require_anywhere(Permission::CustomersWrite)?;
        let mut tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let before = by_external_id(tx.conn(), external_id.trim()).await?;
        match &before {
            Some(row) => may_change(caller, row, input.branch_id)?,
            None => caller.require(Permission::CustomersWrite, &Resource::of_branch(input.branch_id))?,
        }
        if version.is_some_and(|version| before.as_ref().is_none_or(|row| row.version != version)) {
            return Err(AppError::Stale);
        }
        let mut draft = CustomerDraft::new(&self.ids, tx.now(), &input, before)?;
        let written = draft.save(&mut tx, caller.actor()).await?;
        answer(tx, draft, written).await
    }

    /// One customer with contacts, sites and counts.
    ///
    /// # Errors
    /// 404 when it does not exist or is another branch's.
    pub async fn show_customer(&self, caller: &Caller, id: CustomerId) -> Result<CustomerView, AppError> {
        caller.require_anywhere(Permission::CustomersRead)?;
        let read = self.db.read();
        let row = customer::Entity::find_by_id(id.0).one(read).await?.ok_or(AppError::NotFound)?;
        caller.require_visible(Permission::CustomersRead, &Resource::of_branch(BranchId(row.branch_id)))?;
        let (contacts, sites) = (contacts_of(&row)?, sites_of(&row)?);
        view(read, &row, &contacts, &sites).await
    }
}

fn may_change(caller: &Caller, row: &customer::Model, branch: BranchId) -> Result<(), AppError> {
    let held = Resource::of_branch(BranchId(row.branch_id));
    caller.require_visible(Permission::CustomersRead, &held)?;
    caller.require(Permission::CustomersWrite, &held)?;
    caller.require(Permission::CustomersWrite, &Resource::of_branch(branch))
}

/// The external id of the address; one in the body may only repeat it.
pub(super) fn same_external_id(address: &str, body: Option<&str>) -> Result<String, AppError> {
    let address = address.trim();
    let mut errors = Vec::new();
    if address.is_empty() || address.chars().count() > 100 {
        errors.push(FieldError::new("external_id", "length", "must have 1 to 100 characters"));
    }
    if body.is_some_and(|body| body.trim() != address) {
        errors.push(FieldError::new(
            "/external_id",
            "contradiction",
            "differs from the external id in the address",
        ));
    }
    if errors.is_empty() { Ok(address.to_owned()) } else { Err(AppError::Invalid(errors)) }
}

async fn answer(tx: Tx<'_>, draft: CustomerDraft, written: Written) -> Result<Outcome, AppError> {
    let view = view(tx.conn(), &draft.row, &draft.contacts, &draft.sites).await?;
    let outcome = match written {
        Written::Created => {
            Outcome::created(&view, Some(view.version), format!("/api/v1/customers/{}", draft.id()))?
        }
        Written::Updated | Written::Unchanged => Outcome::ok(&view, Some(view.version))?,
    };
    tx.finish(outcome).await
}

pub(super) async fn view<C: ConnectionTrait>(
    conn: &C,
    row: &customer::Model,
    contacts: &[Contact],
    sites: &[Site],
) -> Result<CustomerView, AppError> {
    let names = branches::names(conn, [row.branch_id]).await?;
    let unit_count = unit::Entity::find().filter(unit::Column::CustomerId.eq(row.id)).count(conn).await?;
    let open_ticket_count = ticket::Entity::find()
        .filter(ticket::Column::CustomerId.eq(row.id))
        .filter(ticket::Column::IsOpen.eq(true))
        .count(conn)
        .await?;
    Ok(CustomerView {
        id: CustomerId(row.id),
        name: row.name.clone(),
        kind: row.kind()?,
        grade: row.grade()?,
        contract_no: row.contract_no.clone(),
        branch_id: BranchId(row.branch_id),
        branch_name: branches::name_in(&names, "customer", row.id, row.branch_id)?,
        external_id: row.external_id.clone(),
        tax_no: row.tax_no.clone(),
        note: row.note.clone(),
        contacts: contacts.iter().map(Contact::view).collect(),
        sites: sites.iter().map(Site::view).collect(),
        unit_count,
        open_ticket_count,
        version: row.version,
        created_at: instant("customer", row.id, row.created_at)?,
        updated_at: instant("customer", row.id, row.updated_at)?,
    })
}
