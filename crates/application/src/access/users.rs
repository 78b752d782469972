//! People (用户): who they are, which roles they hold where.

use std::collections::{BTreeSet, HashMap};

use contract::{
    access::{CreateUser, GrantInput, GrantView, ResetPassword, UpdateUser, UserQuery, UserView},
    page::Page,
    problem::FieldError,
};
use domain::{
    access::{Permission, Resource, Role, Rows, can, rows},
    assets::Phone,
    kernel::{BranchId, Line, ReasonCode, Rejection, Timestamp, UserId},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    prelude::Expr,
    sea_query::{ExprTrait as _, Func, LikeExpr, Query},
};
use uuid::Uuid;

use super::{
    Account, Caller, absences,
    authenticate::{grants_of, role_of},
    branch_tree::BranchTree,
    branches,
    failures::NO_FAILURES,
    sessions,
    sign_in::suitable,
    store::{user_account, user_grant},
};
use crate::{
    App, AppError, Idempotent, Outcome, cursor,
    tx::{Begin, Publish, Tx},
};

/// What other capabilities need to know of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub id: UserId,
    pub name: String,
    pub active: bool,
}

impl From<user_account::Model> for Person {
    fn from(row: user_account::Model) -> Self {
        Self { id: UserId(row.id), name: row.name, active: row.active }
    }
}

pub(crate) async fn by_ids<C: ConnectionTrait>(conn: &C, ids: &[UserId]) -> Result<Vec<Person>, AppError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let wanted = user_account::Column::Id.is_in(ids.iter().map(|id| id.0));
    let found = user_account::Entity::find()
        .filter(wanted)
        .order_by_asc(user_account::Column::Account)
        .all(conn)
        .await?;
    Ok(found.into_iter().map(Person::from).collect())
}

pub(crate) async fn names<C: ConnectionTrait>(
    conn: &C,
    ids: &[UserId],
) -> Result<HashMap<UserId, String>, AppError> {
    Ok(by_ids(conn, ids).await?.into_iter().map(|person| (person.id, person.name)).collect())
}

/// Active people whose role of engineer or dealer reaches the branch: who can be sent to its tickets.
pub(crate) async fn engineers_of<C: ConnectionTrait>(
    conn: &C,
    branch: BranchId,
) -> Result<Vec<Person>, AppError> {
    let reaching = BranchTree::read(conn).await?.up_from(branch);
    let held = Query::select()
        .column(user_grant::Column::UserId)
        .from(user_grant::Entity)
        .and_where(user_grant::Column::Role.is_in([Role::Engineer.as_str(), Role::Dealer.as_str()]))
        .and_where(user_grant::Column::BranchId.is_in(reaching.into_iter().map(|b| b.0)))
        .to_owned();
    let found = user_account::Entity::find()
        .filter(user_account::Column::Active.eq(true))
        .filter(user_account::Column::Id.in_subquery(held))
        .order_by_asc(user_account::Column::Account)
        .all(conn)
        .await?;
    Ok(found.into_iter().map(Person::from).collect())
}

impl App {
    /// People, by account; those with a role in the caller's branches.
    ///
    /// # Errors
    /// Without `users.read`.
    pub async fn list_users(&self, caller: &Caller, query: &UserQuery) -> Result<Page<UserView>, AppError> {
        caller.require_anywhere(Permission::UsersRead)?;
        let (conn, limit) = (self.db.read(), cursor::limit(query.limit));
        let mut select = user_account::Entity::find()
            .order_by_asc(user_account::Column::Account)
            .limit(limit.saturating_add(1));
        if let Some(after) = cursor::decode::<String>(query.cursor.as_deref())? {
            select = select.filter(user_account::Column::Account.gt(after));
        }
        if let Some(words) = query.q.as_deref().map(str::trim).filter(|words| !words.is_empty()) {
            let like = || LikeExpr::new(format!("%{}%", escaped(&words.to_lowercase()))).escape('\\');
            let name = Func::lower(Expr::col(user_account::Column::Name)).like(like());
            select =
                select.filter(Condition::any().add(user_account::Column::Account.like(like())).add(name));
        }
        if let Some(active) = query.active {
            select = select.filter(user_account::Column::Active.eq(active));
        }
        if let Some(held) = held_filter(conn, query).await? {
            select = select.filter(user_account::Column::Id.in_subquery(held));
        }
        if let Rows::Some { branches, .. } = rows(&caller.principal, Permission::UsersRead) {
            let held = Query::select()
                .column(user_grant::Column::UserId)
                .from(user_grant::Entity)
                .and_where(user_grant::Column::BranchId.is_in(branches.into_iter().map(|b| b.0)))
                .to_owned();
            select = select.filter(user_account::Column::Id.in_subquery(held));
        }
        let views = views(conn, select.all(conn).await?, self.clock.now()).await?;
        Ok(cursor::page(views, limit, |user| user.account.clone()))
    }

