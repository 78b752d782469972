use kit::{browser::storage, i18n::t, live::Live, session::Session, state::use_shortcut};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_navigate};

use super::{
    bell::Unread, drawer::BottomBar, keys::KeysDialog, navigation::SideBar, palette::Palette, top_bar::TopBar,
};
use crate::{
    l,
    routes::{NEW_REQUEST, Pages},
};

const NARROW: &str = "aftercare.nav.narrow";

/// Which of the shell's own dialogs is open.
#[derive(Debug, Clone, Copy)]
pub(super) struct ShellDialogs {
    pub(super) palette: RwSignal<bool>,
    pub(super) keys: RwSignal<bool>,
}

/// Navigation, bar and the page, for a signed-in person.
#[component]
pub(crate) fn Shell(session: Session) -> impl IntoView {
    let api = session.provide_api();
    let _ = Live::provide(api);
    Unread::provide();
    let dialogs = ShellDialogs { palette: RwSignal::new(false), keys: RwSignal::new(false) };
    provide_context(dialogs);
    register_keys(session, dialogs);
    let narrow = RwSignal::new(storage::get(NARROW).is_some());
    Effect::new(move |_| if narrow.get() { storage::set(NARROW, "1") } else { storage::remove(NARROW) });
    // the wall board has the screen to itself
    let path = use_location().pathname;
    let is_wall = Memo::new(move |_| path.get() == "/wall");
    let main = NodeRef::<leptos::html::Main>::new();
    follow_page(main);
    view! {
        <div class="shell" class:shell-narrow=move || narrow.get() class:shell-wall=move || is_wall.get()>
            <a class="skip-link" href="#main">{t(l::nav::skip)}</a>
            <SideBar narrow=narrow />
            <TopBar />
            <main id="main" class="main" tabindex="-1" node_ref=main>
                <Pages />
            </main>
            <BottomBar />
        </div>
        <Palette />
        <KeysDialog />
    }
}

fn register_keys(session: Session, dialogs: ShellDialogs) {
    let navigate = use_navigate();
    use_shortcut("/", l::palette::keys::search, move || dialogs.palette.set(true));
    use_shortcut("Ctrl+K", l::palette::keys::palette, move || dialogs.palette.set(true));
    use_shortcut("?", l::palette::keys::help, move || dialogs.keys.set(true));
    if untrack(|| session.can(NEW_REQUEST.permission)) {
        use_shortcut("n", l::palette::keys::new_request, move || {
            navigate(NEW_REQUEST.path, Default::default());
        });
    }
}

/// A new page starts at its top, and a screen reader is told.
fn follow_page(main: NodeRef<leptos::html::Main>) {
    let location = use_location();
    Effect::new(move |before: Option<String>| {
        let path = location.pathname.get();
        if before.as_ref().is_some_and(|before| *before != path)
            && let Some(main) = main.get_untracked()
        {
            window().scroll_to_with_x_and_y(0.0, 0.0);
            let _ = main.focus();
        }
        path
    });
}
