//! Live updates: `GET /live` as server-sent events, read through `fetch` because an `EventSource` cannot carry the
//! access token. Reconnects with growing pauses and resumes after the last event it saw (`Last-Event-ID`).

mod frames;
mod stream;

use std::sync::Arc;

use frames::Frames;
pub use frames::LiveEvent;
use leptos::prelude::{
    Get, RwSignal, Set, StoredValue, UpdateValue, WithValue, expect_context, on_cleanup, provide_context,
};

use crate::{api::Api, browser};

const FIRST_PAUSE_MILLIS: i32 = 1_000;
const LONGEST_PAUSE_MILLIS: i32 = 30_000;

type Listener = Arc<dyn Fn(&LiveEvent) + Send + Sync>;

/// The stream of this page and who listens to it.
#[derive(Clone, Copy)]
pub struct Live {
    listeners: StoredValue<Vec<(u32, Listener)>>,
    next: StoredValue<u32>,
    connected: RwSignal<bool>,
}

impl std::fmt::Debug for Live {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Live").finish_non_exhaustive()
    }
}

/// The live stream of this page.
#[must_use]
pub fn use_live() -> Live {
    expect_context()
}

impl Live {
    /// Connects for as long as the caller's reactive owner lives. Called once, behind the sign-in.
    #[must_use]
    pub fn provide(api: Api) -> Self {
        let live = Self {
            listeners: StoredValue::new(Vec::new()),
            next: StoredValue::new(0),
            connected: RwSignal::new(false),
        };
        provide_context(live);
        let (task, abort) = futures_util::future::abortable(live.keep_connected(api));
        leptos::task::spawn_local(async move {
            let _ = task.await;
        });
        on_cleanup(move || abort.abort());
        live
    }

    /// Calls `listener` for every event until the calling component goes.
    pub fn on_event(self, listener: impl Fn(&LiveEvent) + Send + Sync + 'static) {
        let id = self.next.try_update_value(|next| {
            *next += 1;
            *next
        });
        let Some(id) = id else { return };
        self.listeners.update_value(|all| all.push((id, Arc::new(listener))));
        on_cleanup(move || {
            self.listeners.try_update_value(|all| all.retain(|(other, _)| *other != id));
        });
    }

    /// Whether updates arrive; a page may say "not live" when they do not.
    #[must_use]
    pub fn is_connected(self) -> bool {
        self.connected.get()
    }

    async fn keep_connected(self, api: Api) {
        let mut last_id: Option<String> = None;
        let mut pause = FIRST_PAUSE_MILLIS;
        loop {
            let resume_after = last_id.clone();
            let opened = stream::read(api, resume_after.as_deref(), |chunk, frames: &mut Frames| {
                self.connected.set(true);
                for event in frames.push(chunk) {
                    if let Some(id) = &event.id {
                        last_id = Some(id.clone());
                    }
                    self.tell(&event);
                }
            })
            .await;
            self.connected.set(false);
            pause = if opened { FIRST_PAUSE_MILLIS } else { (pause * 2).min(LONGEST_PAUSE_MILLIS) };
            browser::pause(pause).await;
        }
    }

    fn tell(self, event: &LiveEvent) {
        // a listener may add or remove listeners
        let all = self.listeners.with_value(Clone::clone);
        for (_, listener) in all {
            listener(event);
        }
    }
}
