//! Working calendars: every save is a new version; running clocks keep the version they started under (2.3 item 7).

use contract::problem::FieldError;
use contract::sla::{
    CalendarDay, CalendarDetail, CalendarItem, CalendarMonth, HolidayImportResult, KeptRequest, MonthQuery,
    MovedClock, SaveCalendar,
};
use domain::{
    access::{Permission, Resource},
    kernel::{BranchId, CalendarId, Prose, TicketId, Timestamp},
    sla::{Calendar, CalendarSpec, HolidayYear, date_of},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Set,
};
use serde_json::json;
use uuid::Uuid;

use super::{rules::ZONE, store::calendar};
use crate::{
    App, AppError, Caller, Idempotent, Outcome,
    tickets::{
        Repinning,
        store::{clock, ticket},
    },
    tx::{Begin, Publish, Tx},
};

impl App {
    /// The newest version of every calendar.
    ///
    /// # Errors
    /// 403 without `calendars.read`.
    pub async fn list_calendars(&self, caller: &Caller) -> Result<Vec<CalendarItem>, AppError> {
        caller.require_anywhere(Permission::CalendarsRead)?;
        newest(self.db.read()).await?.iter().map(item).collect()
    }

    /// One version of a calendar.
    ///
    /// # Errors
    /// 404 when it does not exist.
    pub async fn show_calendar(&self, caller: &Caller, id: CalendarId) -> Result<CalendarDetail, AppError> {
        caller.require_anywhere(Permission::CalendarsRead)?;
        let row = calendar::Entity::find_by_id(id.0).one(self.db.read()).await?.ok_or(AppError::NotFound)?;
        detail(&row)
    }

    /// The days of a month: which work, in which windows, and why. Without a month: the current one.
    ///
    /// # Errors
    /// 404 when the calendar does not exist.
    pub async fn calendar_month(
        &self,
        caller: &Caller,
        id: CalendarId,
        query: &MonthQuery,
    ) -> Result<CalendarMonth, AppError> {
        use chrono::Datelike as _;
        caller.require_anywhere(Permission::CalendarsRead)?;
        let read = self.db.read();
        if calendar::Entity::find_by_id(id.0).one(read).await?.is_none() {
            return Err(AppError::NotFound);
        }
        let calendar = self.calendar(read, id.0).await?;
        let today = date_of(ZONE, self.clock.now());
        let (year, month) = (query.year.unwrap_or(today.year()), query.month.unwrap_or(today.month()));
        let working_days = u32::try_from(calendar.working_days_in_month(year, month)).unwrap_or(u32::MAX);
        let days = calendar.month(year, month).into_iter().map(CalendarDay::from).collect();
        Ok(CalendarMonth { id, year, month, working_days, days })
    }

    /// Saves a new calendar or a new version of one. A calendar without working time is refused, with the place.
    ///
    /// # Errors
    /// 403 without `calendars.write` there, 422 for a calendar that cannot be computed with.
    pub async fn save_calendar(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        input: SaveCalendar,
    ) -> Result<Outcome, AppError> {
        let resource = input.branch_id.map_or(Resource::COMPANY, Resource::of_branch);
        caller.require(Permission::CalendarsWrite, &resource)?;
        check(&input.spec)?;
        let mut tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        if let Some(branch) = input.branch_id
            && crate::access::branches::by_id(tx.conn(), branch).await?.is_none()
        {
            return Err(AppError::invalid("/branch_id", "unknown_reference", "does not exist"));
        }
        let before = newest_of(tx.conn(), &input.spec.code).await?;
        if before.as_ref().is_some_and(|b| b.branch_id != input.branch_id.map(|b| b.0)) {
            return Err(AppError::invalid(
                "/spec/code",
                "already_exists",
                "the code belongs to another branch",
            ));
        }
        let row = add_version(&mut tx, caller, input.branch_id, &input.spec, before.as_ref()).await?;
        let view = detail(&row)?;
        let outcome = tx
            .finish(Outcome::created(&view, Some(row.version), format!("/api/v1/calendars/{}", row.id))?)
            .await;
        self.rules.forget_current();
        outcome
    }

