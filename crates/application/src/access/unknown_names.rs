//! Sign-ins under names that nobody has are counted and locked as those of people are: a lock that only real accounts
//! had would say which are real. What was typed is not kept, for it may be a password: only its keyed hash is.

use domain::kernel::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait as _, QueryFilter, QueryOrder, QuerySelect,
    Set, TryInsertResult,
};

use super::{
    failures::{Failures, NO_FAILURES},
    store::unknown_name::{ActiveModel, Column, Entity, Model},
};
use crate::{AppError, tx::Tx};

/// Names that are remembered at once. Beyond, the one that failed longest ago is forgotten.
pub(super) const MOST: u64 = 10_000;

/// The key of the hashes, the same on every node.
pub(crate) struct UnknownNames {
    key: String,
}

impl UnknownNames {
    pub(crate) fn new(secret: &[u8]) -> Self {
        Self { key: crate::fingerprint(&[b"unknown name", secret]) }
    }

    /// Under what a name is kept.
    pub(super) fn hash(&self, typed: &str) -> String {
        crate::fingerprint(&[self.key.as_bytes(), typed.trim().to_lowercase().as_bytes()])
    }
}

pub(super) async fn failures<C: ConnectionTrait>(conn: &C, hash: &str) -> Result<Failures, AppError> {
    let row = Entity::find_by_id(hash.to_owned()).one(conn).await?;
    row.as_ref().map_or_else(|| Ok(Failures::default()), read)
}

fn read(row: &Model) -> Result<Failures, AppError> {
    Failures::parse(&row.failures)
        .map_err(|what| AppError::inconsistent("unknown_name", &row.name_hash, what))
}

/// One more failure; says whether the name is locked from now on.
///
/// # Errors
/// 429 when it was locked meanwhile.
pub(super) async fn note_failure(tx: &Tx<'_>, hash: &str) -> Result<bool, AppError> {
    let now = tx.now();
    let fresh = ActiveModel {
        name_hash: Set(hash.to_owned()),
        failures: Set(NO_FAILURES.to_owned()),
        last_at: Set(now.millis()),
    };
    let made = Entity::insert(fresh).on_conflict_do_nothing().exec_without_returning(tx.conn()).await?;
    // the row, which no other sign-in changes until we are done
    let row = Entity::find_by_id(hash.to_owned()).lock_exclusive().one(tx.conn()).await?;
    let mut failed = row.as_ref().map_or_else(|| Ok(Failures::default()), read)?;
    failed.refuse_locked(now)?;
    let locked = failed.add(now);
    Entity::update_many()
        .col_expr(Column::Failures, failed.stored().into())
        .col_expr(Column::LastAt, now.millis().into())
        .filter(Column::NameHash.eq(hash))
        .exec(tx.conn())
        .await?;
    if matches!(made, TryInsertResult::Inserted(1)) {
        make_room(tx.conn(), now).await?;
    }
    Ok(locked)
}

/// Forgets the names that can no longer be locked, and the oldest when there are too many.
async fn make_room<C: ConnectionTrait>(conn: &C, now: Timestamp) -> Result<(), AppError> {
    forget_old(conn, now).await?;
    let surplus = Entity::find().count(conn).await?.saturating_sub(MOST);
    if surplus > 0 {
        let oldest: Vec<String> = Entity::find()
            .select_only()
            .column(Column::NameHash)
            .order_by_asc(Column::LastAt)
            .limit(surplus)
            .into_tuple()
            .all(conn)
            .await?;
        Entity::delete_many().filter(Column::NameHash.is_in(oldest)).exec(conn).await?;
    }
    Ok(())
}

/// Forgets the names that can no longer be locked.
pub(super) async fn forget_old<C: ConnectionTrait>(conn: &C, now: Timestamp) -> Result<(), AppError> {
    let old = now.plus_millis(-Failures::matter_for()).millis();
    Entity::delete_many().filter(Column::LastAt.lte(old)).exec(conn).await?;
    Ok(())
}
