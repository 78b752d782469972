//! API keys (接口密钥) of third-party systems: shown once, kept as a hash.

use contract::{
    access::{ApiKeyView, CreateApiKey, CreatedApiKey},
    page::{Page, PageQuery},
};
use domain::{
    access::{Permission, Resource},
    kernel::{ApiKeyId, BranchId, Line, Timestamp},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    prelude::Expr,
};
use uuid::Uuid;

use super::{
    Caller,
    authenticate::{KEY_PREFIX, key_hash},
    branches,
    store::api_key::{ActiveModel, Column, Entity, Model},
};
use crate::{
    App, AppError, Idempotent, Outcome, cursor,
    tx::{Begin, Publish, Tx},
};

/// How much of a key is shown later, to recognise it by.
const SHOWN: usize = KEY_PREFIX.len() + 8;

impl App {
    /// A new key. It is in the answer this once; a repeated request gets the same key's view without it.
    ///
    /// # Errors
    /// 403 without `api_keys.write` at the key's branch; 422 for an unknown branch or an end in the past.
    pub async fn create_api_key(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        input: CreateApiKey,
    ) -> Result<Outcome, AppError> {
        caller.require(Permission::ApiKeysWrite, &Resource::of_branch(input.branch_id))?;
        let name =
            Line::parse(&input.name).map_err(|e| AppError::invalid("/name", "format", &e.to_string()))?;
        let mut tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        if input.expires_at.is_some_and(|end| end <= tx.now()) {
            return Err(AppError::invalid("/expires_at", "range", "must lie in the future"));
        }
        if branches::by_id(tx.conn(), input.branch_id).await?.is_none() {
            return Err(AppError::invalid("/branch_id", "unknown_reference", "no such branch"));
        }
        let key = format!("{KEY_PREFIX}{}", self.ids.secret());
        let mut scopes = input.scopes;
        scopes.sort_unstable();
        scopes.dedup();
        let row = Model {
            id: self.ids.next::<Uuid>(tx.now()),
            name: name.as_str().to_owned(),
            prefix: key.chars().take(SHOWN).collect(),
            key_hash: key_hash(&key),
            scopes: serde_json::to_string(&scopes)
                .map_err(|e| AppError::inconsistent("api_key", "scopes", e))?,
            branch_id: input.branch_id.0,
            expires_at: input.expires_at.map(Timestamp::millis),
            revoked_at: None,
            last_used_at: None,
            created_at: tx.now().millis(),
        };
        let id = row.id;
        Entity::insert(active(&row)).exec_without_returning(tx.conn()).await?;
        let view = view(row)?;
        note(&mut tx, caller, &view, "api_key.created").await?;
        let location = format!("/api/v1/api-keys/{id}");
        let stored = CreatedApiKey { key: None, api_key: view };
        let shown = CreatedApiKey { key: Some(key), api_key: stored.api_key.clone() };
        let stored = Outcome::created(&stored, None, location.clone())?;
        tx.finish_once(Outcome::created(&shown, None, location)?, &stored).await
    }

    /// Keys, newest first.
    ///
    /// # Errors
    /// Without `api_keys.read`.
    pub async fn list_api_keys(
        &self,
        caller: &Caller,
        query: &PageQuery,
    ) -> Result<Page<ApiKeyView>, AppError> {
        caller.require(Permission::ApiKeysRead, &Resource::COMPANY)?;
        let limit = cursor::limit(query.limit);
        let mut select = Entity::find().order_by_desc(Column::Id).limit(limit.saturating_add(1));
        if let Some(before) = cursor::decode::<Uuid>(query.cursor.as_deref())? {
            select = select.filter(Column::Id.lt(before));
        }
        let keys = select.all(self.db.read()).await?.into_iter().map(view).collect::<Result<Vec<_>, _>>()?;
        Ok(cursor::page(keys, limit, |key| key.id.0))
    }

    /// Revokes a key: it is refused from now on. Revoking twice changes nothing.
    ///
    /// # Errors
    /// 404 when there is none; 403 without `api_keys.write` at its branch.
    pub async fn revoke_api_key(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        id: ApiKeyId,
    ) -> Result<Outcome, AppError> {
        caller.require_anywhere(Permission::ApiKeysWrite)?;
        let mut tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let mut row =
            Entity::find_by_id(id.0).lock_exclusive().one(tx.conn()).await?.ok_or(AppError::NotFound)?;
        caller.require(Permission::ApiKeysWrite, &Resource::of_branch(BranchId(row.branch_id)))?;
        let fresh = row.revoked_at.is_none();
        if fresh {
            row.revoked_at = Some(tx.now().millis());
            Entity::update_many()
                .col_expr(Column::RevokedAt, Expr::value(tx.now().millis()))
                .filter(Column::Id.eq(id.0))
                .exec(tx.conn())
                .await?;
        }
        let view = view(row)?;
        if fresh {
            note(&mut tx, caller, &view, "api_key.revoked").await?;
        }
        let outcome = tx.finish(Outcome::ok(&view, None)?).await?;
        self.authorities.forget_all();
        Ok(outcome)
    }
}

/// Which of these keys are revoked or expired.
pub(crate) async fn ended<C: ConnectionTrait>(
    conn: &C,
    keys: Vec<Uuid>,
    now: Timestamp,
) -> Result<Vec<Uuid>, AppError> {
    let over = Condition::any().add(Column::RevokedAt.is_not_null()).add(Column::ExpiresAt.lte(now.millis()));
    let ended = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Id.is_in(keys))
        .filter(over)
        .into_tuple();
    Ok(ended.all(conn).await?)
}

fn active(row: &Model) -> ActiveModel {
    ActiveModel {
        id: Set(row.id),
        name: Set(row.name.clone()),
        prefix: Set(row.prefix.clone()),
        key_hash: Set(row.key_hash.clone()),
        scopes: Set(row.scopes.clone()),
        branch_id: Set(row.branch_id),
        expires_at: Set(row.expires_at),
        revoked_at: Set(row.revoked_at),
        last_used_at: Set(row.last_used_at),
        created_at: Set(row.created_at),
    }
}

async fn note(tx: &mut Tx<'_>, caller: &Caller, key: &ApiKeyView, what: &str) -> Result<(), AppError> {
    let data = serde_json::to_value(key).map_err(|e| AppError::inconsistent("api_key", key.id, e))?;
    tx.audit(caller.actor(), what, "api_key", key.id, &data).await?;
    tx.publish(Publish {
        event_type: what.to_owned(),
        branch_id: Some(key.branch_id),
        subject_kind: "api_key",
        subject_id: key.id.to_string(),
        subject_no: None,
        actor: caller.actor().clone(),
        data,
    });
    Ok(())
}

fn view(row: Model) -> Result<ApiKeyView, AppError> {
    let broken = |what: String| AppError::inconsistent("api_key", row.id, what);
    let instant =
        |at: Option<i64>| at.map(Timestamp::from_millis).transpose().map_err(|e| broken(e.to_string()));
    Ok(ApiKeyView {
        id: ApiKeyId(row.id),
        scopes: serde_json::from_str(&row.scopes).map_err(|e| broken(e.to_string()))?,
        branch_id: BranchId(row.branch_id),
        expires_at: instant(row.expires_at)?,
        revoked_at: instant(row.revoked_at)?,
        last_used_at: instant(row.last_used_at)?,
        created_at: Timestamp::from_millis(row.created_at).map_err(|e| broken(e.to_string()))?,
        name: row.name,
        prefix: row.prefix,
    })
}
