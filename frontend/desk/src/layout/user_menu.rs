use kit::{
    i18n::{lang, t, text},
    session::use_session,
    ui::{Glyph, Icon, use_theme},
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::{shell::ShellDialogs, switches::switch_language};
use crate::{l, routes::ACCOUNT};

/// Who is signed in, as what, and the way out.
#[component]
pub(super) fn UserMenu() -> impl IntoView {
    let session = use_session();
    let open = RwSignal::new(false);
    let name = move || session.user().map(|user| user.name).unwrap_or_default();
    let place = NodeRef::<leptos::html::Div>::new();
    close_from_outside(place, open);
    view! {
        <div class="menu-place" node_ref=place>
            <button
                type="button"
                class="btn btn-ghost btn-square"
                aria-haspopup="menu"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                aria-label=t(l::nav::user_menu)
                title=name
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <span class="avatar">{move || initial(&name())}</span>
            </button>
            <Show when=move || open.get()>
                <div class="menu-sheet" role="menu" on:click=move |_| open.set(false)>
                    <Person />
                    <MenuItems />
                </div>
            </Show>
        </div>
    }
}

/// The last character of a Chinese name, the first letter of another.
fn initial(name: &str) -> String {
    let chosen = if name.is_ascii() { name.chars().next() } else { name.chars().next_back() };
    chosen.map(|c| c.to_uppercase().collect()).unwrap_or_default()
}

#[component]
fn Person() -> impl IntoView {
    let user = use_session().user_untracked();
    let roles = user.as_ref().map(|user| user.roles.clone()).unwrap_or_default();
    let roles = move || {
        let line = |grant: &contract::access::GrantView| {
            let role = lang().pick(grant.role.zh(), grant.role.en());
            view! { <p>{format!("{role} · {}", grant.branch_name)}</p> }
        };
        roles.iter().map(line).collect_view()
    };
    view! {
        <div class="menu-person">
            <strong>{user.map(|user| user.name)}</strong>
            {roles}
        </div>
    }
}

#[component]
fn MenuItems() -> impl IntoView {
    let session = use_session();
    let dialogs = expect_context::<ShellDialogs>();
    let navigate = use_navigate();
    let theme = use_theme();
    let theme_icon = Signal::derive(move || if theme.is_dark() { Icon::Sun } else { Icon::Moon });
    let theme_text = Signal::derive(move || {
        if theme.is_dark() { l::nav::theme_light(lang()) } else { l::nav::theme_dark(lang()) }.to_owned()
    });
    view! {
        <MenuItem icon=Icon::User text=text(l::account::title) on_press=move |()| navigate(ACCOUNT, Default::default()) />
        <MenuItem icon=Icon::Languages text=text(l::nav::language) on_press=move |()| switch_language() />
        <MenuItem icon=theme_icon text=theme_text on_press=move |()| theme.switch() />
        <MenuItem icon=Icon::Keyboard text=text(l::nav::keys) on_press=move |()| dialogs.keys.set(true) />
        <MenuItem icon=Icon::LogOut text=text(l::nav::sign_out) on_press=move |()| session.sign_out() />
    }
}

#[component]
fn MenuItem(
    #[prop(into)] icon: Signal<Icon>,
    text: Signal<String>,
    #[prop(into)] on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <button type="button" class="menu-item" role="menuitem" on:click=move |_| on_press.run(())>
            <Glyph icon=icon />
            {move || text.get()}
        </button>
    }
}

/// A press elsewhere, or Escape, closes the menu.
fn close_from_outside(place: NodeRef<leptos::html::Div>, open: RwSignal<bool>) {
    let press = window_event_listener(leptos::ev::pointerdown, move |event| {
        let inside = place.get_untracked().is_some_and(|place| {
            let target = event
                .target()
                .and_then(|target| wasm_bindgen::JsCast::dyn_into::<web_sys::Node>(target).ok());
            place.contains(target.as_ref())
        });
        if !inside && open.get_untracked() {
            open.set(false);
        }
    });
    let escape = window_event_listener(leptos::ev::keydown, move |event| {
        if event.key() == "Escape" && open.get_untracked() {
            open.set(false);
        }
    });
    on_cleanup(move || {
        press.remove();
        escape.remove();
    });
}

#[cfg(test)]
mod tests {
    use super::initial;

    #[test]
    fn a_name_has_one_letter() {
        assert_eq!(initial("王秀英"), "英");
        assert_eq!(initial("ann Lee"), "A");
        assert_eq!(initial(""), "");
    }
}
