//! The thin HTTP edge: extractors, one handler per operation, problem+json, OpenAPI, the apps' files.
//! A handler takes what the extractors checked, calls exactly one use case, and answers.

pub mod access;
pub mod assets;
pub mod attachments;
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

pub mod extract;
pub mod openapi;
pub mod reply;
pub mod server;
pub mod web_apps;

mod failure;
mod routes;
mod security_headers;

pub use failure::Failure;
