//! A service policy in words: clocks × priorities.

use domain::{
    sla::{ClockKind, ClockRule, FactName, PolicySpec, Priority, Span, Target},
    tickets::{RequestType, ServiceMode},
};
use kit::i18n::Lang;

use crate::l;

/// `16WH@CAL-8x5` → `16 工时`; what is no target stays as it is.
pub(crate) fn target_text(target: &str, lang: Lang) -> String {
    match target.parse::<Target>() {
        Ok(target) => span_text(target.span, lang),
        Err(_) => target.to_owned(),
    }
}

fn span_text(span: Span, lang: Lang) -> String {
    match span {
        Span::Natural { seconds } if seconds % 86_400 == 0 => l::calendar::span::days(lang, seconds / 86_400),
        Span::Natural { seconds } if seconds % 3600 == 0 => l::calendar::span::hours(lang, seconds / 3600),
        Span::Natural { seconds } => l::calendar::span::minutes(lang, seconds / 60),
        Span::WorkingHours { seconds } => l::calendar::span::working_hours(lang, hours(seconds)),
        Span::WorkingDays { days } => l::calendar::span::working_days(lang, days),
        Span::SameDay { cutoff } if cutoff.minutes() < 1440 => {
            l::calendar::span::same_day_cutoff(lang, cutoff)
        }
        Span::SameDay { .. } => l::calendar::span::same_day(lang).to_owned(),
        Span::NextWorkingDay => l::calendar::span::next_working_day(lang).to_owned(),
        Span::NextDay => l::calendar::span::next_day(lang).to_owned(),
        Span::Appointment => l::calendar::span::appointment(lang).to_owned(),
        Span::Promise => l::calendar::span::promise(lang).to_owned(),
        Span::None => "—".to_owned(),
    }
}

/// Time of a clock, `10 工时` or `10 小时`.
pub(crate) fn used_text(seconds: i64, working_time: bool, lang: Lang) -> String {
    match working_time {
        true => l::calendar::span::working_hours(lang, hours(seconds)),
        false => l::calendar::span::hours(lang, hours(seconds)),
    }
}

/// `16`, `1.5`
fn hours(seconds: i64) -> String {
    let text = format!("{}.{:02}", seconds / 3600, seconds % 3600 / 36);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// One clock of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ClockRow {
    pub(super) name: String,
    /// `客户报修到达 → 已解决`
    pub(super) runs: String,
    /// In the order of [`Priority::ALL`]: words and the code they stand for
    pub(super) targets: Vec<(String, String)>,
    pub(super) pausable: bool,
    /// For which types and modes; empty for all
    pub(super) only: String,
    pub(super) clauses: Vec<String>,
}

/// The clocks of a policy in the order of their kinds, then those that have no kind of ours.
pub(super) fn clock_rows(policy: &PolicySpec, lang: Lang) -> Vec<ClockRow> {
    let known =
        ClockKind::ALL.iter().filter_map(|kind| Some((kind.as_str(), policy.clocks.get(kind.as_str())?)));
    let unknown = policy.clocks.iter().filter(|(code, _)| code.parse::<ClockKind>().is_err());
    known
        .chain(unknown.map(|(code, rule)| (code.as_str(), rule)))
        .map(|(code, rule)| row(code, rule, lang))
        .collect()
}

fn row(code: &str, rule: &ClockRule, lang: Lang) -> ClockRow {
    let fact = |code: &str| match code.parse::<FactName>() {
        Ok(fact) => lang.pick(fact.zh(), fact.en()).to_owned(),
        Err(_) => code.to_owned(),
    };
    let target = |priority: &Priority| {
        let code = rule.target_of(*priority).unwrap_or("none");
        (target_text(code, lang), code.to_owned())
    };
    let types = rule.applies_to.iter().flatten().map(|code| match code.parse::<RequestType>() {
        Ok(code) => lang.pick(code.zh(), code.en()).to_owned(),
        Err(_) => code.clone(),
    });
    let modes = rule.applies_to_mode.iter().flatten().map(|code| match code.parse::<ServiceMode>() {
        Ok(code) => lang.pick(code.zh(), code.en()).to_owned(),
        Err(_) => code.clone(),
    });
    ClockRow {
        name: match code.parse::<ClockKind>() {
            Ok(kind) => lang.pick(kind.zh(), kind.en()).to_owned(),
            Err(_) => code.to_owned(),
        },
        runs: format!("{} → {}", fact(&rule.starts), fact(&rule.stops)),
        targets: Priority::ALL.iter().map(target).collect(),
        pausable: rule.pausable,
        only: types.chain(modes).collect::<Vec<_>>().join(lang.pick("、", ", ")),
        clauses: rule.clauses.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_spoken() {
        for (code, words) in [
            ("PT24H@CAL-24x7", "1 天"),
            ("PT30M", "30 分钟"),
            ("PT4H@CAL-24x7", "4 小时"),
            ("1.5WH@CAL-8x5", "1.5 工时"),
            ("16WH@CAL-8x5", "16 工时"),
            ("3WD@CAL-8x5", "3 个工作日"),
            ("same_day(cutoff=15:00)@CAL-8x5", "当日（15:00 前），否则下一工作日"),
            ("none", "—"),
            ("whenever", "whenever"),
        ] {
            assert_eq!(target_text(code, Lang::Zh), words, "{code}");
        }
    }

    #[test]
    fn used_time_is_of_the_clocks_own_kind() {
        assert_eq!(used_text(36_000, true, Lang::Zh), "10 工时");
        assert_eq!(used_text(5_400, false, Lang::Zh), "1.5 小时");
    }

    #[test]
    fn the_standard_policy_has_a_target_for_every_priority() {
        let rows = clock_rows(&domain::sla::standard::policy(), Lang::Zh);
        assert_eq!(rows.first().map(|row| row.name.as_str()), Some("受理确认"));
        assert!(rows.iter().all(|row| row.targets.len() == 4));
    }
}
