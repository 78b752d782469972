//! Taking a file in.

use std::sync::Arc;

use domain::{
    access::{Permission, Resource},
    kernel::{AttachmentId, Line, TicketId},
};
use object_store::{ObjectStore, ObjectStoreExt as _, path::Path};
use sea_orm::{EntityTrait, Set};

use super::{Received, place, store::attachment, view};
use crate::{
    App, AppError, Caller, Idempotent, Outcome,
    tickets::store::ticket,
    tx::{Begin, Tx},
};

/// A file with what was said of it.
#[derive(Debug)]
pub struct NewAttachment {
    pub name: String,
    pub file: Received,
    /// The request it belongs to; none: it is claimed later, by a command
    pub ticket_id: Option<TicketId>,
}

impl App {
    /// Keeps a file. Without a request it is its sender's alone until a command takes it over; what nobody takes over
    /// within a day is removed.
    ///
    /// # Errors
    /// Without `attachments.write` at the ticket's branch; 422 without a usable name.
    pub async fn add_attachment(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        new: NewAttachment,
    ) -> Result<Outcome, AppError> {
        caller.require_anywhere(Permission::AttachmentsWrite)?;
        let name = file_name(&new.name)?;
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let branch_id = match new.ticket_id {
            Some(ticket) => Some(of_whose_ticket(&tx, caller, ticket).await?),
            None => None,
        };
        let row = attachment::Model {
            id: self.ids.next::<AttachmentId>(tx.now()).0,
            ticket_id: new.ticket_id.map(|id| id.0),
            branch_id,
            name: name.into(),
            media_type: new.file.media_type().to_owned(),
            size: i64::try_from(new.file.size()).unwrap_or(i64::MAX),
            sha256: new.file.sha256().to_owned(),
            created_at: tx.now().millis(),
            created_by: caller.key(),
        };
        // the file before the row: a row without its file would be a promise that cannot be kept
        let kept = Kept { files: Some(self.files.clone()), place: place(&row.sha256, row.id) };
        new.file.put(&self.files, &kept.place).await?;
        let outcome = Outcome::created(&view(&row)?, None, format!("/api/v1/attachments/{}", row.id))?;
        insert(&tx, row).await?;
        kept.keep();
        tx.finish(outcome).await
    }
}

/// A file whose row is not written yet. It is removed when the request fails or is given up before that.
struct Kept {
    files: Option<Arc<dyn ObjectStore>>,
    place: Path,
}

impl Kept {
    /// From here the row may exist: rather a file too many than one too few.
    fn keep(mut self) {
        self.files = None;
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        let (Some(files), Ok(runtime)) = (self.files.take(), tokio::runtime::Handle::try_current()) else {
            return;
        };
        let place = std::mem::take(&mut self.place);
        runtime.spawn(async move {
            match files.delete(&place).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => tracing::warn!(%error, "the file of a failed upload stays behind"),
            }
        });
    }
}

pub(super) async fn insert(tx: &Tx<'_>, row: attachment::Model) -> Result<(), AppError> {
    let attachment::Model {
        id,
        ticket_id,
        branch_id,
        name,
        media_type,
        size,
        sha256,
        created_at,
        created_by,
    } = row;
    let row = attachment::ActiveModel {
        id: Set(id),
        ticket_id: Set(ticket_id),
        branch_id: Set(branch_id),
        name: Set(name),
        media_type: Set(media_type),
        size: Set(size),
        sha256: Set(sha256),
        created_at: Set(created_at),
        created_by: Set(created_by),
    };
    attachment::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The branch of the ticket, when the caller may add to it.
async fn of_whose_ticket(tx: &Tx<'_>, caller: &Caller, id: TicketId) -> Result<uuid::Uuid, AppError> {
    let unknown = || AppError::invalid("?ticket_id", "unknown_reference", "there is no such request");
    let ticket = ticket::Entity::find_by_id(id.0).one(tx.conn()).await?.ok_or_else(unknown)?;
    let resource: Resource = ticket.resource();
    caller.require_visible(Permission::TicketsRead, &resource).map_err(|_| unknown())?;
    caller.require(Permission::AttachmentsWrite, &resource)?;
    Ok(ticket.branch_id)
}

/// The last part of a path, as a line of text.
pub(super) fn file_name(sent: &str) -> Result<Line, AppError> {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    if matches!(last, "" | "." | "..") {
        return Err(AppError::invalid("?name", "required", "the file needs a name"));
    }
    Line::parse(last).map_err(|error| AppError::invalid("?name", "format", &error.to_string()))
}

#[cfg(test)]
mod tests {
    use object_store::memory::InMemory;

    use super::*;

    /// Lets the other tasks run until the store holds so many files, at most a thousand turns.
    async fn holds(files: &Arc<dyn ObjectStore>, count: usize) -> bool {
        use futures_util::StreamExt as _;
        for _ in 0..1000 {
            if files.list(None).count().await == count {
                return true;
            }
            tokio::task::yield_now().await;
        }
        false
    }

    #[tokio::test]
    async fn a_file_without_a_row_is_removed_when_its_request_is_given_up() {
        let files: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
        let (failed, done) = (Path::from("failed"), Path::from("done"));
        for place in [&failed, &done] {
            files.put(place, "content".into()).await.unwrap();
        }
        drop(Kept { files: Some(files.clone()), place: failed.clone() });
        Kept { files: Some(files.clone()), place: done.clone() }.keep();
        assert!(holds(&files, 1).await);
        assert!(files.head(&done).await.is_ok());
    }

    #[test]
    fn a_path_is_not_a_name() {
        assert_eq!(file_name("C:\\照片\\铭牌 1.jpg").unwrap().as_str(), "铭牌 1.jpg");
        assert_eq!(file_name("../../etc/passwd").unwrap().as_str(), "passwd");
        for sent in ["", "..", "a/", "x\u{0}y", &"长".repeat(201)] {
            assert!(file_name(sent).is_err(), "{sent}");
        }
    }
}
