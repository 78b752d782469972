//! One HTTP exchange through the browser's `fetch`. Dropping the future aborts the exchange.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, RequestInit, Response};

use super::ApiError;
use crate::{browser, time::clock};

/// A call without an answer for this long has failed; uploads and streams have no limit.
const PATIENCE_MILLIS: i32 = 30_000;

/// Aborts the exchange when dropped.
#[derive(Debug)]
pub(crate) struct Aborter(AbortController);

impl Aborter {
    pub(crate) fn new() -> Result<Self, ApiError> {
        AbortController::new().map(Self).map_err(|_| ApiError::Network)
    }
}

impl Drop for Aborter {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// What is sent.
#[derive(Debug)]
pub(crate) struct Outgoing<'a> {
    pub(crate) method: &'a str,
    pub(crate) url: &'a str,
    pub(crate) headers: &'a [(&'static str, String)],
    pub(crate) body: Option<JsValue>,
    /// Whether the exchange may take as long as it takes.
    pub(crate) patient: bool,
}

/// What came back, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
    pub(crate) request_id: Option<String>,
    pub(crate) retry_after: Option<u32>,
}

impl Answer {
    pub(crate) const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }

    pub(crate) fn into_error(self) -> ApiError {
        ApiError::of(self.status, &self.body, self.request_id, self.retry_after)
    }
}

/// Sends and waits for the headers. The exchange lives as long as the [`Aborter`].
pub(crate) async fn respond(outgoing: &Outgoing<'_>, aborter: &Aborter) -> Result<Response, ApiError> {
    let failed = |_| ApiError::Network;
    let headers = Headers::new().map_err(failed)?;
    for (name, value) in outgoing.headers {
        headers.set(name, value).map_err(failed)?;
    }
    let init = RequestInit::new();
    init.set_method(outgoing.method);
    init.set_headers(&headers);
    init.set_signal(Some(&aborter.0.signal()));
    if let Some(body) = &outgoing.body {
        init.set_body(body);
    }
    let window = web_sys::window().ok_or(ApiError::Network)?;
    let controller = aborter.0.clone();
    let _timer = (!outgoing.patient).then(|| browser::after(PATIENCE_MILLIS, move || controller.abort()));
    let response =
        JsFuture::from(window.fetch_with_str_and_init(outgoing.url, &init)).await.map_err(failed)?;
    let response: Response = response.dyn_into().map_err(failed)?;
    if let Some(date) = header(&response, "date") {
        #[expect(clippy::cast_possible_truncation, reason = "a date in milliseconds is far below 2^53")]
        let millis = js_sys::Date::parse(&date) as i64;
        clock::heard(millis);
    }
    Ok(response)
}

/// Sends and reads the whole answer.
pub(crate) async fn exchange(outgoing: &Outgoing<'_>) -> Result<Answer, ApiError> {
    let aborter = Aborter::new()?;
    let response = respond(outgoing, &aborter).await?;
    read(&response).await
}

pub(crate) async fn read(response: &Response) -> Result<Answer, ApiError> {
    let failed = |_| ApiError::Network;
    let body = JsFuture::from(response.text().map_err(failed)?).await.map_err(failed)?;
    Ok(Answer {
        status: response.status(),
        body: body.as_string().unwrap_or_default(),
        request_id: header(response, "x-request-id"),
        retry_after: header(response, "retry-after").and_then(|seconds| seconds.parse().ok()),
    })
}

fn header(response: &Response, name: &str) -> Option<String> {
    response.headers().get(name).ok().flatten()
}
