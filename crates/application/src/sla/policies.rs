//! Service policies: versions with an effective date; a ticket keeps the version valid at its creation.

use contract::{
    problem::FieldError,
    sla::{PolicyCheck, PolicyDetail, PolicyItem, SavePolicy},
};
use domain::{
    access::{Permission, Resource},
    kernel::{PolicyId, Timestamp},
    sla::{KnownCodes, PolicySpec},
};
use sea_orm::{EntityTrait, QueryOrder, QuerySelect, Set};
use serde_json::json;

use super::{
    rules::ZONE,
    store::{calendar, service_policy},
};
use crate::{App, AppError, Caller, Idempotent, Outcome, tx::Begin};

impl App {
    /// Every version of every policy, the newest first.
    ///
    /// # Errors
    /// 403 without `policies.read`.
    pub async fn list_policies(&self, caller: &Caller) -> Result<Vec<PolicyItem>, AppError> {
        caller.require_anywhere(Permission::PoliciesRead)?;
        let (read, now) = (self.db.read(), self.clock.now());
        let rows = service_policy::Entity::find()
            .order_by_desc(service_policy::Column::EffectiveFrom)
            .order_by_desc(service_policy::Column::CreatedAt)
            .all(read)
            .await?;
        let mut list = Vec::new();
        for row in rows {
            let spec = self.policy(read, row.id).await?;
            let earlier = list.iter().any(|p: &PolicyItem| p.policy_id == row.code && p.in_force);
            list.push(PolicyItem {
                id: PolicyId(row.id),
                policy_id: row.code,
                version: row.version,
                status: spec.status.clone(),
                effective_from: spec.effective_from,
                in_force: !earlier && row.effective_from <= now.millis(),
            });
        }
        Ok(list)
    }

    /// One version of a policy.
    ///
    /// # Errors
    /// 404 when it does not exist.
    pub async fn show_policy(&self, caller: &Caller, id: PolicyId) -> Result<PolicyDetail, AppError> {
        let in_force = self.list_policies(caller).await?.iter().any(|p| p.id == id && p.in_force);
        let row =
            service_policy::Entity::find_by_id(id.0).one(self.db.read()).await?.ok_or(AppError::NotFound)?;
        let spec = self.policy(self.db.read(), id.0).await?;
        let created_at = Timestamp::from_millis(row.created_at)
            .map_err(|e| AppError::inconsistent("service_policy", id, e))?;
        Ok(PolicyDetail { id, in_force, spec: (*spec).clone(), created_at })
    }

    /// Every problem of a policy, with its place; writes nothing.
    ///
    /// # Errors
    /// 403 without `policies.read`.
    pub async fn check_policy(&self, caller: &Caller, input: &SavePolicy) -> Result<PolicyCheck, AppError> {
        caller.require_anywhere(Permission::PoliciesRead)?;
        Ok(PolicyCheck { problems: self.problems(&input.spec).await?.err().unwrap_or_default() })
    }

    /// Saves a new version; it binds tickets registered from its date on.
    ///
    /// # Errors
    /// 403 without `policies.write`, 422 for an incomplete policy, 409 when the version exists.
    pub async fn save_policy(
        &self,
        caller: &Caller,
        idempotent: Option<Idempotent>,
        input: SavePolicy,
    ) -> Result<Outcome, AppError> {
        caller.require(Permission::PoliciesWrite, &Resource::COMPANY)?;
        if let Err(problems) = self.problems(&input.spec).await? {
            let fields = problems
                .into_iter()
                .map(|p| FieldError::new(format!("/spec{}", p.pointer), p.code, p.message));
            return Err(AppError::Invalid(fields.collect()));
        }
        let tx = match self.begin(caller, idempotent).await? {
            Begin::Replay(outcome) => return Ok(outcome),
            Begin::Fresh(tx) => tx,
        };
        let (now, spec) = (tx.now(), input.spec);
        let first_day = spec.effective_from.map(|date| domain::sla::start_of_date(ZONE, date));
        let effective_from = first_day.unwrap_or(now);
        let id = self.ids.next::<PolicyId>(now);
        let row = service_policy::ActiveModel {
            id: Set(id.0),
            code: Set(spec.policy_id.clone()),
            version: Set(spec.version.clone()),
            effective_from: Set(effective_from.millis()),
            spec: Set(
                serde_json::to_string(&spec).map_err(|e| AppError::inconsistent("service_policy", id, e))?
            ),
            created_at: Set(now.millis()),
            created_by: Set(serde_json::to_string(caller.actor())
                .map_err(|e| AppError::inconsistent("service_policy", id, e))?),
        };
        service_policy::Entity::insert(row).exec_without_returning(tx.conn()).await?;
        let said = json!({ "policy_id": spec.policy_id, "version": spec.version });
        tx.audit(caller.actor(), "policy.saved", "policy", id, &said).await?;
        let view = PolicyDetail { id, in_force: effective_from <= now, spec, created_at: now };
        let outcome = tx.finish(Outcome::created(&view, None, format!("/api/v1/policies/{id}"))?).await;
        self.rules.forget_current();
        outcome
    }

    async fn problems(
        &self,
        spec: &PolicySpec,
    ) -> Result<Result<(), Vec<domain::sla::PolicyProblem>>, AppError> {
        let read = self.db.read();
        let calendars: Vec<String> = calendar::Entity::find()
            .select_only()
            .column(calendar::Column::Code)
            .distinct()
            .into_tuple()
            .all(read)
            .await?;
        let calendars = calendars.into_iter().filter(|code| spec.calendars.contains_key(code)).collect();
        let branches = crate::access::branches::codes(read).await?;
        Ok(spec.validate_with(KnownCodes { calendars: &calendars, branches: Some(&branches) }))
    }
}
