use kit::{
    i18n::{t, text},
    live::use_live,
    session::use_session,
    ui::{ButtonLook, Glyph, Icon, LinkButton},
};
use leptos::prelude::*;
use leptos_router::components::A;

use super::{
    bell::Bell,
    brand::Brand,
    shell::ShellDialogs,
    switches::{LanguageSwitch, ThemeSwitch},
    user_menu::UserMenu,
};
use crate::{l, routes::NEW_REQUEST};

/// Search, new request, language, theme, the person.
#[component]
pub(super) fn TopBar() -> impl IntoView {
    let session = use_session();
    let dialogs = expect_context::<ShellDialogs>();
    view! {
        <header class="top">
            <A href="/" attr:class="brand top-brand">
                <Brand />
            </A>
            <button
                type="button"
                class="top-search"
                aria-label=t(l::nav::search)
                on:click=move |_| dialogs.palette.set(true)
            >
                <Glyph icon=Icon::Search />
                <span class="clip">{t(l::nav::search)}</span>
                <kbd class="kbd">"/"</kbd>
            </button>
            <div class="top-actions">
                <NotLive />
                <Show when=move || session.can(NEW_REQUEST.permission)>
                    <LinkButton href=NEW_REQUEST.path look=ButtonLook::Primary icon=Icon::Plus>
                        <span class="spoken-narrow">{t(l::nav::new_request)}</span>
                    </LinkButton>
                </Show>
                <span class="wide-only">
                    <LanguageSwitch />
                </span>
                <span class="wide-only">
                    <ThemeSwitch />
                </span>
                <Bell />
                <UserMenu />
            </div>
        </header>
    }
}

/// Says so when updates do not arrive by themselves; not in the first moments of a page.
#[component]
fn NotLive() -> impl IntoView {
    let live = use_live();
    let lost = RwSignal::new(false);
    let patience = StoredValue::new_local(None);
    Effect::new(move |_| {
        if live.is_connected() {
            patience.set_value(None);
            lost.set(false);
        } else {
            patience.set_value(Some(kit::browser::after(8_000, move || {
                lost.try_set(true);
            })));
        }
    });
    view! {
        <Show when=move || lost.get()>
            <span class="offline" role="status" title=text(l::nav::not_live)>
                <Glyph icon=Icon::WifiOff />
                <span class="wide-only">{t(l::nav::not_live)}</span>
            </span>
        </Show>
    }
}
