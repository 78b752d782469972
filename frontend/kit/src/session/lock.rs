//! One tab at a time, by the Web Locks API where the browser has it (it needs HTTPS or localhost).

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

use crate::browser;

/// Held until dropped.
#[derive(Debug)]
pub(super) struct Lock {
    release: Option<Function>,
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(release) = &self.release {
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

/// Waits for the lock; without the API there is nothing to wait for.
pub(super) async fn hold(name: &str) -> Lock {
    let Some(locks) = manager() else { return Lock { release: None } };
    let mut release = None;
    let held = Promise::new(&mut |resolve, _| release = Some(resolve));
    let granted = Promise::new(&mut |resolve, _| {
        let held = held.clone();
        let callback = Closure::once_into_js(move |_lock: JsValue| -> JsValue {
            let _ = resolve.call0(&JsValue::UNDEFINED);
            held.into()
        });
        let _ = browser::call(&locks, "request", &[name.into(), callback]);
    });
    let _ = JsFuture::from(granted).await;
    Lock { release }
}

fn manager() -> Option<JsValue> {
    let locks = Reflect::get(&web_sys::window()?.navigator(), &"locks".into()).ok()?;
    (!locks.is_undefined()).then_some(locks)
}