    /// Who can be sent to the tickets of a branch.
    ///
    /// # Errors
    /// 404 when the caller may not see the people of the branch.
    pub async fn list_engineers(
        &self,
        caller: &Caller,
        branch: BranchId,
    ) -> Result<Page<UserView>, AppError> {
        caller.require_anywhere(Permission::UsersRead)?;
        caller.require_visible(Permission::UsersRead, &Resource::of_branch(branch))?;
        let conn = self.db.read();
        let ids: Vec<Uuid> =
            engineers_of(conn, branch).await?.into_iter().map(|person| person.id.0).collect();
        let found = user_account::Entity::find()
            .filter(user_account::Column::Id.is_in(ids))
            .order_by_asc(user_account::Column::Account)
            .all(conn)
            .await?;
        Ok(Page { items: views(conn, found, self.clock.now()).await?, next_cursor: None })
    }

    /// One person.
    ///
    /// # Errors
    /// 404 when there is none in the caller's branches.
    pub async fn show_user(&self, caller: &Caller, id: UserId) -> Result<UserView, AppError> {
        let oneself = caller.actor().user_id() == Some(id);
        if !oneself {
            caller.require_anywhere(Permission::UsersRead)?;
        }
        let conn = self.db.read();
        let row = user_account::Entity::find_by_id(id.0).one(conn).await?.ok_or(AppError::NotFound)?;
        let view = view(conn, row, self.clock.now()).await?;
        if !oneself {
            require_seen(caller, Permission::UsersRead, &view)?;
        }
        Ok(view)
    }

    /// A new person with roles and a first password.
    ///
    /// # Errors
    /// 403 without `users.write` at every branch of the roles; 409 when the account exists; 422 for unsuitable fields.
    pub async fn create_user(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        input: CreateUser,
    ) -> Result<Outcome, AppError> {
        require_grants(caller, &input.grants)?;
        let account =
            Account::parse(&input.account).map_err(|e| AppError::invalid("/account", "format", e))?;
        let (name, phone) = checked(&input.name, input.phone.as_deref())?;
        suitable(&input.password, account.as_str(), "/password")?;
        let hash = self.passwords.hash(&input.password, &self.ids).await?;
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        require_branches(&tx, &input.grants).await?;
        let same = user_account::Column::Account.eq(account.as_str());
        if user_account::Entity::find().filter(same).one(tx.conn()).await?.is_some() {
            return Err(AppError::AlreadyExists("account".to_owned()));
        }
        let grants: Vec<_> = input.grants.iter().map(|grant| (grant.role, grant.branch_id)).collect();
        let person = NewUser { account, name, phone, password_hash: hash, grants };
        let id = insert(&tx, person).await?;
        done(tx, caller, id, "created", |view| {
            Outcome::created(view, Some(view.version), format!("/api/v1/users/{id}"))
        })
        .await
    }

