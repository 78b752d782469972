use std::time::Duration;

use leptos::prelude::{
    Effect, Get, GetUntracked, GetValue, RwSignal, Set, SetValue, StoredValue, TimeoutHandle,
    set_timeout_with_handle,
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{browser::storage, session::use_session};

const REST: Duration = Duration::from_millis(400);

/// The stored copy of a form's content.
#[derive(Debug, Clone, Copy)]
pub struct Draft {
    key: StoredValue<String>,
    restored: RwSignal<bool>,
    pending: StoredValue<Option<TimeoutHandle>>,
}

/// Keeps `content` in this browser while it is edited, per form and person; it survives a reload, a sign-out and a
/// crash. An earlier draft is put into `content` at once. Call [`Draft::discard`] after a successful save.
pub fn use_draft<T>(form: &str, content: RwSignal<T>) -> Draft
where
    T: Serialize + DeserializeOwned + PartialEq + Clone + Send + Sync + 'static,
{
    let person = use_session().user_untracked().map(|user| user.id.to_string()).unwrap_or_default();
    let key = format!("aftercare.draft.{person}.{form}");
    let blank = content.get_untracked();
    let kept = storage::get(&key).and_then(|text| serde_json::from_str::<T>(&text).ok());
    let draft = Draft {
        key: StoredValue::new(key),
        restored: RwSignal::new(kept.is_some()),
        pending: StoredValue::new(None),
    };
    if let Some(kept) = kept {
        content.set(kept);
    }
    Effect::new(move |first: Option<()>| {
        let now = content.get();
        if first.is_none() {
            return;
        }
        if now == blank {
            draft.discard();
            return;
        }
        draft.hold();
        // the form may be closed before the typing rests
        let key = draft.key.get_value();
        let save = move || {
            if let Ok(text) = serde_json::to_string(&now) {
                storage::set(&key, &text);
            }
        };
        draft.pending.set_value(set_timeout_with_handle(save, REST).ok());
    });
    draft
}

impl Draft {
    /// Whether the form started from a draft; show it, with a way to discard.
    #[must_use]
    pub fn is_restored(self) -> bool {
        self.restored.get()
    }

    /// Forgets the stored copy.
    pub fn discard(self) {
        self.hold();
        storage::remove(&self.key.get_value());
        self.restored.set(false);
    }

    fn hold(self) {
        if let Some(pending) = self.pending.get_value() {
            pending.clear();
        }
    }
}
