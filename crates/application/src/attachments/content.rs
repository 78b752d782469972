//! Handing a file out.

use bytes::Bytes;
use contract::attachments::AttachmentView;
use domain::{
    access::{Permission, Resource},
    kernel::AttachmentId,
};
use futures_util::{StreamExt as _, stream::BoxStream};
use object_store::ObjectStoreExt as _;
use sea_orm::EntityTrait;

use super::{place, store::attachment, view};
use crate::{App, AppError, Caller, tickets::store::ticket};

/// A file with what is known of it.
pub struct Content {
    pub attachment: AttachmentView,
    pub body: BoxStream<'static, Result<Bytes, AppError>>,
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Content").field("attachment", &self.attachment).finish_non_exhaustive()
    }
}

impl App {
    /// What is known of an attachment.
    ///
    /// # Errors
    /// 404 when it does not exist, is another branch's, or is another sender's and nobody's request yet.
    pub async fn show_attachment(
        &self,
        caller: &Caller,
        id: AttachmentId,
    ) -> Result<AttachmentView, AppError> {
        view(&self.visible_attachment(caller, id).await?)
    }

    /// The file itself, as a stream.
    ///
    /// # Errors
    /// As [`App::show_attachment`].
    pub async fn read_attachment(&self, caller: &Caller, id: AttachmentId) -> Result<Content, AppError> {
        let row = self.visible_attachment(caller, id).await?;
        let found = self.files.get(&place(&row.sha256, row.id)).await?;
        let body = found.into_stream().map(|chunk| chunk.map_err(AppError::from)).boxed();
        Ok(Content { attachment: view(&row)?, body })
    }

    async fn visible_attachment(
        &self,
        caller: &Caller,
        id: AttachmentId,
    ) -> Result<attachment::Model, AppError> {
        caller.require_anywhere(Permission::AttachmentsRead)?;
        let read = self.db.read();
        let row = attachment::Entity::find_by_id(id.0).one(read).await?.ok_or(AppError::NotFound)?;
        let Some(ticket_id) = row.ticket_id else {
            return if row.created_by == caller.key() || caller.is_system() {
                Ok(row)
            } else {
                Err(AppError::NotFound)
            };
        };
        let ticket = ticket::Entity::find_by_id(ticket_id).one(read).await?;
        let ticket = ticket
            .ok_or_else(|| AppError::inconsistent("attachment", row.id, "its ticket does not exist"))?;
        let resource: Resource = ticket.resource();
        caller.require_visible(Permission::AttachmentsRead, &resource)?;
        Ok(row)
    }
}
