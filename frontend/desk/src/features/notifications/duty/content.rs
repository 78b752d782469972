//! What stands in the form of a shift, as plain data, and how a shift stands.

use contract::notifications::{DutyShiftView, SaveDutyShift};
use domain::kernel::Timestamp;
use kit::time::{Civil, SHANGHAI};
use serde::{Deserialize, Serialize};

use crate::features::form::instant;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ShiftContent {
    pub(super) branch_id: String,
    pub(super) user_id: String,
    pub(super) user: String,
    pub(super) from: String,
    pub(super) until: String,
}

impl ShiftContent {
    pub(super) fn of(shift: &DutyShiftView) -> Self {
        let input = |at: Timestamp| Civil::at(at, SHANGHAI).input();
        Self {
            branch_id: shift.branch_id.to_string(),
            user_id: shift.user_id.to_string(),
            user: shift.user_name.clone(),
            from: input(shift.from),
            until: input(shift.until),
        }
    }

    /// # Errors
    /// The pointers of what is missing, or was typed but not picked.
    pub(super) fn request(&self) -> Result<SaveDutyShift, Vec<&'static str>> {
        let (branch, user) = (self.branch_id.parse(), self.user_id.parse());
        match (branch, user, instant(&self.from), instant(&self.until)) {
            (Ok(branch_id), Ok(user_id), Some(from), Some(until)) => {
                Ok(SaveDutyShift { branch_id, user_id, from, until })
            }
            (branch, user, from, until) => Err([
                (branch.is_err(), "/branch_id"),
                (user.is_err(), "/user_id"),
                (from.is_none(), "/from"),
                (until.is_none(), "/until"),
            ]
            .into_iter()
            .filter_map(|(wrong, pointer)| wrong.then_some(pointer))
            .collect()),
        }
    }
}

/// How a shift stands at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Over,
    Now,
    Ahead,
}

impl Standing {
    pub(super) fn of(from: Timestamp, until: Timestamp, now: Timestamp) -> Self {
        if until <= now {
            Self::Over
        } else if from <= now {
            Self::Now
        } else {
            Self::Ahead
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_chinas_and_a_person_is_picked() {
        let content = ShiftContent {
            branch_id: "019a0000-0000-7000-8000-000000000001".into(),
            user: "张".into(),
            from: "2026-03-02T18:00".into(),
            until: "2026-03-03T08:00".into(),
            ..ShiftContent::default()
        };
        assert_eq!(content.request().unwrap_err(), ["/user_id"]);
        let picked = ShiftContent { user_id: content.branch_id.clone(), ..content };
        let body = picked.request().unwrap();
        assert_eq!(body.until.to_string(), "2026-03-03T00:00:00.000Z");
    }

    #[test]
    fn a_shift_ends_before_its_last_instant() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let (from, until) = (at("2026-03-02T10:00:00Z"), at("2026-03-03T00:00:00Z"));
        for (now, expected) in [
            ("2026-03-02T09:59:59Z", Standing::Ahead),
            ("2026-03-02T10:00:00Z", Standing::Now),
            ("2026-03-03T00:00:00Z", Standing::Over),
        ] {
            assert_eq!(Standing::of(from, until, at(now)), expected, "{now}");
        }
    }
}
