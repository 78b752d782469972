//! 值班表: who is on duty when, at which branch (R-3.2.3a).

use std::collections::HashMap;

use contract::{
    notifications::{DutyQuery, DutyShiftView, SaveDutyShift},
    page::Page,
};
use domain::{
    access::{Permission, Resource, Rows, rows},
    kernel::{BranchId, DutyShiftId, ReasonCode, Rejection, Timestamp, UserId},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    prelude::Expr,
};
use uuid::Uuid;

use super::store::shift::{ActiveModel, Column, Entity, Model};
use crate::{
    App, AppError, Caller, Idempotent, Outcome,
    access::{active_person, branches, users},
    cursor,
    tx::{Begin, Publish, Tx},
};

/// The longest shift.
const MOST_MILLIS: i64 = 31 * 86_400_000;

impl App {
    /// Shifts of the caller's branches that are not over, the first to end first; cancelled ones are left out.
    ///
    /// # Errors
    /// Without `duty.read`.
    pub async fn list_duty_shifts(
        &self,
        caller: &Caller,
        query: &DutyQuery,
    ) -> Result<Page<DutyShiftView>, AppError> {
        caller.require_anywhere(Permission::DutyRead)?;
        let (conn, limit) = (self.db.read(), cursor::limit(query.limit));
        let from = query.from.unwrap_or_else(|| self.clock.now());
        let mut select = Entity::find()
            .filter(Column::CancelledAt.is_null())
            .filter(Column::EndsAt.gt(from.millis()))
            .order_by_asc(Column::EndsAt)
            .order_by_asc(Column::Id)
            .limit(limit.saturating_add(1));
        if let Rows::Some { branches, .. } = rows(&caller.principal, Permission::DutyRead) {
            select = select.filter(Column::BranchId.is_in(branches.into_iter().map(|branch| branch.0)));
        }
        if let Some(branch) = query.branch_id {
            select = select.filter(Column::BranchId.eq(branch.0));
        }
        if let Some(until) = query.until {
            select = select.filter(Column::StartsAt.lt(until.millis()));
        }
        if let Some((ends_at, id)) = cursor::decode::<(i64, Uuid)>(query.cursor.as_deref())? {
            let same = Condition::all().add(Column::EndsAt.eq(ends_at)).add(Column::Id.gt(id));
            select = select.filter(Condition::any().add(Column::EndsAt.gt(ends_at)).add(same));
        }
        let views = views(conn, select.all(conn).await?).await?;
        Ok(cursor::page(views, limit, |shift| (shift.until.millis(), shift.id.0)))
    }

    /// One shift.
    ///
    /// # Errors
    /// 404 when there is none, or its branch is not the caller's.
    pub async fn show_duty_shift(&self, caller: &Caller, id: DutyShiftId) -> Result<DutyShiftView, AppError> {
        let row = Entity::find_by_id(id.0).one(self.db.read()).await?.ok_or(AppError::NotFound)?;
        caller.require_visible(Permission::DutyRead, &Resource::of_branch(BranchId(row.branch_id)))?;
        view(self.db.read(), row).await
    }

    /// Somebody is on duty. Several people may be at the same time.
    ///
    /// # Errors
    /// 403 without `duty.write` at the branch; 409 `duty_shift_overlaps` when the person is on duty there then already; 422
    /// for a shift that is over, too long, or of nobody who works there.
    pub async fn create_duty_shift(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        input: SaveDutyShift,
    ) -> Result<Outcome, AppError> {
        caller.require(Permission::DutyWrite, &Resource::of_branch(input.branch_id))?;
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        check(&tx, &input).await?;
        require_free(&tx, &input, None).await?;
        let id = self.ids.next::<DutyShiftId>(tx.now());
        let row = ActiveModel {
            id: Set(id.0),
            branch_id: Set(input.branch_id.0),
            user_id: Set(input.user_id.0),
            starts_at: Set(input.from.millis()),
            ends_at: Set(input.until.millis()),
            cancelled_at: Set(None),
            created_by: Set(serde_json::to_string(caller.actor())
                .map_err(|e| AppError::inconsistent("duty_shift", id, e))?),
            version: Set(1),
            created_at: Set(tx.now().millis()),
            updated_at: Set(tx.now().millis()),
        };
        Entity::insert(row).exec_without_returning(tx.conn()).await?;
        done(tx, caller, id, "created", |view| {
            Outcome::created(view, Some(view.version), format!("/api/v1/duty-shifts/{id}"))
        })
        .await
    }

