//! What was sent and never used.

use object_store::ObjectStoreExt as _;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{place, store::attachment};
use crate::{App, AppError};

/// How long a file waits to become part of a request.
const WAIT_MILLIS: i64 = 24 * 60 * 60 * 1000;
/// Files of one round.
const ROUND: u64 = 100;

impl App {
    /// Removes the files that nobody took over within a day; says how many. The rest waits for the next round.
    ///
    /// # Errors
    /// When the database or the file folder does not answer; what was not removed is tried again.
    pub async fn remove_unused_attachments(&self) -> Result<usize, AppError> {
        use attachment::Column;
        let before = self.now().millis() - WAIT_MILLIS;
        let unused = || Condition::all().add(Column::TicketId.is_null()).add(Column::CreatedAt.lt(before));
        let candidates = attachment::Entity::find()
            .filter(unused())
            .order_by_asc(Column::CreatedAt)
            .limit(ROUND)
            .all(self.db.read())
            .await?;
        let mut removed = 0;
        for row in candidates {
            // the condition again: a command may just have taken it over
            let gone = attachment::Entity::delete_many()
                .filter(Column::Id.eq(row.id))
                .filter(unused())
                .exec(self.db.writer())
                .await?;
            if gone.rows_affected == 1 {
                removed += 1;
                match self.files.delete(&place(&row.sha256, row.id)).await {
                    Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                    Err(error) => {
                        tracing::warn!(%error, attachment = %row.id, "the file of a removed attachment stays behind");
                    }
                }
            }
        }
        Ok(removed)
    }
}
