//! How much one was told and has not read, in the bar of every page. Small, for it comes with the first screen.

use contract::notifications::UnreadCount;
use kit::{
    api::use_api,
    i18n::lang,
    live::{Live, use_live},
    state::{Query, use_query},
    ui::{Glyph, Icon},
};
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_location};

use crate::{l, routes::NOTIFICATIONS};

/// The server counts no further.
const MOST: u64 = 99;

/// The number of unread notifications; the page of notifications changes it too.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unread {
    query: Query<UnreadCount>,
    live: Live,
}

impl Unread {
    /// Asks once, then follows the live stream.
    pub(super) fn provide() {
        let (api, live) = (use_api(), use_live());
        let query =
            use_query(move || async move { api.get::<UnreadCount>("/notifications/unread-count").await });
        live.on_event(move |event| {
            if event.kind == "notifications"
                && let Some(count) = event.read::<UnreadCount>()
            {
                query.set(count);
            }
        });
        // a stream that was away tells only of what comes after it
        Effect::new(move |before: Option<bool>| {
            let connected = live.is_connected();
            if before == Some(false) && connected {
                query.reload();
            }
            connected
        });
        let path = use_location().pathname;
        Effect::new(move |before: Option<String>| {
            let path = path.get();
            let moved = before.is_some_and(|before| before != path);
            if moved && !untrack(|| live.is_connected()) {
                query.reload();
            }
            path
        });
        provide_context(Self { query, live });
    }

    /// Nothing before the server has told it.
    pub(crate) fn known(self) -> Option<u64> {
        self.query.signal().with(|count| count.as_ref().map(|count| count.unread))
    }

    pub(crate) fn count(self) -> u64 {
        self.known().unwrap_or_default()
    }

    /// What a command answered. The live stream tells it too, and may have told of a later one meanwhile.
    pub(crate) fn answered(self, count: UnreadCount) {
        if !untrack(|| self.live.is_connected()) {
            self.query.set(count);
        }
    }

    /// One was read.
    pub(crate) fn take_one(self) {
        let unread = untrack(|| self.count()).saturating_sub(1);
        self.answered(UnreadCount { unread });
    }
}

pub(crate) fn use_unread() -> Unread {
    expect_context()
}

/// 消息
#[component]
pub(super) fn Bell() -> impl IntoView {
    let unread = use_unread();
    let words = move || match unread.count() {
        0 => l::notifications::title(lang()).to_owned(),
        n => l::notifications::bell(lang(), n),
    };
    let shown = move || match unread.count() {
        0 => None,
        n if n > MOST => Some(format!("{MOST}+")),
        n => Some(n.to_string()),
    };
    view! {
        <A href=NOTIFICATIONS attr:class="btn btn-ghost btn-square bell" attr:aria-label=words attr:title=words>
            <Glyph icon=Icon::Bell />
            {move || shown().map(|count| view! { <span class="bell-count" aria-hidden="true">{count}</span> })}
        </A>
        <span class="spoken" role="status">
            {move || (unread.count() > 0).then(words)}
        </span>
    }
}
