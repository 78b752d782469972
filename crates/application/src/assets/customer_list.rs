//! Customers by name, by words, or as a change feed; always within the caller's branches.

use std::collections::HashMap;

use contract::{
    assets::{CustomerQuery, CustomerSummary},
    page::Page,
};
use domain::{
    access::{Permission, Rows, rows},
    kernel::{BranchId, CustomerId},
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::{
    branches,
    directory::{contacts_of, sites_of},
    reading::instant,
    store::customer::{self, Column},
};
use crate::{
    App, AppError, Caller, cursor,
    search::{self, Kind},
};

impl App {
    /// A page of the customers that the caller may see, by name; with `updated_since` by change, oldest first.
    ///
    /// # Errors
    /// Without `customers.read`; 422 for a cursor that another list issued.
    pub async fn list_customers(
        &self,
        caller: &Caller,
        query: &CustomerQuery,
    ) -> Result<Page<CustomerSummary>, AppError> {
        caller.require_anywhere(Permission::CustomersRead)?;
        let (read, limit) = (self.db.read(), cursor::limit(query.limit));
        let mut select = customer::Entity::find().limit(limit + 1);
        if let Some(scope) = visible(caller) {
            select = select.filter(scope);
        }
        if let Some(branch) = query.branch_id {
            select = select.filter(Column::BranchId.eq(branch.0));
        }
        if let Some(words) = query.q.as_deref().map(str::trim).filter(|words| !words.is_empty()) {
            let found = search::matches(read.get_database_backend(), Kind::Customer, words);
            match found {
                Some(found) => select = select.filter(found),
                None => return Ok(Page { items: Vec::new(), next_cursor: None }),
            }
        }
        let page = if let Some(since) = query.updated_since {
            let rows = changed(select, since.millis(), query.cursor.as_deref())?.all(read).await?;
            cursor::page(rows, limit, |row| (row.updated_at, row.id))
        } else {
            let rows = named(select, query.cursor.as_deref())?.all(read).await?;
            cursor::page(rows, limit, |row| (row.name.clone(), row.id))
        };
        let names = branches::names(read, page.items.iter().map(|row| row.branch_id)).await?;
        let items = page.items.iter().map(|row| summary(row, &names)).collect::<Result<_, _>>()?;
        Ok(Page { items, next_cursor: page.next_cursor })
    }
}

/// The condition under which a customer is the caller's to see; none: every customer is.
pub(super) fn visible(caller: &Caller) -> Option<Condition> {
    match rows(&caller.principal, Permission::CustomersRead) {
        Rows::Everything => None,
        // a customer has no owner: `own_in` adds nothing
        Rows::Some { branches, .. } => {
            Some(Condition::all().add(Column::BranchId.is_in(branches.into_iter().map(|branch| branch.0))))
        }
    }
}

fn changed(
    select: Select<customer::Entity>,
    since: i64,
    cursor: Option<&str>,
) -> Result<Select<customer::Entity>, AppError> {
    let mut select =
        select.filter(Column::UpdatedAt.gte(since)).order_by_asc(Column::UpdatedAt).order_by_asc(Column::Id);
    if let Some((at, id)) = cursor::decode::<(i64, Uuid)>(cursor)? {
        let same = Condition::all().add(Column::UpdatedAt.eq(at)).add(Column::Id.gt(id));
        select = select.filter(Condition::any().add(Column::UpdatedAt.gt(at)).add(same));
    }
    Ok(select)
}

fn named(
    select: Select<customer::Entity>,
    cursor: Option<&str>,
) -> Result<Select<customer::Entity>, AppError> {
    let mut select = select.order_by_asc(Column::Name).order_by_asc(Column::Id);
    if let Some((name, id)) = cursor::decode::<(String, Uuid)>(cursor)? {
        let same = Condition::all().add(Column::Name.eq(name.clone())).add(Column::Id.gt(id));
        select = select.filter(Column::Name.gte(name.clone()));
        select = select.filter(Condition::any().add(Column::Name.gt(name)).add(same));
    }
    Ok(select)
}

fn summary(row: &customer::Model, names: &HashMap<BranchId, String>) -> Result<CustomerSummary, AppError> {
    let (contact, site) = (contacts_of(row)?.into_iter().next(), sites_of(row)?.into_iter().next());
    Ok(CustomerSummary {
        id: CustomerId(row.id),
        name: row.name.clone(),
        kind: row.kind()?,
        grade: row.grade()?,
        branch_name: branches::name_in(names, "customer", row.id, row.branch_id)?,
        contact_name: contact.as_ref().map(|contact| contact.name.to_string()),
        phone: contact.map(|contact| contact.phone.to_string()),
        address: site.map(|site| site.address.to_string()),
        updated_at: instant("customer", row.id, row.updated_at)?,
    })
}
