//! A message is handed in by a mail gateway or on the command line.

use bytes::Bytes;
use contract::mailbox::MailReceipt;
use domain::{
    access::{Authority, Permission, Resource, Scope},
    kernel::{BranchId, MailId},
    mailbox::{MailKind, MailRule, MailState, MailStep, Ruling, decide},
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel as _, QueryFilter,
    sea_query::OnConflict,
};
use sha2::{Digest as _, Sha256};

use super::{
    carry_out::{Mail, carry_out},
    list::view,
    look_up::found,
    read::{Read, read},
    store::mail_message::{Column, Entity, Model},
};
use crate::{
    App, AppError, Caller, Idempotent, Outcome,
    tx::{Begin, Publish, Tx},
};

/// A request that is being changed by somebody else is tried again.
const TRIES: u32 = 5;
const PREVIEW: usize = 500;

impl App {
    /// Takes a message (RFC 5322, as it came over the wire): it becomes a request, a word at its request, or an entry of
    /// the list that a person looks at. Handed in again, it changes nothing.
    ///
    /// # Errors
    /// 403 without `mail.receive` at the branch, 413 for a message larger than uploads may be, 422 for an empty one or an
    /// unknown branch.
    pub async fn receive_mail(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        branch: Option<BranchId>,
        raw: Bytes,
    ) -> Result<Outcome, AppError> {
        caller.require_anywhere(Permission::MailReceive)?;
        if raw.is_empty() {
            return Err(AppError::invalid("", "required", "the message is empty"));
        }
        if raw.len() > self.max_upload {
            return Err(AppError::TooLarge);
        }
        let branch = self.mailbox_branch(caller, branch).await?;
        let read = read(&raw);
        let mut forced = None;
        let mut tries = 0;
        loop {
            let taken =
                Box::pin(self.take_mail(caller, idempotent.clone(), branch, &raw, &read, forced)).await;
            match taken {
                // nothing of it was written; the message must not be lost
                Err(AppError::Rejected(_) | AppError::Invalid(_) | AppError::NotFound)
                    if forced.is_none() =>
                {
                    forced = Some(Ruling { step: MailStep::LookAt, rule: MailRule::NotPossible });
                }
                Err(AppError::Stale) if tries < TRIES => tries += 1,
                other => return other,
            }
        }
    }

    /// The branch whose mailbox it is: the one that is named, the key's own, else head office.
    async fn mailbox_branch(&self, caller: &Caller, asked: Option<BranchId>) -> Result<BranchId, AppError> {
        let unknown = || AppError::invalid("?branch_id", "unknown_reference", "there is no such branch");
        let own = match &caller.principal.authority {
            Authority::Key { scope: Scope::Branches(branches), .. } => branches.first().copied(),
            Authority::Roles { grants } => {
                grants.iter().find(|g| g.role.permits(Permission::MailReceive)).map(|g| g.branch)
            }
            _ => None,
        };
        let branch = match asked.or(own) {
            Some(id) => crate::access::branches::by_id(self.db.read(), id).await?.ok_or_else(unknown)?,
            None => crate::access::branches::head_office(self.db.read()).await?.ok_or_else(unknown)?,
        };
        caller.require(Permission::MailReceive, &Resource::of_branch(branch.id))?;
        Ok(branch.id)
    }

    async fn take_mail(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        branch: BranchId,
        raw: &Bytes,
        read: &Read,
        forced: Option<Ruling>,
    ) -> Result<Outcome, AppError> {
        let mut tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let kind = read.envelope.as_ref().map(|envelope| envelope.kind(&self.mail.own));
        let mut row = self.mail_row(&tx, branch, raw, read, kind);
        let mut id_taken = false;
        if let Some(before) = insert(tx.conn(), &row).await? {
            if before.sender == row.sender {
                let receipt = MailReceipt { duplicate: true, message: view(before)? };
                return tx.finish(Outcome::ok(&receipt, None)?).await;
            }
            // somebody else uses the id: what they wrote must not swallow this one
            id_taken = true;
            row.dedup_key = format!("{}#{}", row.dedup_key, row.sha256);
            if let Some(before) = insert(tx.conn(), &row).await? {
                let receipt = MailReceipt { duplicate: true, message: view(before)? };
                return tx.finish(Outcome::ok(&receipt, None)?).await;
            }
        }
        crate::attachments::put_original(self, MailId(row.id), &row.sha256, raw.clone()).await?;
        let mut found = found(&tx, read, kind, id_taken, MailId(row.id)).await?;
        let ruling = forced.unwrap_or_else(|| decide(&found.situation, self.mail.limits));
        let mail = Mail {
            id: MailId(row.id),
            sha256: &row.sha256.clone(),
            size: row.size,
            received_at: read.envelope.as_ref().map_or(tx.now(), |e| e.reached_us(tx.now())),
            read,
        };
        let done = Box::pin(carry_out(&mut tx, &mail, ruling.step, &found)).await?;
        row.state = state_after(ruling.step).as_str().to_owned();
        row.rule = ruling.rule.as_str().to_owned();
        if let Some(done) = done {
            row.ticket_id = Some(done.ticket_id.0);
            row.ticket_no = Some(done.no.to_string());
            row.refused = json(&row, &done.refused)?;
        } else if ruling.step == MailStep::SetAside
            && let Some(id) = found.by_reference.take()
        {
            // nothing is done, but it is known where it belongs
            row.ticket_id = Some(id.0);
        }
        Entity::update(row.clone().into_active_model().reset_all()).exec(tx.conn()).await?;
        publish(&mut tx, caller, &row);
        let receipt = MailReceipt { duplicate: false, message: view(row)? };
        let location = format!("/api/v1/mail/messages/{}", receipt.message.id);
        tx.finish(Outcome::created(&receipt, None, location)?).await
    }

