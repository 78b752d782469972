use leptos::prelude::*;
use leptos_router::components::A;

use super::{Glyph, Icon};

/// How much a button calls. One primary action on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonLook {
    Primary,
    #[default]
    Plain,
    /// No border: in bars and rows
    Ghost,
    /// Cannot be taken back
    Danger,
}

impl ButtonLook {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "btn btn-primary",
            Self::Plain => "btn btn-plain",
            Self::Ghost => "btn btn-ghost",
            Self::Danger => "btn btn-danger",
        }
    }
}

/// `<Button look=ButtonLook::Primary icon=Icon::Plus on_press=move |()| …>{t(l::…)}</Button>`. Without children it is an
/// icon button and needs `label`.
#[component]
pub fn Button(
    #[prop(optional)] look: ButtonLook,
    #[prop(optional, into)] icon: MaybeProp<Icon>,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// Sends the form it stands in.
    #[prop(optional)]
    submit: bool,
    /// Spoken name, and the hint under the mouse.
    #[prop(optional, into)]
    label: MaybeProp<String>,
    #[prop(optional, into)] class: &'static str,
    #[prop(optional, into)] on_press: Option<Callback<()>>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let square = if children.is_none() { " btn-square" } else { "" };
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=format!("{}{square} {class}", look.class())
            aria-busy=move || busy.get().then_some("true")
            aria-label=move || label.get()
            title=move || label.get()
            disabled=move || disabled.get() || busy.get()
            on:click=move |_| {
                if let Some(on_press) = on_press {
                    on_press.run(());
                }
            }
        >
            {move || {
                let shown = if busy.get() { Some(Icon::Loader) } else { icon.get() };
                shown.map(|icon| view! { <Glyph icon=icon /> })
            }}
            {children.map(|children| children())}
        </button>
    }
}

/// A link that looks like a button.
#[component]
pub fn LinkButton(
    #[prop(into)] href: Signal<String>,
    #[prop(optional)] look: ButtonLook,
    #[prop(optional, into)] icon: MaybeProp<Icon>,
    children: Children,
) -> impl IntoView {
    view! {
        <A href=move || href.get() attr:class=look.class()>
            {move || icon.get().map(|icon| view! { <Glyph icon=icon /> })}
            {children()}
        </A>
    }
}
