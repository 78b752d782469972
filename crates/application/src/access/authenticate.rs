//! From a bearer token to a caller with their rights.

use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use domain::{
    access::{Grant, Permission, Principal, Role, Scope},
    kernel::{Actor, ApiKeyId, BranchId, Timestamp, UserId},
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, prelude::Expr};
use uuid::Uuid;

use super::{
    Caller,
    authorities::{KnownKey, KnownUser},
    branch_tree::BranchTree,
    store::{api_key, branch, refresh_token, user_account, user_grant},
    tokens::Access,
};
use crate::{App, AppError};

/// What API keys begin with, so that they are told from access tokens and found in leaked texts.
pub(crate) const KEY_PREFIX: &str = "ak_";
const NOTE_USE_EVERY_MILLIS: i64 = 60_000;

impl App {
    /// The caller behind an access token or an API key.
    ///
    /// # Errors
    /// 401 when the token is not ours, has run out or was revoked, or when its person is no longer active.
    pub async fn authenticate(&self, bearer: &str) -> Result<Caller, AppError> {
        let now = self.now();
        if bearer.starts_with(KEY_PREFIX) {
            return self.by_key(bearer, now).await;
        }
        let access = self.tokens.read(bearer, now).ok_or(AppError::Unauthenticated)?;
        self.by_access(access, now).await
    }

    async fn by_access(&self, access: Access, now: Timestamp) -> Result<Caller, AppError> {
        let caller = |user: &KnownUser| Caller {
            principal: Arc::clone(&user.principal),
            session: Some(access.session),
        };
        if let Some(user) = self.authorities.user(access.user, now)
            && user.sessions.contains(&access.session)
        {
            return Ok(caller(&user));
        }
        // not known, or signed in on another node since
        let mark = self.authorities.mark();
        let user = Arc::new(self.read_user(access.user, now).await?);
        self.authorities.remember_user(access.user, now, mark, user.clone());
        if user.sessions.contains(&access.session) {
            Ok(caller(&user))
        } else {
            Err(AppError::Unauthenticated)
        }
    }

    async fn read_user(&self, id: UserId, now: Timestamp) -> Result<KnownUser, AppError> {
        let conn = self.db.read();
        let user = user_account::Entity::find_by_id(id.0).one(conn).await?;
        let user = user.filter(|user| user.active).ok_or(AppError::Unauthenticated)?;
        let held = user_grant::Entity::find().filter(user_grant::Column::UserId.eq(id.0)).all(conn).await?;
        let tree = BranchTree::read(conn).await?;
        let grants = held.iter().map(|grant| grant_of(grant, &tree)).collect::<Result<Vec<_>, _>>()?;
        let sessions: Vec<Uuid> = refresh_token::Entity::find()
            .select_only()
            .column(refresh_token::Column::Family)
            .filter(refresh_token::Column::UserId.eq(id.0))
            .filter(refresh_token::Column::RevokedAt.is_null())
            .filter(refresh_token::Column::UsedAt.is_null())
            .filter(refresh_token::Column::ExpiresAt.gt(now.millis()))
            .into_tuple()
            .all(conn)
            .await?;
        let principal = Principal::person(Actor::User { id, name: user.name }, grants);
        Ok(KnownUser {
            principal: Arc::new(principal),
            sessions: sessions.into_iter().collect::<HashSet<_>>(),
        })
    }

    async fn by_key(&self, key: &str, now: Timestamp) -> Result<Caller, AppError> {
        let hash = key_hash(key);
        let known = match self.authorities.key(&hash, now) {
            Some(known) => known,
            None => {
                let mark = self.authorities.mark();
                let known = Arc::new(self.read_key(&hash).await?);
                self.authorities.remember_key(hash, now, mark, known.clone());
                known
            }
        };
        if known.expires_at.is_some_and(|end| end <= now) {
            return Err(AppError::Unauthenticated);
        }
        self.note_use(&known, now);
        Ok(Caller::of(Arc::clone(&known.principal)))
    }

