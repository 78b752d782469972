//! The syntax of targets: `PT24H@CAL-24x7`, `16WH@CAL-8x5`, `3WD@CAL-8x5`, `same_day(cutoff=15:00)@CAL-8x5`,
//! `next_working_day@CAL-8x5`, `next_day`, `appointment`, `promise`, `none`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A wall time of a day in whole minutes; `24:00` is the end of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MinuteOfDay(u16);

impl MinuteOfDay {
    pub const MIDNIGHT: Self = Self(0);
    pub const END_OF_DAY: Self = Self(1440);

    /// A time of day; what lies beyond 24:00 is 24:00.
    #[must_use]
    pub const fn of(hours: u16, minutes: u16) -> Self {
        let all = hours * 60 + minutes;
        Self(if all > 1440 { 1440 } else { all })
    }

    /// Minutes since 00:00, at most 1,440.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.0
    }

    pub(super) const fn millis(self) -> i64 {
        self.0 as i64 * 60_000
    }
}

/// A text that is no `HH:MM` between 00:00 and 24:00.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a time HH:MM between 00:00 and 24:00")]
pub struct MinuteError(pub String);

impl FromStr for MinuteOfDay {
    type Err = MinuteError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = text.as_bytes();
        let digit = |i: usize| bytes.get(i).filter(|b| b.is_ascii_digit()).map(|b| u16::from(*b - b'0'));
        let parsed = match (digit(0), digit(1), bytes.get(2), digit(3), digit(4), bytes.len()) {
            (Some(a), Some(b), Some(b':'), Some(c), Some(d), 5) if c < 6 => {
                Some((a * 10 + b) * 60 + c * 10 + d)
            }
            _ => None,
        };
        parsed.filter(|m| *m <= 1440).map(Self).ok_or_else(|| MinuteError(text.to_owned()))
    }
}

impl fmt::Display for MinuteOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl TryFrom<String> for MinuteOfDay {
    type Error = MinuteError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<MinuteOfDay> for String {
    fn from(minute: MinuteOfDay) -> Self {
        minute.to_string()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for MinuteOfDay {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .pattern(Some("^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$"))
            .examples(["08:30"])
            .build()
            .into()
    }
}
#[cfg(feature = "openapi")]
impl utoipa::ToSchema for MinuteOfDay {}

/// How long a clock may run. Natural hours, working hours and working days are three different kinds of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Span {
    /// `PT24H`: every hour counts.
    Natural { seconds: i64 },
    /// `16WH`: only working hours count; due at the earliest instant that uses them up.
    WorkingHours { seconds: i64 },
    /// `3WD`: the start day does not count; due at the close of business of the n-th working day.
    WorkingDays { days: u32 },
    /// `same_day(cutoff=15:00)`: 24:00 of the day when it is a working day and the cut-off has not passed, else of the
    /// next working day.
    SameDay { cutoff: MinuteOfDay },
    /// `next_working_day`: 24:00 of the next working day.
    NextWorkingDay,
    /// `next_day`: 24:00 of the next calendar day.
    NextDay,
    /// `appointment`: the end of the window agreed with the customer; no due time before one is agreed.
    Appointment,
    /// `promise`: the date promised when the item was taken over.
    Promise,
    /// `none`: the clock does not run.
    None,
}

impl Span {
    /// Whether the span cannot be computed without a business calendar.
    #[must_use]
    pub const fn needs_calendar(&self) -> bool {
        matches!(
            self,
            Self::WorkingHours { .. }
                | Self::WorkingDays { .. }
                | Self::SameDay { .. }
                | Self::NextWorkingDay
        )
    }
}

/// A span and the code of the calendar on which it is counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Target {
    pub span: Span,
    pub calendar: Option<String>,
}

