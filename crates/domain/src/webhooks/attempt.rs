//! What an attempt to deliver means, and when to try again.

use crate::kernel::codes;

codes! {
    /// How far a delivery is.
    pub enum DeliveryState {
        Pending = "pending", "待推送", "Waiting";
        Delivered = "delivered", "已送达", "Delivered";
        Failed = "failed", "失败", "Failed";
    }
}

codes! {
    /// Why an attempt failed.
    pub enum DeliveryFault {
        Refused = "refused", "对方返回错误状态", "The receiver answered with an error";
        Redirected = "redirected", "对方要求重定向（不跟随）", "The receiver redirects, which is not followed";
        Timeout = "timeout", "对方在10秒内没有应答", "No answer within 10 seconds";
        Unreachable = "unreachable", "无法连接（网络或证书）", "Cannot be reached (network or certificate)";
        Unresolved = "unresolved", "域名无法解析", "The host name cannot be resolved";
        PrivateAddress = "private_address", "地址不在公网，已拒绝", "The address is not public: refused";
        SecretUnreadable = "secret_unreadable", "签名密钥无法读取，请更换", "The secret cannot be read: rotate it";
        EventMissing = "event_missing", "事件已不存在", "The event is no longer there";
    }
}

codes! {
    /// Why a subscription was switched off by the system.
    pub enum DisabledReason {
        Gone = "gone", "对方返回410，不再接收", "The receiver answered 410: it wants no more";
        KeyEnded = "key_ended", "创建它的接口密钥已失效", "The API key that made it has ended";
    }
}

/// How long two secrets sign after a rotation.
pub const ROTATION_MILLIS: i64 = 24 * 3_600_000;

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

/// How long to wait after each failed attempt: more than a day in all, so that a receiver may be down overnight.
const DELAYS: [i64; 10] = [
    5 * SECOND,
    30 * SECOND,
    2 * MINUTE,
    10 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    4 * HOUR,
    8 * HOUR,
    12 * HOUR,
];

/// Attempts until a delivery is failed for good.
pub const MAX_ATTEMPTS: i64 = DELAYS.len() as i64 + 1;

/// The most that a receiver's `Retry-After` is followed.
const MOST_ASKED: i64 = 12 * HOUR;

/// How long to wait after `attempts` failed ones; none: no more. Up to a fifth longer by `chance`, so that many
/// deliveries that failed together do not come back together; never sooner than the receiver asked for.
#[must_use]
pub fn next_delay_millis(attempts: i64, chance: u16, asked_millis: Option<i64>) -> Option<i64> {
    let index = usize::try_from(attempts.checked_sub(1)?).ok()?;
    let delay = *DELAYS.get(index)?;
    let asked = asked_millis.unwrap_or(0).clamp(0, MOST_ASKED);
    let longer = delay / 5 * i64::from(chance) / i64::from(u16::MAX);
    Some((delay + longer).max(asked))
}

/// What came of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Status(u16),
    None(DeliveryFault),
}

/// What it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    Delivered,
    /// The receiver wants nothing any more (410)
    Gone,
    Retry(DeliveryFault),
    /// No further attempt can change it
    Hopeless(DeliveryFault),
}

#[must_use]
pub const fn judge(answer: Answer) -> Judgement {
    match answer {
        Answer::Status(200..=299) => Judgement::Delivered,
        Answer::Status(410) => Judgement::Gone,
        Answer::Status(300..=399) => Judgement::Retry(DeliveryFault::Redirected),
        Answer::Status(_) => Judgement::Retry(DeliveryFault::Refused),
        Answer::None(DeliveryFault::EventMissing) => Judgement::Hopeless(DeliveryFault::EventMissing),
        Answer::None(fault) => Judgement::Retry(fault),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_longer_and_longer_for_more_than_a_day() {
        let delays: Vec<i64> = (1..).map_while(|attempt| next_delay_millis(attempt, 0, None)).collect();
        assert_eq!(delays.len() as i64 + 1, MAX_ATTEMPTS);
        assert!(delays.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(delays.iter().sum::<i64>() > 24 * HOUR);
        assert_eq!(next_delay_millis(MAX_ATTEMPTS, 0, None), None);
        assert_eq!(next_delay_millis(0, 0, None), None);
    }

    #[test]
    fn chance_adds_a_fifth_at_most() {
        assert_eq!(next_delay_millis(1, 0, None), Some(5_000));
        assert_eq!(next_delay_millis(1, u16::MAX, None), Some(6_000));
        assert_eq!(next_delay_millis(10, u16::MAX, None), Some(12 * HOUR + 12 * HOUR / 5));
    }

    #[test]
    fn a_receiver_may_ask_for_more_time_but_not_for_ever() {
        assert_eq!(next_delay_millis(1, 0, Some(60_000)), Some(60_000));
        assert_eq!(next_delay_millis(1, 0, Some(-1)), Some(5_000));
        assert_eq!(next_delay_millis(1, 0, Some(i64::MAX)), Some(12 * HOUR));
        assert_eq!(next_delay_millis(MAX_ATTEMPTS, 0, Some(60_000)), None);
    }

    #[test]
    fn only_2xx_is_delivered() {
        for (status, judgement) in [
            (200, Judgement::Delivered),
            (204, Judgement::Delivered),
            (410, Judgement::Gone),
            (302, Judgement::Retry(DeliveryFault::Redirected)),
            (404, Judgement::Retry(DeliveryFault::Refused)),
            (500, Judgement::Retry(DeliveryFault::Refused)),
        ] {
            assert_eq!(judge(Answer::Status(status)), judgement, "{status}");
        }
    }
}
