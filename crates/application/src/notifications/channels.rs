//! 通知通道: robots and gateways of branches. Addresses and keys are kept encrypted and never shown again.

use contract::{
    notifications::{ChannelView, SaveChannel},
    page::{Page, PageQuery},
};
use domain::{
    access::{Permission, Resource, Rows, rows},
    kernel::{BranchId, Line, NotificationChannelId, ReasonCode, Rejection, Timestamp},
    notifications::{Language, NotificationChannel, NotificationFault},
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder,
    QuerySelect, prelude::Expr,
};
use uuid::Uuid;

use super::{
    gateway::{Endpoint, Saying, is_sms_template},
    mail::Letter,
    store::channel::{Column, Entity, Model},
    texts,
    work::Judged,
};
use crate::{
    App, AppError, Caller, Idempotent, Outcome,
    access::branches,
    cursor,
    outbound::parse,
    tx::{Begin, Tx},
};

impl App {
    /// Robots and gateways of the caller's branches, newest first.
    ///
    /// # Errors
    /// Without `notifications.manage`.
    pub async fn list_notification_channels(
        &self,
        caller: &Caller,
        query: &PageQuery,
    ) -> Result<Page<ChannelView>, AppError> {
        caller.require_anywhere(Permission::NotificationsManage)?;
        let limit = cursor::limit(query.limit);
        let mut select = Entity::find().order_by_desc(Column::Id).limit(limit.saturating_add(1));
        if let Rows::Some { branches, .. } = rows(&caller.principal, Permission::NotificationsManage) {
            select = select.filter(Column::BranchId.is_in(branches.into_iter().map(|branch| branch.0)));
        }
        if let Some(before) = cursor::decode::<Uuid>(query.cursor.as_deref())? {
            select = select.filter(Column::Id.lt(before));
        }
        let rows = select.all(self.db.read()).await?.into_iter().map(view).collect::<Result<Vec<_>, _>>()?;
        Ok(cursor::page(rows, limit, |channel| channel.id.0))
    }

    /// One robot or gateway, without its secrets.
    ///
    /// # Errors
    /// 404 when there is none, or its branch is not the caller's.
    pub async fn show_notification_channel(
        &self,
        caller: &Caller,
        id: NotificationChannelId,
    ) -> Result<ChannelView, AppError> {
        view(self.visible_channel(caller, self.db.read(), id).await?)
    }

    /// A new robot or gateway.
    ///
    /// # Errors
    /// 403 without `notifications.manage` at the branch; 422 for an address that is not public https, or what its kind lacks.
    pub async fn create_notification_channel(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        input: SaveChannel,
    ) -> Result<Outcome, AppError> {
        caller.require(Permission::NotificationsManage, &Resource::of_branch(input.branch_id))?;
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let id = self.ids.next::<Uuid>(tx.now());
        let Checked { name, endpoint } = self.checked_channel(&tx, &input).await?;
        let Some((host, endpoint)) = endpoint else {
            return Err(AppError::invalid("/url", "required", "is required"));
        };
        let row = Model {
            id,
            branch_id: input.branch_id.0,
            kind: input.kind.as_str().to_owned(),
            name,
            host,
            template: input.template,
            sealed: self.sealed(id, &endpoint)?,
            active: input.active,
            version: 1,
            created_at: tx.now().millis(),
            updated_at: tx.now().millis(),
            last_sent_at: None,
            last_failed_at: None,
            last_fault: None,
        };
        Entity::insert(row.into_active_model().reset_all()).exec_without_returning(tx.conn()).await?;
        done(tx, caller, id, "created", |view| {
            Outcome::created(view, Some(view.version), format!("/api/v1/notification-channels/{id}"))
        })
        .await
    }

