use std::future::Future;

use js_sys::Promise;
use leptos::prelude::{GetValue, LocalStorage, SetValue, StoredValue};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use crate::api::ApiError;

/// The renewal under way, if any. It runs on its own task: a page that is left while it waits must not cut off the
/// answer that carries the next refresh token.
#[derive(Debug, Clone, Copy)]
pub(super) struct Renewal {
    running: StoredValue<Option<Promise>, LocalStorage>,
    outcome: StoredValue<Option<Result<String, ApiError>>>,
}

impl Renewal {
    pub(super) fn new() -> Self {
        Self { running: StoredValue::new_local(None), outcome: StoredValue::new(None) }
    }

    /// Waits for the running renewal, or starts one.
    pub(super) async fn join<F>(self, start: impl FnOnce() -> F) -> Result<String, ApiError>
    where
        F: Future<Output = Result<String, ApiError>> + 'static,
    {
        let promise = self.running.get_value().unwrap_or_else(|| {
            let renewal = start();
            let promise = future_to_promise(async move {
                let outcome = renewal.await;
                self.outcome.set_value(Some(outcome));
                self.running.set_value(None);
                Ok(JsValue::UNDEFINED)
            });
            self.running.set_value(Some(promise.clone()));
            promise
        });
        let _ = JsFuture::from(promise).await;
        self.outcome.get_value().unwrap_or(Err(ApiError::Network))
    }
}
