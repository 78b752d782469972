//! 离岗: people record when they are away, and who leads them records it for them; requests then find who stands in
//! (R-11.2.2.1).

use std::collections::{BTreeMap, BTreeSet};

use contract::{
    access::{AbsenceView, SaveAbsence, UserView},
    page::{Page, PageQuery},
    problem::FieldError,
};
use domain::{
    access::{Absence, AbsenceFault, Permission, Resource, can, may_own},
    kernel::{AbsenceId, BranchId, Line, ReasonCode, Rejection, Timestamp, UserId},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    prelude::Expr,
};
use uuid::Uuid;

use super::{
    Caller,
    store::{
        absence::{ActiveModel, Column, Entity, Model},
        service_area, user_account,
    },
    users,
    working_person::active_person,
};
use crate::{
    App, AppError, Idempotent, Outcome, cursor,
    tx::{Begin, Publish, Tx},
};

/// Who of these people is away at `now`, with the absence.
pub(crate) async fn away<C: ConnectionTrait>(
    conn: &C,
    people: &[UserId],
    now: Timestamp,
) -> Result<BTreeMap<UserId, Absence>, AppError> {
    let distinct: BTreeSet<Uuid> = people.iter().map(|id| id.0).collect();
    if distinct.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = Entity::find()
        .filter(Column::UserId.is_in(distinct))
        .filter(Column::CancelledAt.is_null())
        .filter(Column::EndsAt.gt(now.millis()))
        .filter(Column::StartsAt.lte(now.millis()))
        .all(conn)
        .await?;
    rows.iter().map(|row| Ok((UserId(row.user_id), span(row)?))).collect()
}

fn span(row: &Model) -> Result<Absence, AppError> {
    let instant =
        |millis| Timestamp::from_millis(millis).map_err(|e| AppError::inconsistent("absence", row.id, e));
    Ok(Absence {
        from: instant(row.starts_at)?,
        until: instant(row.ends_at)?,
        deputy: row.deputy_id.map(UserId),
    })
}

impl App {
    /// Absences of a person, the latest first, cancelled ones too.
    ///
    /// # Errors
    /// 404 when the person is not the caller's to see, 403 when they neither are the caller nor led by them.
    pub async fn list_absences(
        &self,
        caller: &Caller,
        user: UserId,
        query: &PageQuery,
    ) -> Result<Page<AbsenceView>, AppError> {
        let (conn, limit) = (self.db.read(), cursor::limit(query.limit));
        let row = user_account::Entity::find_by_id(user.0).one(conn).await?;
        require_leading(conn, caller, row, self.clock.now()).await?;
        let mut select = Entity::find()
            .filter(Column::UserId.eq(user.0))
            .order_by_desc(Column::StartsAt)
            .order_by_desc(Column::Id)
            .limit(limit.saturating_add(1));
        if let Some((starts_at, id)) = cursor::decode::<(i64, Uuid)>(query.cursor.as_deref())? {
            let same = Condition::all().add(Column::StartsAt.eq(starts_at)).add(Column::Id.lt(id));
            select = select.filter(Condition::any().add(Column::StartsAt.lt(starts_at)).add(same));
        }
        let views = views(conn, select.all(conn).await?).await?;
        Ok(cursor::page(views, limit, |absence| (absence.from.millis(), absence.id.0)))
    }

