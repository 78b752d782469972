//! The organisation (组织): head office, branches, teams, and their service areas (R-11.2.2.1).

use std::collections::{BTreeSet, HashMap};

use contract::{
    access::{BranchKind, BranchView, SaveBranch, ServiceAreaInput, ServiceAreaView},
    page::Page,
    problem::FieldError,
};
use domain::{
    access::{Permission, Resource},
    assets::RegionPrefix,
    kernel::{BranchId, Line, UserId},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set, prelude::Expr,
};
use uuid::Uuid;

use super::{
    Caller,
    branch_tree::BranchTree,
    store::{branch, service_area},
    users,
};
use crate::{
    App, AppError, Idempotent, Outcome,
    tx::{Begin, Publish, Tx},
};

/// What other capabilities need to know of a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Branch {
    pub id: BranchId,
    /// Begins the ticket numbers of the branch
    pub code: String,
    pub name: String,
    pub parent_id: Option<BranchId>,
    /// A part of the branch above it, without figures of its own
    pub is_team: bool,
    /// Working calendar; none: the standard one
    pub calendar_code: Option<String>,
}

impl From<branch::Model> for Branch {
    fn from(row: branch::Model) -> Self {
        Self {
            id: BranchId(row.id),
            code: row.code,
            name: row.name,
            parent_id: row.parent_id.map(BranchId),
            is_team: row.kind == BranchKind::Team.as_str(),
            calendar_code: row.calendar_code,
        }
    }
}

pub(crate) async fn by_id<C: ConnectionTrait>(conn: &C, id: BranchId) -> Result<Option<Branch>, AppError> {
    Ok(branch::Entity::find_by_id(id.0).one(conn).await?.map(Branch::from))
}

/// The branch at the top.
pub(crate) async fn head_office<C: ConnectionTrait>(conn: &C) -> Result<Option<Branch>, AppError> {
    let top = branch::Entity::find()
        .filter(branch::Column::Kind.eq(BranchKind::HeadOffice.as_str()))
        .order_by_asc(branch::Column::Code);
    Ok(top.one(conn).await?.map(Branch::from))
}

pub(crate) async fn all<C: ConnectionTrait>(conn: &C) -> Result<Vec<Branch>, AppError> {
    Ok(branch::Entity::find().all(conn).await?.into_iter().map(Branch::from).collect())
}

/// The codes of all branches.
pub(crate) async fn codes<C: ConnectionTrait>(conn: &C) -> Result<BTreeSet<String>, AppError> {
    let codes: Vec<String> =
        branch::Entity::find().select_only().column(branch::Column::Code).into_tuple().all(conn).await?;
    Ok(codes.into_iter().collect())
}

pub(crate) async fn by_ids<C: ConnectionTrait>(conn: &C, ids: &[BranchId]) -> Result<Vec<Branch>, AppError> {
    let distinct: BTreeSet<Uuid> = ids.iter().map(|id| id.0).collect();
    if distinct.is_empty() {
        return Ok(Vec::new());
    }
    let found = branch::Entity::find()
        .filter(branch::Column::Id.is_in(distinct))
        .order_by_asc(branch::Column::Code)
        .all(conn)
        .await?;
    Ok(found.into_iter().map(Branch::from).collect())
}

pub(crate) async fn names<C: ConnectionTrait>(
    conn: &C,
    ids: &[BranchId],
) -> Result<HashMap<BranchId, String>, AppError> {
    Ok(by_ids(conn, ids).await?.into_iter().map(|branch| (branch.id, branch.name)).collect())
}

impl App {
    /// Every branch with its service areas, by code; `parent_id` makes the tree.
    ///
    /// # Errors
    /// Without `branches.read`.
    pub async fn list_branches(&self, caller: &Caller) -> Result<Page<BranchView>, AppError> {
        caller.require(Permission::BranchesRead, &Resource::COMPANY)?;
        let conn = self.db.read();
        let rows = branch::Entity::find().order_by_asc(branch::Column::Code).all(conn).await?;
        Ok(Page { items: views(conn, rows).await?, next_cursor: None })
    }

    /// One branch.
    ///
    /// # Errors
    /// 404 when there is none.
    pub async fn show_branch(&self, caller: &Caller, id: BranchId) -> Result<BranchView, AppError> {
        caller.require(Permission::BranchesRead, &Resource::COMPANY)?;
        let conn = self.db.read();
        let row = branch::Entity::find_by_id(id.0).one(conn).await?.ok_or(AppError::NotFound)?;
        view(conn, row).await
    }

