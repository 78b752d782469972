//! What was sent and what came of it (推送记录), sending again, trying out.

use contract::{
    events::EventEnvelope,
    page::Page,
    webhooks::{DeliveryQuery, DeliveryView, ReplayEvents},
};
use domain::{
    access::Permission,
    kernel::{BranchId, DeliveryId, EventId, ReasonCode, Rejection, Timestamp, UnknownCode, WebhookId},
    webhooks::{DeliveryState, TEST_EVENT},
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder,
    QuerySelect, Set, Unchanged,
};
use uuid::Uuid;

use super::{
    store::{
        delivery::{ActiveModel, Column, Entity, Model},
        webhook,
    },
    subscriptions::{changeable, move_to, note, require_seen, view as webhook_view},
};
use crate::{
    App, AppError, Caller, Idempotent, Outcome, cursor,
    tx::{Begin, Tx},
};

impl App {
    /// Deliveries of a subscription, newest first.
    ///
    /// # Errors
    /// 404 when the subscription is not there or not the caller's to see.
    pub async fn list_deliveries(
        &self,
        caller: &Caller,
        id: WebhookId,
        query: &DeliveryQuery,
    ) -> Result<Page<DeliveryView>, AppError> {
        caller.require_anywhere(Permission::WebhooksRead)?;
        let (conn, limit) = (self.db.read(), cursor::limit(query.limit));
        let hook = webhook::Entity::find_by_id(id.0).one(conn).await?.ok_or(AppError::NotFound)?;
        require_seen(caller, &hook)?;
        let mut select = Entity::find()
            .filter(Column::WebhookId.eq(id.0))
            .order_by_desc(Column::Id)
            .limit(limit.saturating_add(1));
        if let Some(state) = query.state {
            select = select.filter(Column::State.eq(state.as_str()));
        }
        if let Some(before) = cursor::decode::<Uuid>(query.cursor.as_deref())? {
            select = select.filter(Column::Id.lt(before));
        }
        let rows = select.all(conn).await?.into_iter().map(view).collect::<Result<Vec<_>, _>>()?;
        Ok(cursor::page(rows, limit, |delivery| delivery.id.0))
    }

    /// Sends one event again, as if for the first time and under its own id.
    ///
    /// # Errors
    /// 404 when it is not there or not the caller's to change; 409 `webhook_inactive`.
    pub async fn replay_delivery(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        id: DeliveryId,
    ) -> Result<Outcome, AppError> {
        caller.require_anywhere(Permission::WebhooksManage)?;
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let row = Entity::find_by_id(id.0).one(tx.conn()).await?.ok_or(AppError::NotFound)?;
        let hook = changeable(&tx, caller, WebhookId(row.webhook_id)).await?;
        require_active(&hook)?;
        let change = ActiveModel { id: Unchanged(id.0), ..in_line(tx.now()) };
        let view = view(Entity::update(change).exec(tx.conn()).await?)?;
        let detail = serde_json::json!({ "delivery_id": id, "event_id": view.event_id });
        tx.audit(caller.actor(), "webhook.replayed", "webhook", view.webhook_id, &detail).await?;
        self.queued(tx, &view).await
    }

    /// Sends everything again that happened after a position, in the order of the feed.
    ///
    /// # Errors
    /// 409 `webhook_inactive`; 422 for a position that is not reached yet.
    pub async fn replay_events(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        id: WebhookId,
        input: ReplayEvents,
    ) -> Result<Outcome, AppError> {
        caller.require_anywhere(Permission::WebhooksManage)?;
        let mut tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let hook = changeable(&tx, caller, id).await?;
        require_active(&hook)?;
        if input.since > hook.position {
            return Err(AppError::invalid("/since", "range", "must not lie after the present position"));
        }
        move_to(&tx, id.0, input.since).await?;
        let view = webhook_view(webhook::Model { position: input.since, ..hook })?;
        note(&mut tx, caller.actor(), &view, "webhook.replayed").await?;
        let outcome = Outcome::ok(&view, Some(view.version))?;
        tx.finish(Outcome { status: 202, ..outcome }).await
    }

