//! What callers may do, remembered for a few seconds. A change made on this node is seen at once, one made on another
//! node after [`FRESH_MILLIS`] at the latest.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use domain::{
    access::Principal,
    kernel::{ApiKeyId, Timestamp, UserId},
};
use uuid::Uuid;

const FRESH_MILLIS: i64 = 10_000;
/// More callers than this within the freshness are read anew each time.
const MOST: usize = 10_000;

#[derive(Debug, Clone)]
pub(crate) struct KnownUser {
    pub principal: Arc<Principal>,
    /// Sessions that were neither ended nor have run out
    pub sessions: HashSet<Uuid>,
}

#[derive(Debug)]
pub(crate) struct KnownKey {
    pub id: ApiKeyId,
    pub principal: Arc<Principal>,
    pub expires_at: Option<Timestamp>,
    /// Milliseconds of the last use that was written down
    pub noted_use: AtomicI64,
}

#[derive(Debug)]
struct Remembered<T> {
    read_at: Timestamp,
    value: Arc<T>,
}

type Memory<K, T> = Mutex<HashMap<K, Remembered<T>>>;

#[derive(Debug, Default)]
pub(crate) struct Authorities {
    /// Counts local changes, so that what was read before a change is not remembered after it
    changes: AtomicU64,
    users: Memory<UserId, KnownUser>,
    keys: Memory<String, KnownKey>,
}

impl Authorities {
    /// Take this before reading what will be remembered.
    pub(crate) fn mark(&self) -> u64 {
        self.changes.load(Ordering::SeqCst)
    }

    pub(crate) fn user(&self, id: UserId, now: Timestamp) -> Option<Arc<KnownUser>> {
        recall(&self.users, &id, now)
    }

    pub(crate) fn remember_user(&self, id: UserId, now: Timestamp, mark: u64, user: Arc<KnownUser>) {
        if self.mark() == mark {
            remember(&self.users, id, now, user);
        }
    }

    pub(crate) fn key(&self, hash: &str, now: Timestamp) -> Option<Arc<KnownKey>> {
        recall(&self.keys, &hash.to_owned(), now)
    }

    pub(crate) fn remember_key(&self, hash: String, now: Timestamp, mark: u64, key: Arc<KnownKey>) {
        if self.mark() == mark {
            remember(&self.keys, hash, now, key);
        }
    }

    /// After a change of one user or of their sessions.
    pub(crate) fn forget_user(&self, id: UserId) {
        self.changes.fetch_add(1, Ordering::SeqCst);
        hold(&self.users).remove(&id);
    }

    /// After a change of branches or keys.
    pub(crate) fn forget_all(&self) {
        self.changes.fetch_add(1, Ordering::SeqCst);
        hold(&self.users).clear();
        hold(&self.keys).clear();
    }
}

fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn recall<K: Eq + std::hash::Hash, T>(memory: &Memory<K, T>, key: &K, now: Timestamp) -> Option<Arc<T>> {
    let memory = hold(memory);
    let known = memory.get(key)?;
    let age = now.millis_since(known.read_at);
    (0..FRESH_MILLIS).contains(&age).then(|| known.value.clone())
}

fn remember<K: Eq + std::hash::Hash, T>(memory: &Memory<K, T>, key: K, now: Timestamp, value: Arc<T>) {
    let mut memory = hold(memory);
    if memory.len() >= MOST {
        memory.retain(|_, known| now.millis_since(known.read_at) < FRESH_MILLIS);
    }
    if memory.len() < MOST {
        memory.insert(key, Remembered { read_at: now, value });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn somebody() -> Arc<KnownUser> {
        Arc::new(KnownUser { principal: Arc::new(Principal::system()), sessions: HashSet::new() })
    }

    #[test]
    fn is_forgotten_after_ten_seconds_and_on_a_change() {
        let authorities = Authorities::default();
        let (id, now) = (UserId(Uuid::from_u128(1)), Timestamp::EPOCH);
        authorities.remember_user(id, now, authorities.mark(), somebody());
        assert!(authorities.user(id, now.plus_millis(9_999)).is_some());
        assert!(authorities.user(id, now.plus_millis(10_000)).is_none());
        authorities.forget_user(id);
        assert!(authorities.user(id, now).is_none());
    }

    #[test]
    fn what_was_read_before_a_change_is_not_remembered_after_it() {
        let authorities = Authorities::default();
        let (id, now) = (UserId(Uuid::from_u128(1)), Timestamp::EPOCH);
        let mark = authorities.mark();
        authorities.forget_user(id);
        authorities.remember_user(id, now, mark, somebody());
        assert!(authorities.user(id, now).is_none());
    }
}