/// Why a text is no target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SpanError {
    #[error(
        "`{0}` is not a span: write PT24H, 16WH, 3WD, same_day(cutoff=15:00), next_working_day, next_day, appointment, promise or none"
    )]
    Malformed(String),
    #[error("`{0}` is not between one second and ten years")]
    OutOfRange(String),
    #[error("`{0}` does not name its calendar well: letters, digits, `-`, `_` and `.`, at most 40")]
    CalendarCode(String),
}

const MAX_SECONDS: i64 = 3650 * 86_400;

impl FromStr for Span {
    type Err = SpanError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let malformed = || SpanError::Malformed(text.to_owned());
        let ranged = |seconds: i64| {
            (1..=MAX_SECONDS)
                .contains(&seconds)
                .then_some(seconds)
                .ok_or_else(|| SpanError::OutOfRange(text.to_owned()))
        };
        match text {
            "next_working_day" => return Ok(Self::NextWorkingDay),
            "next_day" => return Ok(Self::NextDay),
            "appointment" => return Ok(Self::Appointment),
            "promise" => return Ok(Self::Promise),
            "none" => return Ok(Self::None),
            "same_day" => return Ok(Self::SameDay { cutoff: MinuteOfDay::END_OF_DAY }),
            _ => {}
        }
        if let Some(cutoff) = text.strip_prefix("same_day(cutoff=").and_then(|rest| rest.strip_suffix(')')) {
            return Ok(Self::SameDay { cutoff: cutoff.parse().map_err(|_| malformed())? });
        }
        if let Some(hours) = text.strip_suffix("WH") {
            return Ok(Self::WorkingHours { seconds: ranged(decimal_hours(hours).ok_or_else(malformed)?)? });
        }
        if let Some(days) = text.strip_suffix("WD") {
            let days = i64::from(whole(days).ok_or_else(malformed)?);
            ranged(days * 86_400)?;
            return u32::try_from(days).map(|days| Self::WorkingDays { days }).map_err(|_| malformed());
        }
        iso_seconds(text).ok_or_else(malformed).and_then(ranged).map(|seconds| Self::Natural { seconds })
    }
}

fn whole(text: &str) -> Option<u32> {
    (!text.is_empty() && text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())?
}

/// Hours with at most two decimals, so that they are whole seconds.
fn decimal_hours(text: &str) -> Option<i64> {
    let (hours, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if fraction.len() > 2 {
        return None;
    }
    let hundredths = whole(&format!("{fraction:0<2}"))?;
    Some(i64::from(whole(hours)?) * 3600 + i64::from(hundredths) * 36)
}

/// The part of ISO 8601 durations without months and years: `P7D`, `PT30M`, `P1DT2H`.
fn iso_seconds(text: &str) -> Option<i64> {
    let rest = text.strip_prefix('P')?;
    let (date, time) = match rest.split_once('T') {
        Some((date, time)) if !time.is_empty() => (date, time),
        Some(_) => return None,
        None if !rest.is_empty() => (rest, ""),
        None => return None,
    };
    let days = match date {
        "" => 0,
        date => i64::from(whole(date.strip_suffix('D')?)?),
    };
    let mut seconds = days * 86_400;
    let mut rest = time;
    for (unit, length) in [('H', 3600), ('M', 60), ('S', 1)] {
        if let Some((number, after)) = rest.split_once(unit) {
            seconds += i64::from(whole(number)?) * length;
            rest = after;
        }
    }
    rest.is_empty().then_some(seconds)
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Natural { seconds } => {
                let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
                f.write_str("PT")?;
                for (number, unit) in [(h, 'H'), (m, 'M'), (s, 'S')] {
                    if number > 0 {
                        write!(f, "{number}{unit}")?;
                    }
                }
                Ok(())
            }
            Self::WorkingHours { seconds } => {
                let hundredths = seconds / 36;
                write!(f, "{}", hundredths / 100)?;
                match hundredths % 100 {
                    0 => {}
                    tenths if tenths % 10 == 0 => write!(f, ".{}", tenths / 10)?,
                    fraction => write!(f, ".{fraction:02}")?,
                }
                f.write_str("WH")
            }
            Self::WorkingDays { days } => write!(f, "{days}WD"),
            Self::SameDay { cutoff } => write!(f, "same_day(cutoff={cutoff})"),
            Self::NextWorkingDay => f.write_str("next_working_day"),
            Self::NextDay => f.write_str("next_day"),
            Self::Appointment => f.write_str("appointment"),
            Self::Promise => f.write_str("promise"),
            Self::None => f.write_str("none"),
        }
    }
}

