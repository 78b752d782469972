//! The few things asked of the browser itself, safe to call in native tests (where there is none).

use wasm_bindgen::{JsCast, JsValue, closure::Closure};

/// Whether this runs in a browser and not in a native test.
const IN_BROWSER: bool = cfg!(target_family = "wasm");

/// This browser's clock, milliseconds since 1970; see [`crate::time::clock`] for the server's.
#[must_use]
pub fn local_millis() -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "a date in milliseconds is far below 2^53")]
    if IN_BROWSER { js_sys::Date::now() as i64 } else { 0 }
}

/// 16 bytes from the browser's secure source.
#[must_use]
pub fn random_bytes() -> [u8; 16] {
    let mut bytes = [0; 16];
    if IN_BROWSER && let Some(crypto) = web_sys::window().and_then(|window| window.crypto().ok()) {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    bytes
}

/// Sets an attribute of `<html>`.
pub fn set_root_attribute(name: &str, value: &str) {
    if IN_BROWSER && let Some(root) = web_sys::window().and_then(|w| w.document()?.document_element()) {
        let _ = root.set_attribute(name, value);
    }
}

/// Calls `action` once, `millis` from now; dropping the guard calls it off.
#[must_use]
pub fn after(millis: i32, action: impl FnOnce() + 'static) -> Timer {
    let call = Closure::once(action);
    let id = web_sys::window().and_then(|window| {
        window
            .set_timeout_with_callback_and_timeout_and_arguments_0(call.as_ref().unchecked_ref(), millis)
            .ok()
    });
    Timer { id, _call: call }
}

/// A running timeout.
#[derive(Debug)]
pub struct Timer {
    id: Option<i32>,
    _call: Closure<dyn FnMut()>,
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let (Some(id), Some(window)) = (self.id, web_sys::window()) {
            window.clear_timeout_with_handle(id);
        }
    }
}

/// Completes after `millis`.
pub async fn pause(millis: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis);
        }
    });
    let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
}

/// A lazily loaded chunk of `kit/web`, by the name that `bundle.mjs` gave it.
///
/// # Errors
/// When the page was started another way, or the chunk could not be fetched.
pub async fn chunk(name: &str) -> Result<JsValue, JsValue> {
    let started = js_sys::Reflect::get(&js_sys::global(), &"aftercare".into())?;
    let load: js_sys::Function = js_sys::Reflect::get(&started, &"load".into())?.dyn_into()?;
    let promise: js_sys::Promise = load.call1(&JsValue::UNDEFINED, &name.into())?.dyn_into()?;
    wasm_bindgen_futures::JsFuture::from(promise).await
}

/// Loads the page anew.
pub fn reload() {
    if IN_BROWSER && let Some(window) = web_sys::window() {
        let _ = window.location().reload();
    }
}

/// Whether the browser believes that it has a network.
#[must_use]
pub fn is_online() -> bool {
    IN_BROWSER && web_sys::window().is_some_and(|window| window.navigator().on_line())
}

/// Calls a method of a JavaScript object.
///
/// # Errors
/// When there is no such method, or it throws.
pub fn call(object: &JsValue, method: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let function: js_sys::Function = js_sys::Reflect::get(object, &method.into())?.dyn_into()?;
    function.apply(object, &arguments.iter().collect::<js_sys::Array>())
}

/// Starts a download of `blob` under `name`.
pub fn save_file(blob: &web_sys::Blob, name: &str) {
    let Ok(url) = web_sys::Url::create_object_url_with_blob(blob) else { return };
    let link = web_sys::window()
        .and_then(|window| window.document()?.create_element("a").ok())
        .and_then(|element| element.dyn_into::<web_sys::HtmlAnchorElement>().ok());
    if let Some(link) = link {
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    let _ = web_sys::Url::revoke_object_url(&url);
}

/// The app cannot go on: logs why and shows the page's own notice, which offers a reload.
pub fn crashed(why: &str) {
    if IN_BROWSER {
        web_sys::console::error_1(&why.into());
        set_root_attribute("data-crashed", "panic");
    }
}

/// Texts that outlive the page. Nothing here fails: a browser that stores nothing only forgets.
pub mod storage {
    use super::IN_BROWSER;

    fn local() -> Option<web_sys::Storage> {
        if IN_BROWSER { web_sys::window()?.local_storage().ok()? } else { None }
    }

    #[must_use]
    pub fn get(key: &str) -> Option<String> {
        local()?.get_item(key).ok()?
    }

    pub fn set(key: &str, value: &str) {
        if let Some(storage) = local() {
            let _ = storage.set_item(key, value);
        }
    }

    pub fn remove(key: &str) {
        if let Some(storage) = local() {
            let _ = storage.remove_item(key);
        }
    }
}
