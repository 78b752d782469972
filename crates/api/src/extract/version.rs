use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header};
use contract::problem::{FieldError, ProblemCode};

use crate::Failure;

/// The version that the caller saw, by `If-Match`; 428 without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version(pub i64);

impl FromRequest for Version {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(value) = req.headers().get(header::IF_MATCH) else {
            return ready(Err(Failure::of(ProblemCode::VersionRequired)));
        };
        let version = value
            .to_str()
            .ok()
            .and_then(|v| v.trim().trim_start_matches("W/").trim_matches('"').parse().ok());
        ready(version.map(Self).ok_or_else(|| {
            Failure::fields(vec![FieldError::new("If-Match", "format", "must be the ETag of the resource")])
        }))
    }
}
