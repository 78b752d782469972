use std::future::Future;

use contract::page::Page;
use futures_util::future::{AbortHandle, abortable};
use leptos::prelude::{
    Effect, Get, GetUntracked, GetValue, RwSignal, Set, SetValue, StoredValue, Update, on_cleanup,
};

use crate::api::ApiError;

type Pending<T> = std::pin::Pin<Box<dyn Future<Output = Result<Page<T>, ApiError>>>>;

/// A list that grows page by page on a cursor. It starts again when the signals that its loader reads change.
#[derive(Debug)]
pub struct CursorList<T: Send + Sync + 'static> {
    items: RwSignal<Vec<T>>,
    next: RwSignal<Option<String>>,
    loaded: RwSignal<bool>,
    busy: RwSignal<bool>,
    error: RwSignal<Option<ApiError>>,
    waiting: RwSignal<u32>,
    /// Bumped to load the next page, or all again.
    turn: RwSignal<(u32, Turn)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Again,
    More,
}

impl<T: Send + Sync + 'static> Clone for CursorList<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T: Send + Sync + 'static> Copy for CursorList<T> {}

/// `use_list(move |cursor| { let query = filters.query(cursor); async move { api.get(&format!("/tickets{query}")).await } })`
pub fn use_list<T, F>(load: impl Fn(Option<String>) -> F + 'static) -> CursorList<T>
where
    T: Clone + Send + Sync + 'static,
    F: Future<Output = Result<Page<T>, ApiError>> + 'static,
{
    let list = CursorList {
        items: RwSignal::new(Vec::new()),
        next: RwSignal::new(None),
        loaded: RwSignal::new(false),
        busy: RwSignal::new(true),
        error: RwSignal::new(None),
        waiting: RwSignal::new(0),
        turn: RwSignal::new((0, Turn::Again)),
    };
    let running = StoredValue::new(None::<AbortHandle>);
    Effect::new(move |last_turn: Option<u32>| {
        let (count, turn) = list.turn.get();
        // a changed filter starts again, whatever the last turn asked for
        let more = turn == Turn::More && last_turn != Some(count);
        let pending: Pending<T> = Box::pin(load(if more { list.next.get_untracked() } else { None }));
        stop(running);
        running.set_value(Some(list.start(pending, more)));
        count
    });
    on_cleanup(move || stop(running));
    list
}

fn stop(running: StoredValue<Option<AbortHandle>>) {
    if let Some(Some(previous)) = running.try_get_value() {
        previous.abort();
    }
}

impl<T: Clone + Send + Sync + 'static> CursorList<T> {
    fn start(self, pending: Pending<T>, more: bool) -> AbortHandle {
        let (task, abort) = abortable(pending);
        self.busy.set(true);
        let answered = self.waiting.get_untracked();
        leptos::task::spawn_local(async move {
            let Ok(outcome) = task.await else { return };
            match outcome {
                Ok(page) => self.take(page, more, answered),
                Err(error) => self.error.set(Some(error)),
            }
            self.busy.set(false);
        });
        abort
    }

    /// `answered` changes were known when the page was asked for. What was announced since may not be in it and waits on.
    fn take(self, page: Page<T>, more: bool, answered: u32) {
        if more {
            self.items.update(|items| items.extend(page.items));
        } else {
            self.items.set(page.items);
            self.waiting.update(|n| *n = n.saturating_sub(answered));
        }
        self.next.set(page.next_cursor);
        self.error.set(None);
        self.loaded.set(true);
    }

    /// What is loaded so far.
    #[must_use]
    pub const fn items(self) -> RwSignal<Vec<T>> {
        self.items
    }

    /// Whether the first page has come.
    #[must_use]
    pub fn is_loaded(self) -> bool {
        self.loaded.get()
    }

    #[must_use]
    pub fn is_busy(self) -> bool {
        self.busy.get()
    }

    #[must_use]
    pub fn has_more(self) -> bool {
        self.next.get().is_some()
    }

    #[must_use]
    pub fn error(self) -> Option<ApiError> {
        self.error.get()
    }

    pub fn load_more(self) {
        self.turn.update(|(count, turn)| {
            *count = count.wrapping_add(1);
            *turn = Turn::More;
        });
    }

    /// Loads from the start again, keeping what is shown until it comes.
    pub fn reload(self) {
        self.turn.update(|(count, turn)| {
            *count = count.wrapping_add(1);
            *turn = Turn::Again;
        });
    }

    /// Counts a change that a live event told of, for the "3 new" pill: nothing moves until the reader asks.
    pub fn announce(self) {
        self.waiting.update(|n| *n = n.saturating_add(1));
    }

    /// How many changes wait to be shown.
    #[must_use]
    pub fn waiting(self) -> u32 {
        self.waiting.get()
    }
}