    /// Changes name, phone, roles, and whether the person may sign in. Switching off ends every session.
    ///
    /// # Errors
    /// 409 `last_administrator` when nobody would be left to administer; 412 when it was changed meanwhile.
    pub async fn update_user(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        id: UserId,
        version: i64,
        input: UpdateUser,
    ) -> Result<Outcome, AppError> {
        caller.require_anywhere(Permission::UsersWrite)?;
        let (name, phone) = checked(&input.name, input.phone.as_deref())?;
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        // before any other row, so that two such changes wait for each other instead of both for ever
        let administrators = lock_administrators(&tx).await?;
        let before = self.changeable(&tx, caller, id, version).await?;
        require_grants(caller, &input.grants)?;
        require_branches(&tx, &input.grants).await?;
        let stays = input.active && input.grants.iter().any(|grant| grant.role == Role::Administrator);
        let was = before.active && before.roles.iter().any(|grant| grant.role == Role::Administrator);
        if was && !stays && !administrators.iter().any(|other| *other != id) {
            return Err(Rejection::because(ReasonCode::LastAdministrator).into());
        }
        let changed = user_account::Entity::update_many()
            .col_expr(user_account::Column::Name, Expr::value(name))
            .col_expr(user_account::Column::Phone, Expr::value(phone))
            .col_expr(user_account::Column::Active, Expr::value(input.active))
            .col_expr(user_account::Column::Version, Expr::value(version + 1))
            .col_expr(user_account::Column::UpdatedAt, Expr::value(tx.now().millis()))
            .filter(user_account::Column::Id.eq(id.0))
            .filter(user_account::Column::Version.eq(version));
        require_one(changed.exec(tx.conn()).await?.rows_affected)?;
        let held = user_grant::Column::UserId.eq(id.0);
        user_grant::Entity::delete_many().filter(held).exec(tx.conn()).await?;
        insert_grants(&tx, id, &input.grants.iter().map(|g| (g.role, g.branch_id)).collect::<Vec<_>>())
            .await?;
        if !input.active {
            sessions::end_all(&tx, id, None).await?;
        }
        done(tx, caller, id, "updated", |view| Outcome::ok(view, Some(view.version))).await
    }

    /// Sets a new password for somebody else, ends their sessions and lifts a lock.
    ///
    /// # Errors
    /// 403 without `users.write`; 412 when the person was changed meanwhile; 422 for an unsuitable password.
    pub async fn reset_password(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        id: UserId,
        version: i64,
        input: ResetPassword,
    ) -> Result<Outcome, AppError> {
        caller.require_anywhere(Permission::UsersWrite)?;
        let hash = self.passwords.hash(&input.password, &self.ids).await?;
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let before = self.changeable(&tx, caller, id, version).await?;
        suitable(&input.password, &before.account, "/password")?;
        let changed = user_account::Entity::update_many()
            .col_expr(user_account::Column::PasswordHash, Expr::value(hash))
            .col_expr(user_account::Column::Failures, Expr::value(NO_FAILURES))
            .col_expr(user_account::Column::Version, Expr::value(version + 1))
            .col_expr(user_account::Column::UpdatedAt, Expr::value(tx.now().millis()))
            .filter(user_account::Column::Id.eq(id.0))
            .filter(user_account::Column::Version.eq(version));
        require_one(changed.exec(tx.conn()).await?.rows_affected)?;
        sessions::end_all(&tx, id, None).await?;
        done(tx, caller, id, "password_reset", |view| Outcome::ok(view, Some(view.version))).await
    }

    /// The person as they are before a change that the caller may make.
    async fn changeable(
        &self,
        tx: &Tx<'_>,
        caller: &Caller,
        id: UserId,
        version: i64,
    ) -> Result<UserView, AppError> {
        let row = user_account::Entity::find_by_id(id.0).lock_exclusive().one(tx.conn()).await?;
        let before = view(tx.conn(), row.ok_or(AppError::NotFound)?, tx.now()).await?;
        require_seen(caller, Permission::UsersRead, &before)?;
        for grant in &before.roles {
            caller.require(Permission::UsersWrite, &Resource::of_branch(grant.branch_id))?;
        }
        if before.version == version { Ok(before) } else { Err(AppError::Stale) }
    }
}

/// A person to be inserted; everything is checked.
pub(super) struct NewUser {
    pub account: Account,
    pub name: String,
    pub phone: Option<String>,
    pub password_hash: String,
    pub grants: Vec<(Role, BranchId)>,
}

