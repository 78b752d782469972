//! What happened to a ticket, as far as clocks care. Clocks are a pure function of these facts.

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::{Map, Value};

use super::{ClockKind, FactName, PauseReason, Priority};
use crate::kernel::Timestamp;

/// One kind of fact with what it carries; `kind` names it in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Fact {
    Acknowledged,
    /// A person's reply with content; it also acknowledges (R-6.1.2.1, R-3.3.2).
    SubstantiveReply,
    CauseAndPlanSent,
    ArrivedOnSite,
    Resolved,
    VisitFinished,
    FormHandedIn,
    /// The supervisor returned the form: it is due again the same day; the earlier hand-in stays as it was.
    FormReturned,
    CustomerConfirmed,
    SurveySent,
    /// The item was taken over with signature; `promised_at` is the date promised for its return (R-11.2.2.4).
    ItemReceivedSigned {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        promised_at: Option<Timestamp>,
    },
    ReturnedAndCommissioned,
    ComplaintAnswered,
    GoodsReceived,
    RefundPaid,
    TransferredToHq,
    HqAccepted,
    Urged,
    UrgeAnswered,
    RefusalOpened,
    RefusalDecided,
    Pause {
        reason: PauseReason,
    },
    Resume,
    /// The customer says it is not solved. Whether the window is still open is the ticket's decision ([`super::reopen_until`]).
    Reopen,
    PriorityChange {
        priority: Priority,
    },
    Extension {
        clock: ClockKind,
        new_due_at: Timestamp,
        /// Code of the policy's closed list
        reason: String,
        /// When the customer was told
        #[serde(default, skip_serializing_if = "Option::is_none")]
        noticed_at: Option<Timestamp>,
    },
    /// The window that the customer agreed to; its end is the due time of the visit.
    AppointmentAgreed {
        from: Timestamp,
        to: Timestamp,
    },
    AppointmentCancelled,
    /// Cancelled, duplicate, withdrawn, refused or merged: running clocks end, neither met nor breached.
    Cancelled {
        reason: String,
    },
    /// Stops one clock whatever its stop fact is.
    Stop {
        clock: ClockKind,
    },
}

impl Fact {
    /// The name by which a policy may start or stop a clock with this fact.
    #[must_use]
    pub const fn name(&self) -> Option<FactName> {
        Some(match self {
            Self::Acknowledged => FactName::Acknowledged,
            Self::SubstantiveReply => FactName::SubstantiveReply,
            Self::CauseAndPlanSent => FactName::CauseAndPlanSent,
            Self::ArrivedOnSite => FactName::ArrivedOnSite,
            Self::Resolved => FactName::Resolved,
            Self::VisitFinished => FactName::VisitFinished,
            Self::FormHandedIn => FactName::FormHandedIn,
            Self::FormReturned => FactName::FormReturned,
            Self::CustomerConfirmed => FactName::CustomerConfirmed,
            Self::SurveySent => FactName::SurveySent,
            Self::ItemReceivedSigned { .. } => FactName::ItemReceivedSigned,
            Self::ReturnedAndCommissioned => FactName::ReturnedAndCommissioned,
            Self::ComplaintAnswered => FactName::ComplaintAnswered,
            Self::GoodsReceived => FactName::GoodsReceived,
            Self::RefundPaid => FactName::RefundPaid,
            Self::TransferredToHq => FactName::TransferredToHq,
            Self::HqAccepted => FactName::HqAccepted,
            Self::Urged => FactName::Urged,
            Self::UrgeAnswered => FactName::UrgeAnswered,
            Self::RefusalOpened => FactName::RefusalOpened,
            Self::RefusalDecided => FactName::RefusalDecided,
            Self::Pause { .. }
            | Self::Resume
            | Self::Reopen
            | Self::PriorityChange { .. }
            | Self::Extension { .. }
            | Self::AppointmentAgreed { .. }
            | Self::AppointmentCancelled
            | Self::Cancelled { .. }
            | Self::Stop { .. } => return None,
        })
    }

    /// The fields that a fact of this `kind` may carry beside `at` and `kind`.
    fn fields_of(kind: &str) -> &'static [&'static str] {
        match kind {
            "item_received_signed" => &["promised_at"],
            "pause" | "cancelled" => &["reason"],
            "priority_change" => &["priority"],
            "extension" => &["clock", "new_due_at", "reason", "noticed_at"],
            "appointment_agreed" => &["from", "to"],
            "stop" => &["clock"],
            _ => &[],
        }
    }
}

/// A fact and when it happened. Facts are given in the order of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FactAt {
    pub at: Timestamp,
    #[serde(flatten)]
    pub fact: Fact,
}

// By hand, because serde can refuse unknown fields neither beside `flatten` nor in tagged unit variants.
impl<'de> Deserialize<'de> for FactAt {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut fields = Map::<String, Value>::deserialize(deserializer)?;
        let at = fields.remove("at").ok_or_else(|| D::Error::missing_field("at"))?;
        let at: Timestamp = serde_json::from_value(at).map_err(|e| D::Error::custom(format!("at: {e}")))?;
        let kind =
            fields.get("kind").and_then(Value::as_str).ok_or_else(|| D::Error::missing_field("kind"))?;
        let known = Fact::fields_of(kind);
        if let Some(unknown) = fields.keys().find(|f| f.as_str() != "kind" && !known.contains(&f.as_str())) {
            return Err(D::Error::unknown_field(unknown, known));
        }
        let fact = serde_json::from_value(Value::Object(fields)).map_err(D::Error::custom)?;
        Ok(Self { at, fact })
    }
}

#[cfg(test)]
mod tests {
    use super::{Fact, FactAt};

    #[test]
    fn json_is_flat_and_strict() {
        let pause = r#"{"at":"2025-03-04T02:00:00Z","kind":"pause","reason":"customer_downtime_window"}"#;
        let read: FactAt = serde_json::from_str(pause).unwrap();
        let again: FactAt = serde_json::from_value(serde_json::to_value(&read).unwrap()).unwrap();
        assert_eq!(read, again);
        let resume: FactAt =
            serde_json::from_str(r#"{"at":"2025-03-04T02:00:00Z","kind":"resume"}"#).unwrap();
        assert_eq!(resume.fact, Fact::Resume);
        for bad in [
            r#"{"kind":"resume"}"#,
            r#"{"at":"2025-03-04T02:00:00Z"}"#,
            r#"{"at":"yesterday","kind":"resume"}"#,
            r#"{"at":"2025-03-04T02:00:00Z","kind":"resume","reason":"x"}"#,
            r#"{"at":"2025-03-04T02:00:00Z","kind":"lunch"}"#,
            r#"{"at":"2025-03-04T02:00:00Z","kind":"pause","reason":"lunch"}"#,
        ] {
            assert!(serde_json::from_str::<FactAt>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_names_of_the_facts_are_their_json_kinds() {
        for name in super::FactName::ALL.iter().filter(|n| **n != super::FactName::Received) {
            let json = format!(r#"{{"at":"2025-03-04T02:00:00Z","kind":"{name}"}}"#);
            let read: FactAt = serde_json::from_str(&json).unwrap();
            assert_eq!(read.fact.name(), Some(*name));
        }
    }
}
