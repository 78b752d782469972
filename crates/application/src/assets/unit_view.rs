//! One unit with everything a receptionist needs on the phone: product, customer, warranty answer, service history.

use contract::assets::UnitView;
use domain::{
    access::{Permission, Resource, can},
    kernel::{BranchId, UnitId},
    warranty::{Need, Question, Verdict, evaluate},
};
use sea_orm::{ConnectionTrait, EntityTrait};

use super::{
    branches, customers,
    directory::{Site, contacts_of, sites_of},
    products,
    reading::{code, instant},
    store::{customer, product, unit},
};
use crate::{App, AppError, Caller, tickets::summaries_of_unit};

/// Entries of the service history that a unit shows.
const HISTORY: u64 = 20;

impl App {
    /// One unit, of whatever branch (全国联保, R-3.2.1a), with the warranty answer for a fault reported now. The customer
    /// is shown to those who may see the customer.
    ///
    /// # Errors
    /// Without `units.read`; 404.
    pub async fn show_unit(&self, caller: &Caller, id: UnitId) -> Result<UnitView, AppError> {
        caller.require_anywhere(Permission::UnitsRead)?;
        let read = self.db.read();
        let found = unit::Entity::find_by_id(id.0).find_also_related(product::Entity).one(read).await?;
        let (unit, product) = found.ok_or(AppError::NotFound)?;
        let product =
            product.ok_or_else(|| AppError::inconsistent("unit", unit.id, "its product does not exist"))?;
        self.unit_view(read, caller, &unit, &product).await
    }

    pub(super) async fn unit_view<C: ConnectionTrait>(
        &self,
        conn: &C,
        caller: &Caller,
        row: &unit::Model,
        product: &product::Model,
    ) -> Result<UnitView, AppError> {
        let names = branches::names(conn, [row.branch_id]).await?;
        let holder = match row.customer_id {
            Some(id) => customer::Entity::find_by_id(id).one(conn).await?,
            None => None,
        };
        let may_see = |branch| {
            can(&caller.principal, Permission::CustomersRead, &Resource::of_branch(BranchId(branch))).allowed
        };
        let (mut shown, mut site) = (None, None);
        if let Some(holder) = holder.filter(|holder| may_see(holder.branch_id)) {
            let (contacts, sites) = (contacts_of(&holder)?, sites_of(&holder)?);
            shown = Some(customers::view(conn, &holder, &contacts, &sites).await?);
            site = sites.iter().find(|site| Some(site.id.0) == row.site_id).map(Site::view);
        }
        Ok(UnitView {
            id: UnitId(row.id),
            serial: row.serial.clone(),
            batch: row.batch.clone(),
            quantity: row.quantity()?,
            product: products::view(product)?,
            customer: shown,
            site,
            branch_id: BranchId(row.branch_id),
            branch_name: branches::name_in(&names, "unit", row.id, row.branch_id)?,
            buyer: code("unit", row.id, &row.buyer)?,
            status: code("unit", row.id, &row.status)?,
            verification: code("unit", row.id, &row.verification)?,
            sold_on: row.date(row.sold_on.as_deref())?,
            delivered_on: row.date(row.delivered_on.as_deref())?,
            installed_on: row.date(row.installed_on.as_deref())?,
            accepted_on: row.date(row.accepted_on.as_deref())?,
            running_hours: row.running_hours()?,
            external_id: row.external_id.clone(),
            warranty: self.warranty_today(conn, row, product).await?,
            tickets: self.history_for(conn, caller, row).await?,
            version: row.version,
            created_at: instant("unit", row.id, row.created_at)?,
            updated_at: instant("unit", row.id, row.updated_at)?,
        })
    }

    /// Who would pay for a fault reported now.
    async fn warranty_today<C: ConnectionTrait>(
        &self,
        conn: &C,
        row: &unit::Model,
        product: &product::Model,
    ) -> Result<Verdict, AppError> {
        let now = self.now();
        let rules = self.current_rules(conn, None, now).await?;
        let question = Question {
            subject: row.unit()?.subject(&product.product()?),
            history: Vec::new(),
            fault: None,
            need: Need::Service,
            contract: None,
            same_model_in_stock: None,
            substitute_in_stock: None,
            as_of: now,
        };
        Ok(evaluate(&question, &|date| rules.is_rest_day(date)))
    }

    /// 服务记录 of the unit, newest first, of whatever branch. Whose requests they were is told only to those who may see
    /// the requests.
    async fn history_for<C: ConnectionTrait>(
        &self,
        conn: &C,
        caller: &Caller,
        row: &unit::Model,
    ) -> Result<Vec<contract::tickets::TicketSummary>, AppError> {
        let mut tickets = summaries_of_unit(conn, UnitId(row.id), HISTORY, self.now()).await?;
        for ticket in &mut tickets {
            let resource = Resource {
                branch: Some(ticket.branch_id),
                owner: ticket.owner_id,
                assignee: ticket.assignee_id,
            };
            if !can(&caller.principal, Permission::TicketsRead, &resource).allowed {
                ticket.customer_id = None;
                ticket.customer_name.clear();
            }
        }
        Ok(tickets)
    }
}
