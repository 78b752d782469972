//! 推送订阅: third-party systems are sent what happens, in the envelope of the feed, signed after the rules of Standard
//! Webhooks.
//!
//! On its way an event is a row: `take` turns the feed into deliveries and moves the subscription's position in one
//! transaction, `work` sends what is due and writes down what came of it. A crash loses neither.

mod deliveries;
mod endpoint;
mod send;
mod signature;
pub(crate) mod store;
mod subscriptions;
mod take;
mod vault;
mod work;

use crate::AppError;

/// Which addresses webhooks may have. Nothing is allowed unless it is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WebhookPolicy {
    /// `http` too: for tests and networks of one's own
    pub allow_insecure: bool,
    /// Addresses inside too, such as an ERP in the same network
    pub allow_private: bool,
}

/// What sending needs and all requests share.
pub(crate) struct Outgoing {
    policy: WebhookPolicy,
    vault: vault::Vault,
    sender: send::Sender,
    seen: take::Seen,
}

impl Outgoing {
    pub(crate) fn new(secret: &[u8], policy: WebhookPolicy) -> Result<Self, AppError> {
        Ok(Self {
            policy,
            vault: vault::Vault::new(secret)?,
            sender: send::Sender::new(policy),
            seen: take::Seen::default(),
        })
    }
}
