//! What a write answers, in the form in which it is also kept for a repeated request.

use serde::Serialize;

/// An idempotency key with the fingerprint (SHA-256) of method, path and body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idempotent {
    pub key: String,
    pub fingerprint: String,
}

/// Status, body and headers of a finished write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub status: u16,
    /// JSON text; empty for 204
    pub body: String,
    pub etag: Option<String>,
    pub location: Option<String>,
    /// True when the answer was stored by an earlier, equal request
    pub replayed: bool,
}

impl Outcome {
    /// 200 with the resource.
    ///
    /// # Errors
    /// When the resource cannot be written as JSON.
    pub fn ok<T: Serialize>(body: &T, version: Option<i64>) -> Result<Self, crate::AppError> {
        Self::with(200, body, version, None)
    }

    /// 201 with the resource and where it is.
    ///
    /// # Errors
    /// When the resource cannot be written as JSON.
    pub fn created<T: Serialize>(
        body: &T,
        version: Option<i64>,
        location: String,
    ) -> Result<Self, crate::AppError> {
        Self::with(201, body, version, Some(location))
    }

    /// 204.
    #[must_use]
    pub const fn no_content() -> Self {
        Self { status: 204, body: String::new(), etag: None, location: None, replayed: false }
    }

    fn with<T: Serialize>(
        status: u16,
        body: &T,
        version: Option<i64>,
        location: Option<String>,
    ) -> Result<Self, crate::AppError> {
        let body = serde_json::to_string(body)
            .map_err(|error| crate::AppError::inconsistent("response", "json", error))?;
        Ok(Self { status, body, etag: version.map(etag), location, replayed: false })
    }
}

/// The ETag of a version.
#[must_use]
pub(crate) fn etag(version: i64) -> String {
    format!("\"{version}\"")
}
