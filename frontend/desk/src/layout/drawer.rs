use kit::{
    i18n::{t, text},
    session::use_session,
    ui::{Dialog, DialogSize, Glyph, Icon},
};
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_location};

use super::navigation::NavGroups;
use crate::{l, routes::navigation};

/// How many pages stand at the thumb before "more".
const AT_THUMB: usize = 4;

/// The navigation of a phone: the first pages at the thumb, the rest behind "more".
#[component]
pub(super) fn BottomBar() -> impl IntoView {
    let session = use_session();
    let open = RwSignal::new(false);
    let location = use_location();
    Effect::new(move |_| {
        location.pathname.track();
        open.set(false);
    });
    let links = move || {
        navigation(session)
            .into_iter()
            .take(AT_THUMB)
            .map(|entry| {
                view! {
                    <A href=entry.path exact=entry.path == "/" attr:class="bottom-link">
                        <Glyph icon=entry.icon />
                        <span>{t(entry.title)}</span>
                    </A>
                }
            })
            .collect_view()
    };
    view! {
        <nav class="bottom" aria-label=t(l::nav::main)>
            {links}
            <button type="button" class="bottom-link" on:click=move |_| open.set(true)>
                <Glyph icon=Icon::Menu />
                <span>{t(l::nav::more)}</span>
            </button>
        </nav>
        <Dialog open=open title=text(l::nav::more) size=DialogSize::Side>
            <div class="drawer-list">
                <NavGroups />
            </div>
        </Dialog>
    }
}