    /// A new branch with its service areas.
    ///
    /// # Errors
    /// 403 without `branches.write` above it; 409 when code or area are taken; 422 for unsuitable fields.
    pub async fn create_branch(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        input: SaveBranch,
    ) -> Result<Outcome, AppError> {
        caller.require(Permission::BranchesWrite, &placed_under(input.parent_id))?;
        let checked = checked(&input)?;
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        require_references(&tx, &input, None).await?;
        let same = branch::Column::Code.eq(&checked.code);
        if branch::Entity::find().filter(same).one(tx.conn()).await?.is_some() {
            return Err(AppError::AlreadyExists("code".to_owned()));
        }
        let id = insert(&tx, &checked).await?;
        save_areas(&tx, id, &checked.areas).await?;
        done(tx, caller, id, "branch.created", |view| {
            Outcome::created(view, Some(view.version), format!("/api/v1/branches/{id}"))
        })
        .await
    }

    /// Changes a branch and replaces its service areas. The code stays: ticket numbers begin with it.
    ///
    /// # Errors
    /// 409 when an area is taken; 412 when it was changed meanwhile; 422 for unsuitable fields.
    pub async fn update_branch(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        id: BranchId,
        version: i64,
        input: SaveBranch,
    ) -> Result<Outcome, AppError> {
        caller.require_anywhere(Permission::BranchesWrite)?;
        let checked = checked(&input)?;
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let before = branch::Entity::find_by_id(id.0).lock_exclusive().one(tx.conn()).await?;
        let before = before.ok_or(AppError::NotFound)?;
        caller.require(Permission::BranchesWrite, &Resource::of_branch(id))?;
        caller.require(Permission::BranchesWrite, &placed_under(input.parent_id))?;
        if before.version != version {
            return Err(AppError::Stale);
        }
        if before.code != checked.code {
            return Err(AppError::invalid(
                "/code",
                "immutable",
                "ticket numbers begin with it: it cannot be changed",
            ));
        }
        require_references(&tx, &input, Some(id)).await?;
        let changed = branch::Entity::update_many()
            .col_expr(branch::Column::Name, Expr::value(checked.name))
            .col_expr(branch::Column::Kind, Expr::value(checked.kind.as_str()))
            .col_expr(branch::Column::ParentId, Expr::value(checked.parent_id.map(|p| p.0)))
            .col_expr(branch::Column::CalendarCode, Expr::value(checked.calendar_code))
            .col_expr(branch::Column::Version, Expr::value(version + 1))
            .col_expr(branch::Column::UpdatedAt, Expr::value(tx.now().millis()))
            .filter(branch::Column::Id.eq(id.0))
            .filter(branch::Column::Version.eq(version));
        if changed.exec(tx.conn()).await?.rows_affected != 1 {
            return Err(AppError::Stale);
        }
        save_areas(&tx, id, &checked.areas).await?;
        done(tx, caller, id, "branch.updated", |view| Outcome::ok(view, Some(view.version))).await
    }
}

/// A branch to be written; its shape is checked.
pub(super) struct CheckedBranch {
    pub code: String,
    pub name: String,
    pub kind: BranchKind,
    pub parent_id: Option<BranchId>,
    pub calendar_code: Option<String>,
    pub areas: Vec<Area>,
}

pub(super) struct Area {
    pub prefix: RegionPrefix,
    pub owner: UserId,
    pub deputy: Option<UserId>,
}

fn placed_under(parent: Option<BranchId>) -> Resource {
    parent.map_or(Resource::COMPANY, Resource::of_branch)
}

