use std::{future::Future, pin::Pin};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header, web::Bytes};
use contract::{
    Shape,
    problem::{FieldError, ProblemCode},
};
use serde::de::DeserializeOwned;

use crate::Failure;

/// A JSON body that was read, and whose shape is right.
#[derive(Debug, Clone)]
pub struct Body<T> {
    pub value: T,
    /// The bytes as they came, for the idempotency fingerprint
    pub bytes: Bytes,
}

/// Reads JSON; a wrong type or unknown field is a field error with its pointer, broken JSON is malformed.
pub(super) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let inner = error.inner();
        if inner.is_data() {
            Failure::fields(vec![field_error(error.path(), &inner.to_string())])
        } else {
            Failure::detail(ProblemCode::Malformed, inner.to_string())
        }
    })?;
    reader.end().map_err(|error| Failure::detail(ProblemCode::Malformed, error.to_string()))?;
    Ok(value)
}

fn field_error(path: &serde_path_to_error::Path, message: &str) -> FieldError {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Map { key } => pointer.push_str(&format!("/{key}")),
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Enum { variant } => pointer.push_str(&format!("/{variant}")),
            Segment::Unknown => {}
        }
    }
    // serde names the place in the file, which says nothing to a person
    let message = message.split(" at line ").next().unwrap_or(message);
    let (code, named) = if let Some(rest) = message.strip_prefix("missing field `") {
        ("required", rest.split('`').next())
    } else if let Some(rest) = message.strip_prefix("unknown field `") {
        ("unknown_field", rest.split('`').next())
    } else if message.starts_with("invalid type") {
        ("type", None)
    } else if message.starts_with("unknown variant") || message.contains("is not one of") {
        ("unknown_code", None)
    } else if message.contains("must not be empty") {
        ("required", None)
    } else if message.contains("characters") {
        ("length", None)
    } else {
        ("format", None)
    };
    if let Some(name) = named
        && !pointer.ends_with(&format!("/{name}"))
    {
        pointer.push_str(&format!("/{name}"));
    }
    FieldError::new(pointer, code, message)
}

impl<T: DeserializeOwned + Shape + 'static> FromRequest for Body<T> {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_json =
            req.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).is_some_and(|v| {
                v.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
            });
        let bytes = Bytes::from_request(req, payload);
        Box::pin(async move {
            if !is_json {
                return Err(Failure::detail(ProblemCode::UnsupportedMedia, "application/json"));
            }
            let bytes = bytes.await.map_err(|error| {
                let too_large = error.as_response_error().status_code().as_u16() == 413;
                Failure::of(if too_large { ProblemCode::TooLarge } else { ProblemCode::Malformed })
            })?;
            let value: T = read(&bytes)?;
            let problems = value.problems();
            if problems.is_empty() { Ok(Self { value, bytes }) } else { Err(Failure::fields(problems)) }
        })
    }
}