    /// Changes a shift that is not over.
    ///
    /// # Errors
    /// As when making one; 409 `duty_shift_over`; 412 when it was changed meanwhile.
    pub async fn update_duty_shift(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        id: DutyShiftId,
        version: i64,
        input: SaveDutyShift,
    ) -> Result<Outcome, AppError> {
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        changeable(&tx, caller, id, version).await?;
        caller.require(Permission::DutyWrite, &Resource::of_branch(input.branch_id))?;
        check(&tx, &input).await?;
        require_free(&tx, &input, Some(id)).await?;
        let change = Entity::update_many()
            .col_expr(Column::BranchId, Expr::value(input.branch_id.0))
            .col_expr(Column::UserId, Expr::value(input.user_id.0))
            .col_expr(Column::StartsAt, Expr::value(input.from.millis()))
            .col_expr(Column::EndsAt, Expr::value(input.until.millis()));
        stamp(&tx, change, id, version).await?;
        done(tx, caller, id, "changed", |view| Outcome::ok(view, Some(view.version))).await
    }

    /// Takes a shift back.
    ///
    /// # Errors
    /// 409 `duty_shift_over`; 412 when it was changed meanwhile.
    pub async fn cancel_duty_shift(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        id: DutyShiftId,
        version: i64,
    ) -> Result<Outcome, AppError> {
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        changeable(&tx, caller, id, version).await?;
        let change = Entity::update_many().col_expr(Column::CancelledAt, Expr::value(tx.now().millis()));
        stamp(&tx, change, id, version).await?;
        done(tx, caller, id, "cancelled", |view| Outcome::ok(view, Some(view.version))).await
    }
}

