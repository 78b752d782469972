//! Standard calendars and policy, and local times as people write them.

use std::sync::LazyLock;

use chrono::NaiveDateTime;
use domain::{
    kernel::Timestamp,
    sla::{
        AdHocClock, Calendar, Calendars, Clock, ClockKind, Fact, FactAt, PolicySpec, Priority, Rules,
        SlaError, Subject, compute, preview, standard,
    },
};

pub(crate) static CALENDARS: LazyLock<Calendars> = LazyLock::new(|| standard::calendars().unwrap());
pub(crate) static POLICY: LazyLock<PolicySpec> = LazyLock::new(standard::policy);

pub(crate) fn working_hours() -> &'static Calendar {
    CALENDARS.get("CAL-8x5").unwrap()
}

pub(crate) fn rules() -> Rules<'static> {
    Rules { policy: &POLICY, calendars: &CALENDARS }
}

/// `2025-03-04 10:00[:00]` in Shanghai.
pub(crate) fn at(local: &str) -> Timestamp {
    try_at(local).unwrap_or_else(|| panic!("`{local}` is no local time"))
}

pub(crate) fn try_at(local: &str) -> Option<Timestamp> {
    let read = |format| NaiveDateTime::parse_from_str(local, format).ok();
    let local = read("%Y-%m-%d %H:%M").or_else(|| read("%Y-%m-%d %H:%M:%S"))?;
    Some(Timestamp::from(local.and_utc()).plus_seconds(-8 * 3600))
}

pub(crate) fn shown(at: Timestamp) -> String {
    let local = at.plus_seconds(8 * 3600).to_utc().naive_utc();
    let text = local.format("%Y-%m-%d %H:%M:%S").to_string();
    text.strip_suffix(":00").map_or(text.clone(), str::to_owned)
}

pub(crate) fn fact(local: &str, fact: Fact) -> FactAt {
    FactAt { at: at(local), fact }
}

pub(crate) fn subject(received: &str, priority: Priority) -> Subject {
    Subject {
        request_type_code: "repair".to_owned(),
        mode_code: "on_site".to_owned(),
        priority,
        received_at: at(received),
        circumstances: domain::sla::Circumstances::default(),
    }
}

pub(crate) fn ad_hoc(kind: ClockKind, target: &str) -> AdHocClock {
    AdHocClock { kind, targets: [("*".to_owned(), target.to_owned())].into(), pausable: Some(true) }
}

/// All clocks of a repair under the standard policy.
pub(crate) fn clocks(
    received: &str,
    priority: Priority,
    facts: &[FactAt],
    as_of: &str,
) -> Result<Vec<Clock>, SlaError> {
    compute(rules(), &subject(received, priority), facts, at(as_of))
}

/// The clock of one target.
pub(crate) fn one(target: &str, received: &str, facts: &[FactAt], as_of: &str) -> Result<Clock, SlaError> {
    let wanted = [ad_hoc(ClockKind::Resolution, target)];
    let mut clocks = preview(rules(), &wanted, &subject(received, Priority::P3), facts, at(as_of))?;
    Ok(clocks.remove(0))
}

/// The newest cycle of a kind.
pub(crate) fn of(clocks: &[Clock], kind: ClockKind) -> &Clock {
    clocks.iter().find(|c| c.kind == kind).unwrap_or_else(|| panic!("no {kind} clock"))
}
