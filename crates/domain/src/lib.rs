//! Pure rules of after-sales service (售后服务). Nothing here reads a clock, a random number, a file or a network:
//! `now`, ids and facts are arguments, decisions are return values. The crate also builds for `wasm32`, so that the
//! screen shows the same countdown, the same next steps and the same permissions that the server enforces.

pub mod access;
pub mod approvals;
pub mod assets;
pub mod kernel;
pub mod mailbox;
pub mod notifications;
pub mod parts;
pub mod pricing;
pub mod reports;
pub mod sla;
pub mod tickets;
pub mod warranty;
pub mod webhooks;