    fn mail_row(
        &self,
        tx: &Tx<'_>,
        branch: BranchId,
        raw: &Bytes,
        read: &Read,
        kind: Option<MailKind>,
    ) -> Model {
        let envelope = read.envelope.clone().unwrap_or_default();
        let sha256 = hex::encode(Sha256::digest(raw));
        Model {
            id: self.ids.next::<MailId>(tx.now()).0,
            dedup_key: envelope.message_id.clone().unwrap_or_else(|| format!("sha256:{sha256}")),
            received_at: envelope.reached_us(tx.now()).millis(),
            message_id: envelope.message_id,
            sender: envelope.sender.map(|sender| sender.to_string()),
            sender_name: envelope.sender_name,
            subject: envelope.subject,
            preview: read.text.chars().take(PREVIEW).collect(),
            kind: kind.map(|kind| kind.as_str().to_owned()),
            state: MailState::Unmatched.as_str().to_owned(),
            rule: MailRule::Unreadable.as_str().to_owned(),
            ticket_id: None,
            ticket_no: None,
            branch_id: branch.0,
            size: i64::try_from(raw.len()).unwrap_or(i64::MAX),
            sha256,
            refused: "[]".to_owned(),
            created_at: tx.now().millis(),
            handled_by: None,
            handled_note: None,
            updated_at: tx.now().millis(),
        }
    }
}

/// The message that came before with the same key, if there is one; it is waited for while it is being taken.
async fn insert<C: ConnectionTrait>(conn: &C, row: &Model) -> Result<Option<Model>, AppError> {
    let known = OnConflict::column(Column::DedupKey).do_nothing().to_owned();
    let inserted = Entity::insert(row.clone().into_active_model()).on_conflict(known);
    if inserted.exec_without_returning(conn).await? == 1 {
        return Ok(None);
    }
    let before = Entity::find().filter(Column::DedupKey.eq(&row.dedup_key)).one(conn).await?;
    before.map(Some).ok_or_else(|| AppError::inconsistent("mail_message", row.id, "vanished"))
}

const fn state_after(step: MailStep) -> MailState {
    match step {
        MailStep::Register | MailStep::FollowUp(_) => MailState::Registered,
        MailStep::Comment(_) => MailState::Threaded,
        MailStep::Reopen(_) => MailState::Reopened,
        MailStep::NoteDelivery => MailState::Noted,
        MailStep::SetAside => MailState::SetAside,
        MailStep::Hold => MailState::Held,
        MailStep::LookAt => MailState::Unmatched,
    }
}

pub(super) fn json<T: serde::Serialize>(row: &Model, value: &T) -> Result<String, AppError> {
    serde_json::to_string(value).map_err(|e| AppError::inconsistent("mail_message", row.id, e))
}

/// The feed hears that something waits, and by which rule; nothing of what is written.
pub(super) fn publish(tx: &mut Tx<'_>, caller: &Caller, row: &Model) {
    tx.publish(Publish {
        event_type: format!("mail.{}", row.state),
        branch_id: Some(BranchId(row.branch_id)),
        subject_kind: "mail",
        subject_id: row.id.to_string(),
        subject_no: row.ticket_no.clone(),
        actor: caller.actor().clone(),
        data: serde_json::json!({ "state": row.state, "rule": row.rule, "ticket_id": row.ticket_id }),
    });
}
