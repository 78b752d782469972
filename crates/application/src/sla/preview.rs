//! What would the clocks say? Pure; integrators and our own forms ask it.

use contract::{
    problem::FieldError,
    sla::{SlaPreview, SlaPreviewRequest},
};
use domain::{
    access::Permission,
    sla::{Rules, SlaError, compute, preview},
};

use crate::{App, AppError, Caller};

impl App {
    /// Computes clocks for given facts; stores nothing.
    ///
    /// # Errors
    /// 422 at the fact that contradicts the others, for an unknown calendar, branch or policy.
    pub async fn preview_sla(
        &self,
        caller: &Caller,
        input: &SlaPreviewRequest,
    ) -> Result<SlaPreview, AppError> {
        caller.require_anywhere(Permission::SlaPreview)?;
        let (read, now) = (self.db.read(), self.clock.now());
        let branch =
            match input.branch_id {
                Some(id) => {
                    let branch = crate::access::branches::by_id(read, id).await?;
                    Some(branch.ok_or_else(|| {
                        AppError::invalid("/branch_id", "unknown_reference", "does not exist")
                    })?)
                }
                None => None,
            };
        let pinned =
            self.current_rules(read, branch.as_ref().and_then(|b| b.calendar_code.as_deref()), now).await?;
        let chosen = match input.policy_id {
            Some(id) => {
                let known = self.list_policies(caller).await?.iter().any(|p| p.id == id);
                if !known {
                    return Err(AppError::invalid("/policy_id", "unknown_reference", "does not exist"));
                }
                self.policy(read, id.0).await?
            }
            None => pinned.policy.clone(),
        };
        let policy = input.policy((*chosen).clone());
        let mut calendars = pinned.calendars.clone();
        for item in self.list_calendars(caller).await? {
            if calendars.get(&item.code).is_none() {
                calendars = calendars.with(self.calendar(read, item.id.0).await?);
            }
        }
        let rules = Rules { policy: &policy, calendars: &calendars };
        let (subject, as_of) = (input.subject(branch.map(|b| b.code)), input.as_of.unwrap_or(now));
        let computed = match input.ad_hoc() {
            Some(clocks) => preview(rules, &clocks, &subject, &input.facts, as_of),
            None => compute(rules, &subject, &input.facts, as_of),
        };
        Ok(SlaPreview { clocks: computed.map_err(|error| refused(&error))? })
    }
}

fn refused(error: &SlaError) -> AppError {
    let pointer = error.index().map_or_else(|| "/clocks".to_owned(), |index| format!("/facts/{index}"));
    AppError::Invalid(vec![FieldError::new(pointer, error.code(), error.to_string())])
}
