use std::{future::Future, pin::Pin};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header, web::Data};
use application::{App, Caller};
use contract::problem::ProblemCode;

use crate::Failure;

/// The caller, by `Authorization: Bearer` with an access token or an API key.
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
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let app = req.app_data::<Data<App>>().cloned();
        let bearer = bearer(req);
        Box::pin(async move {
            let app = app.ok_or(Failure::of(ProblemCode::Internal))?;
            Ok(Self(app.authenticate(&bearer?).await?))
        })
    }
}
