//! A deadline as people speak: `还剩 3 工时 · 明天 10:30`.

use contract::tickets::NextClock;
use domain::{
    kernel::Timestamp,
    sla::{Clock, ClockState, Span},
};

use super::civil::{Civil, Zone};
use crate::{i18n::Lang, l};

/// What the remaining time is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpanUnit {
    NaturalHours,
    WorkingHours,
    /// Working seconds that make up one working day
    WorkingDays {
        day: i64,
    },
}

/// One clock of a request, as far as the screen needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Countdown {
    pub state: ClockState,
    /// What was left at `as_of`, in seconds of the clock's own kind of time. Nothing when the server did not say.
    pub remaining_seconds: Option<i64>,
    pub as_of: Timestamp,
    /// The whole target, for the used share.
    pub total_seconds: Option<i64>,
    pub started_at: Timestamp,
    pub due_at: Timestamp,
    /// From here a running clock is amber (its 80 % threshold).
    pub warn_at: Option<Timestamp>,
    /// When the clock was stopped, for a met or missed one.
    pub stopped_at: Option<Timestamp>,
    pub unit: SpanUnit,
}

/// How the clock is shown: which colour and icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockLook {
    Running,
    Soon,
    Breached,
    Paused,
    Met,
    Missed,
    Cancelled,
}

impl ClockLook {
    /// The last part of the CSS class, and the name of the colour.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Soon => "soon",
            Self::Breached => "breached",
            Self::Paused => "paused",
            Self::Met => "met",
            Self::Missed => "missed",
            Self::Cancelled => "cancelled",
        }
    }
}

impl Countdown {
    /// A computed clock, as the server saw it at `as_of`; nothing before it has a due time.
    #[must_use]
    pub fn of(clock: &Clock, as_of: Timestamp) -> Option<Self> {
        let total = clock.total_seconds;
        Some(Self {
            state: clock.state,
            remaining_seconds: total.map(|total| total - clock.consumed_seconds),
            as_of,
            total_seconds: total,
            started_at: clock.started_at,
            due_at: clock.due_at?,
            warn_at: clock.thresholds.iter().find(|threshold| threshold.percent == 80).map(|t| t.fire_at),
            stopped_at: clock.stopped_at,
            unit: unit(&clock.target, clock.working_time, total),
        })
    }

    /// The next clock of a line in a list, as the server saw it at `as_of`.
    #[must_use]
    pub fn of_next(clock: &NextClock, as_of: Timestamp) -> Self {
        Self {
            state: clock.state,
            remaining_seconds: clock.remaining_seconds,
            as_of,
            total_seconds: clock.total_seconds.filter(|_| clock.remaining_seconds.is_some()),
            started_at: clock.started_at,
            due_at: clock.due_at,
            warn_at: clock.warn_at,
            stopped_at: None,
            unit: match clock.remaining_seconds {
                Some(_) => unit(&clock.target, clock.working_time, clock.total_seconds),
                None => SpanUnit::NaturalHours,
            },
        }
    }

    /// What is left at `now`, in seconds of the clock's own kind of time. Working time cannot be counted down without
    /// its calendar, but it never exceeds the natural time until the due instant: inside the last working window that
    /// is exact, before it the server's figure stands until the next answer.
    #[must_use]
    pub fn left(&self, now: Timestamp) -> i64 {
        let natural = self.due_at.millis_since(now).div_euclid(1000);
        match (self.state, self.remaining_seconds, self.unit) {
            (ClockState::Paused, Some(remaining), _) => remaining,
            (_, _, SpanUnit::NaturalHours) | (_, None, _) => natural,
            (_, Some(remaining), _) => remaining.min(natural),
        }
    }

    /// The used share of the target in percent, 0–100.
    #[must_use]
    pub fn used_percent(&self, now: Timestamp) -> i64 {
        let used = match (self.state, self.remaining_seconds, self.total_seconds) {
            (ClockState::Met | ClockState::Missed, Some(left), Some(total)) if total > 0 => {
                (total - left) * 100 / total
            }
            (_, Some(_), Some(total)) if total > 0 => (total - self.left(now)) * 100 / total,
            _ => self.used_of_wall_clock(now),
        };
        used.clamp(0, 100)
    }

