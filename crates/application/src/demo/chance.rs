//! Chance that repeats: the same seed and stream give the same draws.

use domain::kernel::Timestamp;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// One series of draws. Every customer, unit and request has its own stream, so that one more draw in one of them leaves
/// all others as they were.
#[derive(Debug, Clone)]
pub(super) struct Chance(ChaCha8Rng);

impl Chance {
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    /// True in `percent` of the cases.
    pub(super) fn percent(&mut self, percent: f64) -> bool {
        self.0.random::<f64>() * 100.0 < percent
    }

    /// From 0 up to, but not including, `limit`; 0 when there is nothing to choose from.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        if limit == 0 { 0 } else { self.0.random_range(0..limit) }
    }

    /// Both ends included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        if high <= low { low } else { self.0.random_range(low..=high) }
    }

    pub(super) fn real(&mut self, low: f64, high: f64) -> f64 {
        low + self.0.random::<f64>() * (high - low)
    }

    pub(super) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    pub(super) fn word(&mut self, list: &[&'static str]) -> &'static str {
        list[self.below(list.len())]
    }

    /// The place of a weight; the last one when rounding leaves nothing.
    pub(super) fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut left = self.0.random::<f64>() * weights.iter().sum::<f64>();
        for (place, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return place;
            }
        }
        weights.len().saturating_sub(1)
    }

    /// An entry of a list with weights.
    pub(super) fn of<'a, T>(&mut self, list: &'a [(T, f64)]) -> &'a T {
        let mut left = self.0.random::<f64>() * list.iter().map(|(_, weight)| weight).sum::<f64>();
        for (entry, weight) in list {
            left -= weight;
            if left < 0.0 {
                return entry;
            }
        }
        &list[list.len() - 1].0
    }

    /// `at` moved forward by `low` to `high` minutes.
    pub(super) fn after(&mut self, at: Timestamp, low: i64, high: i64) -> Timestamp {
        at.plus_millis(self.between(low * 60_000, high * 60_000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_and_stream_give_one_series() {
        let series = |seed, stream| {
            let mut chance = Chance::new(seed, stream);
            (0..8).map(|_| chance.below(1_000_000)).collect::<Vec<_>>()
        };
        assert_eq!(series(1, 2), series(1, 2));
        assert_ne!(series(1, 2), series(1, 3));
        assert_ne!(series(1, 2), series(2, 2));
    }

    #[test]
    fn weights_are_kept() {
        let mut chance = Chance::new(7, 0);
        let mut counts = [0_u32; 3];
        for _ in 0..10_000 {
            counts[chance.weighted(&[50.0, 30.0, 20.0])] += 1;
        }
        for (count, expected) in counts.iter().zip([5000.0, 3000.0, 2000.0]) {
            assert!((f64::from(*count) - expected).abs() < 200.0, "{counts:?}");
        }
    }
}
