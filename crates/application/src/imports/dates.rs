//! Dates as people write them in lists.

use chrono::{Days, NaiveDate};

/// Day 0 of Excel's count, which takes 1900 for a leap year.
const EXCEL_ZERO: Option<NaiveDate> = NaiveDate::from_ymd_opt(1899, 12, 30);
/// Excel day numbers of the years 1954 to 2119: five digits that cannot be anything else in a date column.
const EXCEL_DAYS: std::ops::RangeInclusive<u64> = 20_000..=80_000;

/// `2025-03-07`, `2025/3/7`, `2025.3.7`, `2025年3月7日`, `20250307`, an Excel day number; a time of day after it is left
/// aside. Year first always: 3/7/2025 is March in one country and July in the next.
pub(super) fn parse(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return digits(text);
    }
    if let Some(day) = text.split_once('.').and_then(|(whole, part)| excel(whole, part)) {
        return Some(day);
    }
    let date = text.split([' ', 'T', '\u{3000}']).next().unwrap_or(text);
    let date = date.strip_suffix('日').or_else(|| date.strip_suffix('号')).unwrap_or(date);
    let mut parts = date.split(['-', '/', '.', '年', '月', '－', '／']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, number(month)?, number(day)?)
}

fn number(text: &str) -> Option<u32> {
    if (1..=2).contains(&text.len()) { text.parse().ok() } else { None }
}

fn digits(text: &str) -> Option<NaiveDate> {
    match text.len() {
        8 => NaiveDate::from_ymd_opt(
            text.get(..4)?.parse().ok()?,
            text.get(4..6)?.parse().ok()?,
            text.get(6..)?.parse().ok()?,
        ),
        5 => excel(text, "0"),
        _ => None,
    }
}

/// A day number with the part of the day behind the point.
fn excel(whole: &str, part: &str) -> Option<NaiveDate> {
    let numeric = whole.len() == 5 && !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let days: u64 = numeric.then(|| whole.parse().ok()).flatten()?;
    EXCEL_DAYS.contains(&days).then(|| EXCEL_ZERO?.checked_add_days(Days::new(days))).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_forms() {
        for text in [
            "2025-03-07",
            "2025/3/7",
            "2025.3.7",
            "2025年3月7日",
            "20250307",
            "45723",
            "45723.5",
            " 2025-03-07 ",
            "2025-03-07 10:20:00",
            "2025-03-07T10:20:00",
            "2025/03/07 0:00",
            "2025年03月07号",
        ] {
            assert_eq!(parse(text), NaiveDate::from_ymd_opt(2025, 3, 7), "{text}");
        }
        assert_eq!(parse("2024-02-29"), NaiveDate::from_ymd_opt(2024, 2, 29));
    }

    #[test]
    fn what_may_mean_two_days_or_none_is_refused() {
        for text in [
            "",
            "3/7/2025",
            "07-03-2025",
            "25-3-7",
            "2025-13-01",
            "2025-02-29",
            "2025-3",
            "20250732",
            "12345",
            "n/a",
            "2025-3-7-1",
            "今年三月",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn every_day_survives_every_form() {
        for days in 25_570u64..73_000 {
            let day = EXCEL_ZERO.unwrap().checked_add_days(Days::new(days)).unwrap();
            for format in ["%Y-%m-%d", "%Y/%-m/%-d", "%Y.%-m.%-d", "%Y年%-m月%-d日", "%Y%m%d"] {
                assert_eq!(parse(&day.format(format).to_string()), Some(day));
            }
            assert_eq!(parse(&days.to_string()), Some(day));
        }
    }
}