    /// Imports the official days off and make-up days of a year (the holiday JSON) as a new version, recomputes the
    /// provisional due times that rest on this calendar, and lists what moved (2.3 item 8).
    ///
    /// # Errors
    /// 422 naming the place in the file; 412 when a newer version exists.
    pub async fn import_holidays(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        id: CalendarId,
        document: &serde_json::Value,
    ) -> Result<Outcome, AppError> {
        let year = HolidayYear::from_value(document).map_err(|e| {
            AppError::Invalid(vec![FieldError::new(
                e.pointer.clone(),
                e.problem.code(),
                e.problem.to_string(),
            )])
        })?;
        let mut tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let row = calendar::Entity::find_by_id(id.0).one(tx.conn()).await?.ok_or(AppError::NotFound)?;
        let branch = row.branch_id.map(BranchId);
        caller.require(Permission::CalendarsWrite, &branch.map_or(Resource::COMPANY, Resource::of_branch))?;
        let current = newest_of(tx.conn(), &row.code).await?;
        if current.as_ref().is_none_or(|c| c.id != row.id) {
            return Err(AppError::Stale);
        }
        let mut spec = spec_of(&row)?;
        let import = spec.import_year(year);
        check(&spec)?;
        let new = add_version(&mut tx, caller, branch, &spec, Some(&row)).await?;
        let reason = import_reason(&spec, import.year)?;
        let (moved, kept) = recompute_provisional(&mut tx, caller, row.id, new.id, &reason).await?;
        let result = HolidayImportResult {
            calendar_id: CalendarId(new.id),
            version: new.version,
            import,
            moved,
            kept,
        };
        let outcome = tx
            .finish(Outcome::created(&result, Some(new.version), format!("/api/v1/calendars/{}", new.id))?)
            .await;
        self.rules.forget_current();
        outcome
    }
}

fn check(spec: &CalendarSpec) -> Result<(), AppError> {
    Calendar::compile(spec).map(|_| ()).map_err(|error| {
        AppError::Invalid(vec![FieldError::new(
            format!("/spec{}", error.pointer()),
            error.code(),
            error.to_string(),
        )])
    })
}

async fn newest<C: ConnectionTrait>(conn: &C) -> Result<Vec<calendar::Model>, AppError> {
    let rows = calendar::Entity::find()
        .order_by_asc(calendar::Column::Code)
        .order_by_desc(calendar::Column::Version)
        .all(conn)
        .await?;
    let mut list: Vec<calendar::Model> = Vec::new();
    for row in rows {
        if list.last().is_none_or(|last| last.code != row.code) {
            list.push(row);
        }
    }
    Ok(list)
}

async fn newest_of<C: ConnectionTrait>(conn: &C, code: &str) -> Result<Option<calendar::Model>, AppError> {
    let newest = calendar::Entity::find()
        .filter(calendar::Column::Code.eq(code))
        .order_by_desc(calendar::Column::Version);
    Ok(newest.one(conn).await?)
}

async fn add_version(
    tx: &mut Tx<'_>,
    caller: &Caller,
    branch: Option<BranchId>,
    spec: &CalendarSpec,
    before: Option<&calendar::Model>,
) -> Result<calendar::Model, AppError> {
    let now = tx.now();
    let row = calendar::Model {
        id: tx.app().ids.next::<CalendarId>(now).0,
        code: spec.code.clone(),
        version: before.map_or(1, |b| b.version + 1),
        branch_id: branch.map(|b| b.0),
        spec: serde_json::to_string(spec).map_err(|e| AppError::inconsistent("calendar", &spec.code, e))?,
        created_at: now.millis(),
        created_by: serde_json::to_string(caller.actor())
            .map_err(|e| AppError::inconsistent("calendar", &spec.code, e))?,
    };
    let active = calendar::ActiveModel {
        id: Set(row.id),
        code: Set(row.code.clone()),
        version: Set(row.version),
        branch_id: Set(row.branch_id),
        spec: Set(row.spec.clone()),
        created_at: Set(row.created_at),
        created_by: Set(row.created_by.clone()),
    };
    calendar::Entity::insert(active).exec_without_returning(tx.conn()).await?;
    let detail = json!({ "code": row.code, "version": row.version });
    tx.audit(caller.actor(), "calendar.saved", "calendar", row.id, &detail).await?;
    tx.publish(Publish {
        event_type: "calendar.saved".to_owned(),
        branch_id: branch,
        subject_kind: "calendar",
        subject_id: row.id.to_string(),
        subject_no: Some(row.code.clone()),
        actor: caller.actor().clone(),
        data: detail,
    });
    Ok(row)
}