    /// Changes a robot or gateway; without `url` address and secret stay.
    ///
    /// # Errors
    /// As when making one; 412 when it was changed meanwhile; 422 for another kind without a new address.
    pub async fn update_notification_channel(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        id: NotificationChannelId,
        version: i64,
        input: SaveChannel,
    ) -> Result<Outcome, AppError> {
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let row = self.visible_channel(caller, tx.conn(), id).await?;
        caller.require(Permission::NotificationsManage, &Resource::of_branch(input.branch_id))?;
        if row.version != version {
            return Err(AppError::Stale);
        }
        let Checked { name, endpoint } = self.checked_channel(&tx, &input).await?;
        if endpoint.is_none() && row.kind != input.kind.as_str() {
            return Err(AppError::invalid("/url", "required", "another kind needs its own address"));
        }
        let mut change = Entity::update_many()
            .col_expr(Column::BranchId, Expr::value(input.branch_id.0))
            .col_expr(Column::Kind, Expr::value(input.kind.as_str()))
            .col_expr(Column::Name, Expr::value(name))
            .col_expr(Column::Template, Expr::value(input.template))
            .col_expr(Column::Active, Expr::value(input.active))
            .col_expr(Column::Version, Expr::value(version + 1))
            .col_expr(Column::UpdatedAt, Expr::value(tx.now().millis()))
            .filter(Column::Id.eq(id.0))
            .filter(Column::Version.eq(version));
        if let Some((host, endpoint)) = endpoint {
            // what came of the old address says nothing of the new one
            change = change
                .col_expr(Column::Host, Expr::value(host))
                .col_expr(Column::Sealed, Expr::value(self.sealed(id.0, &endpoint)?))
                .col_expr(Column::LastSentAt, Expr::value(None::<i64>))
                .col_expr(Column::LastFailedAt, Expr::value(None::<i64>))
                .col_expr(Column::LastFault, Expr::value(None::<String>));
        }
        if change.exec(tx.conn()).await?.rows_affected != 1 {
            return Err(AppError::Stale);
        }
        done(tx, caller, id.0, "changed", |view| Outcome::ok(view, Some(view.version))).await
    }

    /// Says a word on the channel now, the caller being named.
    ///
    /// # Errors
    /// 404 when there is none; 409 `channel_failed` when the other side did not take it.
    pub async fn test_notification_channel(
        &self,
        caller: &Caller,
        id: NotificationChannelId,
    ) -> Result<Outcome, AppError> {
        let row = self.visible_channel(caller, self.db.read(), id).await?;
        let me = caller.person()?;
        let people = std::collections::BTreeSet::from([me]);
        let staff = crate::access::staff::staff(
            self.db.read(),
            &std::collections::BTreeSet::new(),
            &people,
            self.clock.now(),
        )
        .await?;
        let person = staff.get(&me).ok_or(AppError::NotFound)?;
        let shown = view(row.clone())?;
        let words = texts::test_message(Language::Zh, &row.name);
        let saying = Saying {
            title: words.title,
            text: words.text,
            link: None,
            name: person.name.clone(),
            phone: person.phone.clone(),
        };
        let failed = |why: &str| AppError::from(Rejection::with(ReasonCode::ChannelFailed, why));
        let endpoint = self.endpoint(&row).ok_or_else(|| failed("not_configured"))?;
        let now = self.clock.now();
        let judged = self.messages.say(shown.kind, &endpoint, row.template.as_deref(), &saying, now).await;
        self.note_channel(&row, judged, now).await?;
        match judged {
            Judged::Sent => Ok(Outcome::no_content()),
            Judged::Again(fault) | Judged::Hopeless(fault) => Err(failed(fault.as_str())),
        }
    }

    /// Writes a word to the caller's own address now, so that the mail server's settings are tried.
    ///
    /// # Errors
    /// 403 without `notifications.manage`; 409 `channel_failed` when no mail server is set up, the caller has no address,
    /// or the mail server did not take it.
    pub async fn test_notification_email(&self, caller: &Caller) -> Result<Outcome, AppError> {
        caller.require_anywhere(Permission::NotificationsManage)?;
        let failed = |fault: NotificationFault| {
            AppError::from(Rejection::with(ReasonCode::ChannelFailed, fault.as_str()))
        };
        let chosen = self.show_notification_preferences(caller).await?;
        let mailer = self.messages.mailer.as_ref().ok_or_else(|| failed(NotificationFault::NotConfigured))?;
        let to = chosen.email.ok_or_else(|| failed(NotificationFault::NoAddress))?;
        let name = NotificationChannel::Email;
        let name = match chosen.language {
            Language::Zh => name.zh(),
            Language::En => name.en(),
        };
        let words = texts::test_message(chosen.language, name);
        let id = self.ids.next::<Uuid>(self.clock.now());
        match mailer.send(Letter { id, to, subject: words.title, body: words.text }).await {
            Judged::Sent => Ok(Outcome::no_content()),
            Judged::Again(fault) | Judged::Hopeless(fault) => Err(failed(fault)),
        }
    }

    /// What came of an attempt on a channel. Not a change of the channel: its version stays.
    pub(super) async fn note_channel(
        &self,
        row: &Model,
        judged: Judged,
        at: Timestamp,
    ) -> Result<(), AppError> {
        let fault = match judged {
            Judged::Sent => None,
            Judged::Again(fault) | Judged::Hopeless(fault) => Some(fault),
        };
        let change = match fault {
            None => Entity::update_many().col_expr(Column::LastSentAt, Expr::value(at.millis())),
            Some(fault) => Entity::update_many()
                .col_expr(Column::LastFailedAt, Expr::value(at.millis()))
                .col_expr(Column::LastFault, Expr::value(fault.as_str())),
        };
        // nothing of an address that was replaced meanwhile
        change
            .filter(Column::Id.eq(row.id))
            .filter(Column::Sealed.eq(row.sealed.as_str()))
            .exec(self.db.writer())
            .await?;
        Ok(())
    }

