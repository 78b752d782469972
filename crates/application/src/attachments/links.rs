//! What tickets need of attachments: the file by id, and taking it over.

use domain::kernel::{AttachmentId, BranchId, TicketId};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, Set};

use super::store::{ActiveModel, Column, Entity, Model};
use crate::{AppError, tx::Tx};

pub(crate) async fn find<C: ConnectionTrait>(conn: &C, id: AttachmentId) -> Result<Option<Model>, AppError> {
    Ok(Entity::find_by_id(id.0).one(conn).await?)
}

/// The file belongs to this ticket from now on; a file of another ticket is none of ours.
///
/// # Errors
/// 422 when it belongs to another ticket.
pub(crate) async fn claim(
    tx: &Tx<'_>,
    id: AttachmentId,
    ticket: TicketId,
    branch: BranchId,
) -> Result<(), AppError> {
    let free = Condition::any().add(Column::TicketId.is_null()).add(Column::TicketId.eq(ticket.0));
    let claimed = Entity::update_many()
        .set(ActiveModel { ticket_id: Set(Some(ticket.0)), branch_id: Set(Some(branch.0)), ..Default::default() })
        .filter(Column::Id.eq(id.0))
        .filter(free)
        .exec(tx.conn())
        .await?;
    if claimed.rows_affected == 1 {
        Ok(())
    } else {
        Err(AppError::invalid("/attachment_id", "unknown_reference", "does not exist or belongs to another request"))
    }
}
