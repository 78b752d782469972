//! Acceptance tests over HTTP. Each runs on SQLite and on PostgreSQL; see `harness` for how to write one.

mod access;
mod events;
mod assets;
mod attachments;
mod harness;
mod imports;
mod tickets;
