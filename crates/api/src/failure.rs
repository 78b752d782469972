//! Every error of the API as RFC 9457 `application/problem+json`, in the reader's language, with the request id.
//! Internals of a 5xx go to the log, never to the client.

use actix_web::{
    Error, HttpMessage as _, HttpResponse, ResponseError,
    body::{BoxBody, EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    error::InternalError,
    http::{
        StatusCode,
        header::{self, HeaderMap},
    },
    middleware::Next,
};
use application::{AppError, exports::Language};
use contract::problem::{FieldError, Problem, ProblemCode};
use domain::kernel::Reason;
use tracing_actix_web::RequestId;

/// What a handler or extractor refused with.
#[derive(Debug, Clone)]
pub struct Failure {
    pub code: ProblemCode,
    pub detail: Option<String>,
    pub errors: Vec<FieldError>,
    pub reasons: Vec<Reason>,
    /// Seconds
    pub retry_after: Option<i64>,
    /// The methods that an address knows (405)
    pub allow: Option<String>,
}

impl Failure {
    #[must_use]
    pub const fn of(code: ProblemCode) -> Self {
        Self { code, detail: None, errors: Vec::new(), reasons: Vec::new(), retry_after: None, allow: None }
    }

    #[must_use]
    pub fn detail(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..Self::of(code) }
    }

    #[must_use]
    pub fn fields(errors: Vec<FieldError>) -> Self {
        Self { errors, ..Self::of(ProblemCode::Invalid) }
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        let code = error.code();
        if code.status() >= 500 {
            tracing::error!(%error, "use case failed");
            return Self::of(code);
        }
        match error {
            AppError::Rejected(rejection) => Self { reasons: rejection.reasons().to_vec(), ..Self::of(code) },
            AppError::Invalid(errors) => Self::fields(errors),
            AppError::LockedOut { retry_after_seconds } => {
                Self { retry_after: Some(retry_after_seconds), ..Self::of(code) }
            }
            AppError::Forbidden(what)
            | AppError::AlreadyExists(what)
            | AppError::Malformed(what)
            | AppError::UnsupportedMedia(what) => Self::detail(code, what),
            _ => Self::of(code),
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code.as_str())
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        render(self, Language::Chinese, None)
    }
}

/// Chinese unless English is asked for first.
pub(crate) fn language_of(headers: &HeaderMap) -> Language {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if wanted.trim_start().to_ascii_lowercase().starts_with("en") {
        Language::English
    } else {
        Language::Chinese
    }
}

fn render(failure: &Failure, language: Language, instance: Option<String>) -> HttpResponse<BoxBody> {
    let title = match language {
        Language::Chinese => failure.code.zh(),
        Language::English => failure.code.en(),
    };
    let problem = Problem {
        kind: format!("/problems/{}", failure.code.as_str()),
        title: title.to_owned(),
        status: failure.code.status(),
        detail: failure.detail.clone(),
        code: failure.code,
        instance,
        errors: failure.errors.clone(),
        reasons: failure.reasons.clone(),
    };
    let mut response = HttpResponse::build(failure.status_code());
    if let Some(seconds) = failure.retry_after {
        response.insert_header((header::RETRY_AFTER, seconds.to_string()));
    }
    if let Some(methods) = &failure.allow {
        response.insert_header((header::ALLOW, methods.as_str()));
    }
    response
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("application/problem+json")
        .body(serde_json::to_string(&problem).unwrap_or_default())
}

/// Renders every refusal of the API, also those of the router and the extractors, as a problem in the right language.
///
/// # Errors
/// Never one of its own.
pub(crate) async fn problems<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let language = language_of(req.headers());
    let instance = req.extensions().get::<RequestId>().map(ToString::to_string);
    // the request is not cloned: routing below needs it for itself
    match next.call(req).await {
        Ok(response) => match failure_in(response.response()) {
            None => Ok(response.map_into_left_body()),
            Some(failure) => {
                let (request, _) = response.into_parts();
                Ok(ServiceResponse::new(request, render(&failure, language, instance)).map_into_right_body())
            }
        },
        Err(error) => {
            let by_status = || by_status(error.as_response_error().status_code());
            let failure = error.as_error::<Failure>().cloned().unwrap_or_else(by_status);
            Err(InternalError::from_response(error, render(&failure, language, instance)).into())
        }
    }
}

fn failure_in<B>(response: &HttpResponse<B>) -> Option<Failure> {
    if let Some(failure) = response.error().and_then(|error| error.as_error::<Failure>()) {
        return Some(failure.clone());
    }
    let status = response.status();
    let unspoken = status.is_client_error() || status.is_server_error();
    let already_problem = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|v| v.as_bytes().starts_with(b"application/problem+json"));
    if unspoken && !already_problem {
        let mut failure = by_status(status);
        failure.retry_after =
            response.headers().get("retry-after").and_then(|v| v.to_str().ok()).and_then(|v| v.parse().ok());
        Some(failure)
    } else {
        None
    }
}

fn by_status(status: StatusCode) -> Failure {
    let code = match status.as_u16() {
        401 => ProblemCode::Unauthenticated,
        403 => ProblemCode::Forbidden,
        404 => ProblemCode::NotFound,
        405 => ProblemCode::MethodNotAllowed,
        413 => ProblemCode::TooLarge,
        415 => ProblemCode::UnsupportedMedia,
        429 => ProblemCode::TooMany,
        503 => ProblemCode::Unavailable,
        400..=499 => ProblemCode::Malformed,
        _ => ProblemCode::Internal,
    };
    Failure::of(code)
}
