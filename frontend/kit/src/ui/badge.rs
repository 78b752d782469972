use leptos::prelude::*;

use super::{Glyph, Icon};

/// What a colour means, everywhere the same. Red only where someone must act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    #[default]
    Neutral,
    /// Under way
    Active,
    /// Done, kept, free of charge
    Good,
    /// Soon
    Warn,
    /// Late, refused: act
    Bad,
    /// Standing still, cancelled, archived
    Quiet,
}

impl Tone {
    /// The CSS class, and the name of the colour variable (`--tone-warn`, `--chart-tone-warn`).
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Neutral => "tone-neutral",
            Self::Active => "tone-active",
            Self::Good => "tone-good",
            Self::Warn => "tone-warn",
            Self::Bad => "tone-bad",
            Self::Quiet => "tone-quiet",
        }
    }
}

/// A state: icon, word and colour, never colour alone.
#[component]
pub fn Badge(
    #[prop(into)] text: Signal<String>,
    #[prop(optional, into)] tone: Signal<Tone>,
    #[prop(optional, into)] icon: MaybeProp<Icon>,
) -> impl IntoView {
    view! {
        <span class=move || format!("badge-state {}", tone.get().class())>
            {move || icon.get().map(|icon| view! { <Glyph icon=icon /> })}
            <span>{move || text.get()}</span>
        </span>
    }
}

/// Something to press that waits for the reader: "3 new".
#[component]
pub fn Pill(#[prop(into)] text: Signal<String>, #[prop(into)] on_press: Callback<()>) -> impl IntoView {
    view! {
        <button type="button" class="pill" on:click=move |_| on_press.run(())>
            <Glyph icon=Icon::ArrowUp />
            <span aria-live="polite">{move || text.get()}</span>
        </button>
    }
}