/// What the timeline of a request gives as the reason.
fn import_reason(spec: &CalendarSpec, year: i32) -> Result<Prose, AppError> {
    Prose::parse(&format!("{} 导入 {year} 年法定节假日安排", spec.name))
        .map_err(|e| AppError::inconsistent("calendar", &spec.code, e))
}

/// Open requests whose due times are provisional under the old version move to the new one: the due times that moved,
/// and the requests that keep the old version because a breach or a kept promise would come out otherwise.
async fn recompute_provisional(
    tx: &mut Tx<'_>,
    caller: &Caller,
    old: Uuid,
    new: Uuid,
    reason: &Prose,
) -> Result<(Vec<MovedClock>, Vec<KeptRequest>), AppError> {
    let provisional = clock::Entity::find()
        .select_only()
        .column(clock::Column::TicketId)
        .filter(clock::Column::Provisional.eq(true))
        .filter(clock::Column::StoppedAt.is_null())
        .into_query();
    let rows = ticket::Entity::find()
        .filter(ticket::Column::Id.in_subquery(provisional))
        .filter(ticket::Column::IsOpen.eq(true))
        .filter(ticket::Column::Calendars.contains(old.to_string()))
        .order_by_asc(ticket::Column::Id)
        .all(tx.conn())
        .await?;
    let (mut moved, mut kept) = (Vec::new(), Vec::new());
    for row in rows {
        let calendars = row.calendars.replace(&old.to_string(), &new.to_string());
        let pinned = tx.app().pinned_rules(tx.conn(), row.policy_id, &calendars).await?;
        let one = Repinning::weigh(tx.app(), tx.conn(), row, &pinned, tx.now()).await?;
        one.carry_out(tx, caller, &pinned, reason, false).await?;
        let (ticket_id, ticket_no) = (TicketId(one.row.id), one.row.no);
        match one.outcome {
            Ok(list) => moved.extend(list.into_iter().map(|due| MovedClock {
                ticket_id,
                ticket_no: ticket_no.clone(),
                kind: due.clock,
                from: due.from,
                to: due.to,
            })),
            Err(kept_for) => kept.push(KeptRequest { ticket_id, ticket_no, kept_for }),
        }
    }
    Ok((moved, kept))
}

fn spec_of(row: &calendar::Model) -> Result<CalendarSpec, AppError> {
    serde_json::from_str(&row.spec).map_err(|e| AppError::inconsistent("calendar", row.id, e))
}

fn item(row: &calendar::Model) -> Result<CalendarItem, AppError> {
    let spec = spec_of(row)?;
    Ok(CalendarItem {
        id: CalendarId(row.id),
        code: spec.code,
        name: spec.name,
        zone: spec.zone,
        kind: spec.kind,
        branch_id: row.branch_id.map(BranchId),
        version: row.version,
        covered_years: spec.covered_years.into_iter().collect(),
    })
}

fn detail(row: &calendar::Model) -> Result<CalendarDetail, AppError> {
    Ok(CalendarDetail {
        id: CalendarId(row.id),
        branch_id: row.branch_id.map(BranchId),
        version: row.version,
        spec: spec_of(row)?,
        created_at: Timestamp::from_millis(row.created_at)
            .map_err(|e| AppError::inconsistent("calendar", row.id, e))?,
    })
}