    /// Records an absence that is not over yet.
    ///
    /// # Errors
    /// 409 `absence_overlaps`; 422 for an end that is past or not after the beginning, or an unsuitable deputy.
    pub async fn create_absence(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        user: UserId,
        input: SaveAbsence,
    ) -> Result<Outcome, AppError> {
        let checked = checked(user, &input)?;
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let person = locked_person(&tx, caller, user).await?;
        if checked.span.until <= tx.now() {
            return Err(AppError::invalid("/until", "range", "must lie in the future"));
        }
        require_deputy(&tx, &person, checked.span.deputy).await?;
        require_free(&tx, user, &checked.span, None).await?;
        let id = self.ids.next::<AbsenceId>(tx.now());
        let row = ActiveModel {
            id: Set(id.0),
            user_id: Set(user.0),
            starts_at: Set(checked.span.from.millis()),
            ends_at: Set(checked.span.until.millis()),
            kind: Set(input.kind.as_str().to_owned()),
            deputy_id: Set(checked.span.deputy.map(|deputy| deputy.0)),
            note: Set(checked.note),
            cancelled_at: Set(None),
            created_by: Set(serde_json::to_string(caller.actor())
                .map_err(|e| AppError::inconsistent("absence", id, e))?),
            version: Set(1),
            created_at: Set(tx.now().millis()),
            updated_at: Set(tx.now().millis()),
        };
        Entity::insert(row).exec_without_returning(tx.conn()).await?;
        done(tx, caller, &person, id, "absence_recorded", |view| {
            Outcome::created(view, Some(view.version), format!("/api/v1/absences/{id}"))
        })
        .await
    }

    /// One absence.
    ///
    /// # Errors
    /// 404 when there is none, or its person is not the caller's to see.
    pub async fn show_absence(&self, caller: &Caller, id: AbsenceId) -> Result<AbsenceView, AppError> {
        let conn = self.db.read();
        let row = Entity::find_by_id(id.0).one(conn).await?.ok_or(AppError::NotFound)?;
        let person = user_account::Entity::find_by_id(row.user_id).one(conn).await?;
        require_leading(conn, caller, person, self.clock.now()).await?;
        view(conn, row).await
    }

    /// Changes an absence that is not over yet; an end in the past ends it.
    ///
    /// # Errors
    /// As when recording; 409 `absence_over`; 412 when it was changed meanwhile.
    pub async fn update_absence(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        id: AbsenceId,
        version: i64,
        input: SaveAbsence,
    ) -> Result<Outcome, AppError> {
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let (before, person) = changeable(&tx, caller, id, version).await?;
        let checked = checked(person.id, &input)?;
        // whoever stood in may have left since
        if before.deputy_id != checked.span.deputy.map(|deputy| deputy.0) {
            require_deputy(&tx, &person, checked.span.deputy).await?;
        }
        require_free(&tx, person.id, &checked.span, Some(id)).await?;
        let changed = Entity::update_many()
            .col_expr(Column::StartsAt, Expr::value(checked.span.from.millis()))
            .col_expr(Column::EndsAt, Expr::value(checked.span.until.millis()))
            .col_expr(Column::Kind, Expr::value(input.kind.as_str()))
            .col_expr(Column::DeputyId, Expr::value(checked.span.deputy.map(|deputy| deputy.0)))
            .col_expr(Column::Note, Expr::value(checked.note))
            .col_expr(Column::Version, Expr::value(version + 1))
            .col_expr(Column::UpdatedAt, Expr::value(tx.now().millis()))
            .filter(Column::Id.eq(id.0))
            .filter(Column::Version.eq(version));
        if changed.exec(tx.conn()).await?.rows_affected != 1 {
            return Err(AppError::Stale);
        }
        done(tx, caller, &person, id, "absence_changed", |view| Outcome::ok(view, Some(view.version))).await
    }

    /// Takes an absence back: it counts for nothing from now on.
    ///
    /// # Errors
    /// 409 `absence_over`; 412 when it was changed meanwhile.
    pub async fn cancel_absence(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        id: AbsenceId,
        version: i64,
    ) -> Result<Outcome, AppError> {
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let (_, person) = changeable(&tx, caller, id, version).await?;
        let changed = Entity::update_many()
            .col_expr(Column::CancelledAt, Expr::value(tx.now().millis()))
            .col_expr(Column::Version, Expr::value(version + 1))
            .col_expr(Column::UpdatedAt, Expr::value(tx.now().millis()))
            .filter(Column::Id.eq(id.0))
            .filter(Column::Version.eq(version));
        if changed.exec(tx.conn()).await?.rows_affected != 1 {
            return Err(AppError::Stale);
        }
        done(tx, caller, &person, id, "absence_cancelled", |view| Outcome::ok(view, Some(view.version))).await
    }
}