    /// By the wall clock alone, but passing 80 % exactly at the server's warning.
    fn used_of_wall_clock(&self, now: Timestamp) -> i64 {
        let share = |from: Timestamp, to: Timestamp| {
            now.millis_since(from).saturating_mul(100) / to.millis_since(from).max(1)
        };
        match self.warn_at {
            Some(warn) if now < warn => share(self.started_at, warn) * 80 / 100,
            Some(warn) => 80 + share(warn, self.due_at) * 20 / 100,
            None => share(self.started_at, self.due_at),
        }
    }

    #[must_use]
    pub fn look(&self, now: Timestamp) -> ClockLook {
        match self.state {
            ClockState::Paused => ClockLook::Paused,
            ClockState::Met => ClockLook::Met,
            ClockState::Missed => ClockLook::Missed,
            ClockState::Cancelled => ClockLook::Cancelled,
            ClockState::Breached => ClockLook::Breached,
            ClockState::Running if self.due_at < now => ClockLook::Breached,
            ClockState::Running if self.warn_at.is_some_and(|warn| warn <= now) => ClockLook::Soon,
            ClockState::Running => ClockLook::Running,
        }
    }

    /// The two halves of the sentence: what is left, and when it is due.
    #[must_use]
    pub fn words(&self, now: Timestamp, zone: Zone, lang: Lang) -> (String, String) {
        let spoken = |at: Timestamp| Civil::at(at, zone).spoken(Civil::at(now, zone), lang);
        let left = self.left(now);
        let head = match self.look(now) {
            ClockLook::Running | ClockLook::Soon => l::clock::left(lang, self.span(left, lang)),
            ClockLook::Breached => {
                let late = now.millis_since(self.due_at).div_euclid(1000);
                l::clock::late(lang, natural_span(late, lang))
            }
            ClockLook::Paused if self.remaining_seconds.is_none() => l::clock::paused(lang).to_owned(),
            ClockLook::Paused => l::clock::paused_left(lang, self.span(left, lang)),
            ClockLook::Met => l::clock::met(lang).to_owned(),
            ClockLook::Missed => l::clock::missed(lang).to_owned(),
            ClockLook::Cancelled => l::clock::cancelled(lang).to_owned(),
        };
        let tail = match self.look(now) {
            ClockLook::Met | ClockLook::Missed => spoken(self.stopped_at.unwrap_or(self.due_at)),
            ClockLook::Paused | ClockLook::Cancelled => String::new(),
            _ => spoken(self.due_at),
        };
        (head, tail)
    }

    fn span(&self, seconds: i64, lang: Lang) -> String {
        match self.unit {
            SpanUnit::NaturalHours => natural_span(seconds, lang),
            SpanUnit::WorkingHours => working_span(seconds, lang),
            SpanUnit::WorkingDays { day } if seconds >= day.max(1) => {
                l::clock::working_days(lang, seconds / day.max(1))
            }
            SpanUnit::WorkingDays { .. } => working_span(seconds, lang),
        }
    }
}

/// The unit of a target: `16WH`, `3WD`, `PT24H`. Day rules (`next_working_day`) are spoken of in natural time.
fn unit(target: &str, working_time: bool, total_seconds: Option<i64>) -> SpanUnit {
    match (target.parse(), total_seconds) {
        (Ok(Span::WorkingDays { days }), Some(total)) if days > 0 => {
            SpanUnit::WorkingDays { day: total / i64::from(days) }
        }
        (Ok(Span::WorkingHours { .. }), _) => SpanUnit::WorkingHours,
        (Err(_), _) if working_time => SpanUnit::WorkingHours,
        _ => SpanUnit::NaturalHours,
    }
}

