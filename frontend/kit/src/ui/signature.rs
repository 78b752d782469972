use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

use super::{Button, ButtonLook, Icon, Skeleton};
use crate::{browser, i18n::t, l};

/// The sheet that is signed; create it in the page and give it to [`SignaturePad`].
#[derive(Debug, Clone, Copy)]
pub struct SignatureSheet {
    pad: StoredValue<Option<JsValue>, LocalStorage>,
    empty: RwSignal<bool>,
    ready: RwSignal<bool>,
}

impl SignatureSheet {
    #[must_use]
    pub fn new() -> Self {
        Self { pad: StoredValue::new_local(None), empty: RwSignal::new(true), ready: RwSignal::new(false) }
    }

    #[must_use]
    pub fn is_empty(self) -> bool {
        self.empty.get()
    }

    /// The drawing as a PNG.
    pub async fn png(self) -> Option<web_sys::Blob> {
        let pad = self.pad.get_value()?;
        let promise = browser::call(&pad, "blob", &[]).ok()?.dyn_into::<js_sys::Promise>().ok()?;
        JsFuture::from(promise).await.ok()?.dyn_into().ok()
    }

    pub fn clear(self) {
        if let Some(pad) = self.pad.get_value() {
            let _ = browser::call(&pad, "clear", &[]);
        }
    }

    async fn attach(self, canvas: web_sys::HtmlCanvasElement) -> Result<(), JsValue> {
        let chunk = browser::chunk("signature").await?;
        let changed = Closure::<dyn Fn(bool)>::new(move |empty| {
            self.empty.try_set(empty);
        });
        let pad = browser::call(&chunk, "attach", &[canvas.into(), changed.into_js_value()])?;
        self.pad.set_value(Some(pad));
        self.ready.set(true);
        Ok(())
    }
}

impl Default for SignatureSheet {
    fn default() -> Self {
        Self::new()
    }
}

/// A surface to sign on with a finger or pen. The library behind it is fetched when it is first shown.
#[component]
pub fn SignaturePad(sheet: SignatureSheet, #[prop(into)] label: Signal<String>) -> impl IntoView {
    let canvas = NodeRef::<leptos::html::Canvas>::new();
    Effect::new(move |_| {
        if let Some(canvas) = canvas.get() {
            leptos::task::spawn_local(async move {
                if let Err(error) = sheet.attach(canvas).await {
                    web_sys::console::error_1(&error);
                }
            });
        }
    });
    on_cleanup(move || {
        if let Some(Some(pad)) = sheet.pad.try_get_value() {
            let _ = browser::call(&pad, "dispose", &[]);
        }
    });
    view! {
        <div class="signature">
            <canvas node_ref=canvas role="img" aria-label=move || label.get()></canvas>
            <Show when=move || !sheet.ready.get()>
                <Skeleton rows=1 />
            </Show>
            <div class="signature-foot">
                <span>{move || label.get()}</span>
                <Button
                    look=ButtonLook::Ghost
                    icon=Icon::Undo2
                    disabled=Signal::derive(move || sheet.is_empty())
                    on_press=move |()| sheet.clear()
                >
                    {t(l::form::sign_again)}
                </Button>
            </div>
        </div>
    }
}