    /// Puts a `webhook.test` event in line, for this subscription only.
    ///
    /// # Errors
    /// 404 when there is none; 409 `webhook_inactive`.
    pub async fn test_webhook(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        id: WebhookId,
    ) -> Result<Outcome, AppError> {
        caller.require_anywhere(Permission::WebhooksManage)?;
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let hook = changeable(&tx, caller, id).await?;
        require_active(&hook)?;
        let event = EventEnvelope {
            id: self.ids.next::<EventId>(tx.now()),
            seq: 0,
            event_type: TEST_EVENT.to_owned(),
            at: tx.now(),
            branch_id: hook.branch_id.map(BranchId),
            subject_kind: "webhook".to_owned(),
            subject_id: id.to_string(),
            subject_no: None,
            actor: caller.actor().clone(),
            data: serde_json::json!({ "webhook_id": id }),
        };
        let payload = serde_json::to_string(&event).map_err(|e| AppError::inconsistent("webhook", id, e))?;
        let row = Model {
            payload: Some(payload),
            ..fresh(self.ids.next(tx.now()), id.0, event.id.0, 0, TEST_EVENT, tx.now())
        };
        Entity::insert(row.clone().into_active_model().reset_all()).exec_without_returning(tx.conn()).await?;
        self.queued(tx, &view(row)?).await
    }

    async fn queued(&self, tx: Tx<'_>, view: &DeliveryView) -> Result<Outcome, AppError> {
        let outcome = Outcome::ok(view, None)?;
        let outcome = tx.finish(Outcome { status: 202, ..outcome }).await?;
        // nothing of it is in the feed, but there is something to send
        self.live.wake();
        Ok(outcome)
    }
}

fn require_active(hook: &webhook::Model) -> Result<(), AppError> {
    if hook.active { Ok(()) } else { Err(Rejection::because(ReasonCode::WebhookInactive).into()) }
}

/// A delivery that has not been tried.
pub(super) fn fresh(
    id: Uuid,
    webhook_id: Uuid,
    event_id: Uuid,
    event_seq: i64,
    event_type: &str,
    now: Timestamp,
) -> Model {
    Model {
        id,
        webhook_id,
        event_id,
        event_seq,
        event_type: event_type.to_owned(),
        payload: None,
        state: DeliveryState::Pending.as_str().to_owned(),
        attempts: 0,
        last_attempt_at: None,
        status_code: None,
        duration_ms: None,
        fault: None,
        response: None,
        next_attempt_at: Some(now.millis()),
        leased_until: 0,
        queued_at: now.millis(),
    }
}

/// Back to the end of the line, as if never tried.
fn in_line(now: Timestamp) -> ActiveModel {
    ActiveModel {
        state: Set(DeliveryState::Pending.as_str().to_owned()),
        attempts: Set(0),
        last_attempt_at: Set(None),
        status_code: Set(None),
        duration_ms: Set(None),
        fault: Set(None),
        response: Set(None),
        next_attempt_at: Set(Some(now.millis())),
        leased_until: Set(0),
        queued_at: Set(now.millis()),
        ..Default::default()
    }
}

/// What [`in_line`] sets, for an upsert.
pub(super) const IN_LINE: [Column; 10] = [
    Column::State,
    Column::Attempts,
    Column::LastAttemptAt,
    Column::StatusCode,
    Column::DurationMs,
    Column::Fault,
    Column::Response,
    Column::NextAttemptAt,
    Column::LeasedUntil,
    Column::QueuedAt,
];

fn view(row: Model) -> Result<DeliveryView, AppError> {
    let broken = |what: String| AppError::inconsistent("webhook_delivery", row.id, what);
    let code = |error: UnknownCode| broken(error.to_string());
    let instant = |millis| Timestamp::from_millis(millis).map_err(|e| broken(e.to_string()));
    Ok(DeliveryView {
        id: DeliveryId(row.id),
        webhook_id: WebhookId(row.webhook_id),
        event_id: EventId(row.event_id),
        event_seq: row.event_seq,
        state: row.state.parse().map_err(code)?,
        attempts: row.attempts,
        last_attempt_at: row.last_attempt_at.map(instant).transpose()?,
        status_code: row.status_code.map(u16::try_from).transpose().map_err(|e| broken(e.to_string()))?,
        duration_ms: row.duration_ms,
        fault: row.fault.as_deref().map(str::parse).transpose().map_err(code)?,
        next_attempt_at: row.next_attempt_at.map(instant).transpose()?,
        queued_at: instant(row.queued_at)?,
        event_type: row.event_type,
        response: row.response,
    })
}
