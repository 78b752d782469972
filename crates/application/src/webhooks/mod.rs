//! 推送订阅: third-party systems are sent what happens, in the envelope of the feed, signed after the rules of Standard
//! Webhooks.
//!
//! On its way an event is a row: `take` turns the feed into deliveries and moves the subscription's position in one
//! transaction, `work` sends what is due and writes down what came of it. A crash loses neither.

mod deliveries;
mod secret;
mod send;
mod signature;
pub(crate) mod store;
mod subscriptions;
mod take;
mod work;

use crate::{
    AppError,
    outbound::AddressPolicy,
    vault::{Purpose, Vault},
};

/// What sending needs and all requests share.
pub(crate) struct Outgoing {
    policy: AddressPolicy,
    vault: Vault,
    sender: send::Sender,
    seen: take::Seen,
}

impl Outgoing {
    pub(crate) fn new(secret: &[u8], policy: AddressPolicy) -> Result<Self, AppError> {
        Ok(Self {
            policy,
            vault: Vault::new(secret, Purpose::WebhookSecrets)?,
            sender: send::Sender::new(policy),
            seen: take::Seen::default(),
        })
    }
}
