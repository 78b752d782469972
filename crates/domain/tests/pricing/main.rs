//! Pricing, parts and approvals: golden cases, the story of scenario S7, what is refused, and what always holds.

#![expect(clippy::unwrap_used, reason = "a broken fixture fails the test")]

mod approvals;
mod golden;
mod properties;
mod refusals;
mod s7;
mod world;
