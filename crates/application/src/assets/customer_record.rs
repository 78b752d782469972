//! From what was sent to a customer's row: one way for the API, the ERP sync and the import.

use contract::{assets::SaveCustomer, problem::FieldError};
use domain::kernel::{Actor, BranchId, CustomerId, Line, ReasonCode, Rejection, Timestamp};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    directory::{Contact, Site, contacts, contacts_of, line, required, sites, sites_of},
    index,
    seed::{document, new_customer},
    store::{customer, unit},
};
use crate::{
    AppError, Ids,
    tx::{Publish, Tx},
};

/// A customer's row before and after a write.
#[derive(Debug, Clone)]
pub(crate) struct CustomerDraft {
    pub row: customer::Model,
    pub contacts: Vec<Contact>,
    pub sites: Vec<Site>,
    before: Option<customer::Model>,
}

/// What a write did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    Created,
    Updated,
    Unchanged,
}

impl CustomerDraft {
    /// The row as it shall be. Nothing is written.
    ///
    /// # Errors
    /// 422 with every field that is not right.
    pub(crate) fn new(
        ids: &Ids,
        now: Timestamp,
        input: &SaveCustomer,
        before: Option<customer::Model>,
    ) -> Result<Self, AppError> {
        let mut errors: Vec<FieldError> = Vec::new();
        let name = required(&mut errors, "/name", &input.name);
        let external_id = line(&mut errors, "/external_id", input.external_id.as_deref());
        let contract_no = line(&mut errors, "/contract_no", input.contract_no.as_deref());
        let tax_no = line(&mut errors, "/tax_no", input.tax_no.as_deref());
        let (known_contacts, known_sites) = match &before {
            Some(row) => (contacts_of(row)?, sites_of(row)?),
            None => (Vec::new(), Vec::new()),
        };
        let contacts = contacts(&input.contacts, &known_contacts, &mut errors, || ids.next(now));
        let sites = sites(&input.sites, &known_sites, &mut errors, || ids.next(now));
        let (Some(name), true) = (name, errors.is_empty()) else { return Err(AppError::Invalid(errors)) };
        let text = |line: Line| line.to_string();
        let (id, version, created_at, updated_at) = match &before {
            Some(row) => (row.id, row.version, row.created_at, row.updated_at),
            None => (ids.next::<CustomerId>(now).0, 1, now.millis(), now.millis()),
        };
        let row = customer::Model {
            id,
            name: text(name),
            kind: input.kind.as_str().to_owned(),
            grade: input.grade.map(|grade| grade.as_str().to_owned()),
            contract_no: contract_no.map(text),
            branch_id: input.branch_id.0,
            external_id: external_id.map(text),
            tax_no: tax_no.map(text),
            note: input.note.as_deref().map(str::trim).filter(|note| !note.is_empty()).map(ToOwned::to_owned),
            contacts: document("customer", &contacts)?,
            sites: document("customer", &sites)?,
            version,
            created_at,
            updated_at,
        };
        Ok(Self { row, contacts, sites, before })
    }