    async fn read_key(&self, hash: &str) -> Result<KnownKey, AppError> {
        let conn = self.db.read();
        let row = api_key::Entity::find().filter(api_key::Column::KeyHash.eq(hash)).one(conn).await?;
        let row = row.filter(|row| row.revoked_at.is_none()).ok_or(AppError::Unauthenticated)?;
        let broken = |what: String| AppError::inconsistent("api_key", row.id, what);
        let permissions: Vec<Permission> =
            serde_json::from_str(&row.scopes).map_err(|e| broken(e.to_string()))?;
        let expires_at =
            row.expires_at.map(Timestamp::from_millis).transpose().map_err(|e| broken(e.to_string()))?;
        let home = branch::Entity::find_by_id(row.branch_id).one(conn).await?;
        let home = home.ok_or_else(|| broken("its branch is missing".to_owned()))?;
        let scope = if home.kind == contract::access::BranchKind::HeadOffice.as_str() {
            Scope::All
        } else {
            let home = BranchId(home.id);
            let below = BranchTree::read(conn).await?.below(home);
            Scope::Branches(std::iter::once(home).chain(below).collect())
        };
        let id = ApiKeyId(row.id);
        Ok(KnownKey {
            id,
            principal: Arc::new(Principal::key(
                Actor::ApiKey { id, name: row.name.clone() },
                permissions,
                scope,
            )),
            expires_at,
            noted_use: AtomicI64::new(row.last_used_at.unwrap_or(i64::MIN)),
        })
    }

    /// Writes the use down beside the request, at most once a minute.
    fn note_use(&self, key: &KnownKey, now: Timestamp) {
        let noted = key.noted_use.load(Ordering::SeqCst);
        let due = now.millis().saturating_sub(noted) >= NOTE_USE_EVERY_MILLIS;
        let mine = || {
            key.noted_use.compare_exchange(noted, now.millis(), Ordering::SeqCst, Ordering::SeqCst).is_ok()
        };
        if !due || !mine() {
            return;
        }
        let (app, id, at) = (self.clone(), key.id, now.millis());
        tokio::spawn(async move {
            let older = Condition::any()
                .add(api_key::Column::LastUsedAt.is_null())
                .add(api_key::Column::LastUsedAt.lte(at - NOTE_USE_EVERY_MILLIS));
            let noted = api_key::Entity::update_many()
                .col_expr(api_key::Column::LastUsedAt, Expr::value(at))
                .filter(api_key::Column::Id.eq(id.0))
                .filter(older)
                .exec(app.db.writer())
                .await;
            if let Err(error) = noted {
                tracing::warn!(%error, "the use of an API key was not written down");
            }
        });
    }
}

pub(super) fn key_hash(key: &str) -> String {
    crate::fingerprint(&[b"api key", key.as_bytes()])
}

pub(super) fn role_of(grant: &user_grant::Model) -> Result<Role, AppError> {
    grant.role.parse().map_err(|e| AppError::inconsistent("user_grant", grant.user_id, e))
}

pub(super) fn grant_of(grant: &user_grant::Model, tree: &BranchTree) -> Result<Grant, AppError> {
    let branch = BranchId(grant.branch_id);
    Ok(Grant::new(role_of(grant)?, branch, &tree.below(branch)))
}

/// The grants of several people in one query.
pub(super) async fn grants_of<C: sea_orm::ConnectionTrait>(
    conn: &C,
    users: Vec<Uuid>,
) -> Result<Vec<user_grant::Model>, AppError> {
    if users.is_empty() {
        return Ok(Vec::new());
    }
    let grants = user_grant::Entity::find()
        .filter(user_grant::Column::UserId.is_in(users))
        .order_by_asc(user_grant::Column::UserId)
        .order_by_asc(user_grant::Column::Role)
        .order_by_asc(user_grant::Column::BranchId);
    Ok(grants.all(conn).await?)
}
