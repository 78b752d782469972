//! Wire types of the REST API, shared by the server and the apps: requests, responses, error codes. No logic.

#[macro_use]
mod shape;

pub mod access;
pub mod assets;
pub mod attachments;
pub mod events;
pub mod imports;
pub mod mailbox;
pub mod meta;
pub mod notifications;
pub mod page;
pub mod patch;
pub mod problem;
pub mod reports;
pub mod sla;
pub mod tickets;
pub mod warranty;
pub mod webhooks;

pub use shape::Shape;
