//! What leaves the house over HTTP to addresses that people typed in: webhooks, robots of group chats, SMS gateways. Where
//! it may go is decided here for all of them, before a name is resolved and again by what it resolves to.

mod address;
mod client;

pub(crate) use address::{may_be_public, parse};
pub(crate) use client::{NotResolved, choose_cryptography, client, not_resolved};

/// Which addresses may be called. Nothing is allowed unless it is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AddressPolicy {
    /// `http` too: for tests and networks of one's own
    pub allow_insecure: bool,
    /// Addresses inside too, such as an ERP or an SMS gateway in the same network
    pub allow_private: bool,
}
