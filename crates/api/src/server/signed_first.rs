//! Who asks comes before what is asked: an address below `/api/v1` is judged (its id, its query, its body) for those
//! only who are signed in. Closed unless named here.

use actix_web::{
    Error, HttpMessage as _,
    body::{EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::Method,
    middleware::Next,
    web::Data,
};
use application::{App, Caller};
use contract::problem::ProblemCode;

use crate::{Failure, extract::bearer};

/// What is needed to sign in and out, and what the sign-in screen and its programmers read.
const OPEN: [(Method, &str); 6] = [
    (Method::POST, "/api/v1/auth/login"),
    (Method::POST, "/api/v1/auth/refresh"),
    (Method::POST, "/api/v1/auth/logout"),
    (Method::GET, "/api/v1/meta/enums"),
    (Method::GET, "/api/v1/meta/version"),
    (Method::GET, "/api/v1/openapi.json"),
];

/// Leaves the caller with the request, where `Signed` finds it. Answers 401 to whoever is not signed in, at every
/// address that exists and is not open.
///
/// # Errors
/// Those of the handler.
pub(super) async fn signed_first<B: MessageBody>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    if is_guarded(&req) {
        match caller_of(&req).await {
            Ok(caller) => req.extensions_mut().insert(caller),
            // an answer and not an error: it has to pass whatever adds headers and counts
            Err(failure) => return Ok(req.error_response(failure).map_into_right_body()),
        };
    }
    Ok(next.call(req).await?.map_into_left_body())
}

async fn caller_of(req: &ServiceRequest) -> Result<Caller, Failure> {
    let app = req.app_data::<Data<App>>().ok_or(Failure::of(ProblemCode::Internal))?;
    Ok(app.authenticate(&bearer(req.request())?).await?)
}

fn is_guarded(req: &ServiceRequest) -> bool {
    // an address that is none of ours is not found, whoever asks
    let Some(pattern) = req.match_pattern() else { return false };
    !OPEN.iter().any(|(method, path)| method == req.method() && *path == pattern)
}
