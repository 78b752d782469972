use std::{future::Future, pin::Pin};

use futures_util::future::{AbortHandle, abortable};
use leptos::prelude::{
    Effect, Get, GetUntracked, GetValue, RwSignal, Set, SetValue, StoredValue, Update, on_cleanup,
};

use crate::api::ApiError;

/// Something loaded from the server that follows the signals its loader reads. While it loads again the old value stays;
/// leaving the page aborts the call.
#[derive(Debug)]
pub struct Query<T: Send + Sync + 'static> {
    data: RwSignal<Option<T>>,
    error: RwSignal<Option<ApiError>>,
    busy: RwSignal<bool>,
    revision: RwSignal<u32>,
}

impl<T: Send + Sync + 'static> Clone for Query<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T: Send + Sync + 'static> Copy for Query<T> {}

/// `use_query(move || { let id = id.get(); async move { api.get::<Ticket>(&format!("/tickets/{id}")).await } })`:
/// what the closure reads before the `async` block decides when to load again.
pub fn use_query<T, F>(load: impl Fn() -> F + 'static) -> Query<T>
where
    T: Clone + Send + Sync + 'static,
    F: Future<Output = Result<T, ApiError>> + 'static,
{
    let query = Query {
        data: RwSignal::new(None),
        error: RwSignal::new(None),
        busy: RwSignal::new(true),
        revision: RwSignal::new(0),
    };
    keep_loading(
        query.busy,
        query.error,
        query.revision,
        Box::new(move || {
            let pending = load();
            Box::pin(async move {
                query.data.set(Some(pending.await?));
                Ok(())
            })
        }),
    );
    query
}

/// Loads and stores what was loaded.
type Load = Box<dyn Fn() -> Pin<Box<dyn Future<Output = Result<(), ApiError>>>>>;

/// What is the same whatever is loaded, compiled once.
fn keep_loading(
    busy: RwSignal<bool>,
    error: RwSignal<Option<ApiError>>,
    revision: RwSignal<u32>,
    load: Load,
) {
    let running = StoredValue::new(None::<AbortHandle>);
    Effect::new(move |_| {
        revision.get();
        let (task, abort) = abortable(load());
        stop(running);
        running.set_value(Some(abort));
        busy.set(true);
        leptos::task::spawn_local(async move {
            let Ok(outcome) = task.await else { return };
            error.set(outcome.err());
            busy.set(false);
        });
    });
    on_cleanup(move || stop(running));
}

fn stop(running: StoredValue<Option<AbortHandle>>) {
    if let Some(Some(previous)) = running.try_get_value() {
        previous.abort();
    }
}

impl<T: Clone + Send + Sync + 'static> Query<T> {
    /// The latest value.
    #[must_use]
    pub fn data(self) -> Option<T> {
        self.data.get()
    }

    #[must_use]
    pub fn data_untracked(self) -> Option<T> {
        self.data.get_untracked()
    }

    /// The value's own signal, for what must not be drawn again as a whole.
    #[must_use]
    pub const fn signal(self) -> RwSignal<Option<T>> {
        self.data
    }

    /// Why the last load failed.
    #[must_use]
    pub fn error(self) -> Option<ApiError> {
        self.error.get()
    }

    #[must_use]
    pub fn is_busy(self) -> bool {
        self.busy.get()
    }

    /// Loads again, keeping what is shown.
    pub fn reload(self) {
        self.revision.update(|n| *n = n.wrapping_add(1));
    }

    /// Takes over what a command answered, without loading again.
    pub fn set(self, data: T) {
        self.data.set(Some(data));
        self.error.set(None);
    }

    /// Forgets the value, so that the next load shows the skeleton: for a page that now shows another object.
    pub fn forget(self) {
        self.data.set(None);
    }
}
