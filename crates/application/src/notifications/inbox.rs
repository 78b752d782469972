//! 站内消息: what a person was told; nobody reads another's.

use contract::{
    notifications::{NotificationQuery, NotificationView, UnreadCount},
    page::Page,
};
use domain::{
    kernel::{BranchId, EventId, NotificationId, TicketId, Timestamp, UserId},
    notifications::{Language, NotificationChannel, NotificationKind, NotificationRule},
};
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait as _, QueryFilter, QueryOrder, QuerySelect, prelude::Expr,
};
use uuid::Uuid;

use super::{
    store::notification::{Column, Entity, Model},
    texts::{self, Facts},
};
use crate::{App, AppError, Caller, Idempotent, Outcome, cursor, sla::rules::ZONE, tx::Begin};

/// Counting ends here: a bell shows `99+`.
const MOST_COUNTED: u64 = 100;

fn inbox(me: UserId) -> sea_orm::Select<Entity> {
    Entity::find()
        .filter(Column::UserId.eq(me.0))
        .filter(Column::Channel.eq(NotificationChannel::Inbox.as_str()))
}

impl App {
    /// What the caller was told, newest first.
    ///
    /// # Errors
    /// 403 for machines.
    pub async fn list_notifications(
        &self,
        caller: &Caller,
        query: &NotificationQuery,
    ) -> Result<Page<NotificationView>, AppError> {
        let (me, limit) = (caller.person()?, cursor::limit(query.limit));
        let mut select = inbox(me).order_by_desc(Column::Id).limit(limit.saturating_add(1));
        if query.unread == Some(true) {
            select = select.filter(Column::ReadAt.is_null());
        }
        if let Some(before) = cursor::decode::<Uuid>(query.cursor.as_deref())? {
            select = select.filter(Column::Id.lt(before));
        }
        let rows = select.all(self.db.read()).await?;
        let views = rows.iter().map(view).collect::<Result<Vec<_>, _>>()?;
        Ok(cursor::page(views, limit, |notification| notification.id.0))
    }

    /// How many the caller has not read, at most 100.
    ///
    /// # Errors
    /// 403 for machines.
    pub async fn count_unread_notifications(&self, caller: &Caller) -> Result<UnreadCount, AppError> {
        let unread = inbox(caller.person()?).filter(Column::ReadAt.is_null());
        let unread = unread.limit(MOST_COUNTED).count(self.db.read()).await?;
        Ok(UnreadCount { unread })
    }

    /// The caller has read it. A second time changes nothing.
    ///
    /// # Errors
    /// 404 when it is not there or another's.
    pub async fn read_notification(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        id: NotificationId,
    ) -> Result<Outcome, AppError> {
        let me = caller.person()?;
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        Entity::update_many()
            .col_expr(Column::ReadAt, Expr::value(tx.now().millis()))
            .filter(Column::Id.eq(id.0))
            .filter(Column::UserId.eq(me.0))
            .filter(Column::Channel.eq(NotificationChannel::Inbox.as_str()))
            .filter(Column::ReadAt.is_null())
            .exec(tx.conn())
            .await?;
        let row = inbox(me).filter(Column::Id.eq(id.0)).one(tx.conn()).await?.ok_or(AppError::NotFound)?;
        let outcome = tx.finish(Outcome::ok(&view(&row)?, None)?).await?;
        self.live.wrote();
        Ok(outcome)
    }

    /// The caller has read everything that there is now.
    ///
    /// # Errors
    /// 403 for machines.
    pub async fn read_all_notifications(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
    ) -> Result<Outcome, AppError> {
        let me = caller.person()?;
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        Entity::update_many()
            .col_expr(Column::ReadAt, Expr::value(tx.now().millis()))
            .filter(Column::UserId.eq(me.0))
            .filter(Column::Channel.eq(NotificationChannel::Inbox.as_str()))
            .filter(Column::ReadAt.is_null())
            .exec(tx.conn())
            .await?;
        let outcome = tx.finish(Outcome::ok(&UnreadCount { unread: 0 }, None)?).await?;
        self.live.wrote();
        Ok(outcome)
    }
}

fn view(row: &Model) -> Result<NotificationView, AppError> {
    let broken = |what: String| AppError::inconsistent("notification", row.id, what);
    let instant = |millis| Timestamp::from_millis(millis).map_err(|e| broken(e.to_string()));
    let kind: NotificationKind = row.kind.parse().map_err(|e| broken(format!("{e}")))?;
    let rule: NotificationRule = row.rule.parse().map_err(|e| broken(format!("{e}")))?;
    let facts: Facts = serde_json::from_str(&row.facts).map_err(|e| broken(e.to_string()))?;
    let zh = texts::words(Language::Zh, kind, rule, &facts, ZONE);
    let en = texts::words(Language::En, kind, rule, &facts, ZONE);
    Ok(NotificationView {
        id: NotificationId(row.id),
        kind,
        rule,
        clause: rule.clause().to_owned(),
        urgent: row.urgent,
        event_id: EventId(row.event_id),
        ticket_id: TicketId(row.ticket_id),
        branch_id: BranchId(row.branch_id),
        title: zh.title,
        text: zh.text,
        title_en: en.title,
        text_en: en.text,
        instead_of: facts.instead_of,
        ticket_no: facts.no,
        at: instant(row.happened_at)?,
        read_at: row.read_at.map(instant).transpose()?,
    })
}
