use std::{future::Future, pin::Pin};

use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::JsValue;

use super::{
    ApiError, BASE, RetryKey,
    fetch::{Answer, Outgoing, exchange},
    key,
};
use crate::{i18n, session::Session};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// A call under construction. `Accept-Language` always goes along, and on a POST the `Idempotency-Key`.
#[derive(Debug)]
pub struct Request {
    method: Method,
    url: String,
    headers: Vec<(&'static str, String)>,
    text: Option<String>,
    body: Option<JsValue>,
    retry: Option<RetryKey>,
    session: Option<Session>,
    unreadable: bool,
}

impl Request {
    /// `path` starts with a slash and follows [`BASE`].
    pub(super) fn new(method: Method, path: &str, session: Option<Session>) -> Self {
        let headers = vec![
            ("accept", "application/json, application/problem+json".to_owned()),
            ("accept-language", i18n::lang_now().tag().to_owned()),
        ];
        let url = format!("{BASE}{path}");
        Self { method, url, headers, text: None, body: None, retry: None, session, unreadable: false }
    }

    /// A JSON body.
    #[must_use]
    pub fn json(self, body: &impl Serialize) -> Self {
        self.json_text(serde_json::to_string(body))
    }

    fn json_text(mut self, body: serde_json::Result<String>) -> Self {
        match body {
            Ok(text) => {
                self.headers.push(("content-type", "application/json".to_owned()));
                self.body = Some(JsValue::from_str(&text));
                self.text = Some(text);
            }
            Err(_) => self.unreadable = true,
        }
        self
    }

    /// A multipart body: files with their fields. Such a call may take as long as it takes.
    #[must_use]
    pub fn form(mut self, form: &web_sys::FormData) -> Self {
        self.body = Some(form.into());
        self
    }

    /// The version that this change was decided on (`If-Match`).
    #[must_use]
    pub fn if_match(mut self, version: impl std::fmt::Display) -> Self {
        self.headers.push(("if-match", format!("\"{version}\"")));
        self
    }

    /// Uses the form's key instead of a fresh one, so that a retry is written once.
    #[must_use]
    pub fn retry_key(mut self, key: RetryKey) -> Self {
        self.retry = Some(key);
        self
    }

    /// Sends and reads the JSON answer.
    ///
    /// # Errors
    /// Every way a call can fail.
    pub async fn send<T: DeserializeOwned>(self) -> Result<T, ApiError> {
        let answer = self.answered().await?;
        serde_json::from_str(&answer.body).map_err(|error| unreadable(&error, answer.request_id))
    }

    /// Sends a call whose answer has no body, or none of interest.
    ///
    /// # Errors
    /// Every way a call can fail.
    pub async fn send_unit(self) -> Result<(), ApiError> {
        self.answered().await.map(drop)
    }

    /// The exchange as one function, instead of a copy inside every call.
    fn answered(self) -> Pin<Box<dyn Future<Output = Result<Answer, ApiError>>>> {
        Box::pin(self.answer())
    }

    async fn answer(mut self) -> Result<Answer, ApiError> {
        if self.unreadable {
            return Err(ApiError::Server { request_id: None });
        }
        if self.method == Method::Post {
            let key = match self.retry {
                Some(retry) => retry.of(&self.url, self.text.as_deref().unwrap_or_default()),
                None => key::fresh(),
            };
            self.headers.push(("idempotency-key", key));
        }
        let answer = self.exchange_signed_in().await;
        let settled = match &answer {
            Ok(answer) => answer.status < 500,
            Err(_) => false,
        };
        if let (true, Some(retry)) = (settled, self.retry) {
            retry.settle();
        }
        let answer = answer?;
        if answer.is_success() { Ok(answer) } else { Err(answer.into_error()) }
    }

    /// With the access token; when that has run out, once more with a fresh one.
    async fn exchange_signed_in(&mut self) -> Result<Answer, ApiError> {
        let Some(session) = self.session else { return self.exchange().await };
        let token = session.fresh_access_token().await?;
        self.headers.push(("authorization", format!("Bearer {token}")));
        let answer = self.exchange().await?;
        if answer.status != 401 {
            return Ok(answer);
        }
        let token = session.renew(&token).await?;
        self.headers.pop();
        self.headers.push(("authorization", format!("Bearer {token}")));
        self.exchange().await
    }

    async fn exchange(&self) -> Result<Answer, ApiError> {
        let patient = self.body.is_some() && self.text.is_none();
        exchange(&Outgoing {
            method: self.method.name(),
            url: &self.url,
            headers: &self.headers,
            body: self.body.clone(),
            patient,
        })
        .await
    }
}

/// The server answered something else than agreed.
fn unreadable(error: &serde_json::Error, request_id: Option<String>) -> ApiError {
    web_sys::console::error_1(&error.to_string().into());
    ApiError::Server { request_id }
}
