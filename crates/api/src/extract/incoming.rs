use std::{future::Future, pin::Pin};

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::header::{self, HeaderName},
    web::Bytes,
};
use application::{Caller, Idempotent};
use futures_util::{StreamExt as _, stream::LocalBoxStream};

use super::{Signed, write::idempotent};
use crate::Failure;

/// A file sent as the body of a changing request, still on its way.
pub struct Incoming {
    pub caller: Caller,
    /// The declared `Content-Type`; empty when there is none
    pub media_type: String,
    /// `Content-Length`: what the sender means to send
    pub announced: Option<u64>,
    /// What arrives, or why it broke off
    pub chunks: LocalBoxStream<'static, Result<Bytes, String>>,
    pub key: KeyOfFile,
}

impl std::fmt::Debug for Incoming {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Incoming").field("announced", &self.announced).finish_non_exhaustive()
    }
}

/// The `Idempotency-Key` of a file that is known when it has arrived.
#[derive(Debug)]
pub struct KeyOfFile(HttpRequest);

impl KeyOfFile {
    /// With the fingerprint of the request and this content.
    ///
    /// # Errors
    /// 422 for a malformed key.
    pub fn of(self, sha256: &str) -> Result<Option<Idempotent>, Failure> {
        // name and purpose of a file stand in the query
        let content = application::fingerprint(&[self.0.query_string().as_bytes(), sha256.as_bytes()]);
        idempotent(&self.0, content.as_bytes())
    }
}

impl FromRequest for Incoming {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        // who is not signed in sends nothing
        let signed = Signed::from_request(req, payload);
        let payload = payload.take();
        let req = req.clone();
        Box::pin(async move {
            let Signed(caller) = signed.await?;
            let said = |name: HeaderName| req.headers().get(name).and_then(|value| value.to_str().ok());
            let media_type = said(header::CONTENT_TYPE).unwrap_or_default().to_owned();
            let announced = said(header::CONTENT_LENGTH).and_then(|length| length.parse().ok());
            let chunks = payload.map(|chunk| chunk.map_err(|error| error.to_string())).boxed_local();
            Ok(Self { caller, media_type, announced, chunks, key: KeyOfFile(req) })
        })
    }
}