/// The person, when the caller is them or leads them. Why somebody is away is not for everybody who sees them.
async fn require_leading<C: ConnectionTrait>(
    conn: &C,
    caller: &Caller,
    row: Option<user_account::Model>,
    now: Timestamp,
) -> Result<UserView, AppError> {
    let person = users::view(conn, row.ok_or(AppError::NotFound)?, now).await?;
    if caller.actor().user_id() == Some(person.id) {
        return Ok(person);
    }
    users::require_seen(caller, Permission::UsersRead, &person)?;
    let leads = person.roles.iter().any(|grant| {
        can(&caller.principal, Permission::AbsencesWrite, &Resource::of_branch(grant.branch_id)).allowed
    });
    if leads { Ok(person) } else { Err(AppError::Forbidden(Permission::AbsencesWrite.as_str().to_owned())) }
}

/// The row of the person is locked, so that two overlapping absences cannot be recorded at the same time.
async fn locked_person(tx: &Tx<'_>, caller: &Caller, user: UserId) -> Result<UserView, AppError> {
    let row = user_account::Entity::find_by_id(user.0).lock_exclusive().one(tx.conn()).await?;
    require_leading(tx.conn(), caller, row, tx.now()).await
}

/// The absence before a change that the caller may make, with its person.
async fn changeable(
    tx: &Tx<'_>,
    caller: &Caller,
    id: AbsenceId,
    version: i64,
) -> Result<(Model, UserView), AppError> {
    let known = Entity::find_by_id(id.0).one(tx.conn()).await?.ok_or(AppError::NotFound)?;
    let person = locked_person(tx, caller, UserId(known.user_id)).await?;
    // read again under the lock
    let row = Entity::find_by_id(id.0).one(tx.conn()).await?.ok_or(AppError::NotFound)?;
    if row.version != version {
        return Err(AppError::Stale);
    }
    if row.cancelled_at.is_some() || row.ends_at <= tx.now().millis() {
        return Err(Rejection::because(ReasonCode::AbsenceOver).into());
    }
    Ok((row, person))
}

struct Checked {
    span: Absence,
    note: Option<String>,
}

fn checked(user: UserId, input: &SaveAbsence) -> Result<Checked, AppError> {
    let span = Absence { from: input.from, until: input.until, deputy: input.deputy_id };
    let fault = |fault| match fault {
        AbsenceFault::EndsBeforeItBegins => {
            FieldError::new("/until", "range", "must lie after the beginning")
        }
        AbsenceFault::TooLong => {
            let most = Absence::MAX_DAYS;
            FieldError::new("/until", "range", format!("must lie at most {most} days after the beginning"))
        }
        AbsenceFault::OwnDeputy => FieldError::new("/deputy_id", "conflict", "nobody is their own deputy"),
    };
    let mut errors: Vec<FieldError> = span.faults(user).into_iter().map(fault).collect();
    let note = input.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
    match note.map(Line::parse).transpose() {
        Ok(note) if errors.is_empty() => Ok(Checked { span, note: note.map(String::from) }),
        Ok(_) => Err(AppError::Invalid(errors)),
        Err(error) => {
            errors.push(FieldError::new("/note", "format", error.to_string()));
            Err(AppError::Invalid(errors))
        }
    }
}

/// Whoever stands in must be able to own requests wherever the person answers for an area; of somebody who answers for
/// none, wherever they have a role.
async fn require_deputy(tx: &Tx<'_>, person: &UserView, deputy: Option<UserId>) -> Result<(), AppError> {
    let Some(deputy) = deputy else { return Ok(()) };
    let refused = |code: &str, message: &str| AppError::invalid("/deputy_id", code, message);
    let deputy = active_person(tx.conn(), deputy).await?;
    let deputy = deputy.ok_or_else(|| refused("unknown_reference", "no such active person"))?;
    let areas = service_area::Entity::find()
        .filter(service_area::Column::OwnerId.eq(person.id.0))
        .all(tx.conn())
        .await?;
    let mut branches: BTreeSet<BranchId> = areas.into_iter().map(|area| BranchId(area.branch_id)).collect();
    if branches.is_empty() {
        branches = person.roles.iter().map(|grant| grant.branch_id).collect();
    }
    if branches.into_iter().all(|branch| may_own(&deputy.principal, branch)) {
        Ok(())
    } else {
        Err(refused("unsuitable", "may not own requests of this branch"))
    }
}