    pub(crate) fn id(&self) -> CustomerId {
        CustomerId(self.row.id)
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
    /// 422 for an unknown branch, 409 for an external id that is taken or a site that is in use, 412 when somebody was faster.
    pub(crate) async fn save(&mut self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Written, AppError> {
        let effect = self.effect();
        if effect == Written::Unchanged {
            return Ok(effect);
        }
        self.check_references(tx.conn()).await?;
        let now = tx.now();
        if let Some(before) = &self.before {
            self.row.version = before.version + 1;
            self.row.updated_at = later(before.updated_at, now);
            replace(tx.conn(), &self.row, before.version).await?;
        } else {
            customer::Entity::insert(new_customer(self.row.clone()))
                .exec_without_returning(tx.conn())
                .await?;
        }
        index::customer(tx.conn(), &self.row, &self.contacts, &self.sites).await?;
        super::senders::keep(tx.conn(), self.row.id, &self.contacts).await?;
        let event_type = if effect == Written::Created { "customer.created" } else { "customer.updated" };
        tx.publish(Publish {
            event_type: event_type.to_owned(),
            branch_id: Some(BranchId(self.row.branch_id)),
            subject_kind: "customer",
            subject_id: self.row.id.to_string(),
            subject_no: None,
            actor: actor.clone(),
            data: serde_json::json!({
                "name": self.row.name, "kind": self.row.kind, "grade": self.row.grade, "branch_id": self.row.branch_id,
                "external_id": self.row.external_id, "version": self.row.version,
            }),
        });
        Ok(effect)
    }

    /// Branch, external id and the sites that go.
    ///
    /// # Errors
    /// 422 for an unknown branch, 409 for an external id that is taken or a site that is in use.
    pub(crate) async fn check_references<C: ConnectionTrait>(&self, conn: &C) -> Result<(), AppError> {
        let before = self.before.as_ref();
        if before.is_none_or(|before| before.branch_id != self.row.branch_id) {
            super::branches::require(conn, BranchId(self.row.branch_id)).await?;
        }
        if let Some(external_id) = &self.row.external_id
            && before.is_none_or(|before| before.external_id != self.row.external_id)
            && by_external_id(conn, external_id).await?.is_some()
        {
            return Err(AppError::AlreadyExists(format!("external_id {external_id}")));
        }
        if let Some(before) = before {
            let kept: Vec<_> = self.sites.iter().map(|site| site.id).collect();
            let dropped: Vec<_> =
                sites_of(before)?.into_iter().filter(|site| !kept.contains(&site.id)).collect();
            sites_are_free(conn, self.row.id, &dropped).await?;
        }
        Ok(())
    }
}

/// A change is later than the one before, also when a clock was set back: the change feed never hides it.
pub(super) fn later(before: i64, now: Timestamp) -> i64 {
    now.millis().max(before + 1)
}

pub(crate) async fn by_external_id<C: ConnectionTrait>(
    conn: &C,
    external_id: &str,
) -> Result<Option<customer::Model>, AppError> {
    Ok(customer::Entity::find().filter(customer::Column::ExternalId.eq(external_id)).one(conn).await?)
}

async fn replace<C: ConnectionTrait>(conn: &C, row: &customer::Model, version: i64) -> Result<(), AppError> {
    use customer::Column;
    let done = customer::Entity::update_many()
        .col_expr(Column::Name, Expr::value(row.name.clone()))
        .col_expr(Column::Kind, Expr::value(row.kind.clone()))
        .col_expr(Column::Grade, Expr::value(row.grade.clone()))
        .col_expr(Column::ContractNo, Expr::value(row.contract_no.clone()))
        .col_expr(Column::BranchId, Expr::value(row.branch_id))
        .col_expr(Column::ExternalId, Expr::value(row.external_id.clone()))
        .col_expr(Column::TaxNo, Expr::value(row.tax_no.clone()))
        .col_expr(Column::Note, Expr::value(row.note.clone()))
        .col_expr(Column::Contacts, Expr::value(row.contacts.clone()))
        .col_expr(Column::Sites, Expr::value(row.sites.clone()))
        .col_expr(Column::Version, Expr::value(row.version))
        .col_expr(Column::UpdatedAt, Expr::value(row.updated_at))
        .filter(Column::Id.eq(row.id))
        .filter(Column::Version.eq(version))
        .exec(conn)
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(AppError::Stale) }
}

/// A site where units stand is not taken away from under them.
async fn sites_are_free<C: ConnectionTrait>(
    conn: &C,
    customer: uuid::Uuid,
    dropped: &[Site],
) -> Result<(), AppError> {
    if dropped.is_empty() {
        return Ok(());
    }
    let used = unit::Entity::find()
        .filter(unit::Column::CustomerId.eq(customer))
        .filter(unit::Column::SiteId.is_in(dropped.iter().map(|site| site.id.0)))
        .one(conn)
        .await?;
    match used.and_then(|unit| unit.site_id).and_then(|id| dropped.iter().find(|site| site.id.0 == id)) {
        None => Ok(()),
        Some(site) => Err(Rejection::with(ReasonCode::StillReferenced, site.address.to_string()).into()),
    }
}
