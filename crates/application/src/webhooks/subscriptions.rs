//! Subscriptions (推送订阅): who is sent what, and the secret that signs it.

use contract::{
    page::{Page, PageQuery},
    webhooks::{SaveWebhook, WebhookView, WebhookWithSecret},
};
use domain::{
    access::{Permission, Resource, Rows, rows},
    kernel::{Actor, BranchId, Line, Timestamp, WebhookId},
    webhooks::{DisabledReason, EventTypes, ROTATION_MILLIS},
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder,
    QuerySelect, Set, Unchanged, prelude::Expr,
};
use uuid::Uuid;

use super::{
    secret::Secret,
    store::webhook::{ActiveModel, Column, Entity, Model},
};
use crate::{
    App, AppError, Caller, Idempotent, Outcome,
    access::branches,
    cursor,
    tx::{Begin, Publish, Tx},
};

/// Rows that may be the caller's: none of a scope beyond their own.
pub(super) fn require_scope(
    caller: &Caller,
    permission: Permission,
    branch: Option<BranchId>,
) -> Result<(), AppError> {
    caller.require_anywhere(permission)?;
    let within = match rows(&caller.principal, permission) {
        Rows::Everything => true,
        some @ Rows::Some { .. } => branch.is_some_and(|branch| some.admit(&Resource::of_branch(branch))),
    };
    if within { Ok(()) } else { Err(AppError::Forbidden(format!("{}: outside_scope", permission.as_str()))) }
}

/// A subscription out of sight does not exist for the caller.
pub(super) fn require_seen(caller: &Caller, row: &Model) -> Result<(), AppError> {
    caller.require_anywhere(Permission::WebhooksRead)?;
    require_scope(caller, Permission::WebhooksRead, row.branch_id.map(BranchId))
        .map_err(|_| AppError::NotFound)
}

/// The row of a change, locked.
pub(super) async fn changeable(tx: &Tx<'_>, caller: &Caller, id: WebhookId) -> Result<Model, AppError> {
    let row = Entity::find_by_id(id.0).lock_exclusive().one(tx.conn()).await?.ok_or(AppError::NotFound)?;
    let branch = row.branch_id.map(BranchId);
    require_scope(caller, Permission::WebhooksManage, branch).map_err(|_| AppError::NotFound)?;
    Ok(row)
}

struct Checked {
    url: String,
    event_types: String,
    description: Option<String>,
}

impl App {
    /// A new subscription: it is sent what happens from now on. The secret is in the answer this once; a repeated
    /// request gets the same subscription's view without it.
    ///
    /// # Errors
    /// 403 without `webhooks.manage` and `events.read` over the whole scope; 422 for an address that is not allowed.
    pub async fn create_webhook(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        input: SaveWebhook,
    ) -> Result<Outcome, AppError> {
        self.require_sending(caller, input.branch_id)?;
        let checked = self.checked(&input)?;
        // before the transaction, which would hold its own events back
        let position = self.last_event_seq().await?;
        let mut tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        require_branch(&tx, input.branch_id).await?;
        let id: Uuid = self.ids.next(tx.now());
        let secret = Secret::new(&self.ids);
        let api_key_id = match caller.actor() {
            Actor::ApiKey { id, .. } => Some(id.0),
            _ => None,
        };
        let row = Model {
            id,
            url: checked.url,
            event_types: checked.event_types,
            branch_id: input.branch_id.map(|branch| branch.0),
            description: checked.description,
            active: input.active,
            disabled_reason: None,
            secret: secret.sealed(&self.outgoing.vault, &self.ids, id)?,
            previous_secret: None,
            previous_until: None,
            position,
            lease: None,
            leased_until: 0,
            api_key_id,
            created_by: serde_json::to_string(caller.actor())
                .map_err(|e| AppError::inconsistent("webhook", id, e))?,
            version: 1,
            created_at: tx.now().millis(),
            updated_at: tx.now().millis(),
        };
        let insert = row.clone().into_active_model().reset_all();
        Entity::insert(insert).exec_without_returning(tx.conn()).await?;
        let view = view(row)?;
        note(&mut tx, caller.actor(), &view, "webhook.created").await?;
        let location = format!("/api/v1/webhooks/{id}");
        let version = Some(view.version);
        let stored = WebhookWithSecret { secret: None, webhook: view };
        let shown = WebhookWithSecret { secret: Some(secret.shown()), webhook: stored.webhook.clone() };
        let stored = Outcome::created(&stored, version, location.clone())?;
        tx.finish_once(Outcome::created(&shown, version, location)?, &stored).await
    }

