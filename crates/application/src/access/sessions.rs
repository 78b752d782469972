//! Sessions: a family of refresh tokens, each used once. Using one twice means that it was copied: the session ends.

use domain::kernel::{Timestamp, UserId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Set, prelude::Expr};
use uuid::Uuid;

use super::store::refresh_token::{ActiveModel, Column, Entity, Model};
use crate::{App, AppError, tx::Tx};

/// How long a session lasts that is not used.
const REFRESH_MILLIS: i64 = 30 * 24 * 3_600_000;

/// A new refresh token of the session; only its hash is kept.
pub(super) async fn issue(tx: &Tx<'_>, user: UserId, session: Uuid) -> Result<String, AppError> {
    let token = tx.app().ids.secret();
    let row = ActiveModel {
        token_hash: Set(hash(&token)),
        family: Set(session),
        user_id: Set(user.0),
        issued_at: Set(tx.now().millis()),
        expires_at: Set(tx.now().plus_millis(REFRESH_MILLIS).millis()),
        used_at: Set(None),
        revoked_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(token)
}

/// What a presented refresh token is.
pub(super) enum Presented {
    /// Now used up; the session goes on
    Good {
        user: UserId,
        session: Uuid,
    },
    /// Used before: the session was ended
    Reused {
        user: UserId,
        session: Uuid,
    },
    Worthless,
}

/// Uses a refresh token up.
pub(super) async fn present(tx: &Tx<'_>, token: &str) -> Result<Presented, AppError> {
    let Some(row) = find(tx, token).await? else { return Ok(Presented::Worthless) };
    let (user, session, now) = (UserId(row.user_id), row.family, tx.now());
    if row.revoked_at.is_some() {
        return Ok(Presented::Worthless);
    }
    if row.used_at.is_some() {
        end(tx, session).await?;
        return Ok(Presented::Reused { user, session });
    }
    if row.expires_at <= now.millis() {
        return Ok(Presented::Worthless);
    }
    Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now.millis()))
        .filter(Column::TokenHash.eq(row.token_hash))
        .exec(tx.conn())
        .await?;
    Ok(Presented::Good { user, session })
}

/// The session of a token that was issued by us and not revoked.
pub(super) async fn of_token(tx: &Tx<'_>, token: &str) -> Result<Option<(UserId, Uuid)>, AppError> {
    let row = find(tx, token).await?.filter(|row| row.revoked_at.is_none());
    Ok(row.map(|row| (UserId(row.user_id), row.family)))
}

async fn find(tx: &Tx<'_>, token: &str) -> Result<Option<Model>, AppError> {
    Ok(Entity::find_by_id(hash(token)).lock_exclusive().one(tx.conn()).await?)
}

/// Ends one session.
pub(super) async fn end(tx: &Tx<'_>, session: Uuid) -> Result<(), AppError> {
    Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(tx.now().millis()))
        .filter(Column::Family.eq(session))
        .filter(Column::RevokedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Ends the sessions of a person, but for the one in which they ask for it.
pub(super) async fn end_all(tx: &Tx<'_>, user: UserId, but: Option<Uuid>) -> Result<(), AppError> {
    let mut others = Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(tx.now().millis()))
        .filter(Column::UserId.eq(user.0))
        .filter(Column::RevokedAt.is_null());
    if let Some(but) = but {
        others = others.filter(Column::Family.ne(but));
    }
    others.exec(tx.conn()).await?;
    Ok(())
}

fn hash(token: &str) -> String {
    crate::fingerprint(&[b"refresh token", token.as_bytes()])
}

impl App {
    /// Deletes refresh tokens that ran out before `now`, and names whose lock did; returns how many tokens.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn forget_old_sessions(&self, now: Timestamp) -> Result<u64, AppError> {
        super::unknown_names::forget_old(self.db.writer(), now).await?;
        let old = Entity::delete_many().filter(Column::ExpiresAt.lte(now.millis()));
        Ok(old.exec(self.db.writer()).await?.rows_affected)
    }
}
