//! The failed sign-ins under one name, as they are stored.

use domain::{access::LockOut, kernel::Timestamp};

use crate::AppError;

/// None, stored.
pub(super) const NO_FAILURES: &str = "[]";

/// Instants of the failures that may still lock a name, the oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Failures(Vec<Timestamp>);

impl Failures {
    /// # Errors
    /// What is wrong with the stored text.
    pub(super) fn parse(stored: &str) -> Result<Self, String> {
        let millis: Vec<i64> = serde_json::from_str(stored).map_err(|e| e.to_string())?;
        let at = |millis| Timestamp::from_millis(millis).map_err(|e| e.to_string());
        Ok(Self(millis.into_iter().map(at).collect::<Result<_, _>>()?))
    }

    pub(super) fn stored(&self) -> String {
        let millis: Vec<i64> = self.0.iter().map(|at| at.millis()).collect();
        serde_json::json!(millis).to_string()
    }

    /// One more; says whether the name is locked from now on.
    pub(super) fn add(&mut self, now: Timestamp) -> bool {
        let rule = LockOut::default();
        self.0.retain(|at| now.millis_since(*at) < Self::matter_for());
        self.0.push(now);
        rule.locked_until(&self.0, now).is_some()
    }

    /// Milliseconds after which a failure can no longer lock.
    pub(super) fn matter_for() -> i64 {
        let rule = LockOut::default();
        rule.window + rule.lock
    }

    /// # Errors
    /// 429 while the name is locked.
    pub(super) fn refuse_locked(&self, now: Timestamp) -> Result<(), AppError> {
        match LockOut::default().locked_until(&self.0, now) {
            None => Ok(()),
            Some(until) => {
                let seconds = (until.millis_since(now) + 999) / 1000;
                Err(AppError::LockedOut { retry_after_seconds: seconds.max(1) })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn are_read_as_they_were_stored_and_forgotten_when_they_no_longer_matter() {
        let begin = Timestamp::from_millis(1_750_000_000_000).unwrap();
        let mut failed = Failures::parse(NO_FAILURES).unwrap();
        for minute in 0..4 {
            assert!(!failed.add(begin.plus_millis(minute * 60_000)));
        }
        assert!(failed.add(begin.plus_millis(4 * 60_000)));
        assert_eq!(Failures::parse(&failed.stored()).unwrap(), failed);
        assert!(failed.refuse_locked(begin.plus_millis(18 * 60_000)).is_err());
        assert!(failed.refuse_locked(begin.plus_millis(19 * 60_000)).is_ok());
        assert!(!failed.add(begin.plus_millis(60 * 60_000)));
        assert_eq!(failed.stored().matches(',').count(), 0);
        assert!(Failures::parse("{}").is_err());
    }
}
