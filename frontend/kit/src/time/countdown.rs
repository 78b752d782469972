//! A deadline as people speak: `还剩 3 工时 · 明天 10:30`.

use domain::kernel::Timestamp;

use super::civil::{Civil, Zone};
use crate::{i18n::Lang, l};

/// Where a clock stands, as the API says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockState {
    Running,
    Paused,
    Met,
    Breached,
    Missed,
    Cancelled,
}

impl ClockState {
    /// The API's code; an unknown one counts as running.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        match code {
            "paused" => Self::Paused,
            "met" => Self::Met,
            "breached" => Self::Breached,
            "missed" => Self::Missed,
            "cancelled" => Self::Cancelled,
            _ => Self::Running,
        }
    }
}

/// What the remaining time is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpanUnit {
    NaturalHours,
    WorkingHours,
    WorkingDays,
}

/// One clock of a request, as far as the screen needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Countdown {
    pub state: ClockState,
    /// What was left when `as_of` was written, in seconds of the clock's own unit (working time counts working
    /// seconds); negative when late. Nothing when unknown.
    pub remaining_seconds: Option<i64>,
    pub as_of: Timestamp,
    pub due_at: Timestamp,
    /// When the clock was stopped, for a met or missed one.
    pub stopped_at: Option<Timestamp>,
    pub unit: SpanUnit,
    /// Length of a working day, to speak of working days; 8 h unless the calendar says otherwise.
    pub seconds_per_day: i64,
    /// Used share of the target, 0–100 and beyond; from 80 it is amber.
    pub used_percent: Option<u16>,
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

/// From this share of the target a running clock is amber.
const SOON_PERCENT: u16 = 80;

impl Countdown {
    /// What is left at `now`, in seconds of the clock's unit. Working time cannot be counted down without its
    /// calendar, but it never exceeds the natural time until the due instant: inside the last working window that is
    /// exact, before it the server's figure stands until the next answer.
    #[must_use]
    pub fn left(&self, now: Timestamp) -> i64 {
        let natural = self.due_at.millis_since(now).div_euclid(1000);
        match (self.state, self.remaining_seconds, self.unit) {
            (ClockState::Paused, Some(remaining), _) => remaining,
            (_, _, SpanUnit::NaturalHours) | (_, None, _) => natural,
            (_, Some(remaining), _) => remaining.min(natural),
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
            ClockState::Running if self.used_percent.is_some_and(|used| used >= SOON_PERCENT) => ClockLook::Soon,
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
            SpanUnit::WorkingDays if seconds >= self.seconds_per_day.max(1) => {
                l::clock::working_days(lang, seconds / self.seconds_per_day.max(1))
            }
            SpanUnit::WorkingDays => working_span(seconds, lang),
        }
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
        with(l::clock::days(lang, days), hours, |lang, n| l::clock::hours(lang, n))
    } else if hours > 0 {
        with(l::clock::hours(lang, hours), minutes, |lang, n| l::clock::minutes(lang, n))
    } else {
        l::clock::minutes(lang, minutes)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::SHANGHAI, *};

    fn clock(state: ClockState, unit: SpanUnit, remaining_seconds: i64, due_at: &str) -> Countdown {
        Countdown {
            state,
            remaining_seconds: Some(remaining_seconds),
            as_of: "2025-03-06T07:00:00Z".parse().unwrap(),
            due_at: due_at.parse().unwrap(),
            stopped_at: None,
            unit,
            seconds_per_day: 8 * 3600,
            used_percent: Some(40),
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
        let clock = clock(ClockState::Running, SpanUnit::WorkingDays, 3 * 28_800, "2025-03-11T09:30:00Z");
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
    fn from_eighty_percent_it_is_soon() {
        let mut clock = clock(ClockState::Running, SpanUnit::WorkingHours, 3600, "2025-03-07T02:30:00Z");
        let now = "2025-03-06T07:30:00Z".parse().unwrap();
        assert_eq!(clock.look(now), ClockLook::Running);
        clock.used_percent = Some(80);
        assert_eq!(clock.look(now), ClockLook::Soon);
    }
}
