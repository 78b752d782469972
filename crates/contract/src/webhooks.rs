//! Subscriptions of third-party systems to events, and what was delivered to them.

use domain::{
    kernel::{Actor, BranchId, DeliveryId, EventId, Timestamp, WebhookId},
    webhooks::{DeliveryFault, DeliveryState, DisabledReason},
};

request! {
    pub struct SaveWebhook {
        /// Where events are posted: `https`, a public address, no user or password in it
        #[validate(length(min = 1, max = 500))]
        pub url: String,
        /// Types such as `ticket.archived`, or all of a subject: `ticket.*`; empty: all
        #[serde(default)]
        #[validate(length(max = 100))]
        pub event_types: Vec<String>,
        /// Events of this branch, those below it and the company; null: of the whole company
        #[serde(default)]
        pub branch_id: Option<BranchId>,
        #[serde(default)]
        #[validate(length(max = 200))]
        pub description: Option<String>,
        /// While false nothing is sent; afterwards it goes on where it stopped
        pub active: bool,
    }

    /// 重放: send everything again from a position of the feed on.
    pub struct ReplayEvents {
        /// Everything after this position; 0 is the beginning
        #[validate(range(min = 0))]
        pub since: i64,
    }
}

wire! {
    pub struct WebhookView {
        pub id: WebhookId,
        pub url: String,
        /// Empty: all
        pub event_types: Vec<String>,
        pub branch_id: Option<BranchId>,
        pub description: Option<String>,
        pub active: bool,
        /// Why the system switched it off
        pub disabled_reason: Option<DisabledReason>,
        /// Position of the feed up to which events were taken for delivery
        pub position: i64,
        /// Until then the secret before the last rotation signs too
        pub previous_secret_until: Option<Timestamp>,
        pub created_by: Actor,
        pub version: i64,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
    }

    /// The secret is shown this once.
    pub struct WebhookWithSecret {
        /// `whsec_…`, the key of the signatures in base64; null in the answer to a repeated request
        pub secret: Option<String>,
        pub webhook: WebhookView,
    }

    /// 推送记录: one event on its way to one subscription, with its last attempt.
    pub struct DeliveryView {
        pub id: DeliveryId,
        pub webhook_id: WebhookId,
        /// The `webhook-id` of every attempt
        pub event_id: EventId,
        /// Position in the feed; 0 for a test event
        pub event_seq: i64,
        pub event_type: String,
        pub state: DeliveryState,
        /// Attempts so far
        pub attempts: i64,
        pub last_attempt_at: Option<Timestamp>,
        /// HTTP status of the last answer
        pub status_code: Option<u16>,
        pub duration_ms: Option<i64>,
        /// Why the last attempt failed
        pub fault: Option<DeliveryFault>,
        /// The first 1,024 bytes of the last answer
        pub response: Option<String>,
        pub next_attempt_at: Option<Timestamp>,
        /// When it was last put in line; deliveries are kept for 30 days
        pub queued_at: Timestamp,
    }
}

query! {
    pub struct DeliveryQuery {
        #[validate(range(min = 1, max = 100))]
        pub limit: Option<u64>,
        #[validate(length(max = 500))]
        pub cursor: Option<String>,
        pub state: Option<DeliveryState>,
    }
}
