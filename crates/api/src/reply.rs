//! Answers of use cases as responses.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use application::Outcome;
use serde::Serialize;

use crate::Failure;

/// A write's answer: status, body, ETag, Location; `Idempotent-Replayed` when it was stored earlier.
///
/// # Errors
/// The use case's refusal.
pub fn written(outcome: Result<Outcome, application::AppError>) -> Result<HttpResponse, Failure> {
    let outcome = outcome?;
    let status = StatusCode::from_u16(outcome.status).unwrap_or(StatusCode::OK);
    let mut response = HttpResponse::build(status);
    if let Some(etag) = outcome.etag {
        response.insert_header((header::ETAG, etag));
    }
    if let Some(location) = outcome.location {
        response.insert_header((header::LOCATION, location));
    }
    if outcome.replayed {
        response.insert_header(("Idempotent-Replayed", "true"));
    }
    if status == StatusCode::NO_CONTENT {
        return Ok(response.finish());
    }
    Ok(response.content_type("application/json").body(outcome.body))
}

/// A read's answer.
///
/// # Errors
/// The use case's refusal.
pub fn shown<T: Serialize>(found: Result<T, application::AppError>) -> Result<HttpResponse, Failure> {
    Ok(HttpResponse::Ok().json(found?))
}

/// A read's answer with the version as ETag.
///
/// # Errors
/// The use case's refusal.
pub fn versioned<T: Serialize>(
    found: Result<T, application::AppError>,
    version: impl FnOnce(&T) -> i64,
) -> Result<HttpResponse, Failure> {
    let found = found?;
    let etag = format!("\"{}\"", version(&found));
    Ok(HttpResponse::Ok().insert_header((header::ETAG, etag)).json(found))
}
