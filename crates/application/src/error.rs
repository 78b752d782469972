//! How a use case can fail. Every variant knows its problem code; the edge adds nothing of its own.

use contract::problem::{FieldError, ProblemCode};
use domain::kernel::Rejection;
use sea_orm::{DbErr, RuntimeErr, SqlErr};

#[derive(Debug, thiserror::Error)]
pub enum AppError {
    #[error("rejected: {0}")]
    Rejected(#[from] Rejection),
    #[error("invalid fields")]
    Invalid(Vec<FieldError>),
    #[error("not found")]
    NotFound,
    #[error("forbidden: {0}")]
    Forbidden(String),
    #[error("not signed in")]
    Unauthenticated,
    #[error("wrong account or password")]
    BadCredentials,
    #[error("refresh token reused")]
    TokenReused,
    #[error("locked out")]
    LockedOut { retry_after_seconds: i64 },
    #[error("stale version")]
    Stale,
    #[error("version required")]
    VersionRequired,
    #[error("already exists: {0}")]
    AlreadyExists(String),
    #[error("idempotency key used with another body")]
    KeyReused,
    #[error("malformed: {0}")]
    Malformed(String),
    #[error("unsupported media type: {0}")]
    UnsupportedMedia(String),
    #[error("too large")]
    TooLarge,
    #[error("database: {0}")]
    Db(DbErr),
    /// A row that the code cannot have written.
    #[error("inconsistent row in {table} ({row}): {what}")]
    Inconsistent { table: &'static str, row: String, what: String },
    #[error("storage: {0}")]
    Storage(#[from] object_store::Error),
    #[error("service policy: {0}")]
    Policy(String),
}

impl AppError {
    pub fn invalid(pointer: &str, code: &str, message: &str) -> Self {
        Self::Invalid(vec![FieldError::new(pointer, code, message)])
    }

    #[expect(clippy::needless_pass_by_value, reason = "`map_err` hands over an error it owns")]
    pub fn inconsistent(table: &'static str, row: impl ToString, what: impl ToString) -> Self {
        Self::Inconsistent { table, row: row.to_string(), what: what.to_string() }
    }

    #[must_use]
    pub fn code(&self) -> ProblemCode {
        match self {
            Self::Rejected(_) => ProblemCode::RuleBroken,
            Self::Invalid(_) => ProblemCode::Invalid,
            Self::NotFound => ProblemCode::NotFound,
            Self::Forbidden(_) => ProblemCode::Forbidden,
            Self::Unauthenticated => ProblemCode::Unauthenticated,
            Self::BadCredentials => ProblemCode::BadCredentials,
            Self::TokenReused => ProblemCode::TokenReused,
            Self::LockedOut { .. } => ProblemCode::LockedOut,
            Self::Stale => ProblemCode::StaleVersion,
            Self::VersionRequired => ProblemCode::VersionRequired,
            Self::AlreadyExists(_) => ProblemCode::AlreadyExists,
            Self::KeyReused => ProblemCode::KeyReused,
            Self::Malformed(_) => ProblemCode::Malformed,
            Self::UnsupportedMedia(_) => ProblemCode::UnsupportedMedia,
            Self::TooLarge => ProblemCode::TooLarge,
            Self::Db(error) if is_busy(error) => ProblemCode::Unavailable,
            Self::Db(_) | Self::Inconsistent { .. } | Self::Storage(_) | Self::Policy(_) => {
                ProblemCode::Internal
            }
        }
    }
}

impl From<DbErr> for AppError {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(what)) => Self::AlreadyExists(what),
            _ => Self::Db(error),
        }
    }
}

/// No connection in time, a lock that did not come free, or a serialization failure: the client may try again.
fn is_busy(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(_) => true,
        DbErr::Exec(RuntimeErr::SqlxError(inner)) | DbErr::Query(RuntimeErr::SqlxError(inner)) => {
            let text = inner.to_string();
            text.contains("database is locked")
                || text.contains("could not serialize")
                || text.contains("deadlock detected")
        }
        _ => false,
    }
}
