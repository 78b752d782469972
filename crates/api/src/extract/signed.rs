use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpMessage as _, HttpRequest, dev::Payload, http::header};
use application::Caller;
use contract::problem::ProblemCode;

use crate::Failure;

/// The caller, by `Authorization: Bearer` with an access token or an API key, as the server found it before anything
/// else of the request was read.
#[derive(Debug, Clone)]
pub struct Signed(pub Caller);

/// The token of the request, whatever it is worth.
pub(crate) fn bearer(req: &HttpRequest) -> Result<String, Failure> {
    let value = req.headers().get(header::AUTHORIZATION).and_then(|v| v.to_str().ok());
    let token =
        value.and_then(|v| v.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    token.map(|(_, token)| token.trim().to_owned()).ok_or(Failure::of(ProblemCode::Unauthenticated))
}

impl FromRequest for Signed {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let caller = req.extensions().get::<Caller>().cloned();
        ready(caller.map(Self).ok_or(Failure::of(ProblemCode::Unauthenticated)))
    }
}