async fn require_free(
    tx: &Tx<'_>,
    user: UserId,
    span: &Absence,
    own: Option<AbsenceId>,
) -> Result<(), AppError> {
    let mut other = Entity::find()
        .filter(Column::UserId.eq(user.0))
        .filter(Column::CancelledAt.is_null())
        .filter(Column::EndsAt.gt(span.from.millis()))
        .filter(Column::StartsAt.lt(span.until.millis()));
    if let Some(own) = own {
        other = other.filter(Column::Id.ne(own.0));
    }
    match other.one(tx.conn()).await? {
        None => Ok(()),
        Some(row) => {
            let other = self::span(&row)?;
            let detail = format!("{} – {}", other.from, other.until);
            Err(Rejection::with(ReasonCode::AbsenceOverlaps, detail).into())
        }
    }
}

/// Audit, event, answer and commit. Kind and note stay out of the feed: they are the person's own affair.
async fn done(
    mut tx: Tx<'_>,
    caller: &Caller,
    person: &UserView,
    id: AbsenceId,
    what: &str,
    outcome: impl FnOnce(&AbsenceView) -> Result<Outcome, AppError>,
) -> Result<Outcome, AppError> {
    let row = Entity::find_by_id(id.0).one(tx.conn()).await?.ok_or(AppError::NotFound)?;
    let view = view(tx.conn(), row).await?;
    let data = serde_json::json!({
        "absence_id": id, "from": view.from, "until": view.until, "deputy_id": view.deputy_id,
        "cancelled_at": view.cancelled_at, "version": view.version,
    });
    let what = format!("user.{what}");
    tx.audit(caller.actor(), &what, "user", person.id, &data).await?;
    tx.publish(Publish {
        event_type: what,
        branch_id: person.roles.first().map(|grant| grant.branch_id),
        subject_kind: "user",
        subject_id: person.id.to_string(),
        subject_no: None,
        actor: caller.actor().clone(),
        data,
    });
    let outcome = outcome(&view)?;
    tx.finish(outcome).await
}

async fn view<C: ConnectionTrait>(conn: &C, row: Model) -> Result<AbsenceView, AppError> {
    let id = row.id;
    views(conn, vec![row]).await?.pop().ok_or_else(|| AppError::inconsistent("absence", id, "has no view"))
}

async fn views<C: ConnectionTrait>(conn: &C, rows: Vec<Model>) -> Result<Vec<AbsenceView>, AppError> {
    let deputies: Vec<UserId> = rows.iter().filter_map(|row| row.deputy_id).map(UserId).collect();
    let names = users::names(conn, &deputies).await?;
    rows.into_iter()
        .map(|row| {
            let Absence { from, until, deputy } = span(&row)?;
            let broken = |what: String| AppError::inconsistent("absence", row.id, what);
            let instant = |at| Timestamp::from_millis(at).map_err(|e| broken(e.to_string()));
            Ok(AbsenceView {
                id: AbsenceId(row.id),
                user_id: UserId(row.user_id),
                from,
                until,
                kind: row.kind.parse().map_err(|e| broken(format!("{e}")))?,
                deputy_id: deputy,
                deputy_name: deputy.and_then(|id| names.get(&id).cloned()),
                created_by: serde_json::from_str(&row.created_by).map_err(|e| broken(e.to_string()))?,
                cancelled_at: row.cancelled_at.map(instant).transpose()?,
                created_at: instant(row.created_at)?,
                updated_at: instant(row.updated_at)?,
                note: row.note,
                version: row.version,
            })
        })
        .collect()
}
