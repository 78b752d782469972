//! Files that came with a message, and the message itself.

use bytes::Bytes;
use domain::kernel::{AttachmentId, BranchId, Line, MailId, TicketId};
use object_store::{ObjectStoreExt as _, PutPayload};
use sha2::{Digest as _, Sha256};

use super::{
    media::{judge, judge_undeclared},
    place,
    store::attachment,
    upload::{file_name, insert},
};
use crate::{App, AppError, tx::Tx};

/// The type under which a message is kept; it is handed out as a download only.
const MESSAGE: &str = "message/rfc822";

/// A file of a message, as the sender calls it.
#[derive(Debug, Clone)]
pub(crate) struct Mailed {
    pub name: String,
    pub media_type: String,
    pub content: Bytes,
}

/// Keeps a file of a message for a request by the rules of uploads, or says why not.
pub(crate) async fn keep_mailed(
    tx: &Tx<'_>,
    ticket: TicketId,
    branch: BranchId,
    by: &str,
    file: Mailed,
) -> Result<Result<(AttachmentId, Line), String>, AppError> {
    let Ok(name) = file_name(&file.name) else { return Ok(Err("the file has no usable name".to_owned())) };
    if file.content.is_empty() {
        return Ok(Err("the file is empty".to_owned()));
    }
    if file.content.len() > tx.app().max_upload {
        return Ok(Err("the file is too large".to_owned()));
    }
    let said = file.media_type.split(';').next().unwrap_or_default().trim();
    let unsaid = said.is_empty() || said.eq_ignore_ascii_case("application/octet-stream");
    let judged =
        if unsaid { judge_undeclared(&file.content) } else { judge(&file.content, &file.media_type) };
    let media_type = match judged {
        Ok(media_type) => media_type,
        Err(refused) => return Ok(Err(refused.to_string())),
    };
    let id = tx.app().ids.next::<AttachmentId>(tx.now());
    let row = attachment::Model {
        id: id.0,
        ticket_id: Some(ticket.0),
        branch_id: Some(branch.0),
        name: name.to_string(),
        media_type: media_type.to_owned(),
        size: i64::try_from(file.content.len()).unwrap_or(i64::MAX),
        sha256: hex::encode(Sha256::digest(&file.content)),
        created_at: tx.now().millis(),
        created_by: by.to_owned(),
    };
    tx.app().files.put(&place(&row.sha256, row.id), PutPayload::from_bytes(file.content)).await?;
    insert(tx, row).await?;
    Ok(Ok((id, name)))
}

/// Keeps the message where its attachment will look for it.
pub(crate) async fn put_original(app: &App, mail: MailId, sha256: &str, raw: Bytes) -> Result<(), AppError> {
    app.files.put(&place(sha256, mail.0), PutPayload::from_bytes(raw)).await?;
    Ok(())
}

/// The message as it came.
pub(crate) async fn read_original(app: &App, mail: MailId, sha256: &str) -> Result<Bytes, AppError> {
    Ok(app.files.get(&place(sha256, mail.0)).await?.bytes().await?)
}

/// Makes the message that [`put_original`] kept an attachment of a request, under its own id.
#[expect(clippy::too_many_arguments, reason = "the parts of one row")]
pub(crate) async fn keep_original(
    tx: &Tx<'_>,
    mail: MailId,
    sha256: &str,
    size: i64,
    name: &Line,
    ticket: TicketId,
    branch: BranchId,
    by: &str,
) -> Result<AttachmentId, AppError> {
    let row = attachment::Model {
        id: mail.0,
        ticket_id: Some(ticket.0),
        branch_id: Some(branch.0),
        name: name.to_string(),
        media_type: MESSAGE.to_owned(),
        size,
        sha256: sha256.to_owned(),
        created_at: tx.now().millis(),
        created_by: by.to_owned(),
    };
    insert(tx, row).await?;
    Ok(AttachmentId(mail.0))
}