pub(super) async fn insert(tx: &Tx<'_>, person: NewUser) -> Result<UserId, AppError> {
    let id = tx.app().ids.next::<UserId>(tx.now());
    let row = user_account::ActiveModel {
        id: Set(id.0),
        account: Set(person.account.as_str().to_owned()),
        name: Set(person.name),
        phone: Set(person.phone),
        password_hash: Set(person.password_hash),
        active: Set(true),
        failures: Set(NO_FAILURES.to_owned()),
        version: Set(1),
        created_at: Set(tx.now().millis()),
        updated_at: Set(tx.now().millis()),
    };
    user_account::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    insert_grants(tx, id, &person.grants).await?;
    Ok(id)
}

async fn insert_grants(tx: &Tx<'_>, user: UserId, grants: &[(Role, BranchId)]) -> Result<(), AppError> {
    // a role given twice at one branch is held once
    let distinct: BTreeSet<_> = grants.iter().copied().collect();
    let rows = distinct.into_iter().map(|(role, branch)| user_grant::ActiveModel {
        user_id: Set(user.0),
        role: Set(role.as_str().to_owned()),
        branch_id: Set(branch.0),
    });
    user_grant::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Audit, event, answer and commit of a change, after which this node knows the new rights.
async fn done(
    mut tx: Tx<'_>,
    caller: &Caller,
    id: UserId,
    what: &str,
    outcome: impl FnOnce(&UserView) -> Result<Outcome, AppError>,
) -> Result<Outcome, AppError> {
    let row = user_account::Entity::find_by_id(id.0).one(tx.conn()).await?.ok_or(AppError::NotFound)?;
    let view = view(tx.conn(), row, tx.now()).await?;
    let roles: Vec<_> =
        view.roles.iter().map(|g| serde_json::json!({ "role": g.role, "branch_id": g.branch_id })).collect();
    let data = serde_json::json!({ "active": view.active, "roles": roles, "version": view.version });
    tx.audit(caller.actor(), &format!("user.{what}"), "user", id, &data).await?;
    tx.publish(Publish {
        event_type: format!("user.{what}"),
        branch_id: view.roles.first().map(|grant| grant.branch_id),
        subject_kind: "user",
        subject_id: id.to_string(),
        subject_no: None,
        actor: caller.actor().clone(),
        data,
    });
    let outcome = outcome(&view)?;
    let app = tx.app();
    let outcome = tx.finish(outcome).await?;
    app.authorities.forget_user(id);
    Ok(outcome)
}

async fn held_filter<C: ConnectionTrait>(
    conn: &C,
    query: &UserQuery,
) -> Result<Option<sea_orm::sea_query::SelectStatement>, AppError> {
    if query.role.is_none() && query.branch_id.is_none() && query.serves_branch.is_none() {
        return Ok(None);
    }
    let mut held = Query::select().column(user_grant::Column::UserId).from(user_grant::Entity).to_owned();
    if let Some(role) = query.role {
        held.and_where(user_grant::Column::Role.eq(role.as_str()));
    }
    if let Some(branch) = query.branch_id {
        held.and_where(user_grant::Column::BranchId.eq(branch.0));
    }
    if let Some(branch) = query.serves_branch {
        let reaching = BranchTree::read(conn).await?.up_from(branch);
        held.and_where(user_grant::Column::BranchId.is_in(reaching.into_iter().map(|b| b.0)));
    }
    Ok(Some(held))
}

fn escaped(words: &str) -> String {
    words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// Name and phone in their written form.
fn checked(name: &str, phone: Option<&str>) -> Result<(String, Option<String>), AppError> {
    let mut errors = Vec::new();
    let name =
        Line::parse(name).map_err(|e| errors.push(FieldError::new("/name", "format", e.to_string()))).ok();
    let phone = match phone.map(str::trim).filter(|phone| !phone.is_empty()).map(Phone::parse).transpose() {
        Ok(phone) => phone,
        Err(error) => {
            errors.push(FieldError::new("/phone", "format", error.to_string()));
            None
        }
    };
    match name {
        Some(name) if errors.is_empty() => {
            Ok((name.as_str().to_owned(), phone.map(|p| p.as_str().to_owned())))
        }
        _ => Err(AppError::Invalid(errors)),
    }
}

fn require_grants(caller: &Caller, grants: &[GrantInput]) -> Result<(), AppError> {
    caller.require_anywhere(Permission::UsersWrite)?;
    grants
        .iter()
        .try_for_each(|grant| caller.require(Permission::UsersWrite, &Resource::of_branch(grant.branch_id)))
}

async fn require_branches(tx: &Tx<'_>, grants: &[GrantInput]) -> Result<(), AppError> {
    let tree = BranchTree::read(tx.conn()).await?;
    let unknown: Vec<FieldError> = grants
        .iter()
        .enumerate()
        .filter(|(_, grant)| !tree.contains(grant.branch_id))
        .map(|(i, _)| {
            FieldError::new(format!("/grants/{i}/branch_id"), "unknown_reference", "no such branch")
        })
        .collect();
    if unknown.is_empty() { Ok(()) } else { Err(AppError::Invalid(unknown)) }
}

pub(super) fn require_seen(caller: &Caller, permission: Permission, user: &UserView) -> Result<(), AppError> {
    let seen = user
        .roles
        .iter()
        .any(|g| can(&caller.principal, permission, &Resource::of_branch(g.branch_id)).allowed);
    if seen { Ok(()) } else { Err(AppError::NotFound) }
}

fn require_one(rows: u64) -> Result<(), AppError> {
    if rows == 1 { Ok(()) } else { Err(AppError::Stale) }
}

/// Holds the row of a person until the transaction ends: what is said of one person is said one after the other.
pub(crate) async fn lock(tx: &Tx<'_>, id: UserId) -> Result<(), AppError> {
    user_account::Entity::find_by_id(id.0).lock_exclusive().one(tx.conn()).await?;
    Ok(())
}

/// The active administrators, locked: two of them cannot switch each other off at the same time.
async fn lock_administrators(tx: &Tx<'_>) -> Result<Vec<UserId>, AppError> {
    let administrators = Query::select()
        .column(user_grant::Column::UserId)
        .from(user_grant::Entity)
        .and_where(user_grant::Column::Role.eq(Role::Administrator.as_str()))
        .to_owned();
    let active = user_account::Entity::find()
        .filter(user_account::Column::Active.eq(true))
        .filter(user_account::Column::Id.in_subquery(administrators))
        .order_by_asc(user_account::Column::Id)
        .lock_exclusive()
        .all(tx.conn())
        .await?;
    Ok(active.into_iter().map(|user| UserId(user.id)).collect())
}

pub(super) async fn view<C: ConnectionTrait>(
    conn: &C,
    row: user_account::Model,
    now: Timestamp,
) -> Result<UserView, AppError> {
    let id = row.id;
    views(conn, vec![row], now)
        .await?
        .pop()
        .ok_or_else(|| AppError::inconsistent("user_account", id, "has no view"))
}

async fn views<C: ConnectionTrait>(
    conn: &C,
    rows: Vec<user_account::Model>,
    now: Timestamp,
) -> Result<Vec<UserView>, AppError> {
    let grants = grants_of(conn, rows.iter().map(|row| row.id).collect()).await?;
    let at: Vec<BranchId> = grants.iter().map(|grant| BranchId(grant.branch_id)).collect();
    let names = branches::names(conn, &at).await?;
    let ids: Vec<UserId> = rows.iter().map(|row| UserId(row.id)).collect();
    let away = absences::away(conn, &ids, now).await?;
    let mut held: HashMap<Uuid, Vec<GrantView>> = HashMap::new();
    for grant in &grants {
        let branch_id = BranchId(grant.branch_id);
        held.entry(grant.user_id).or_default().push(GrantView {
            role: role_of(grant)?,
            branch_id,
            branch_name: names.get(&branch_id).cloned().unwrap_or_default(),
        });
    }
    rows.into_iter()
        .map(|row| {
            let instant = |at| {
                Timestamp::from_millis(at).map_err(|e| AppError::inconsistent("user_account", row.id, e))
            };
            Ok(UserView {
                id: UserId(row.id),
                roles: held.remove(&row.id).unwrap_or_default(),
                absent_until: away.get(&UserId(row.id)).map(|absence| absence.until),
                created_at: instant(row.created_at)?,
                updated_at: instant(row.updated_at)?,
                account: row.account,
                name: row.name,
                phone: row.phone,
                active: row.active,
                version: row.version,
            })
        })
        .collect()
}
