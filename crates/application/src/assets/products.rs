//! Products: the models with the terms of their warranty; they belong to the whole company.

use contract::{
    assets::{ProductQuery, ProductView, SaveProduct},
    page::Page,
    problem::FieldError,
};
use domain::{
    access::{Permission, Resource},
    kernel::ProductId,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

use super::{
    customer_record::{Written, later},
    customers::same_external_id,
    directory::{line, required},
    index,
    reading::{code, instant},
    seed::{document, new_product},
    store::{
        product::{self, Column},
        unit,
    },
};
use crate::{
    App, AppError, Caller, Idempotent, Outcome, cursor,
    search::{self, Kind},
    tx::{Begin, Publish, Tx},
};

impl App {
    /// A page of products by model; with `updated_since` by change, oldest first.
    ///
    /// # Errors
    /// Without `products.read`; 422 for a cursor that another list issued.
    pub async fn list_products(
        &self,
        caller: &Caller,
        query: &ProductQuery,
    ) -> Result<Page<ProductView>, AppError> {
        caller.require_anywhere(Permission::ProductsRead)?;
        let (read, limit) = (self.db.read(), cursor::limit(query.limit));
        let mut select = product::Entity::find().limit(limit + 1);
        if let Some(family) = &query.family {
            select = select.filter(Column::Family.eq(family));
        }
        if let Some(words) = query.q.as_deref().map(str::trim).filter(|words| !words.is_empty()) {
            match search::matches(read.get_database_backend(), Kind::Product, words) {
                Some(found) => select = select.filter(found),
                None => return Ok(Page { items: Vec::new(), next_cursor: None }),
            }
        }
        let page = if let Some(since) = query.updated_since {
            select = select.filter(Column::UpdatedAt.gte(since.millis()));
            select = select.order_by_asc(Column::UpdatedAt).order_by_asc(Column::Id);
            if let Some((at, id)) = cursor::decode::<(i64, Uuid)>(query.cursor.as_deref())? {
                let same = Condition::all().add(Column::UpdatedAt.eq(at)).add(Column::Id.gt(id));
                select = select.filter(Condition::any().add(Column::UpdatedAt.gt(at)).add(same));
            }
            cursor::page(select.all(read).await?, limit, |row| (row.updated_at, row.id))
        } else {
            if let Some((model,)) = cursor::decode::<(String,)>(query.cursor.as_deref())? {
                select = select.filter(Column::Model.gt(model));
            }
            cursor::page(select.order_by_asc(Column::Model).all(read).await?, limit, |row| {
                (row.model.clone(),)
            })
        };
        let items = page.items.iter().map(view).collect::<Result<_, _>>()?;
        Ok(Page { items, next_cursor: page.next_cursor })
    }

    /// One product.
    ///
    /// # Errors
    /// Without `products.read`; 404.
    pub async fn show_product(&self, caller: &Caller, id: ProductId) -> Result<ProductView, AppError> {
        caller.require_anywhere(Permission::ProductsRead)?;
        let row = product::Entity::find_by_id(id.0).one(self.db.read()).await?.ok_or(AppError::NotFound)?;
        view(&row)
    }

    /// A new model.
    ///
    /// # Errors
    /// Without `products.write` for the company; 422 by field; 409 when model or external id is taken.
    pub async fn create_product(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        input: SaveProduct,
    ) -> Result<Outcome, AppError> {
        caller.require(Permission::ProductsWrite, &Resource::COMPANY)?;
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        save(tx, caller, &input, None).await
    }

    /// Replaces what is known of a product. New terms count for every question asked from now on; decisions that were
    /// made are kept as they were. Whether it has serial numbers stays as it is once units exist.
    ///
    /// # Errors
    /// As creating; 404; 412 when somebody was faster.
    pub async fn update_product(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        id: ProductId,
        version: i64,
        input: SaveProduct,
    ) -> Result<Outcome, AppError> {
        caller.require(Permission::ProductsWrite, &Resource::COMPANY)?;
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let row = product::Entity::find_by_id(id.0).one(tx.conn()).await?.ok_or(AppError::NotFound)?;
        if row.version != version {
            return Err(AppError::Stale);
        }
        save(tx, caller, &input, Some(row)).await
    }

    /// Creates or replaces the product of an external id: ERP sync. Sent twice, the second changes nothing.
    ///
    /// # Errors
    /// As creating and updating; 412 only when a version is given.
    pub async fn upsert_product(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        external_id: &str,
        version: Option<i64>,
        mut input: SaveProduct,
    ) -> Result<Outcome, AppError> {
        caller.require(Permission::ProductsWrite, &Resource::COMPANY)?;
        let external_id = same_external_id(external_id, input.external_id.as_deref())?;
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let before =
            product::Entity::find().filter(Column::ExternalId.eq(&external_id)).one(tx.conn()).await?;
        if version.is_some_and(|version| before.as_ref().is_none_or(|row| row.version != version)) {
            return Err(AppError::Stale);
        }
        input.external_id = Some(external_id);
        save(tx, caller, &input, before).await
    }
}

pub(super) fn view(row: &product::Model) -> Result<ProductView, AppError> {
    Ok(ProductView {
        id: ProductId(row.id),
        model: row.model.clone(),
        name: row.name.clone(),
        family: row.family.clone(),
        category: code("product", row.id, &row.category)?,
        immovable: row.immovable,
        batch_only: row.batch_only,
        terms: row.terms()?,
        external_id: row.external_id.clone(),
        version: row.version,
        updated_at: instant("product", row.id, row.updated_at)?,
    })
}

fn draft(
    tx: &Tx<'_>,
    input: &SaveProduct,
    before: Option<&product::Model>,
) -> Result<product::Model, AppError> {
    let mut errors: Vec<FieldError> = Vec::new();
    let model = required(&mut errors, "/model", &input.model);
    let name = required(&mut errors, "/name", &input.name);
    let family = required(&mut errors, "/family", &input.family);
    let external_id = line(&mut errors, "/external_id", input.external_id.as_deref());
    let mut covered: Vec<&str> = Vec::new();
    for (index, term) in input.terms.iter().enumerate() {
        let item = term.covers().item();
        if covered.contains(&item) {
            errors.push(FieldError::new(
                format!("/terms/{index}"),
                "duplicate",
                format!("there are two terms for {item}"),
            ));
        }
        covered.push(item);
    }
    let (Some(model), Some(name), Some(family), true) = (model, name, family, errors.is_empty()) else {
        return Err(AppError::Invalid(errors));
    };
    let now = tx.now();
    let (id, version, created_at, updated_at) = match before {
        Some(row) => (row.id, row.version, row.created_at, row.updated_at),
        None => (tx.app().ids.next::<ProductId>(now).0, 1, now.millis(), now.millis()),
    };
    Ok(product::Model {
        id,
        model: model.into(),
        name: name.into(),
        family: family.into(),
        category: input.category.as_str().to_owned(),
        immovable: input.immovable,
        batch_only: input.batch_only,
        terms: document("product", &input.terms)?,
        external_id: external_id.map(Into::into),
        version,
        created_at,
        updated_at,
    })
}

async fn save(
    mut tx: Tx<'_>,
    caller: &Caller,
    input: &SaveProduct,
    before: Option<product::Model>,
) -> Result<Outcome, AppError> {
    let mut row = draft(&tx, input, before.as_ref())?;
    let written = match &before {
        None => Written::Created,
        Some(before) if *before == row => Written::Unchanged,
        Some(_) => Written::Updated,
    };
    if written != Written::Unchanged {
        is_free(tx.conn(), &row, before.as_ref()).await?;
        if let Some(before) = &before {
            row.version = before.version + 1;
            row.updated_at = later(before.updated_at, tx.now());
            replace(tx.conn(), &row, before.version).await?;
        } else {
            product::Entity::insert(new_product(row.clone())).exec_without_returning(tx.conn()).await?;
        }
        index::product(tx.conn(), &row).await?;
    }
    let view = view(&row)?;
    if written != Written::Unchanged {
        let event_type = if written == Written::Created { "product.created" } else { "product.updated" };
        tx.publish(Publish {
            event_type: event_type.to_owned(),
            branch_id: None,
            subject_kind: "product",
            subject_id: row.id.to_string(),
            subject_no: Some(row.model.clone()),
            actor: caller.actor().clone(),
            data: serde_json::to_value(&view)
                .map_err(|error| AppError::inconsistent("product", row.id, error))?,
        });
    }
    let outcome = match written {
        Written::Created => {
            Outcome::created(&view, Some(row.version), format!("/api/v1/products/{}", row.id))?
        }
        Written::Updated | Written::Unchanged => Outcome::ok(&view, Some(row.version))?,
    };
    tx.finish(outcome).await
}

/// Model and external id are unique; a product with units does not change between serial numbers and batches.
async fn is_free<C: ConnectionTrait>(
    conn: &C,
    row: &product::Model,
    before: Option<&product::Model>,
) -> Result<(), AppError> {
    let mut taken = Condition::any().add(Column::Model.eq(&row.model));
    if let Some(external_id) = &row.external_id {
        taken = taken.add(Column::ExternalId.eq(external_id));
    }
    let others = product::Entity::find().filter(taken).filter(Column::Id.ne(row.id)).all(conn).await?;
    if let Some(other) = others.first() {
        let what =
            if other.model == row.model { format!("model {}", row.model) } else { "external_id".to_owned() };
        return Err(AppError::AlreadyExists(what));
    }
    if before.is_some_and(|before| before.batch_only != row.batch_only) {
        let unit = unit::Entity::find().filter(unit::Column::ProductId.eq(row.id)).one(conn).await?;
        if unit.is_some() {
            return Err(AppError::invalid("/batch_only", "in_use", "units of this product exist"));
        }
    }
    Ok(())
}

async fn replace<C: ConnectionTrait>(conn: &C, row: &product::Model, version: i64) -> Result<(), AppError> {
    let done = product::Entity::update_many()
        .col_expr(Column::Model, Expr::value(row.model.clone()))
        .col_expr(Column::Name, Expr::value(row.name.clone()))
        .col_expr(Column::Family, Expr::value(row.family.clone()))
        .col_expr(Column::Category, Expr::value(row.category.clone()))
        .col_expr(Column::Immovable, Expr::value(row.immovable))
        .col_expr(Column::BatchOnly, Expr::value(row.batch_only))
        .col_expr(Column::Terms, Expr::value(row.terms.clone()))
        .col_expr(Column::ExternalId, Expr::value(row.external_id.clone()))
        .col_expr(Column::Version, Expr::value(row.version))
        .col_expr(Column::UpdatedAt, Expr::value(row.updated_at))
        .filter(Column::Id.eq(row.id))
        .filter(Column::Version.eq(version))
        .exec(conn)
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(AppError::Stale) }
}