    async fn visible_channel<C: sea_orm::ConnectionTrait>(
        &self,
        caller: &Caller,
        conn: &C,
        id: NotificationChannelId,
    ) -> Result<Model, AppError> {
        caller.require_anywhere(Permission::NotificationsManage)?;
        let row = Entity::find_by_id(id.0).one(conn).await?.ok_or(AppError::NotFound)?;
        let branch = Resource::of_branch(BranchId(row.branch_id));
        caller.require_visible(Permission::NotificationsManage, &branch)?;
        Ok(row)
    }

    fn sealed(&self, id: Uuid, endpoint: &Endpoint) -> Result<String, AppError> {
        let text = serde_json::to_string(endpoint)
            .map_err(|e| AppError::inconsistent("notification_channel", id, e))?;
        self.messages.vault.seal(&self.ids, id, text.as_bytes())
    }

    async fn checked_channel(&self, tx: &Tx<'_>, input: &SaveChannel) -> Result<Checked, AppError> {
        let name =
            Line::parse(&input.name).map_err(|e| AppError::invalid("/name", "format", &e.to_string()))?;
        if matches!(input.kind, NotificationChannel::Inbox | NotificationChannel::Email) {
            return Err(AppError::invalid("/kind", "unsuitable", "must be a robot or a gateway"));
        }
        let template = input.template.as_deref();
        match input.kind {
            NotificationChannel::Sms if !template.is_some_and(is_sms_template) => {
                return Err(AppError::invalid(
                    "/template",
                    "format",
                    "must be a JSON object with {phone} and {text}",
                ));
            }
            NotificationChannel::Sms => {}
            _ if template.is_some() => {
                return Err(AppError::invalid(
                    "/template",
                    "unsuitable",
                    "only a gateway for text messages has one",
                ));
            }
            _ => {}
        }
        if input.secret.is_some() && input.url.is_none() {
            return Err(AppError::invalid("/secret", "conflict", "goes with a new address"));
        }
        if branches::by_id(tx.conn(), input.branch_id).await?.is_none() {
            return Err(AppError::invalid("/branch_id", "unknown_reference", "no such branch"));
        }
        let endpoint = match &input.url {
            None => None,
            Some(text) => {
                let url = parse(text, self.messages.addresses)?;
                let host = url.host_str().unwrap_or_default().to_owned();
                Some((host, Endpoint { url: url.to_string(), secret: input.secret.clone() }))
            }
        };
        Ok(Checked { name: name.as_str().to_owned(), endpoint })
    }
}

struct Checked {
    name: String,
    endpoint: Option<(String, Endpoint)>,
}

async fn done(
    tx: Tx<'_>,
    caller: &Caller,
    id: Uuid,
    what: &str,
    outcome: impl FnOnce(&ChannelView) -> Result<Outcome, AppError>,
) -> Result<Outcome, AppError> {
    let row = Entity::find_by_id(id).one(tx.conn()).await?.ok_or(AppError::NotFound)?;
    let view = view(row)?;
    let detail = serde_json::json!({
        "branch_id": view.branch_id, "kind": view.kind, "name": view.name, "host": view.host,
        "active": view.active, "version": view.version,
    });
    tx.audit(caller.actor(), &format!("notification_channel.{what}"), "notification_channel", id, &detail)
        .await?;
    let outcome = outcome(&view)?;
    tx.finish(outcome).await
}

fn view(row: Model) -> Result<ChannelView, AppError> {
    let broken = |what: String| AppError::inconsistent("notification_channel", row.id, what);
    let instant = |millis| Timestamp::from_millis(millis).map_err(|e| broken(e.to_string()));
    Ok(ChannelView {
        id: NotificationChannelId(row.id),
        branch_id: BranchId(row.branch_id),
        kind: row.kind.parse().map_err(|e| broken(format!("{e}")))?,
        created_at: instant(row.created_at)?,
        updated_at: instant(row.updated_at)?,
        last_sent_at: row.last_sent_at.map(instant).transpose()?,
        last_failed_at: row.last_failed_at.map(instant).transpose()?,
        last_fault: row
            .last_fault
            .as_deref()
            .map(|fault| fault.parse().map_err(|e| broken(format!("{e}"))))
            .transpose()?,
        name: row.name,
        host: row.host,
        template: row.template,
        active: row.active,
        version: row.version,
    })
}
