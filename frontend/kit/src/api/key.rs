use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use leptos::prelude::{GetValue as _, SetValue as _, StoredValue, UpdateValue as _};
use uuid::Builder;

use crate::browser;

/// A fresh idempotency key: a UUIDv7.
pub(super) fn fresh() -> String {
    let millis = u64::try_from(browser::local_millis()).unwrap_or_default();
    let random = browser::random_bytes();
    let mut counter = [0; 10];
    counter.copy_from_slice(&random[..10]);
    Builder::from_unix_timestamp_millis(millis, &counter).into_uuid().to_string()
}

/// The idempotency key of one form: a retry of the same content after a lost answer carries the same key, so that it is
/// written once; changed content carries a new one.
#[derive(Debug, Clone, Copy)]
pub struct RetryKey(StoredValue<Option<(u64, String)>>);

impl RetryKey {
    #[must_use]
    pub fn new() -> Self {
        Self(StoredValue::new(None))
    }

    /// The key for this content.
    #[must_use]
    pub fn of(self, path: &str, body: &str) -> String {
        let mut hasher = DefaultHasher::new();
        (path, body).hash(&mut hasher);
        let content = hasher.finish();
        if let Some((known, key)) = self.0.get_value()
            && known == content
        {
            return key;
        }
        let key = fresh();
        self.0.set_value(Some((content, key.clone())));
        key
    }

    /// After a definite answer the next submission is a new one.
    pub fn settle(self) {
        self.0.try_update_value(|key| *key = None);
    }
}

impl Default for RetryKey {
    fn default() -> Self {
        Self::new()
    }
}
