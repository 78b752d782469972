use contract::{
    page::Page,
    tickets::{TicketView, TimelineEntry},
};
use domain::kernel::{TicketId, Timestamp};
use kit::{
    api::use_api,
    state::{CursorList, Query, use_list},
    time,
};
use leptos::prelude::*;

/// Working time is counted by the server only: a page that stays open asks again after this long.
const STALE_MILLIS: i64 = 10 * 60_000;

/// The request of this page. Panels read the part that they show, so that a change redraws only what changed.
#[derive(Debug, Clone, Copy)]
pub(super) struct TicketState {
    pub(super) id: TicketId,
    view: RwSignal<TicketView>,
    as_of: RwSignal<Timestamp>,
    query: Query<TicketView>,
    pub(super) timeline: CursorList<TimelineEntry>,
}

impl TicketState {
    /// Follows `query` from its first answer on.
    pub(super) fn provide(first: TicketView, query: Query<TicketView>) -> Self {
        let (api, id) = (use_api(), first.id);
        let timeline = use_list(move |cursor| {
            let query = kit::api::query_string([("limit", Some("100".to_owned())), ("cursor", cursor)]);
            async move { api.get::<Page<TimelineEntry>>(&format!("/tickets/{id}/timeline{query}")).await }
        });
        let as_of = RwSignal::new(time::now_untracked());
        let state = Self { id, view: RwSignal::new(first), as_of, query, timeline };
        Effect::new(move |_| {
            if let Some(view) = query.data() {
                state.take(view);
            }
        });
        Effect::new(move |_| {
            if time::now().millis_since(as_of.get_untracked()) > STALE_MILLIS {
                as_of.set(time::now_untracked());
                query.reload();
            }
        });
        provide_context(state);
        state
    }

    /// Takes over a newer state of the request.
    pub(super) fn take(self, view: TicketView) {
        self.as_of.set(time::now_untracked());
        if self.view.with_untracked(|shown| *shown != view) {
            self.view.set(view);
        }
    }

    /// What a command answered: the request, and a timeline that grew.
    pub(super) fn done(self, view: TicketView) {
        self.take(view);
        self.timeline.reload();
    }

    /// Asks the server again, keeping what is shown.
    pub(super) fn reload(self) {
        self.query.reload();
    }

    /// A part of the request that changes only when it changes.
    pub(super) fn part<T: PartialEq + Send + Sync + 'static>(
        self,
        of: impl Fn(&TicketView) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.view.with(&of))
    }

    pub(super) fn now<T>(self, of: impl FnOnce(&TicketView) -> T) -> T {
        self.view.with_untracked(of)
    }

    /// When the server computed the clocks.
    pub(super) fn as_of(self) -> Timestamp {
        self.as_of.get()
    }
}

/// The request of this page.
pub(super) fn use_ticket() -> TicketState {
    expect_context()
}
