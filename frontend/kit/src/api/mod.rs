//! The REST API from a browser. [`Anonymous`] can sign in and refresh; [`Api`] exists only for a signed-in person, so
//! that a call without a token does not compile. Every answer that is no success is one [`ApiError`].

mod anonymous;
mod authorized;
mod error;
mod fetch;
mod key;
mod query;
mod request;

pub use anonymous::Anonymous;
pub use authorized::{Api, use_api};
pub use error::ApiError;
pub use key::RetryKey;
pub use query::query_string;
pub use request::{Method, Request};

pub(crate) use fetch::Aborter;

/// Where every operation lives.
pub const BASE: &str = "/api/v1";
