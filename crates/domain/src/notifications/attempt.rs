//! When to try again.

const MINUTE: i64 = 60_000;

/// How long to wait after each failed attempt: most of a day in all.
const DELAYS: [i64; 8] =
    [MINUTE / 2, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, 60 * MINUTE, 180 * MINUTE, 360 * MINUTE, 360 * MINUTE];

/// Attempts until a notification is failed for good.
pub const MAX_ATTEMPTS: i64 = DELAYS.len() as i64 + 1;

/// How long to wait after `attempts` failed ones; none: no more.
#[must_use]
pub fn next_delay_millis(attempts: i64) -> Option<i64> {
    DELAYS.get(usize::try_from(attempts.checked_sub(1)?).ok()?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_longer_and_longer_and_ends() {
        let delays: Vec<i64> = (1..).map_while(next_delay_millis).collect();
        assert_eq!(delays.len() as i64 + 1, MAX_ATTEMPTS);
        assert!(delays.windows(2).all(|pair| pair[0] <= pair[1]));
        assert_eq!((next_delay_millis(0), next_delay_millis(MAX_ATTEMPTS)), (None, None));
    }
}
