//! The rules that a ticket pins: one version of the policy and of each calendar, compiled once and shared.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use chrono::NaiveDate;
use chrono_tz::Tz;
use domain::{
    kernel::{CalendarId, PolicyId, Timestamp},
    sla::{
        Calendar, CalendarSpec, Calendars, Clock, ClockKind, PolicySpec, Rules, SlaError, admit, recompute,
        standard,
    },
    tickets::{Rulebook, Ticket},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set};
use uuid::Uuid;

use super::store::{calendar, service_policy};
use crate::{App, AppError};

/// The zone of the company's days: statistics, numbers of the year.
pub(crate) const ZONE: Tz = chrono_tz::Asia::Shanghai;
/// The policy that new tickets follow.
pub(crate) const STANDARD_POLICY: &str = "SP-STD";
/// The calendar that a branch may put its own in the place of.
pub(crate) const STANDARD_CALENDAR: &str = "CAL-8x5";
/// How long a node may work with the versions it knows before it looks for newer ones.
const CURRENT_MILLIS: i64 = 5_000;

/// Policy and calendar versions of a ticket, ready to compute with.
#[derive(Debug, Clone)]
pub(crate) struct Pinned {
    pub policy_id: PolicyId,
    calendar_ids: BTreeMap<String, CalendarId>,
    pub policy: Arc<PolicySpec>,
    pub calendars: Calendars,
    pub rulebook: Arc<Rulebook>,
}

impl Pinned {
    pub(crate) fn calendars_json(&self) -> String {
        serde_json::to_string(&self.calendar_ids).unwrap_or_default()
    }

    /// Calendars of which `other` has another version, or that only one of the two has.
    pub(crate) fn calendars_unlike(&self, other: &Self) -> Vec<String> {
        let codes: BTreeSet<&String> = self.calendar_ids.keys().chain(other.calendar_ids.keys()).collect();
        let differs = |code: &&String| self.calendar_ids.get(*code) != other.calendar_ids.get(*code);
        codes.into_iter().filter(differs).cloned().collect()
    }

    /// The version of a calendar that the ticket pinned.
    pub(crate) fn calendar_id(&self, code: &str) -> Option<Uuid> {
        self.calendar_ids.get(code).map(|id| id.0)
    }

    pub(crate) fn rules(&self) -> Rules<'_> {
        Rules { policy: &self.policy, calendars: &self.calendars }
    }

    /// All clocks of a ticket as of `now`.
    pub(crate) fn clocks(&self, ticket: &Ticket, now: Timestamp) -> Result<Vec<Clock>, SlaError> {
        recompute(self.rules(), &ticket.clock_subject(), &ticket.clock_facts, now)
    }

    /// The same after a step: the fact that it added last is judged.
    pub(crate) fn admit(&self, ticket: &Ticket, now: Timestamp) -> Result<Vec<Clock>, SlaError> {
        // a machine's clock that steps back hides no fact that was just recorded
        let now = now.max(ticket.latest());
        admit(self.rules(), &ticket.clock_subject(), &ticket.clock_facts, now)
    }

    /// Official rest days, for warranty terms that end on one.
    pub(crate) fn is_rest_day(&self, date: NaiveDate) -> bool {
        self.calendars.get(STANDARD_CALENDAR).is_some_and(|c| !c.is_working_day(date))
    }
}

#[derive(Debug, Default)]
pub(crate) struct RuleCache(Mutex<Cached>);

#[derive(Debug, Default)]
struct Cached {
    calendars: HashMap<Uuid, Arc<Calendar>>,
    policies: HashMap<Uuid, Arc<PolicySpec>>,
    current: Option<Current>,
}

#[derive(Debug, Clone)]
struct Current {
    read_at: Timestamp,
    policy_id: Uuid,
    /// Newest version of every calendar
    calendars: BTreeMap<String, Uuid>,
}

impl RuleCache {
    /// A calendar or policy was saved: look again.
    pub(crate) fn forget_current(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).current = None;
    }

    fn current(&self, now: Timestamp) -> Option<Current> {
        let cached = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        cached.current.clone().filter(|c| (0..CURRENT_MILLIS).contains(&now.millis_since(c.read_at)))
    }
}

impl App {
    /// What a new ticket of a branch with that calendar pins now.
    pub(crate) async fn current_rules<C: ConnectionTrait>(
        &self,
        conn: &C,
        branch_calendar: Option<&str>,
        now: Timestamp,
    ) -> Result<Pinned, AppError> {
        let current = match self.rules.current(now) {
            Some(current) => current,
            None => self.read_current(conn, now).await?,
        };
        let policy = self.policy(conn, current.policy_id).await?;
        let mut ids = BTreeMap::new();
        for code in policy.calendars.keys() {
            let wanted = branch_calendar.filter(|_| code == STANDARD_CALENDAR).unwrap_or(code);
            let id = current
                .calendars
                .get(wanted)
                .ok_or_else(|| AppError::Policy(format!("no calendar {wanted}")))?;
            ids.insert(code.clone(), CalendarId(*id));
        }
        self.pinned(conn, PolicyId(current.policy_id), ids).await
    }

    /// The rules that a stored ticket pinned.
    pub(crate) async fn pinned_rules<C: ConnectionTrait>(
        &self,
        conn: &C,
        policy_id: Uuid,
        calendars: &str,
    ) -> Result<Pinned, AppError> {
        let ids =
            serde_json::from_str(calendars).map_err(|e| AppError::inconsistent("ticket", calendars, e))?;
        self.pinned(conn, PolicyId(policy_id), ids).await
    }

