//! 附件: photos, scans and signatures. Checked by content, kept in the object store, never in the database.

mod cleanup;
mod content;
mod incoming;
mod mailed;
mod media;
pub(crate) mod store;
mod upload;

use contract::attachments::AttachmentView;
use domain::kernel::{AttachmentId, BranchId, TicketId, Timestamp};
use object_store::path::Path;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};

pub use content::Content;
pub use incoming::Received;
pub(crate) use mailed::{Mailed, keep_mailed, keep_original, put_original, read_original};
pub use upload::NewAttachment;

use self::store::attachment;
use crate::{AppError, tx::Tx};

/// Where the content is: under its hash, and an id of its own, so that removing one file never touches an equal one.
fn place(sha256: &str, id: uuid::Uuid) -> Path {
    Path::from(format!("attachments/{}/{sha256}/{id}", sha256.get(..2).unwrap_or_default()))
}

fn view(row: &attachment::Model) -> Result<AttachmentView, AppError> {
    let broken = |what: String| AppError::inconsistent("attachment", row.id, what);
    Ok(AttachmentView {
        id: AttachmentId(row.id),
        name: row.name.clone(),
        media_type: row.media_type.clone(),
        size: u64::try_from(row.size).map_err(|error| broken(error.to_string()))?,
        sha256: row.sha256.clone(),
        created_at: Timestamp::from_millis(row.created_at).map_err(|error| broken(error.to_string()))?,
    })
}

/// The attachment of that id, whoever may see it.
pub(crate) async fn find<C: ConnectionTrait>(
    conn: &C,
    id: AttachmentId,
) -> Result<Option<AttachmentView>, AppError> {
    attachment::Entity::find_by_id(id.0).one(conn).await?.as_ref().map(view).transpose()
}

/// Makes the attachment the ticket's: from now on its branch decides who sees it.
///
/// # Errors
/// 422 at `/attachment_id` when there is none, or it is another ticket's.
pub(crate) async fn claim(
    tx: &Tx<'_>,
    id: AttachmentId,
    ticket: TicketId,
    branch: BranchId,
) -> Result<(), AppError> {
    use attachment::Column;
    let free = Condition::any().add(Column::TicketId.is_null()).add(Column::TicketId.eq(ticket.0));
    let done = attachment::Entity::update_many()
        .col_expr(Column::TicketId, Expr::value(Some(ticket.0)))
        .col_expr(Column::BranchId, Expr::value(Some(branch.0)))
        .filter(Column::Id.eq(id.0))
        .filter(free)
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 {
        Ok(())
    } else {
        Err(AppError::invalid(
            "/attachment_id",
            "unknown_reference",
            "there is no such attachment, or it is another request's",
        ))
    }
}
