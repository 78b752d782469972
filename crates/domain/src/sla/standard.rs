//! What every new installation starts with: the around-the-clock and the 8×5 calendar with the official holidays of
//! 2024–2026, and the standard service policy. All of it is data that the installation may edit.

use std::sync::LazyLock;

use super::{Calendar, CalendarError, CalendarSpec, Calendars, HolidayYear, PolicySpec};

const POLICY: &str = include_str!("../../data/service-policy-standard.json");
const YEARS: [&str; 3] = [
    include_str!("../../data/cn-holidays-2024.json"),
    include_str!("../../data/cn-holidays-2025.json"),
    include_str!("../../data/cn-holidays-2026.json"),
];

/// The zone of the standard calendars.
pub const ZONE: &str = "Asia/Shanghai";

/// The zone of the standard calendars and of everything that has no calendar of its own.
#[must_use]
pub const fn standard_zone() -> chrono_tz::Tz {
    chrono_tz::Asia::Shanghai
}

static HOLIDAYS: LazyLock<Vec<HolidayYear>> = LazyLock::new(|| YEARS.map(parse_year).to_vec());
static STANDARD_POLICY: LazyLock<PolicySpec> = LazyLock::new(parse_policy);

#[expect(clippy::expect_used, reason = "bundled with the binary; a test reads every file")]
fn parse_year(json: &str) -> HolidayYear {
    HolidayYear::parse(json).expect("the bundled holiday years are valid")
}

#[expect(clippy::expect_used, reason = "bundled with the binary; a test reads and validates it")]
fn parse_policy() -> PolicySpec {
    serde_json::from_str(POLICY).expect("the bundled policy is valid")
}

/// The bundled official data, one entry a year. (Source and notices are named inside the data files.)
#[must_use]
pub fn holiday_years() -> &'static [HolidayYear] {
    &HOLIDAYS
}

/// The standard service policy SP-STD.
#[must_use]
pub fn policy() -> PolicySpec {
    STANDARD_POLICY.clone()
}

/// `CAL-24x7`: natural hours; its zone says when days end.
#[must_use]
pub fn calendar_24x7() -> CalendarSpec {
    CalendarSpec::continuous("CAL-24x7", "全天候 24×7", ZONE)
}

/// `CAL-8x5`: 08:30–12:00 and 13:00–17:30 on working days, official holidays and make-up days of the bundled years.
#[must_use]
pub fn calendar_8x5() -> CalendarSpec {
    let described = STANDARD_POLICY.calendars.get("CAL-8x5");
    let windows = described.map(|c| c.windows.clone()).unwrap_or_default();
    let mut spec = CalendarSpec::business("CAL-8x5", "标准工时 8×5", ZONE, windows);
    spec.holiday_scheme = described.and_then(|c| c.exceptions.clone());
    for year in holiday_years() {
        spec.import_year(year.clone());
    }
    spec
}

/// Both standard calendars, compiled.
///
/// # Errors
/// Never with the bundled data; a test compiles it.
pub fn calendars() -> Result<Calendars, CalendarError> {
    Ok(Calendars::new().with(Calendar::compile(&calendar_24x7())?).with(Calendar::compile(&calendar_8x5())?))
}

#[cfg(test)]
mod tests {
    use super::{calendar_8x5, calendars, holiday_years, policy};
    use crate::sla::{Calendar, PolicySpec};

    #[test]
    fn the_bundled_policy_is_complete_and_round_trips() {
        assert_eq!(policy().validate(), Ok(()));
        let file: serde_json::Value = serde_json::from_str(super::POLICY).unwrap();
        assert_eq!(serde_json::to_value(policy()).unwrap(), file);
        assert_eq!(serde_json::from_value::<PolicySpec>(file).unwrap(), policy());
    }

    #[test]
    fn the_working_days_of_the_bundled_years() {
        let calendar = Calendar::compile(&calendar_8x5()).unwrap();
        let days = |year| (1..=12).map(|month| calendar.working_days_in_month(year, month)).sum::<usize>();
        assert_eq!(
            holiday_years().iter().map(super::HolidayYear::year).collect::<Vec<_>>(),
            [2024, 2025, 2026]
        );
        assert_eq!([days(2024), days(2025), days(2026)], [251, 248, 248]);
        assert_eq!(calendars().unwrap().codes().collect::<Vec<_>>(), ["CAL-24x7", "CAL-8x5"]);
    }
}
