use kit::{
    i18n::{lang, t},
    session::use_session,
    ui::{Button, ButtonLook, Glyph, Icon},
};
use leptos::prelude::*;
use leptos_router::components::A;

use super::brand::Brand;
use crate::{
    l,
    routes::{Group, NavEntry, navigation},
};

/// The navigation at the left.
#[component]
pub(super) fn SideBar(narrow: RwSignal<bool>) -> impl IntoView {
    let icon = Signal::derive(move || if narrow.get() { Icon::PanelLeftOpen } else { Icon::PanelLeftClose });
    let words = move || if narrow.get() { l::nav::wide(lang()) } else { l::nav::narrow(lang()) };
    view! {
        <nav class="side" aria-label=t(l::nav::main)>
            <A href="/" attr:class="brand">
                <Brand />
            </A>
            <div class="side-scroll">
                <NavGroups />
            </div>
            <div class="side-foot">
                <Button
                    look=ButtonLook::Ghost
                    icon=icon
                    label=Signal::derive(move || words().to_owned())
                    on_press=move |()| narrow.update(|narrow| *narrow = !*narrow)
                >
                    <span>{words}</span>
                </Button>
            </div>
        </nav>
    }
}

/// The pages that the signed-in person may open, by group.
#[component]
pub(super) fn NavGroups() -> impl IntoView {
    let session = use_session();
    let pages = Memo::new(move |_| navigation(session));
    let group = move |group: Group| {
        let entries: Vec<&NavEntry> = pages.get().into_iter().filter(|entry| entry.group == group).collect();
        (!entries.is_empty()).then(|| {
            view! {
                <div class="side-group">
                    <h2>{t(group.title())}</h2>
                    {entries.into_iter().map(|entry| view! { <NavLink entry=entry /> }).collect_view()}
                </div>
            }
        })
    };
    move || Group::ALL.map(group).collect_view()
}

#[component]
fn NavLink(entry: &'static NavEntry) -> impl IntoView {
    view! {
        <A href=entry.path exact=entry.path == "/" attr:class="side-link" attr:title=t(entry.title)>
            <Glyph icon=entry.icon />
            <span>{t(entry.title)}</span>
        </A>
    }
}
