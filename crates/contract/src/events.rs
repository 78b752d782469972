//! The envelope of `GET /events`, the live stream and webhooks.

use domain::kernel::{Actor, BranchId, EventId, Timestamp};

wire! {
    pub struct EventEnvelope {
        /// Dedupe by this id
        pub id: EventId,
        /// Position in the feed: `GET /events?after=`
        pub seq: i64,
        #[serde(rename = "type")]
        pub event_type: String,
        pub at: Timestamp,
        pub branch_id: Option<BranchId>,
        /// `ticket`, `customer`, `unit`, …
        pub subject_kind: String,
        pub subject_id: String,
        /// Human number of the subject, where it has one
        pub subject_no: Option<String>,
        pub actor: Actor,
        pub data: serde_json::Value,
    }

    pub struct EventPage {
        pub items: Vec<EventEnvelope>,
        /// Give this as `after` next time
        pub last_seq: i64,
    }
}

query! {
    pub struct EventQuery {
        /// Everything after this position; default 0
        #[validate(range(min = 0))]
        pub after: Option<i64>,
        #[validate(range(min = 1, max = 100))]
        pub limit: Option<u64>,
        /// Only this type, e.g. `ticket.archived`
        #[validate(length(max = 60))]
        pub event_type: Option<String>,
    }

    /// Where a live stream begins; the `Last-Event-ID` header goes before it.
    pub struct LiveQuery {
        /// Everything after this position; default: from now on
        #[validate(range(min = 0))]
        pub after: Option<i64>,
        /// Only this type, e.g. `ticket.archived`
        #[validate(length(max = 60))]
        pub event_type: Option<String>,
    }
}