impl FromStr for Target {
    type Err = SpanError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (span, calendar) = match text.split_once('@') {
            Some((span, code)) if is_calendar_code(code) => (span, Some(code.to_owned())),
            Some(_) => return Err(SpanError::CalendarCode(text.to_owned())),
            None => (text, None),
        };
        Ok(Self { span: span.parse()?, calendar })
    }
}

/// Codes of calendars are short and safe in URLs and in the target syntax.
pub(super) fn is_calendar_code(code: &str) -> bool {
    (1..=40).contains(&code.len())
        && code.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.span.fmt(f)?;
        match &self.calendar {
            Some(code) => write!(f, "@{code}"),
            None => Ok(()),
        }
    }
}

macro_rules! text_form {
    ($name:ident, $pattern:literal, $example:literal) => {
        impl TryFrom<String> for $name {
            type Error = SpanError;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.to_string()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .description(Some($pattern))
                    .examples([$example])
                    .build()
                    .into()
            }
        }
        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}
    };
}

text_form!(
    Span,
    "PTnH | nWH | nWD | same_day(cutoff=HH:MM) | next_working_day | next_day | appointment | promise | none",
    "16WH"
);
text_form!(Target, "A span, then `@` and the code of its calendar", "16WH@CAL-8x5");

#[cfg(test)]
mod tests {
    use super::{Span, SpanError, Target};

    #[test]
    fn reads_and_writes_every_form() {
        for text in [
            "PT24H@CAL-24x7",
            "PT30M@CAL-24x7",
            "PT1H30M",
            "PT168H@CAL-24x7",
            "16WH@CAL-8x5",
            "1.5WH",
            "0.25WH",
            "3WD@CAL-8x5",
            "same_day(cutoff=15:00)@CAL-8x5",
            "same_day(cutoff=24:00)@CAL-24x7",
            "next_working_day@CAL-8x5",
            "next_day",
            "appointment",
            "promise",
            "none",
        ] {
            assert_eq!(text.parse::<Target>().unwrap().to_string(), text);
        }
        assert_eq!("P7D".parse::<Span>().unwrap().to_string(), "PT168H");
        assert_eq!("P1DT2H".parse::<Span>().unwrap(), Span::Natural { seconds: 93_600 });
    }

    #[test]
    fn refuses_everything_else() {
        for text in [
            "",
            "24",
            "24H",
            "PT",
            "P",
            "PT24",
            "PTH",
            "PT-1H",
            "PT1M1H",
            "wh",
            "WH",
            "1.234WH",
            "-1WH",
            "+1WH",
            "1,5WH",
            "WD",
            "1.5WD",
            "same_day(cutoff=25:00)",
            "same_day(cutoff=24:01)",
            "same_day(cutoff=9:00)",
            "same_day(cutoff=15:00",
            "tomorrow",
            "none ",
            "９WH",
            "P1M",
            "P1Y",
        ] {
            assert!(matches!(text.parse::<Span>(), Err(SpanError::Malformed(_))), "{text}");
        }
        for text in ["PT0H", "0WH", "0WD", "3651WD", "PT999999999H", "999999999WD"] {
            assert!(matches!(text.parse::<Span>(), Err(SpanError::OutOfRange(_))), "{text}");
        }
        for text in ["3WD@", "3WD@a b", "3WD@CAL@CAL", &format!("3WD@{}", "x".repeat(41))] {
            assert!(matches!(text.parse::<Target>(), Err(SpanError::CalendarCode(_))), "{text}");
        }
    }
}