fn checked(input: &SaveBranch) -> Result<CheckedBranch, AppError> {
    let mut errors = Vec::new();
    let code = input.code.trim().to_owned();
    if !code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) || !(2..=6).contains(&code.len()) {
        errors.push(FieldError::new("/code", "format", "must be 2 to 6 capital letters or digits"));
    }
    let name =
        Line::parse(&input.name).map_err(|e| errors.push(FieldError::new("/name", "format", e.to_string())));
    match (input.kind, input.parent_id) {
        (BranchKind::HeadOffice, Some(_)) => {
            errors.push(FieldError::new("/parent_id", "conflict", "head office is above all"));
        }
        (BranchKind::Branch | BranchKind::Team | BranchKind::ServiceStation, None) => {
            errors.push(FieldError::new("/parent_id", "required", "must lie under another branch"));
        }
        _ => {}
    }
    let mut seen = BTreeSet::new();
    let mut areas = Vec::with_capacity(input.areas.len());
    for (i, area) in input.areas.iter().enumerate() {
        let at = format!("/areas/{i}/region_prefix");
        match RegionPrefix::parse(&area.region_prefix) {
            Err(error) => errors.push(FieldError::new(at, "format", error.to_string())),
            Ok(prefix) if !seen.insert(prefix.clone()) => {
                errors.push(FieldError::new(at, "duplicate", "the area is named twice"));
            }
            Ok(prefix) => areas.push(Area { prefix, owner: area.owner_id, deputy: area.deputy_id }),
        }
        if area.deputy_id == Some(area.owner_id) {
            let at = format!("/areas/{i}/deputy_id");
            errors.push(FieldError::new(at, "conflict", "nobody is their own deputy"));
        }
    }
    match name {
        Ok(name) if errors.is_empty() => Ok(CheckedBranch {
            code,
            name: name.as_str().to_owned(),
            kind: input.kind,
            parent_id: input.parent_id,
            calendar_code: input
                .calendar_code
                .as_deref()
                .map(str::trim)
                .filter(|c| !c.is_empty())
                .map(ToOwned::to_owned),
            areas,
        }),
        _ => Err(AppError::Invalid(errors)),
    }
}

/// Parent, calendar and people exist; the parent is not below the branch; nobody else serves the areas.
async fn require_references(tx: &Tx<'_>, input: &SaveBranch, own: Option<BranchId>) -> Result<(), AppError> {
    let mut errors = Vec::new();
    let tree = BranchTree::read(tx.conn()).await?;
    if let Some(parent) = input.parent_id {
        if !tree.contains(parent) {
            errors.push(FieldError::new("/parent_id", "unknown_reference", "no such branch"));
        } else if own.is_some_and(|own| tree.up_from(parent).contains(&own)) {
            errors.push(FieldError::new("/parent_id", "circle", "lies below this branch"));
        }
    }
    if let Some(code) = &input.calendar_code
        && !crate::sla::store::calendar_exists(tx.conn(), code.trim()).await?
    {
        errors.push(FieldError::new("/calendar_code", "unknown_reference", "no such calendar"));
    }
    errors.extend(unknown_people(tx, &input.areas).await?);
    if !errors.is_empty() {
        return Err(AppError::Invalid(errors));
    }
    let wanted: Vec<String> = input
        .areas
        .iter()
        .filter_map(|area| RegionPrefix::parse(&area.region_prefix).ok())
        .map(|prefix| prefix.as_str().to_owned())
        .collect();
    let mut taken = service_area::Entity::find().filter(service_area::Column::RegionPrefix.is_in(wanted));
    if let Some(own) = own {
        taken = taken.filter(service_area::Column::BranchId.ne(own.0));
    }
    match taken.one(tx.conn()).await? {
        None => Ok(()),
        Some(area) => Err(AppError::AlreadyExists(format!("service area {}", area.region_prefix))),
    }
}

async fn unknown_people(tx: &Tx<'_>, areas: &[ServiceAreaInput]) -> Result<Vec<FieldError>, AppError> {
    let named: Vec<UserId> =
        areas.iter().flat_map(|a| std::iter::once(a.owner_id).chain(a.deputy_id)).collect();
    let active: BTreeSet<UserId> =
        users::by_ids(tx.conn(), &named).await?.into_iter().filter(|p| p.active).map(|p| p.id).collect();
    let mut errors = Vec::new();
    for (i, area) in areas.iter().enumerate() {
        for (field, person) in [("owner_id", Some(area.owner_id)), ("deputy_id", area.deputy_id)] {
            if person.is_some_and(|person| !active.contains(&person)) {
                let at = format!("/areas/{i}/{field}");
                errors.push(FieldError::new(at, "unknown_reference", "no such active person"));
            }
        }
    }
    Ok(errors)
}

