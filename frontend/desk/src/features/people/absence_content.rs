//! What stands in the form of an absence, as plain data.

use contract::access::{AbsenceView, SaveAbsence};
use domain::{access::AbsenceKind, kernel::Timestamp};
use kit::time::{Civil, SHANGHAI};
use serde::{Deserialize, Serialize};

use crate::features::form::{filled, instant};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct AbsenceContent {
    pub(super) from: String,
    pub(super) until: String,
    pub(super) kind: String,
    pub(super) deputy_id: String,
    pub(super) deputy: String,
    pub(super) note: String,
}

impl AbsenceContent {
    pub(super) fn blank() -> Self {
        Self { kind: AbsenceKind::AnnualLeave.as_str().to_owned(), ..Self::default() }
    }

    pub(super) fn of(absence: &AbsenceView) -> Self {
        let input = |at: Timestamp| Civil::at(at, SHANGHAI).input();
        Self {
            from: input(absence.from),
            until: input(absence.until),
            kind: absence.kind.as_str().to_owned(),
            deputy_id: absence.deputy_id.map(|id| id.to_string()).unwrap_or_default(),
            deputy: absence.deputy_name.clone().unwrap_or_default(),
            note: absence.note.clone().unwrap_or_default(),
        }
    }

    /// # Errors
    /// The pointers of what says no instant, and of a deputy that was typed but not picked.
    pub(super) fn request(&self) -> Result<SaveAbsence, Vec<&'static str>> {
        let deputy_id = self.deputy_id.parse().ok();
        let unpicked = deputy_id.is_none() && filled(&self.deputy).is_some();
        match (instant(&self.from), instant(&self.until), self.kind.parse()) {
            (Some(from), Some(until), Ok(kind)) if !unpicked => {
                Ok(SaveAbsence { from, until, kind, deputy_id, note: filled(&self.note) })
            }
            (from, until, kind) => Err([
                (from.is_none(), "/from"),
                (until.is_none(), "/until"),
                (kind.is_err(), "/kind"),
                (unpicked, "/deputy_id"),
            ]
            .into_iter()
            .filter_map(|(wrong, pointer)| wrong.then_some(pointer))
            .collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_chinas() {
        let content = AbsenceContent {
            from: "2026-03-02T08:00".into(),
            until: "2026-03-06T18:00".into(),
            ..AbsenceContent::blank()
        };
        let body = content.request().unwrap();
        assert_eq!(body.until.to_string(), "2026-03-06T10:00:00.000Z");
        assert_eq!((body.deputy_id, body.note), (None, None));
    }

    #[test]
    fn what_is_missing_or_was_only_typed_is_named() {
        let content = AbsenceContent { deputy: "刘".into(), ..AbsenceContent::blank() };
        assert_eq!(content.request().unwrap_err(), ["/from", "/until", "/deputy_id"]);
    }
}
