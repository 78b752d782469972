use kit::ui::{Glyph, Icon};
use leptos::prelude::*;

/// A number that calls when pressed.
#[component]
pub(crate) fn PhoneLink(phone: String) -> impl IntoView {
    let href = format!("tel:{}", phone.split_whitespace().collect::<String>());
    view! {
        <a class="call-link" href=href>
            <Glyph icon=Icon::Phone />
            {phone}
        </a>
    }
}
