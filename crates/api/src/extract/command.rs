use std::{future::Future, pin::Pin};

use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Bytes};
use application::{Caller, Idempotent};
use contract::problem::ProblemCode;

use super::{Signed, write::idempotent};
use crate::Failure;

/// A changing request that says everything by its address: the caller and the idempotency key. A body is not read.
#[derive(Debug, Clone)]
pub struct Command {
    pub caller: Caller,
    pub idempotent: Option<Idempotent>,
}

impl FromRequest for Command {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let signed = Signed::from_request(req, payload);
        let bytes = Bytes::from_request(req, payload);
        let req = req.clone();
        Box::pin(async move {
            let Signed(caller) = signed.await?;
            let bytes = bytes.await.map_err(|_| Failure::of(ProblemCode::Malformed))?;
            let idempotent = idempotent(&req, &bytes)?;
            Ok(Self { caller, idempotent })
        })
    }
}
