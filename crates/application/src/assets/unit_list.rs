//! Installed units by words, customer, product or serial number, or as a change feed.

use std::collections::HashMap;

use contract::{
    assets::{UnitLookup, UnitQuery, UnitSummary},
    page::Page,
};
use domain::{
    access::{Permission, Resource, can},
    assets::SerialNo,
    kernel::{BranchId, CustomerId, UnitId},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
    sea_query::{SelectStatement, UnionType},
};
use uuid::Uuid;

use super::{
    customer_list::visible,
    reading::{code, instant},
    store::{
        customer, product,
        unit::{self, Column},
    },
};
use crate::{
    App, AppError, Caller, cursor,
    search::{self, Kind},
};

type Found = (unit::Model, Option<product::Model>);

impl App {
    /// A page of units, the newest first; with `updated_since` by change, oldest first. Units are the whole company's to
    /// read (R-3.2.1a), their customers' names are not.
    ///
    /// # Errors
    /// Without `units.read`; 422 for a cursor that another list issued.
    pub async fn list_units(
        &self,
        caller: &Caller,
        query: &UnitQuery,
    ) -> Result<Page<UnitSummary>, AppError> {
        caller.require_anywhere(Permission::UnitsRead)?;
        let (read, limit) = (self.db.read(), cursor::limit(query.limit));
        let Some(mut select) = filtered(caller, query, read.get_database_backend()) else {
            return Ok(Page { items: Vec::new(), next_cursor: None });
        };
        select = select.limit(limit + 1);
        let page = if let Some(since) = query.updated_since {
            select = select.filter(Column::UpdatedAt.gte(since.millis()));
            select = select.order_by_asc(Column::UpdatedAt).order_by_asc(Column::Id);
            if let Some((at, id)) = cursor::decode::<(i64, Uuid)>(query.cursor.as_deref())? {
                let same = Condition::all().add(Column::UpdatedAt.eq(at)).add(Column::Id.gt(id));
                select = select.filter(Condition::any().add(Column::UpdatedAt.gt(at)).add(same));
            }
            cursor::page(with_product(select).all(read).await?, limit, |(row, _)| (row.updated_at, row.id))
        } else {
            if let Some((id,)) = cursor::decode::<(Uuid,)>(query.cursor.as_deref())? {
                select = select.filter(Column::Id.lt(id));
            }
            // ids sort by the time they were made
            cursor::page(
                with_product(select.order_by_desc(Column::Id)).all(read).await?,
                limit,
                |(row, _)| (row.id,),
            )
        };
        Ok(Page { items: summaries(read, caller, &page.items).await?, next_cursor: page.next_cursor })
    }

    /// The units with exactly that serial number, however it was typed: one serial may exist for several models.
    ///
    /// # Errors
    /// Without `units.read`; 422 when it is no serial number.
    pub async fn lookup_units(
        &self,
        caller: &Caller,
        query: &UnitLookup,
    ) -> Result<Vec<UnitSummary>, AppError> {
        caller.require_anywhere(Permission::UnitsRead)?;
        let serial = query
            .serial
            .as_deref()
            .ok_or_else(|| AppError::invalid("?serial", "required", "which serial number?"))?;
        let serial = SerialNo::parse(serial)
            .map_err(|error| AppError::invalid("?serial", "format", &error.to_string()))?;
        let read = self.db.read();
        let select =
            unit::Entity::find().filter(Column::SerialKey.eq(serial.as_str())).order_by_asc(Column::Id);
        let found = with_product(select).all(read).await?;
        summaries(read, caller, &found).await
    }
}

fn with_product(select: Select<unit::Entity>) -> sea_orm::SelectTwo<unit::Entity, product::Entity> {
    select.find_also_related(product::Entity)
}

/// The rows asked for; `None` when the question cannot match anything.
fn filtered(caller: &Caller, query: &UnitQuery, backend: DbBackend) -> Option<Select<unit::Entity>> {
    let mut select = unit::Entity::find();
    if let Some(customer) = query.customer_id {
        select = select.filter(Column::CustomerId.eq(customer.0));
    }
    if let Some(product) = query.product_id {
        select = select.filter(Column::ProductId.eq(product.0));
    }
    if let Some(serial) = &query.serial {
        // what is no serial number is nobody's
        select = select.filter(Column::SerialKey.eq(SerialNo::parse(serial).ok()?.as_str()));
    }
    if let Some(words) = query.q.as_deref().map(str::trim).filter(|words| !words.is_empty()) {
        for word in words.split_whitespace() {
            select = select.filter(Column::Id.in_subquery(named(caller, backend, word)?));
        }
    }
    Some(select)
}

/// Units that the word names: by themselves, by their product, or by a customer whom the caller may see.
fn named(caller: &Caller, backend: DbBackend, word: &str) -> Option<SelectStatement> {
    let ids = || unit::Entity::find().select_only().column(Column::Id);
    let own = ids().filter(search::matches(backend, Kind::Unit, word)?);
    let products = product::Entity::find().select_only().column(product::Column::Id).filter(search::matches(
        backend,
        Kind::Product,
        word,
    )?);
    let mut customers = customer::Entity::find()
        .select_only()
        .column(customer::Column::Id)
        .filter(search::matches(backend, Kind::Customer, word)?);
    if let Some(scope) = visible(caller) {
        customers = customers.filter(scope);
    }
    let mut named = own.into_query();
    named
        .union(
            UnionType::Distinct,
            ids().filter(Column::ProductId.in_subquery(products.into_query())).into_query(),
        )
        .union(
            UnionType::Distinct,
            ids().filter(Column::CustomerId.in_subquery(customers.into_query())).into_query(),
        );
    Some(named)
}

async fn summaries<C: ConnectionTrait>(
    conn: &C,
    caller: &Caller,
    found: &[Found],
) -> Result<Vec<UnitSummary>, AppError> {
    let mut ids: Vec<Uuid> = found.iter().filter_map(|(row, _)| row.customer_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut names: HashMap<Uuid, String> = HashMap::new();
    if !ids.is_empty() {
        for row in customer::Entity::find().filter(customer::Column::Id.is_in(ids)).all(conn).await? {
            let resource = Resource::of_branch(BranchId(row.branch_id));
            if can(&caller.principal, Permission::CustomersRead, &resource).allowed {
                names.insert(row.id, row.name);
            }
        }
    }
    found.iter().map(|(row, product)| summary(row, product.as_ref(), &names)).collect()
}

fn summary(
    row: &unit::Model,
    product: Option<&product::Model>,
    customers: &HashMap<Uuid, String>,
) -> Result<UnitSummary, AppError> {
    let product =
        product.ok_or_else(|| AppError::inconsistent("unit", row.id, "its product does not exist"))?;
    let customer =
        row.customer_id.and_then(|id| customers.get(&id).map(|name| (CustomerId(id), name.clone())));
    let (customer_id, customer_name) = customer.unzip();
    Ok(UnitSummary {
        id: UnitId(row.id),
        serial: row.serial.clone(),
        batch: row.batch.clone(),
        model: product.model.clone(),
        product_name: product.name.clone(),
        customer_id,
        customer_name,
        status: code("unit", row.id, &row.status)?,
        verification: code("unit", row.id, &row.verification)?,
        sold_on: row.date(row.sold_on.as_deref())?,
        updated_at: instant("unit", row.id, row.updated_at)?,
    })
}
