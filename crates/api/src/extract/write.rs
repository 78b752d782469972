use std::{future::Future, pin::Pin};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use application::{Caller, Idempotent};
use contract::{
    Shape,
    problem::{FieldError, ProblemCode},
};
use serde::de::DeserializeOwned;

use super::{Body, Signed};
use crate::Failure;

/// Everything a changing request carries: the caller, the checked body, the idempotency key.
#[derive(Debug, Clone)]
pub struct Write<T> {
    pub caller: Caller,
    pub body: T,
    pub idempotent: Option<Idempotent>,
}

const MAX_KEY: usize = 255;

/// `Idempotency-Key` with the fingerprint of method, path and body.
pub(crate) fn idempotent(req: &HttpRequest, body: &[u8]) -> Result<Option<Idempotent>, Failure> {
    let Some(value) = req.headers().get("Idempotency-Key") else { return Ok(None) };
    let key = value.to_str().ok().filter(|k| !k.is_empty() && k.len() <= MAX_KEY);
    let Some(key) = key else {
        let error =
            FieldError::new("Idempotency-Key", "length", "must have 1 to 255 visible ASCII characters");
        return Err(Failure { errors: vec![error], ..Failure::of(ProblemCode::Invalid) });
    };
    let fingerprint =
        application::fingerprint(&[req.method().as_str().as_bytes(), req.uri().path().as_bytes(), body]);
    Ok(Some(Idempotent { key: key.to_owned(), fingerprint }))
}

impl<T: DeserializeOwned + Shape + 'static> FromRequest for Write<T> {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        // who is not signed in learns nothing of the body's shape
        let signed = Signed::from_request(req, payload);
        let body = Body::<T>::from_request(req, payload);
        let req = req.clone();
        Box::pin(async move {
            let Signed(caller) = signed.await?;
            let body = body.await?;
            let idempotent = idempotent(&req, &body.bytes)?;
            Ok(Self { caller, body: body.value, idempotent })
        })
    }
}
