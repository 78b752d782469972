//! What of a ticket's events concerns people at once.

use serde::Deserialize;

use super::NotificationKind;
use crate::{
    kernel::UserId,
    sla::{ClockKind, Priority},
    tickets::ReviewOutcome,
};

/// The events that may become notifications; everything else is passed over unread.
pub const EVENT_TYPES: &[&str] = &[
    "ticket.registered",
    "ticket.priority_changed",
    "ticket.assigned",
    "ticket.dispatched",
    "ticket.threshold_reached",
    "ticket.transferred_to_hq",
    "ticket.urged",
    "ticket.extension_asked",
    "ticket.reviewed",
];

/// Something that people must hear of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Incident {
    /// P1 was registered, or a request was raised to P1
    Critical,
    Threshold {
        clock: ClockKind,
        percent: u32,
    },
    Assigned {
        owner: UserId,
    },
    Dispatched {
        engineer: UserId,
    },
    TransferredToHq,
    Urged,
    ExtensionAsked,
    FormReturned,
}

#[derive(Deserialize)]
struct Registered {
    priority: Priority,
}

#[derive(Deserialize)]
struct PriorityChanged {
    from: Priority,
    to: Priority,
}

#[derive(Deserialize)]
struct Reached {
    clock: ClockKind,
    percent: u32,
}

#[derive(Deserialize)]
struct Assigned {
    owner_id: UserId,
}

#[derive(Deserialize)]
struct Dispatched {
    engineer_id: UserId,
}

#[derive(Deserialize)]
struct Reviewed {
    outcome: ReviewOutcome,
}

impl Incident {
    /// The incident in an event, `data` being the JSON of its content; none when nobody must hear of it.
    ///
    /// # Errors
    /// When the content lacks what decides.
    pub fn read(event_type: &str, data: &str) -> serde_json::Result<Option<Self>> {
        Ok(match event_type {
            "ticket.registered" => {
                let event: Registered = serde_json::from_str(data)?;
                (event.priority == Priority::P1).then_some(Self::Critical)
            }
            "ticket.priority_changed" => {
                let event: PriorityChanged = serde_json::from_str(data)?;
                (event.to == Priority::P1 && event.from != Priority::P1).then_some(Self::Critical)
            }
            "ticket.assigned" => {
                let event: Assigned = serde_json::from_str(data)?;
                Some(Self::Assigned { owner: event.owner_id })
            }
            "ticket.dispatched" => {
                let event: Dispatched = serde_json::from_str(data)?;
                Some(Self::Dispatched { engineer: event.engineer_id })
            }
            "ticket.threshold_reached" => {
                let event: Reached = serde_json::from_str(data)?;
                Some(Self::Threshold { clock: event.clock, percent: event.percent })
            }
            "ticket.transferred_to_hq" => Some(Self::TransferredToHq),
            "ticket.urged" => Some(Self::Urged),
            "ticket.extension_asked" => Some(Self::ExtensionAsked),
            "ticket.reviewed" => {
                let event: Reviewed = serde_json::from_str(data)?;
                (event.outcome == ReviewOutcome::Returned).then_some(Self::FormReturned)
            }
            _ => None,
        })
    }

    #[must_use]
    pub const fn kind(&self) -> NotificationKind {
        match self {
            Self::Critical => NotificationKind::Critical,
            Self::Threshold { .. } => NotificationKind::Threshold,
            Self::Assigned { .. } => NotificationKind::Assigned,
            Self::Dispatched { .. } => NotificationKind::Dispatched,
            Self::TransferredToHq => NotificationKind::TransferredToHq,
            Self::Urged => NotificationKind::Urged,
            Self::ExtensionAsked => NotificationKind::ExtensionAsked,
            Self::FormReturned => NotificationKind::FormReturned,
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_concerns_nobody_is_no_incident() {
        let id = UserId(Uuid::from_u128(7));
        for (event_type, data, incident) in [
            ("ticket.registered", r#"{"priority":"P1","no":"x"}"#.to_owned(), Some(Incident::Critical)),
            ("ticket.registered", r#"{"priority":"P2"}"#.to_owned(), None),
            ("ticket.priority_changed", r#"{"from":"P3","to":"P1"}"#.to_owned(), Some(Incident::Critical)),
            ("ticket.priority_changed", r#"{"from":"P1","to":"P1"}"#.to_owned(), None),
            ("ticket.priority_changed", r#"{"from":"P1","to":"P2"}"#.to_owned(), None),
            ("ticket.assigned", format!(r#"{{"owner_id":"{id}"}}"#), Some(Incident::Assigned { owner: id })),
            (
                "ticket.dispatched",
                format!(r#"{{"engineer_id":"{id}"}}"#),
                Some(Incident::Dispatched { engineer: id }),
            ),
            (
                "ticket.threshold_reached",
                r#"{"clock":"response","percent":80,"due_at":null}"#.to_owned(),
                Some(Incident::Threshold { clock: ClockKind::Response, percent: 80 }),
            ),
            ("ticket.reviewed", r#"{"outcome":"returned"}"#.to_owned(), Some(Incident::FormReturned)),
            ("ticket.reviewed", r#"{"outcome":"approved"}"#.to_owned(), None),
            ("ticket.urged", "{}".to_owned(), Some(Incident::Urged)),
            ("ticket.archived", "{}".to_owned(), None),
        ] {
            assert_eq!(Incident::read(event_type, &data).unwrap(), incident, "{event_type} {data}");
        }
        assert!(Incident::read("ticket.assigned", "{}").is_err());
    }
}