async fn stamp(
    tx: &Tx<'_>,
    change: sea_orm::UpdateMany<Entity>,
    id: DutyShiftId,
    version: i64,
) -> Result<(), AppError> {
    let changed = change
        .col_expr(Column::Version, Expr::value(version + 1))
        .col_expr(Column::UpdatedAt, Expr::value(tx.now().millis()))
        .filter(Column::Id.eq(id.0))
        .filter(Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    if changed.rows_affected == 1 { Ok(()) } else { Err(AppError::Stale) }
}

async fn changeable(tx: &Tx<'_>, caller: &Caller, id: DutyShiftId, version: i64) -> Result<(), AppError> {
    let row = Entity::find_by_id(id.0).one(tx.conn()).await?.ok_or(AppError::NotFound)?;
    let branch = Resource::of_branch(BranchId(row.branch_id));
    caller.require_visible(Permission::DutyRead, &branch)?;
    caller.require(Permission::DutyWrite, &branch)?;
    if row.version != version {
        return Err(AppError::Stale);
    }
    if row.cancelled_at.is_some() || row.ends_at <= tx.now().millis() {
        return Err(Rejection::because(ReasonCode::DutyShiftOver).into());
    }
    Ok(())
}

async fn check(tx: &Tx<'_>, input: &SaveDutyShift) -> Result<(), AppError> {
    let length = input.until.millis_since(input.from);
    if length <= 0 {
        return Err(AppError::invalid("/until", "range", "must lie after the beginning"));
    }
    if length > MOST_MILLIS {
        return Err(AppError::invalid("/until", "range", "must lie at most 31 days after the beginning"));
    }
    if input.until <= tx.now() {
        return Err(AppError::invalid("/until", "range", "must lie in the future"));
    }
    if branches::by_id(tx.conn(), input.branch_id).await?.is_none() {
        return Err(AppError::invalid("/branch_id", "unknown_reference", "no such branch"));
    }
    let person = active_person(tx.conn(), input.user_id).await?;
    let person =
        person.ok_or_else(|| AppError::invalid("/user_id", "unknown_reference", "no such active person"))?;
    let at = Resource::of_branch(input.branch_id);
    // whoever is called at night must be able to open the request
    if domain::access::can(&person.principal, Permission::TicketsRead, &at).allowed {
        Ok(())
    } else {
        Err(AppError::invalid("/user_id", "unsuitable", "may not see requests of this branch"))
    }
}

/// One person is on duty at a branch once at a time; two shifts that meet are no overlap. The row of the person is
/// locked, so that two overlapping shifts cannot be saved at the same time.
async fn require_free(tx: &Tx<'_>, input: &SaveDutyShift, own: Option<DutyShiftId>) -> Result<(), AppError> {
    users::lock(tx, input.user_id).await?;
    let mut other = Entity::find()
        .filter(Column::BranchId.eq(input.branch_id.0))
        .filter(Column::UserId.eq(input.user_id.0))
        .filter(Column::CancelledAt.is_null())
        .filter(Column::EndsAt.gt(input.from.millis()))
        .filter(Column::StartsAt.lt(input.until.millis()));
    if let Some(own) = own {
        other = other.filter(Column::Id.ne(own.0));
    }
    let Some(row) = other.one(tx.conn()).await? else { return Ok(()) };
    let shown = view(tx.conn(), row).await?;
    let detail = format!("{} – {}", shown.from, shown.until);
    Err(Rejection::with(ReasonCode::DutyShiftOverlaps, detail).into())
}

async fn done(
    mut tx: Tx<'_>,
    caller: &Caller,
    id: DutyShiftId,
    what: &str,
    outcome: impl FnOnce(&DutyShiftView) -> Result<Outcome, AppError>,
) -> Result<Outcome, AppError> {
    let row = Entity::find_by_id(id.0).one(tx.conn()).await?.ok_or(AppError::NotFound)?;
    let view = view(tx.conn(), row).await?;
    let data = serde_json::json!({
        "branch_id": view.branch_id, "user_id": view.user_id, "from": view.from, "until": view.until,
        "cancelled_at": view.cancelled_at, "version": view.version,
    });
    let what = format!("duty_shift.{what}");
    tx.audit(caller.actor(), &what, "duty_shift", id, &data).await?;
    tx.publish(Publish {
        event_type: what,
        branch_id: Some(view.branch_id),
        subject_kind: "duty_shift",
        subject_id: id.to_string(),
        subject_no: None,
        actor: caller.actor().clone(),
        data,
    });
    let outcome = outcome(&view)?;
    tx.finish(outcome).await
}

async fn view<C: ConnectionTrait>(conn: &C, row: Model) -> Result<DutyShiftView, AppError> {
    let id = row.id;
    views(conn, vec![row]).await?.pop().ok_or_else(|| AppError::inconsistent("duty_shift", id, "has no view"))
}

async fn views<C: ConnectionTrait>(conn: &C, rows: Vec<Model>) -> Result<Vec<DutyShiftView>, AppError> {
    let people: Vec<UserId> = rows.iter().map(|row| UserId(row.user_id)).collect();
    let names = users::names(conn, &people).await?;
    let at: Vec<BranchId> = rows.iter().map(|row| BranchId(row.branch_id)).collect();
    let found = branches::by_ids(conn, &at).await?;
    let branch_names: HashMap<BranchId, String> =
        found.into_iter().map(|branch| (branch.id, branch.name)).collect();
    rows.into_iter()
        .map(|row| {
            let broken = |what: String| AppError::inconsistent("duty_shift", row.id, what);
            let instant = |millis| Timestamp::from_millis(millis).map_err(|e| broken(e.to_string()));
            let (branch_id, user_id) = (BranchId(row.branch_id), UserId(row.user_id));
            Ok(DutyShiftView {
                id: DutyShiftId(row.id),
                branch_id,
                branch_name: branch_names.get(&branch_id).cloned().unwrap_or_default(),
                user_id,
                user_name: names.get(&user_id).cloned().unwrap_or_default(),
                from: instant(row.starts_at)?,
                until: instant(row.ends_at)?,
                cancelled_at: row.cancelled_at.map(instant).transpose()?,
                version: row.version,
                created_at: instant(row.created_at)?,
                updated_at: instant(row.updated_at)?,
            })
        })
        .collect()
}
