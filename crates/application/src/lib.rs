//! Use cases and stores. A use case is: authorise → load → one call into a pure entity → save → events, in one
//! transaction. The rows (sea-orm entities) stay private to each capability's `store`.

pub mod access;
pub mod assets;
pub mod attachments;
pub mod demo;
pub mod events;
pub mod exports;
pub mod imports;
pub mod mailbox;
pub mod meta;
pub mod notifications;
pub mod reports;
pub mod sla;
pub mod tickets;
pub mod warranty;
pub mod webhooks;

mod app;
mod audit;
mod clock;
mod cursor;
mod db;
mod error;
mod ids;
mod live;
mod outbound;
mod outcome;
mod scheduler;
mod search;
mod tx;
mod vault;

pub use access::{Caller, PasswordCost};
pub use app::{App, FREQUENT_WORD, Settings};
pub use clock::{Clock, ManualClock, SystemClock};
pub use db::Db;
pub use error::AppError;
pub use ids::Ids;
pub use outbound::AddressPolicy;
pub use outcome::{Idempotent, Outcome};

/// SHA-256 over several parts, each length-prefixed: the fingerprint of a request, the hash of a token.
#[must_use]
pub fn fingerprint(parts: &[&[u8]]) -> String {
    use sha2::{Digest as _, Sha256};
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hex::encode(hasher.finalize())
}
