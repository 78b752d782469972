//! The question to the clocks, as typed.

use contract::sla::{PreviewClock, SlaPreviewRequest};
use domain::sla::{ClockKind, Fact, FactAt, PauseReason, Priority, Target};
use serde::{Deserialize, Serialize};

use crate::features::form::{filled, instant};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SlaContent {
    /// `own`: one clock as typed here; `policy`: the clocks of the policy in force
    pub(super) source: String,
    pub(super) kind: String,
    pub(super) target: String,
    pub(super) calendar: String,
    pub(super) pausable: bool,
    pub(super) request_type: String,
    pub(super) mode: String,
    pub(super) priority: String,
    pub(super) branch_id: String,
    pub(super) customer_grade: String,
    pub(super) contract_no: String,
    pub(super) received_at: String,
    pub(super) as_of: String,
    pub(super) facts: Vec<FactContent>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FactContent {
    pub(super) at: String,
    /// `pause`, `resume`, `stop`, `reopen`, `priority_change`
    pub(super) kind: String,
    pub(super) reason: String,
    pub(super) priority: String,
}

impl FactContent {
    /// A pause at the customer's request is what is asked for most.
    pub(super) fn new(kind: &str, at: String) -> Self {
        let reason = PauseReason::CustomerDowntimeWindow.as_str().to_owned();
        Self { at, kind: kind.to_owned(), reason, priority: Priority::P1.as_str().to_owned() }
    }

    fn fact(&self, clock: ClockKind) -> Option<Fact> {
        Some(match self.kind.as_str() {
            "pause" => Fact::Pause { reason: self.reason.parse().ok()? },
            "resume" => Fact::Resume,
            "stop" => Fact::Stop { clock },
            "reopen" => Fact::Reopen,
            "priority_change" => Fact::PriorityChange { priority: self.priority.parse().ok()? },
            _ => return None,
        })
    }
}

impl SlaContent {
    pub(super) fn blank(now: String) -> Self {
        Self {
            source: "own".to_owned(),
            kind: ClockKind::Resolution.as_str().to_owned(),
            target: "16WH".to_owned(),
            calendar: "CAL-8x5".to_owned(),
            pausable: true,
            request_type: "repair".to_owned(),
            mode: "on_site".to_owned(),
            priority: Priority::P3.as_str().to_owned(),
            branch_id: String::new(),
            customer_grade: String::new(),
            contract_no: String::new(),
            received_at: now,
            as_of: String::new(),
            facts: Vec::new(),
        }
    }

    /// The request with its facts in the order of time, or the pointers of what cannot be read.
    pub(super) fn request(&self) -> Result<SlaPreviewRequest, Vec<String>> {
        let mut wrong = Vec::new();
        let received_at = instant(&self.received_at);
        let as_of = filled(&self.as_of).map(|text| instant(&text));
        let target = self.target.trim().parse::<Target>();
        let own = self.source == "own";
        for (pointer, is_wrong) in [
            ("/received_at", received_at.is_none()),
            ("/as_of", as_of == Some(None)),
            ("/clocks/0/target", own && target.is_err()),
        ] {
            if is_wrong {
                wrong.push(pointer.to_owned());
            }
        }
        let kind = self.kind.parse().unwrap_or(ClockKind::Resolution);
        let mut facts = Vec::new();
        for (at, line) in self.facts.iter().enumerate() {
            match (instant(&line.at), line.fact(kind)) {
                (Some(at), Some(fact)) => facts.push(FactAt { at, fact }),
                (None, _) => wrong.push(format!("/facts/{at}/at")),
                (_, None) => wrong.push(format!("/facts/{at}/kind")),
            }
        }
        facts.sort_by_key(|fact| fact.at);
        let (Some(received_at), true) = (received_at, wrong.is_empty()) else { return Err(wrong) };
        let clock = |target| PreviewClock {
            kind,
            target: Some(target),
            targets: std::collections::BTreeMap::new(),
            calendar: filled(&self.calendar),
            pausable: Some(self.pausable),
        };
        Ok(SlaPreviewRequest {
            branch_id: self.branch_id.parse().ok(),
            policy_id: None,
            request_type: self.request_type.parse().ok(),
            mode: self.mode.parse().ok(),
            priority: self.priority.parse().unwrap_or(Priority::P3),
            customer_grade: self.customer_grade.parse().ok(),
            contract_no: filled(&self.contract_no),
            received_at,
            as_of: as_of.flatten(),
            clocks: target.ok().filter(|_| own).map(|target| vec![clock(target)]),
            facts,
            priority_mode: None,
            reopen_mode: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_api_can_be_typed() {
        let mut content =
            SlaContent { as_of: "2025-03-06T15:00".into(), ..SlaContent::blank("2025-03-03T09:00".into()) };
        content.facts = vec![
            FactContent::new("resume", "2025-03-06T14:00".into()),
            FactContent::new("pause", "2025-03-04T10:00".into()),
        ];
        let request = serde_json::to_value(content.request().unwrap()).unwrap();
        assert_eq!(request["received_at"], "2025-03-03T01:00:00.000Z");
        assert_eq!(request["clocks"][0]["target"], "16WH");
        assert_eq!(
            request["facts"][0],
            serde_json::json!({"at":"2025-03-04T02:00:00.000Z","kind":"pause","reason":"customer_downtime_window"})
        );
        assert_eq!(request["facts"][1]["kind"], "resume");
    }

    #[test]
    fn every_unreadable_field_is_named() {
        let mut content = SlaContent { target: "soon".into(), ..SlaContent::blank(String::new()) };
        content.facts = vec![FactContent::new("pause", "x".into())];
        assert_eq!(content.request().unwrap_err(), ["/received_at", "/clocks/0/target", "/facts/0/at"]);
    }

    #[test]
    fn the_policys_clocks_need_no_target() {
        let content = SlaContent {
            source: "policy".into(),
            target: String::new(),
            ..SlaContent::blank("2025-03-03T09:00".into())
        };
        assert_eq!(content.request().unwrap().clocks, None);
    }
}