/// `3 工时`, `3 工时 20 分` below ten hours, `20 分` below one.
fn working_span(seconds: i64, lang: Lang) -> String {
    let (hours, minutes) = (seconds.max(0) / 3600, seconds.max(0) % 3600 / 60);
    match (hours, minutes) {
        (0, minutes) => l::clock::minutes(lang, minutes),
        (hours, minutes) if hours < 10 && minutes > 0 => {
            format!("{} {}", l::clock::working_hours(lang, hours), l::clock::minutes(lang, minutes))
        }
        (hours, _) => l::clock::working_hours(lang, hours),
    }
}

/// `3 天 4 小时`, `2 小时 15 分`, `15 分`.
#[must_use]
pub fn natural_span(seconds: i64, lang: Lang) -> String {
    let seconds = seconds.max(0);
    let (days, hours, minutes) = (seconds / 86_400, seconds % 86_400 / 3600, seconds % 3600 / 60);
    let with = |first: String, amount: i64, rest: fn(Lang, i64) -> String| {
        if amount == 0 { first } else { format!("{first} {}", rest(lang, amount)) }
    };
    if days > 0 {
        with(l::clock::days(lang, days), hours, l::clock::hours)
    } else if hours > 0 {
        with(l::clock::hours(lang, hours), minutes, l::clock::minutes)
    } else {
        l::clock::minutes(lang, minutes)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::SHANGHAI, *};

    const DAYS: SpanUnit = SpanUnit::WorkingDays { day: 8 * 3600 };

    fn clock(state: ClockState, unit: SpanUnit, remaining_seconds: i64, due_at: &str) -> Countdown {
        Countdown {
            state,
            remaining_seconds: Some(remaining_seconds),
            as_of: "2025-03-06T07:00:00Z".parse().unwrap(),
            total_seconds: Some(16 * 3600),
            started_at: "2025-03-05T07:00:00Z".parse().unwrap(),
            due_at: due_at.parse().unwrap(),
            warn_at: Some("2025-03-06T23:00:00Z".parse().unwrap()),
            stopped_at: None,
            unit,
        }
    }

    fn said(countdown: &Countdown, now: &str) -> String {
        let (head, tail) = countdown.words(now.parse().unwrap(), SHANGHAI, Lang::Zh);
        if tail.is_empty() { head } else { format!("{head} · {tail}") }
    }

    #[test]
    fn working_time_is_spoken_in_working_hours() {
        let clock = clock(ClockState::Running, SpanUnit::WorkingHours, 3 * 3600, "2025-03-07T02:30:00Z");
        assert_eq!(said(&clock, "2025-03-06T07:30:00Z"), "还剩 3 工时 · 明天 10:30");
        let (head, tail) = clock.words("2025-03-06T07:30:00Z".parse().unwrap(), SHANGHAI, Lang::En);
        assert_eq!(format!("{head} · {tail}"), "3 working hours left · tomorrow 10:30");
    }

    #[test]
    fn inside_the_last_window_working_time_runs_with_the_wall_clock() {
        let clock = clock(ClockState::Running, SpanUnit::WorkingHours, 3 * 3600, "2025-03-07T02:30:00Z");
        assert_eq!(said(&clock, "2025-03-07T01:50:00Z"), "还剩 40 分 · 今天 10:30");
    }

    #[test]
    fn natural_time_is_spoken_in_days_hours_and_minutes() {
        let clock = clock(ClockState::Running, SpanUnit::NaturalHours, 0, "2025-03-08T07:15:00Z");
        assert_eq!(said(&clock, "2025-03-06T07:00:00Z"), "还剩 2 天 · 周六 15:15");
        assert_eq!(said(&clock, "2025-03-08T05:00:00Z"), "还剩 2 小时 15 分 · 今天 15:15");
    }

    #[test]
    fn working_days_fall_back_to_hours_on_the_last_day() {
        let clock = clock(ClockState::Running, DAYS, 3 * 28_800, "2025-03-11T09:30:00Z");
        assert_eq!(said(&clock, "2025-03-06T07:00:00Z"), "还剩 3 工作日 · 周二 17:30");
        assert_eq!(said(&clock, "2025-03-11T07:30:00Z"), "还剩 2 工时 · 今天 17:30");
    }

    #[test]
    fn a_running_clock_past_its_due_instant_is_late() {
        let clock = clock(ClockState::Running, SpanUnit::WorkingHours, 3600, "2025-03-07T02:30:00Z");
        assert_eq!(clock.look("2025-03-07T04:30:00Z".parse().unwrap()), ClockLook::Breached);
        assert_eq!(said(&clock, "2025-03-07T04:30:00Z"), "已超 2 小时 · 今天 10:30");
    }

    #[test]
    fn a_paused_clock_stands_still() {
        let clock = clock(ClockState::Paused, SpanUnit::WorkingHours, 5 * 3600, "2025-03-07T02:30:00Z");
        assert_eq!(said(&clock, "2025-03-06T07:30:00Z"), said(&clock, "2025-04-06T07:30:00Z"));
        assert_eq!(said(&clock, "2025-03-06T07:30:00Z"), "已暂停，还剩 5 工时");
    }

    #[test]
    fn from_its_threshold_it_is_soon() {
        let clock = clock(ClockState::Running, SpanUnit::WorkingHours, 3600, "2025-03-07T02:30:00Z");
        assert_eq!(clock.look("2025-03-06T22:59:59Z".parse().unwrap()), ClockLook::Running);
        assert_eq!(clock.look("2025-03-06T23:00:00Z".parse().unwrap()), ClockLook::Soon);
    }

    #[test]
    fn the_used_share_follows_what_is_left_and_stays_within_its_bar() {
        let running = clock(ClockState::Running, SpanUnit::WorkingHours, 4 * 3600, "2025-03-07T08:30:00Z");
        assert_eq!(running.used_percent("2025-03-06T07:00:00Z".parse().unwrap()), 75);
        assert_eq!(running.used_percent("2025-03-07T09:30:00Z".parse().unwrap()), 100);
        let met = clock(ClockState::Met, SpanUnit::WorkingHours, 8 * 3600, "2025-03-07T08:30:00Z");
        assert_eq!(met.used_percent("2025-06-07T09:30:00Z".parse().unwrap()), 50);
    }

    #[test]
    fn the_bar_of_a_list_passes_eighty_percent_at_the_servers_warning() {
        let next = NextClock {
            kind: domain::sla::ClockKind::Response,
            state: ClockState::Running,
            due_at: "2025-03-03T11:00:00Z".parse().unwrap(),
            started_at: "2025-03-03T01:00:00Z".parse().unwrap(),
            warn_at: Some("2025-03-03T05:00:00Z".parse().unwrap()),
            target: "PT10H".to_owned(),
            working_time: false,
            remaining_seconds: None,
            total_seconds: Some(36_000),
        };
        for (now, used, look) in [
            ("2025-03-03T01:00:00Z", 0, ClockLook::Running),
            ("2025-03-03T03:00:00Z", 40, ClockLook::Running),
            ("2025-03-03T04:59:59Z", 79, ClockLook::Running),
            ("2025-03-03T05:00:00Z", 80, ClockLook::Soon),
            ("2025-03-03T08:00:00Z", 90, ClockLook::Soon),
            ("2025-03-03T12:00:00Z", 100, ClockLook::Breached),
        ] {
            let now = now.parse().unwrap();
            let countdown = Countdown::of_next(&next, now);
            assert_eq!((countdown.used_percent(now), countdown.look(now)), (used, look), "{now}");
        }
    }

    #[test]
    fn the_target_tells_the_unit() {
        assert_eq!(unit("16WH", true, Some(57_600)), SpanUnit::WorkingHours);
        assert_eq!(unit("3WD", true, Some(3 * 28_800)), DAYS);
        assert_eq!(unit("PT24H", false, Some(86_400)), SpanUnit::NaturalHours);
        assert_eq!(unit("next_working_day", true, None), SpanUnit::NaturalHours);
    }
}
