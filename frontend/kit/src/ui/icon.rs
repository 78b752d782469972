//! Icons: `kit/icons/*.svg` (Lucide, ISC). The build puts the drawings that the sources name into the page.

use leptos::prelude::*;

include!(concat!(env!("OUT_DIR"), "/icons.rs"));

/// A decorative drawing; the words beside it carry the meaning.
#[component]
pub fn Glyph(#[prop(into)] icon: Signal<Icon>) -> impl IntoView {
    view! {
        <svg class="glyph" aria-hidden="true">
            <use_ href=move || icon.get().href()></use_>
        </svg>
    }
}
