//! Rules of signing in: what a password must be, and when an account is locked.

use crate::kernel::{Timestamp, codes};

codes! {
    /// What is wrong with a password.
    pub enum PasswordFault {
        TooShort = "password_too_short", "密码至少10个字符", "The password needs at least 10 characters";
        TooLong = "password_too_long", "密码最多128个字符", "The password has at most 128 characters";
        ContainsAccount = "password_contains_account", "密码不能包含账号名", "The password must not contain the account name";
    }
}

/// Checks a new password. Length counts characters; no composition rules, which only make passwords predictable.
///
/// # Errors
/// Everything that is wrong with it.
pub fn check_password(password: &str, account: &str) -> Result<(), Vec<PasswordFault>> {
    let mut faults = Vec::new();
    let length = password.chars().count();
    if length < 10 {
        faults.push(PasswordFault::TooShort);
    }
    if length > 128 {
        faults.push(PasswordFault::TooLong);
    }
    let account = account.trim().to_lowercase();
    if !account.is_empty() && password.to_lowercase().contains(&account) {
        faults.push(PasswordFault::ContainsAccount);
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// When repeated failures lock an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockOut {
    pub failures: usize,
    /// Milliseconds in which the failures lie
    pub window: i64,
    /// Milliseconds the account stays locked after the last of them
    pub lock: i64,
}

impl Default for LockOut {
    /// 5 failures within 15 minutes lock for 15 minutes.
    fn default() -> Self {
        Self { failures: 5, window: 15 * 60_000, lock: 15 * 60_000 }
    }
}

impl LockOut {
    /// Until when the account is locked, if it is locked at `now`. `failed`: the failed attempts since the last success,
    /// in any order. An attempt while locked does not count, so that a stranger cannot keep an account locked for good.
    #[must_use]
    pub fn locked_until(&self, failed: &[Timestamp], now: Timestamp) -> Option<Timestamp> {
        let mut failed: Vec<Timestamp> = failed.iter().copied().filter(|at| *at <= now).collect();
        failed.sort_unstable();
        let mut counted: Vec<Timestamp> = Vec::new();
        let mut locked: Option<Timestamp> = None;
        for at in failed {
            if locked.is_some_and(|until| at < until) {
                continue;
            }
            counted.retain(|earlier| at.millis_since(*earlier) < self.window);
            counted.push(at);
            if counted.len() >= self.failures {
                locked = Some(at.plus_millis(self.lock));
                counted.clear();
            }
        }
        locked.filter(|until| now < *until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minute(m: i64) -> Timestamp {
        Timestamp::from_millis(1_750_000_000_000).unwrap().plus_millis(m * 60_000)
    }

    fn minutes(list: &[i64]) -> Vec<Timestamp> {
        list.iter().copied().map(minute).collect()
    }

    #[test]
    fn length_counts_characters_and_the_account_is_not_part_of_it() {
        let fault = |password: &str| check_password(password, "ZhangWei").unwrap_err();
        assert_eq!(check_password("一二三四五六七八九十", "zhangwei"), Ok(()));
        assert_eq!(check_password("correct horse", ""), Ok(()));
        assert_eq!(fault("一二三四五六七八九"), [PasswordFault::TooShort]);
        assert_eq!(fault(&"x".repeat(129)), [PasswordFault::TooLong]);
        assert_eq!(fault("my-zhangwei-2025"), [PasswordFault::ContainsAccount]);
        assert_eq!(fault("zhangwei"), [PasswordFault::TooShort, PasswordFault::ContainsAccount]);
    }

    #[test]
    fn five_failures_in_a_quarter_of_an_hour_lock_for_a_quarter_of_an_hour() {
        let rule = LockOut::default();
        assert_eq!(rule.locked_until(&minutes(&[0, 1, 2, 3]), minute(3)), None);
        assert_eq!(rule.locked_until(&minutes(&[4, 1, 2, 3, 0]), minute(4)), Some(minute(19)));
        assert_eq!(rule.locked_until(&minutes(&[0, 1, 2, 3, 4]), minute(19)), None);
        assert_eq!(rule.locked_until(&minutes(&[0, 4, 8, 12, 15]), minute(15)), None);
    }

    #[test]
    fn attempts_while_locked_do_not_prolong_the_lock() {
        let failed = minutes(&[0, 1, 2, 3, 4, 10, 11, 12, 13, 18]);
        assert_eq!(LockOut::default().locked_until(&failed, minute(18)), Some(minute(19)));
        assert_eq!(LockOut::default().locked_until(&failed, minute(20)), None);
    }
}
