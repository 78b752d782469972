use std::{future::Future, pin::Pin};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header, web::Data};
use application::{App, Caller};
use contract::problem::ProblemCode;

use crate::Failure;

/// The caller, by `Authorization: Bearer` with an access token or an API key.
#[derive(Debug, Clone)]
pub struct Signed(pub Caller);

impl FromRequest for Signed {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let app = req.app_data::<Data<App>>().cloned();
        let bearer = req
            .headers()
            .get(header::AUTHORIZATION)
            .and_then(|v| v.to_str().ok())
            .and_then(|v| v.strip_prefix("Bearer "))
            .map(ToOwned::to_owned);
        Box::pin(async move {
            let app = app.ok_or(Failure::of(ProblemCode::Internal))?;
            let bearer = bearer.ok_or(Failure::of(ProblemCode::Unauthenticated))?;
            Ok(Self(app.authenticate(&bearer).await?))
        })
    }
}
