//! The branch that looks after a customer or a unit.

use std::collections::HashMap;

use domain::kernel::BranchId;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{AppError, access::branches};

/// The names of the branches asked for.
pub(super) async fn names<C: ConnectionTrait>(
    conn: &C,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<BranchId, String>, AppError> {
    let ids: Vec<BranchId> = ids.into_iter().map(BranchId).collect();
    branches::names(conn, &ids).await
}

pub(super) fn name_in(
    names: &HashMap<BranchId, String>,
    table: &'static str,
    row: Uuid,
    id: Uuid,
) -> Result<String, AppError> {
    names
        .get(&BranchId(id))
        .cloned()
        .ok_or_else(|| AppError::inconsistent(table, row, "its branch does not exist"))
}

/// # Errors
/// 422 at `/branch_id` when there is no such branch.
pub(super) async fn require<C: ConnectionTrait>(conn: &C, id: BranchId) -> Result<(), AppError> {
    match branches::by_id(conn, id).await? {
        Some(_) => Ok(()),
        None => Err(AppError::invalid("/branch_id", "unknown_reference", "there is no such branch")),
    }
}
