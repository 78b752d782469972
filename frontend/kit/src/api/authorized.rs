use leptos::prelude::expect_context;
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;

use super::{
    Aborter, ApiError, BASE, Method, Request,
    fetch::{self, Outgoing},
};
use crate::{i18n, session::Session};

/// What a signed-in person can call. Comes from [`use_api`] on every page behind the sign-in.
#[derive(Debug, Clone, Copy)]
pub struct Api {
    session: Session,
}

/// The signed-in client of this page.
#[must_use]
pub fn use_api() -> Api {
    expect_context()
}

impl Api {
    pub(crate) const fn new(session: Session) -> Self {
        Self { session }
    }

    #[must_use]
    pub const fn session(self) -> Session {
        self.session
    }

    /// A call under construction, for what the short forms below cannot say.
    #[must_use]
    pub fn request(self, method: Method, path: &str) -> Request {
        Request::new(method, path, Some(self.session))
    }

    /// # Errors
    /// Every way a call can fail.
    pub async fn get<T: DeserializeOwned>(self, path: &str) -> Result<T, ApiError> {
        self.request(Method::Get, path).send().await
    }

    /// # Errors
    /// Every way a call can fail.
    pub async fn post<T: DeserializeOwned>(self, path: &str, body: &impl Serialize) -> Result<T, ApiError> {
        self.request(Method::Post, path).json(body).send().await
    }

    /// A command on something that has a version.
    ///
    /// # Errors
    /// Every way a call can fail.
    pub async fn command<T: DeserializeOwned>(
        self,
        path: &str,
        version: impl std::fmt::Display,
        body: &impl Serialize,
    ) -> Result<T, ApiError> {
        self.request(Method::Post, path).if_match(version).json(body).send().await
    }

    /// A file behind the sign-in (attachments, exports).
    ///
    /// # Errors
    /// Every way a call can fail.
    pub async fn file(self, path: &str) -> Result<web_sys::Blob, ApiError> {
        let token = self.session.fresh_access_token().await?;
        let url = format!("{BASE}{path}");
        let headers = [
            ("authorization", format!("Bearer {token}")),
            ("accept-language", i18n::lang_now().tag().to_owned()),
        ];
        let outgoing = Outgoing { method: "GET", url: &url, headers: &headers, body: None, patient: true };
        let aborter = Aborter::new()?;
        let response = fetch::respond(&outgoing, &aborter).await?;
        if !response.ok() {
            return Err(fetch::read(&response).await?.into_error());
        }
        let blob = JsFuture::from(response.blob().map_err(|_| ApiError::Network)?).await;
        blob.ok().and_then(|blob| blob.dyn_into().ok()).ok_or(ApiError::Network)
    }

    /// An open stream of server-sent events; it lives as long as the [`Aborter`].
    pub(crate) async fn stream(
        self,
        path: &str,
        last_event_id: Option<&str>,
        aborter: &Aborter,
    ) -> Result<web_sys::Response, ApiError> {
        let token = self.session.fresh_access_token().await?;
        let url = format!("{BASE}{path}");
        let mut headers =
            vec![("accept", "text/event-stream".to_owned()), ("authorization", format!("Bearer {token}"))];
        if let Some(id) = last_event_id {
            headers.push(("last-event-id", id.to_owned()));
        }
        let outgoing = Outgoing { method: "GET", url: &url, headers: &headers, body: None, patient: true };
        let response = fetch::respond(&outgoing, aborter).await?;
        if response.status() == 401 {
            self.session.renew(&token).await?;
            return Err(ApiError::Unauthorized(None));
        }
        if response.ok() { Ok(response) } else { Err(fetch::read(&response).await?.into_error()) }
    }
}