pub(super) async fn insert(tx: &Tx<'_>, new: &CheckedBranch) -> Result<BranchId, AppError> {
    let id = tx.app().ids.next::<BranchId>(tx.now());
    let row = branch::ActiveModel {
        id: Set(id.0),
        code: Set(new.code.clone()),
        name: Set(new.name.clone()),
        kind: Set(new.kind.as_str().to_owned()),
        parent_id: Set(new.parent_id.map(|parent| parent.0)),
        calendar_code: Set(new.calendar_code.clone()),
        version: Set(1),
        created_at: Set(tx.now().millis()),
        updated_at: Set(tx.now().millis()),
    };
    branch::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(id)
}

async fn save_areas(tx: &Tx<'_>, branch: BranchId, areas: &[Area]) -> Result<(), AppError> {
    let own = service_area::Column::BranchId.eq(branch.0);
    service_area::Entity::delete_many().filter(own).exec(tx.conn()).await?;
    insert_areas(tx, branch, areas).await
}

pub(super) async fn insert_areas(tx: &Tx<'_>, branch: BranchId, areas: &[Area]) -> Result<(), AppError> {
    if areas.is_empty() {
        return Ok(());
    }
    let rows = areas.iter().map(|area| service_area::ActiveModel {
        region_prefix: Set(area.prefix.as_str().to_owned()),
        branch_id: Set(branch.0),
        owner_id: Set(area.owner.0),
        deputy_id: Set(area.deputy.map(|deputy| deputy.0)),
    });
    service_area::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

async fn done(
    mut tx: Tx<'_>,
    caller: &Caller,
    id: BranchId,
    what: &str,
    outcome: impl FnOnce(&BranchView) -> Result<Outcome, AppError>,
) -> Result<Outcome, AppError> {
    let row = branch::Entity::find_by_id(id.0).one(tx.conn()).await?.ok_or(AppError::NotFound)?;
    let view = view(tx.conn(), row).await?;
    let data = serde_json::to_value(&view).map_err(|e| AppError::inconsistent("branch", id, e))?;
    tx.audit(caller.actor(), what, "branch", id, &data).await?;
    tx.publish(Publish {
        event_type: what.to_owned(),
        branch_id: Some(id),
        subject_kind: "branch",
        subject_id: id.to_string(),
        subject_no: Some(view.code.clone()),
        actor: caller.actor().clone(),
        data,
    });
    let outcome = outcome(&view)?;
    let app = tx.app();
    let outcome = tx.finish(outcome).await?;
    app.authorities.forget_all();
    Ok(outcome)
}

async fn view<C: ConnectionTrait>(conn: &C, row: branch::Model) -> Result<BranchView, AppError> {
    let id = row.id;
    views(conn, vec![row]).await?.pop().ok_or_else(|| AppError::inconsistent("branch", id, "has no view"))
}

async fn views<C: ConnectionTrait>(conn: &C, rows: Vec<branch::Model>) -> Result<Vec<BranchView>, AppError> {
    let areas = service_area::Entity::find()
        .filter(service_area::Column::BranchId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(service_area::Column::RegionPrefix)
        .all(conn)
        .await?;
    let people: Vec<UserId> =
        areas.iter().flat_map(|a| std::iter::once(a.owner_id).chain(a.deputy_id)).map(UserId).collect();
    let names = users::names(conn, &people).await?;
    let name = |id: Uuid| names.get(&UserId(id)).cloned();
    let mut of_branch: HashMap<Uuid, Vec<ServiceAreaView>> = HashMap::new();
    for area in areas {
        of_branch.entry(area.branch_id).or_default().push(ServiceAreaView {
            owner_id: UserId(area.owner_id),
            owner_name: name(area.owner_id).unwrap_or_default(),
            deputy_id: area.deputy_id.map(UserId),
            deputy_name: area.deputy_id.and_then(name),
            region_prefix: area.region_prefix,
        });
    }
    rows.into_iter()
        .map(|row| {
            let kind = BranchKind::parse(&row.kind);
            Ok(BranchView {
                id: BranchId(row.id),
                kind: kind.ok_or_else(|| AppError::inconsistent("branch", row.id, &row.kind))?,
                areas: of_branch.remove(&row.id).unwrap_or_default(),
                code: row.code,
                name: row.name,
                parent_id: row.parent_id.map(BranchId),
                calendar_code: row.calendar_code,
                version: row.version,
            })
        })
        .collect()
}
