//! 来信: what came, and what waits for a person.

use bytes::Bytes;
use contract::{
    mailbox::{MailQuery, MailView},
    page::Page,
};
use domain::{
    access::{Permission, Resource, Rows, rows},
    kernel::{BranchId, MailId, TicketId, Timestamp, UnknownCode},
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::store::mail_message::{Column, Entity, Model};
use crate::{App, AppError, Caller, cursor};

/// A message as it came.
#[derive(Debug, Clone)]
pub struct Original {
    pub sha256: String,
    pub body: Bytes,
}

impl App {
    /// Messages, newest first.
    ///
    /// # Errors
    /// 403 without `mail.read`.
    pub async fn list_mail(&self, caller: &Caller, query: &MailQuery) -> Result<Page<MailView>, AppError> {
        caller.require_anywhere(Permission::MailRead)?;
        let limit = cursor::limit(query.limit);
        let mut select =
            Entity::find().filter(seen(caller)).order_by_desc(Column::Id).limit(limit.saturating_add(1));
        if let Some(state) = query.state {
            select = select.filter(Column::State.eq(state.as_str()));
        }
        if let Some(before) = cursor::decode::<Uuid>(query.cursor.as_deref())? {
            select = select.filter(Column::Id.lt(before));
        }
        let found = select.all(self.db.read()).await?;
        let views = found.into_iter().map(view).collect::<Result<Vec<_>, _>>()?;
        Ok(cursor::page(views, limit, |mail| mail.id.0))
    }

    /// One message.
    ///
    /// # Errors
    /// 404 when it is not there or another branch's.
    pub async fn show_mail(&self, caller: &Caller, id: MailId) -> Result<MailView, AppError> {
        view(self.visible_mail(caller, id).await?)
    }

    /// The message as it came.
    ///
    /// # Errors
    /// As [`App::show_mail`].
    pub async fn read_mail(&self, caller: &Caller, id: MailId) -> Result<Original, AppError> {
        let row = self.visible_mail(caller, id).await?;
        let body = crate::attachments::read_original(self, id, &row.sha256).await?;
        Ok(Original { sha256: row.sha256, body })
    }

    async fn visible_mail(&self, caller: &Caller, id: MailId) -> Result<Model, AppError> {
        caller.require_anywhere(Permission::MailRead)?;
        let row = Entity::find_by_id(id.0).one(self.db.read()).await?.ok_or(AppError::NotFound)?;
        caller.require_visible(Permission::MailRead, &Resource::of_branch(BranchId(row.branch_id)))?;
        Ok(row)
    }
}

/// Messages of the caller's branches, as part of the query itself.
fn seen(caller: &Caller) -> Condition {
    match rows(&caller.principal, Permission::MailRead) {
        Rows::Everything => Condition::all(),
        Rows::Some { branches, .. } => {
            Condition::all().add(Column::BranchId.is_in(branches.into_iter().map(|branch| branch.0)))
        }
    }
}

pub(super) fn view(row: Model) -> Result<MailView, AppError> {
    let broken = |what: String| AppError::inconsistent("mail_message", row.id, what);
    let code = |error: UnknownCode| broken(error.to_string());
    let json = |error: serde_json::Error| broken(error.to_string());
    let instant = |millis| Timestamp::from_millis(millis).map_err(|e| broken(e.to_string()));
    Ok(MailView {
        id: MailId(row.id),
        state: row.state.parse().map_err(code)?,
        rule: row.rule.parse().map_err(code)?,
        kind: row.kind.as_deref().map(str::parse).transpose().map_err(code)?,
        ticket_id: row.ticket_id.map(TicketId),
        branch_id: BranchId(row.branch_id),
        received_at: instant(row.received_at)?,
        created_at: instant(row.created_at)?,
        updated_at: instant(row.updated_at)?,
        size: u64::try_from(row.size).map_err(|e| broken(e.to_string()))?,
        refused: serde_json::from_str(&row.refused).map_err(json)?,
        handled_by: row.handled_by.as_deref().map(serde_json::from_str).transpose().map_err(json)?,
        handled_note: row.handled_note,
        sender: row.sender,
        sender_name: row.sender_name,
        subject: row.subject,
        preview: row.preview,
        message_id: row.message_id,
        ticket_no: row.ticket_no,
    })
}