    async fn pinned<C: ConnectionTrait>(
        &self,
        conn: &C,
        policy_id: PolicyId,
        calendar_ids: BTreeMap<String, CalendarId>,
    ) -> Result<Pinned, AppError> {
        let policy = self.policy(conn, policy_id.0).await?;
        let mut calendars = Calendars::new();
        for (code, id) in &calendar_ids {
            calendars = calendars.with_override(code, self.calendar(conn, id.0).await?);
        }
        let rulebook = Arc::new(rulebook(&policy));
        Ok(Pinned { policy_id, calendar_ids, policy, calendars, rulebook })
    }

    async fn read_current<C: ConnectionTrait>(&self, conn: &C, now: Timestamp) -> Result<Current, AppError> {
        let policy = service_policy::Entity::find()
            .filter(service_policy::Column::Code.eq(STANDARD_POLICY))
            .filter(service_policy::Column::EffectiveFrom.lte(now.millis()))
            .order_by_desc(service_policy::Column::EffectiveFrom)
            .order_by_desc(service_policy::Column::CreatedAt)
            .one(conn)
            .await?
            .ok_or_else(|| AppError::Policy(format!("{STANDARD_POLICY} is not in force")))?;
        let versions = calendar::Entity::find().order_by_asc(calendar::Column::Version).all(conn).await?;
        // ascending: the newest version of a code comes last and stays
        let calendars = versions.into_iter().map(|row| (row.code, row.id)).collect();
        let current = Current { read_at: now, policy_id: policy.id, calendars };
        self.rules.0.lock().unwrap_or_else(PoisonError::into_inner).current = Some(current.clone());
        Ok(current)
    }

    pub(crate) async fn policy<C: ConnectionTrait>(
        &self,
        conn: &C,
        id: Uuid,
    ) -> Result<Arc<PolicySpec>, AppError> {
        let known = self.rules.0.lock().unwrap_or_else(PoisonError::into_inner).policies.get(&id).cloned();
        if let Some(policy) = known {
            return Ok(policy);
        }
        let row = service_policy::Entity::find_by_id(id).one(conn).await?;
        let row = row.ok_or_else(|| AppError::inconsistent("service_policy", id, "missing"))?;
        let spec: PolicySpec =
            serde_json::from_str(&row.spec).map_err(|e| AppError::inconsistent("service_policy", id, e))?;
        let spec = Arc::new(spec);
        self.rules.0.lock().unwrap_or_else(PoisonError::into_inner).policies.insert(id, Arc::clone(&spec));
        Ok(spec)
    }

    pub(crate) async fn calendar<C: ConnectionTrait>(
        &self,
        conn: &C,
        id: Uuid,
    ) -> Result<Arc<Calendar>, AppError> {
        let known = self.rules.0.lock().unwrap_or_else(PoisonError::into_inner).calendars.get(&id).cloned();
        if let Some(calendar) = known {
            return Ok(calendar);
        }
        let row = calendar::Entity::find_by_id(id).one(conn).await?;
        let row = row.ok_or_else(|| AppError::inconsistent("calendar", id, "missing"))?;
        let spec: CalendarSpec =
            serde_json::from_str(&row.spec).map_err(|e| AppError::inconsistent("calendar", id, e))?;
        let calendar = Calendar::compile(&spec).map_err(|e| AppError::inconsistent("calendar", id, e))?;
        let calendar = Arc::new(calendar);
        self.rules
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .calendars
            .insert(id, Arc::clone(&calendar));
        Ok(calendar)
    }

    /// A new database has the two standard calendars and the standard policy.
    pub(crate) async fn lay_foundations(&self) -> Result<(), AppError> {
        let tx = self.begin_system().await?;
        if service_policy::Entity::find().one(tx.conn()).await?.is_some() {
            return Ok(());
        }
        let now = tx.now();
        for spec in [standard::calendar_24x7(), standard::calendar_8x5()] {
            let row = calendar::ActiveModel {
                id: Set(self.ids.next::<CalendarId>(now).0),
                code: Set(spec.code.clone()),
                version: Set(1),
                branch_id: Set(None),
                spec: Set(serde_json::to_string(&spec)
                    .map_err(|e| AppError::inconsistent("calendar", &spec.code, e))?),
                created_at: Set(now.millis()),
                created_by: Set(r#"{"kind":"system"}"#.to_owned()),
            };
            calendar::Entity::insert(row).exec_without_returning(tx.conn()).await?;
        }
        let policy = standard::policy();
        let row = service_policy::ActiveModel {
            id: Set(self.ids.next::<PolicyId>(now).0),
            code: Set(policy.policy_id.clone()),
            version: Set(policy.version.clone()),
            // in force for imported history too
            effective_from: Set(0),
            spec: Set(serde_json::to_string(&policy)
                .map_err(|e| AppError::inconsistent("service_policy", "standard", e))?),
            created_at: Set(now.millis()),
            created_by: Set(r#"{"kind":"system"}"#.to_owned()),
        };
        service_policy::Entity::insert(row).exec_without_returning(tx.conn()).await?;
        tx.commit().await
    }
}

fn rulebook(policy: &PolicySpec) -> Rulebook {
    let response = policy.clocks.get(ClockKind::Response.as_str());
    Rulebook {
        zone: policy.timezone.parse().unwrap_or(ZONE),
        reopen_window_days: policy.reopen.window_days,
        pause_reasons: policy.pause.reasons.clone(),
        pause_max_days: policy.pause.max_days,
        reply_needs_time_and_place: response.is_some_and(|r| r.reply_needs_time_and_place),
    }
}
