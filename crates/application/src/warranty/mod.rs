//! 质保: the answer to "is it free, and why", from stored facts or from given ones.

use contract::warranty::{EvaluateWarranty, StoredUnit};
use domain::{
    access::Permission,
    warranty::{Verdict, evaluate},
};

use crate::{App, AppError, Caller};

impl App {
    /// Evaluates warranty for a stored unit or a given subject; writes nothing.
    ///
    /// # Errors
    /// 403 without `warranty.evaluate`, 422 for an unknown unit or contradicting facts.
    pub async fn evaluate_warranty(
        &self,
        caller: &Caller,
        input: EvaluateWarranty,
    ) -> Result<Verdict, AppError> {
        caller.require_anywhere(Permission::WarrantyEvaluate)?;
        let (read, now) = (self.db.read(), self.clock.now());
        let stored = match input.unit_id {
            Some(unit) => {
                let subject = crate::assets::warranty_subject(read, unit).await?;
                let subject = subject
                    .ok_or_else(|| AppError::invalid("/unit_id", "unknown_reference", "does not exist"))?;
                Some(StoredUnit { subject, history: Vec::new(), contract: None })
            }
            None => None,
        };
        let question = input.question(stored, now);
        let question = question
            .ok_or_else(|| AppError::invalid("/subject", "required", "give `unit_id` or `subject`"))?;
        let rules = self.current_rules(read, None, now).await?;
        Ok(evaluate(&question, &|date| rules.is_rest_day(date)))
    }
}
