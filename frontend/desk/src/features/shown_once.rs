use kit::{
    i18n::{lang, t},
    ui::{Button, ButtonLook, Glyph, Icon},
};
use leptos::prelude::*;

use crate::l;

/// Puts the text into the clipboard; outside of HTTPS a browser may have none.
fn copy_text(text: &str) -> bool {
    let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into());
    clipboard.is_ok_and(|clipboard| kit::browser::call(&clipboard, "writeText", &[text.into()]).is_ok())
}

/// A secret that the server shows this once, inside a dialog.
#[component]
pub(crate) fn ShownOnce(secret: String, open: RwSignal<bool>) -> impl IntoView {
    let copied = RwSignal::new(false);
    let secret = StoredValue::new(secret);
    let copy = move |()| copied.set(copy_text(&secret.get_value()));
    let words = move || if copied.get() { l::people::copied(lang()) } else { l::people::copy(lang()) };
    view! {
        <div class="alert-box tone-warn" role="status">
            <Glyph icon=Icon::TriangleAlert />
            <p class="grow">{t(l::people::once)}</p>
        </div>
        <p class="secret"><code>{secret.get_value()}</code></p>
        <div class="dialog-actions">
            <Button icon=Icon::Copy on_press=copy>{words}</Button>
            <Button look=ButtonLook::Primary on_press=move |()| open.set(false)>{t(l::people::kept)}</Button>
        </div>
    }
}
