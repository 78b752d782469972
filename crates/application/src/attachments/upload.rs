//! Taking a file in.

use bytes::Bytes;
use domain::{
    access::{Permission, Resource},
    kernel::{AttachmentId, Line, TicketId},
};
use object_store::{ObjectStoreExt as _, PutPayload};
use sea_orm::{EntityTrait, Set};
use sha2::{Digest as _, Sha256};

use super::{media::judge, place, store::attachment, view};
use crate::{
    App, AppError, Caller, Idempotent, Outcome,
    tickets::store::ticket,
    tx::{Begin, Tx},
};

/// A file as it was sent.
#[derive(Debug, Clone)]
pub struct NewAttachment {
    pub name: String,
    /// The declared media type
    pub media_type: String,
    pub content: Bytes,
    /// The request it belongs to; none: it is claimed later, by a command
    pub ticket_id: Option<TicketId>,
}

impl App {
    /// Keeps a file. Without a request it is its sender's alone until a command takes it over; what nobody takes over
    /// within a day is removed.
    ///
    /// # Errors
    /// Without `attachments.write` at the ticket's branch; 413 above the largest size; 415 for a kind of file that is not
    /// kept or is not what it was declared; 422 when empty, or without a usable name.
    pub async fn add_attachment(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        new: NewAttachment,
    ) -> Result<Outcome, AppError> {
        caller.require_anywhere(Permission::AttachmentsWrite)?;
        let name = file_name(&new.name)?;
        if new.content.is_empty() {
            return Err(AppError::invalid("", "required", "the file is empty"));
        }
        if new.content.len() > self.max_upload {
            return Err(AppError::TooLarge);
        }
        let media_type = judge(&new.content, &new.media_type)
            .map_err(|error| AppError::UnsupportedMedia(error.to_string()))?;
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
            media_type: media_type.to_owned(),
            size: i64::try_from(new.content.len()).unwrap_or(i64::MAX),
            sha256: hex::encode(Sha256::digest(&new.content)),
            created_at: tx.now().millis(),
            created_by: caller.key(),
        };
        // the file before the row: a row without its file would be a promise that cannot be kept
        self.files.put(&place(&row.sha256, row.id), PutPayload::from_bytes(new.content)).await?;
        let outcome = Outcome::created(&view(&row)?, None, format!("/api/v1/attachments/{}", row.id))?;
        insert(&tx, row).await?;
        tx.finish(outcome).await
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
    use super::*;

    #[test]
    fn a_path_is_not_a_name() {
        assert_eq!(file_name("C:\\照片\\铭牌 1.jpg").unwrap().as_str(), "铭牌 1.jpg");
        assert_eq!(file_name("../../etc/passwd").unwrap().as_str(), "passwd");
        for sent in ["", "..", "a/", "x\u{0}y", &"长".repeat(201)] {
            assert!(file_name(sent).is_err(), "{sent}");
        }
    }
}
