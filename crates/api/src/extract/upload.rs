use std::{future::Future, pin::Pin};

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::header,
    web::{Bytes, BytesMut, Data},
};
use application::{App, Caller, Idempotent};
use contract::problem::ProblemCode;
use futures_util::StreamExt as _;

use super::{Signed, write::idempotent};
use crate::Failure;

/// A file sent as the body of a changing request, at most as large as uploads may be.
#[derive(Debug, Clone)]
pub struct Upload {
    pub caller: Caller,
    /// The declared `Content-Type`; empty when there is none
    pub media_type: String,
    pub bytes: Bytes,
    pub idempotent: Option<Idempotent>,
}

impl FromRequest for Upload {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        // who is not signed in sends nothing
        let signed = Signed::from_request(req, payload);
        let payload = payload.take();
        let req = req.clone();
        Box::pin(async move {
            let Signed(caller) = signed.await?;
            let app = req.app_data::<Data<App>>().ok_or(Failure::of(ProblemCode::Internal))?;
            let bytes = read(&req, payload, app.max_upload()).await?;
            // name and purpose of a file stand in the query
            let content = application::fingerprint(&[req.query_string().as_bytes(), &bytes]);
            let idempotent = idempotent(&req, content.as_bytes())?;
            let declared = req.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
            Ok(Self { caller, media_type: declared.unwrap_or_default().to_owned(), bytes, idempotent })
        })
    }
}

async fn read(req: &HttpRequest, mut payload: Payload, max: usize) -> Result<Bytes, Failure> {
    let announced = req
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.parse::<usize>().ok());
    if announced.is_some_and(|announced| announced > max) {
        return Err(Failure::of(ProblemCode::TooLarge));
    }
    let mut bytes = BytesMut::with_capacity(announced.unwrap_or_default());
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| Failure::detail(ProblemCode::Malformed, error.to_string()))?;
        if bytes.len() + chunk.len() > max {
            return Err(Failure::of(ProblemCode::TooLarge));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}
