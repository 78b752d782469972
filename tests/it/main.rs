//! Acceptance tests over HTTP. Each runs on SQLite and on PostgreSQL; see `harness` for how to write one.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

mod access;
mod architecture;
mod assets;
mod attachments;
mod coverage;
mod events;
mod harness;
mod imports;
mod mailbox;
mod matrix;
mod notifications;
mod openapi;
mod reports;
mod server;
mod tickets;
mod webhooks;