    /// Subscriptions, newest first.
    ///
    /// # Errors
    /// Without `webhooks.read`.
    pub async fn list_webhooks(
        &self,
        caller: &Caller,
        query: &PageQuery,
    ) -> Result<Page<WebhookView>, AppError> {
        caller.require_anywhere(Permission::WebhooksRead)?;
        let limit = cursor::limit(query.limit);
        let mut select = Entity::find().order_by_desc(Column::Id).limit(limit.saturating_add(1));
        if let Rows::Some { branches, .. } = rows(&caller.principal, Permission::WebhooksRead) {
            select = select.filter(Column::BranchId.is_in(branches.into_iter().map(|branch| branch.0)));
        }
        if let Some(before) = cursor::decode::<Uuid>(query.cursor.as_deref())? {
            select = select.filter(Column::Id.lt(before));
        }
        let hooks = select.all(self.db.read()).await?.into_iter().map(view).collect::<Result<Vec<_>, _>>()?;
        Ok(cursor::page(hooks, limit, |hook| hook.id.0))
    }

    /// One subscription.
    ///
    /// # Errors
    /// 404 when there is none, or it is not the caller's to see.
    pub async fn show_webhook(&self, caller: &Caller, id: WebhookId) -> Result<WebhookView, AppError> {
        caller.require_anywhere(Permission::WebhooksRead)?;
        let row = Entity::find_by_id(id.0).one(self.db.read()).await?.ok_or(AppError::NotFound)?;
        require_seen(caller, &row)?;
        view(row)
    }

    /// Changes a subscription; holds for every event that was not taken for delivery yet. What waits is sent to the
    /// new address.
    ///
    /// # Errors
    /// As when creating; 412 when it was changed meanwhile.
    pub async fn update_webhook(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        id: WebhookId,
        version: i64,
        input: SaveWebhook,
    ) -> Result<Outcome, AppError> {
        caller.require_anywhere(Permission::WebhooksManage)?;
        let mut tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let row = changeable(&tx, caller, id).await?;
        self.require_sending(caller, input.branch_id)?;
        let checked = self.checked(&input)?;
        if row.version != version {
            return Err(AppError::Stale);
        }
        require_branch(&tx, input.branch_id).await?;
        let change = ActiveModel {
            id: Unchanged(id.0),
            url: Set(checked.url),
            event_types: Set(checked.event_types),
            branch_id: Set(input.branch_id.map(|branch| branch.0)),
            description: Set(checked.description),
            active: Set(input.active),
            disabled_reason: Set(row.disabled_reason.filter(|_| !input.active)),
            version: Set(version + 1),
            updated_at: Set(tx.now().millis()),
            ..Default::default()
        };
        let view = view(Entity::update(change).exec(tx.conn()).await?)?;
        note(&mut tx, caller.actor(), &view, "webhook.updated").await?;
        let outcome = Outcome::ok(&view, Some(view.version))?;
        tx.finish(outcome).await
    }

    /// Removes a subscription with everything that waits for it.
    ///
    /// # Errors
    /// 404 when there is none; 412 when it was changed meanwhile.
    pub async fn delete_webhook(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        id: WebhookId,
        version: i64,
    ) -> Result<Outcome, AppError> {
        caller.require_anywhere(Permission::WebhooksManage)?;
        let mut tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let row = changeable(&tx, caller, id).await?;
        if row.version != version {
            return Err(AppError::Stale);
        }
        Entity::delete_by_id(id.0).exec(tx.conn()).await?;
        let view = view(row)?;
        note(&mut tx, caller.actor(), &view, "webhook.deleted").await?;
        tx.finish(Outcome::no_content()).await
    }

    /// A new secret, shown this once. For a day the one before signs too; an older one ends now.
    ///
    /// # Errors
    /// 404 when there is none; 412 when it was changed meanwhile.
    pub async fn rotate_webhook_secret(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        id: WebhookId,
        version: i64,
    ) -> Result<Outcome, AppError> {
        caller.require_anywhere(Permission::WebhooksManage)?;
        let mut tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let row = changeable(&tx, caller, id).await?;
        if row.version != version {
            return Err(AppError::Stale);
        }
        let secret = Secret::new(&self.ids);
        let change = ActiveModel {
            id: Unchanged(id.0),
            secret: Set(secret.sealed(&self.outgoing.vault, &self.ids, id.0)?),
            previous_secret: Set(Some(row.secret)),
            previous_until: Set(Some(tx.now().plus_millis(ROTATION_MILLIS).millis())),
            version: Set(version + 1),
            updated_at: Set(tx.now().millis()),
            ..Default::default()
        };
        let view = view(Entity::update(change).exec(tx.conn()).await?)?;
        note(&mut tx, caller.actor(), &view, "webhook.secret_rotated").await?;
        let version = Some(view.version);
        let stored = WebhookWithSecret { secret: None, webhook: view };
        let shown = WebhookWithSecret { secret: Some(secret.shown()), webhook: stored.webhook.clone() };
        let stored = Outcome::ok(&stored, version)?;
        tx.finish_once(Outcome::ok(&shown, version)?, &stored).await
    }

