//! Where ids and secrets come from: the one source of randomness, seedable for tests and demo data.

use std::sync::{Mutex, PoisonError};

use domain::kernel::Timestamp;
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha20Rng;
use uuid::{Builder, Uuid};

/// UUIDv7 from a given instant and our own generator; ids of one process are strictly increasing.
#[derive(Debug)]
pub struct Ids(Mutex<State>);

#[derive(Debug)]
struct State {
    rng: ChaCha20Rng,
    last_millis: u64,
    counter: u16,
}

impl Ids {
    /// Seeded by the operating system.
    #[must_use]
    pub fn random() -> Self {
        Self(Mutex::new(State { rng: ChaCha20Rng::from_os_rng(), last_millis: 0, counter: 0 }))
    }

    /// The same seed gives the same ids: demo data and tests.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(Mutex::new(State { rng: ChaCha20Rng::seed_from_u64(seed), last_millis: 0, counter: 0 }))
    }

    /// A new id at `now`; `T` is the typed id.
    pub fn next<T: From<Uuid>>(&self, now: Timestamp) -> T {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let millis = u64::try_from(now.millis()).unwrap_or(0);
        if millis > state.last_millis {
            state.last_millis = millis;
            state.counter = 0;
        } else {
            state.counter = state.counter.saturating_add(1);
            if state.counter >= 0x0fff {
                state.last_millis += 1;
                state.counter = 0;
            }
        }
        let (millis, counter) = (state.last_millis, state.counter);
        let mut random = [0_u8; 10];
        state.rng.fill_bytes(&mut random);
        // the 12 bits after the version count within the millisecond: ids sort in the order they were made
        let [high, low] = counter.to_be_bytes();
        random[0] = high;
        random[1] = low;
        T::from(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    /// An unguessable text of 32 random bytes, URL-safe.
    pub fn secret(&self) -> String {
        use base64::Engine as _;
        let mut bytes = [0_u8; 32];
        self.fill(&mut bytes);
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
    }

    pub fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).rng.fill_bytes(bytes);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_sort_in_the_order_they_were_made() {
        let ids = Ids::seeded(1);
        let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let made: Vec<Uuid> = (0..10_000).map(|_| ids.next(now)).collect();
        assert!(made.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(made.iter().collect::<BTreeSet<_>>().len(), made.len());
        assert!(made.iter().all(|id| id.get_version_num() == 7));
    }

    #[test]
    fn one_seed_gives_one_series() {
        let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(Ids::seeded(7).next::<Uuid>(now), Ids::seeded(7).next::<Uuid>(now));
        assert_ne!(Ids::seeded(7).secret(), Ids::seeded(8).secret());
    }
}