    /// Switches a subscription off in the name of the system.
    pub(super) async fn disable_webhook(&self, id: Uuid, reason: DisabledReason) -> Result<(), AppError> {
        let mut tx = self.begin_system().await?;
        let Some(row) = Entity::find_by_id(id).lock_exclusive().one(tx.conn()).await? else { return Ok(()) };
        if !row.active {
            return Ok(());
        }
        let change = ActiveModel {
            id: Unchanged(id),
            active: Set(false),
            disabled_reason: Set(Some(reason.as_str().to_owned())),
            version: Set(row.version + 1),
            updated_at: Set(tx.now().millis()),
            ..Default::default()
        };
        let view = view(Entity::update(change).exec(tx.conn()).await?)?;
        note(&mut tx, &Actor::System, &view, "webhook.disabled").await?;
        tx.commit().await
    }

    /// Nobody has events sent that they may not read themselves.
    fn require_sending(&self, caller: &Caller, branch: Option<BranchId>) -> Result<(), AppError> {
        require_scope(caller, Permission::WebhooksManage, branch)?;
        require_scope(caller, Permission::EventsRead, branch)
    }

    fn checked(&self, input: &SaveWebhook) -> Result<Checked, AppError> {
        let url = crate::outbound::parse(&input.url, self.outgoing.policy)?.to_string();
        let types = EventTypes::parse(input.event_types.clone()).map_err(|(index, fault)| {
            AppError::invalid(&format!("/event_types/{index}"), "format", &fault.to_string())
        })?;
        let description = input.description.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let description = description
            .map(Line::parse)
            .transpose()
            .map_err(|e| AppError::invalid("/description", "format", &e.to_string()))?;
        Ok(Checked {
            url,
            event_types: serde_json::to_string(types.names())
                .map_err(|e| AppError::inconsistent("webhook", "event_types", e))?,
            description: description.map(String::from),
        })
    }
}

async fn require_branch(tx: &Tx<'_>, branch: Option<BranchId>) -> Result<(), AppError> {
    match branch {
        Some(branch) if branches::by_id(tx.conn(), branch).await?.is_none() => {
            Err(AppError::invalid("/branch_id", "unknown_reference", "no such branch"))
        }
        _ => Ok(()),
    }
}

/// Audit and feed. An address may carry a token: the audit trail has it without its query, the feed has none.
pub(super) async fn note(
    tx: &mut Tx<'_>,
    actor: &Actor,
    hook: &WebhookView,
    what: &str,
) -> Result<(), AppError> {
    let mut data = serde_json::json!({
        "active": hook.active, "event_types": hook.event_types, "branch_id": hook.branch_id,
        "disabled_reason": hook.disabled_reason, "position": hook.position, "version": hook.version,
    });
    tx.publish(Publish {
        event_type: what.to_owned(),
        branch_id: hook.branch_id,
        subject_kind: "webhook",
        subject_id: hook.id.to_string(),
        subject_no: None,
        actor: actor.clone(),
        data: data.clone(),
    });
    if let Some(fields) = data.as_object_mut() {
        let address = hook.url.split('?').next().unwrap_or_default();
        fields.insert("url".to_owned(), address.into());
    }
    tx.audit(actor, what, "webhook", hook.id, &data).await
}

/// A change of state that is no change of the subscription itself.
pub(super) async fn move_to(tx: &Tx<'_>, id: Uuid, position: i64) -> Result<(), AppError> {
    Entity::update_many()
        .col_expr(Column::Position, Expr::value(position))
        .filter(Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

pub(super) fn event_types(row: &Model) -> Result<EventTypes, AppError> {
    let names =
        serde_json::from_str(&row.event_types).map_err(|e| AppError::inconsistent("webhook", row.id, e))?;
    EventTypes::parse(names).map_err(|(_, fault)| AppError::inconsistent("webhook", row.id, fault))
}

pub(super) fn view(row: Model) -> Result<WebhookView, AppError> {
    let broken = |what: String| AppError::inconsistent("webhook", row.id, what);
    let instant = |millis| Timestamp::from_millis(millis).map_err(|e| broken(e.to_string()));
    let disabled = row.disabled_reason.as_deref().map(str::parse).transpose();
    Ok(WebhookView {
        id: WebhookId(row.id),
        event_types: event_types(&row)?.names().to_vec(),
        branch_id: row.branch_id.map(BranchId),
        disabled_reason: disabled.map_err(|e: domain::kernel::UnknownCode| broken(e.to_string()))?,
        position: row.position,
        previous_secret_until: row.previous_until.map(instant).transpose()?,
        created_by: serde_json::from_str(&row.created_by).map_err(|e| broken(e.to_string()))?,
        created_at: instant(row.created_at)?,
        updated_at: instant(row.updated_at)?,
        url: row.url,
        description: row.description,
        active: row.active,
        version: row.version,
    })
}
