//! Warranty terms of a product: what is covered, how long, from which fact on (R-8.3.1b).

use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::kernel::{Line, codes};

codes! {
    /// The fact from which a warranty term runs, in the order of a unit's life.
    pub enum StartEvent {
        SoldAt = "sold_at", "销售日", "Date of sale";
        InvoicedAt = "invoiced_at", "开票日", "Date of invoice";
        ShippedAt = "shipped_at", "发货日", "Date of shipment";
        DeliveredAt = "delivered_at", "交付日", "Date of delivery";
        InstalledAt = "installed_at", "安装日", "Date of installation";
        AcceptedAt = "accepted_at", "验收日", "Date of acceptance";
    }
}

/// The dates of a unit's life that a warranty term may start from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dates {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sold_at: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoiced_at: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipped_at: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_at: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub installed_at: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_at: Option<NaiveDate>,
}

impl Dates {
    #[must_use]
    pub const fn get(&self, event: StartEvent) -> Option<NaiveDate> {
        match event {
            StartEvent::SoldAt => self.sold_at,
            StartEvent::InvoicedAt => self.invoiced_at,
            StartEvent::ShippedAt => self.shipped_at,
            StartEvent::DeliveredAt => self.delivered_at,
            StartEvent::InstalledAt => self.installed_at,
            StartEvent::AcceptedAt => self.accepted_at,
        }
    }

    /// When the goods changed hands: what statutory day counts run from.
    #[must_use]
    pub fn sale(&self) -> Option<NaiveDate> {
        self.invoiced_at.or(self.sold_at).or(self.delivered_at).or(self.shipped_at)
    }

    /// The date to use for an event that is not recorded: the latest one of those that come before it in a unit's life,
    /// else the earliest of those after it. The former cannot lie after the true date.
    fn nearest(&self, event: StartEvent) -> Option<NaiveDate> {
        let known = |later: bool| {
            let side = StartEvent::ALL.iter().filter(move |e| (**e > event) == later);
            side.filter_map(|e| self.get(*e))
        };
        known(false).max().or_else(|| known(true).min())
    }
}

/// What a term covers. Its name is the `item` of the coverage list and what a fault or a replaced part refers to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Covers {
    /// 整机
    Unit,
    /// 主要部件
    MainPart,
    /// A named group of parts, e.g. 主轴
    PartGroup(Line),
}

impl Covers {
    #[must_use]
    pub fn item(&self) -> &str {
        match self {
            Self::Unit => "unit",
            Self::MainPart => "main_part",
            Self::PartGroup(name) => name.as_str(),
        }
    }

    #[must_use]
    pub fn zh(&self) -> &str {
        match self {
            Self::Unit => CoversCode::Unit.zh(),
            Self::MainPart => CoversCode::MainPart.zh(),
            Self::PartGroup(name) => name.as_str(),
        }
    }
}

/// The start may be no later than `days` after another date: acceptance, but at most 90 days after delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LatestStart {
    pub from: StartEvent,
    pub days: u16,
}

/// One warranty term. It ends with its months or its running hours, whichever comes first; it has at least one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "TermShape", into = "TermShape")]
pub struct Term {
    covers: Covers,
    months: Option<u16>,
    running_hours: Option<u32>,
    starts: StartEvent,
    latest_start: Option<LatestStart>,
}

/// Where a term starts, and how that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    pub on: NaiveDate,
    /// The date the term names is not recorded and was taken from the nearest recorded event.
    pub assumed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TermError {
    #[error("`part_group` goes with `covers: part_group` and only with it, and is no reserved name")]
    PartGroup,
    #[error("a term needs `months` or `running_hours`")]
    Endless,
    #[error("`months` must be 1 to 600")]
    Months,
    #[error("`running_hours` must be at least 1")]
    RunningHours,
    #[error("`latest_start.days` must be at most 3650")]
    LatestStart,
}

impl Term {
    /// The longest term, in months.
    pub const MAX_MONTHS: u16 = 600;

    #[must_use]
    pub const fn covers(&self) -> &Covers {
        &self.covers
    }

    #[must_use]
    pub const fn months(&self) -> Option<u16> {
        self.months
    }

    #[must_use]
    pub const fn running_hours(&self) -> Option<u32> {
        self.running_hours
    }

    #[must_use]
    pub const fn starts(&self) -> StartEvent {
        self.starts
    }

    #[must_use]
    pub const fn latest_start(&self) -> Option<LatestStart> {
        self.latest_start
    }

    /// The first day of the term; `None` when no date of the unit is known at all.
    #[must_use]
    pub fn start(&self, dates: &Dates) -> Option<Start> {
        let named = dates.get(self.starts);
        let cap = self.latest_start.and_then(|latest| {
            dates
                .get(latest.from)
                .map(|day| day.checked_add_days(Days::new(latest.days.into())).unwrap_or(day))
        });
        match (named, cap) {
            (Some(named), Some(cap)) => Some(Start { on: named.min(cap), assumed: false }),
            (Some(on), None) | (None, Some(on)) => Some(Start { on, assumed: false }),
            (None, None) => dates.nearest(self.starts).map(|on| Start { on, assumed: true }),
        }
    }
}

/// `day` plus calendar months; where the month is too short, its last day (2024-02-29 + 12 = 2025-02-28).
#[must_use]
pub fn add_months(day: NaiveDate, months: u16) -> NaiveDate {
    day.checked_add_months(Months::new(months.into())).unwrap_or(NaiveDate::MAX)
}

codes! {
    /// What a warranty term covers.
    pub enum CoversCode {
        Unit = "unit", "整机", "Unit";
        MainPart = "main_part", "主要部件", "Main parts";
        PartGroup = "part_group", "部件组", "Part group";
    }
}

/// A [`Term`] as written in JSON, before it is known to make sense.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = WarrantyTerm))]
pub struct TermShape {
    pub covers: CoversCode,
    /// Name of the part group; only with `covers: part_group`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_group: Option<Line>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 600))]
    pub months: Option<u16>,
    /// The term also ends when the meter passes this
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub running_hours: Option<u32>,
    pub starts: StartEvent,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest_start: Option<LatestStart>,
}

/// Items of the coverage list that are no part group.
fn is_reserved(name: &str) -> bool {
    ["unit", "main_part", "parts", "labour", "travel"].contains(&name)
}

impl TryFrom<TermShape> for Term {
    type Error = TermError;

    fn try_from(shape: TermShape) -> Result<Self, TermError> {
        let covers = match (shape.covers, shape.part_group) {
            (CoversCode::Unit, None) => Covers::Unit,
            (CoversCode::MainPart, None) => Covers::MainPart,
            (CoversCode::PartGroup, Some(name)) if !is_reserved(name.as_str()) => Covers::PartGroup(name),
            _ => return Err(TermError::PartGroup),
        };
        if shape.months.is_none() && shape.running_hours.is_none() {
            return Err(TermError::Endless);
        }
        if shape.months.is_some_and(|m| m == 0 || m > Self::MAX_MONTHS) {
            return Err(TermError::Months);
        }
        if shape.running_hours == Some(0) {
            return Err(TermError::RunningHours);
        }
        if shape.latest_start.is_some_and(|latest| latest.days > 3650) {
            return Err(TermError::LatestStart);
        }
        let TermShape { months, running_hours, starts, latest_start, .. } = shape;
        Ok(Self { covers, months, running_hours, starts, latest_start })
    }
}

impl From<Term> for TermShape {
    fn from(term: Term) -> Self {
        let (covers, part_group) = match term.covers {
            Covers::Unit => (CoversCode::Unit, None),
            Covers::MainPart => (CoversCode::MainPart, None),
            Covers::PartGroup(name) => (CoversCode::PartGroup, Some(name)),
        };
        let Term { months, running_hours, starts, latest_start, .. } = term;
        Self { covers, part_group, months, running_hours, starts, latest_start }
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Term {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        <TermShape as utoipa::PartialSchema>::schema()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Term {
    fn name() -> std::borrow::Cow<'static, str> {
        "WarrantyTerm".into()
    }

    fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::Schema>)>) {
        <TermShape as utoipa::ToSchema>::schemas(schemas);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn term(json: &str) -> Result<Term, String> {
        serde_json::from_str(json).map_err(|e| e.to_string())
    }

    #[test]
    fn starts_with_acceptance_but_at_most_90_days_after_delivery() {
        let vmc = term(
            r#"{"covers":"unit","months":12,"starts":"accepted_at","latest_start":{"from":"delivered_at","days":90}}"#,
        )
        .unwrap();
        let dates = |delivered: Option<&str>, accepted: Option<&str>| Dates {
            sold_at: Some(day("2024-12-01")),
            delivered_at: delivered.map(day),
            accepted_at: accepted.map(day),
            ..Dates::default()
        };
        let start = |d, a| vmc.start(&dates(d, a)).map(|s| (s.on.to_string(), s.assumed)).unwrap();
        assert_eq!(start(Some("2025-01-10"), Some("2025-02-01")), ("2025-02-01".to_owned(), false));
        assert_eq!(start(Some("2025-01-10"), Some("2025-06-01")), ("2025-04-10".to_owned(), false));
        assert_eq!(start(Some("2025-01-10"), None), ("2025-04-10".to_owned(), false));
        assert_eq!(start(None, None), ("2024-12-01".to_owned(), true));
        assert_eq!(vmc.start(&Dates::default()), None);

        let from_sale = term(r#"{"covers":"unit","months":12,"starts":"sold_at"}"#).unwrap();
        let later = Dates {
            delivered_at: Some(day("2025-01-10")),
            accepted_at: Some(day("2025-02-01")),
            ..Dates::default()
        };
        assert_eq!(from_sale.start(&later), Some(Start { on: day("2025-01-10"), assumed: true }));
    }

    #[test]
    fn a_term_without_sense_is_refused() {
        for json in [
            r#"{"covers":"unit","starts":"sold_at"}"#,
            r#"{"covers":"unit","months":0,"starts":"sold_at"}"#,
            r#"{"covers":"unit","months":601,"starts":"sold_at"}"#,
            r#"{"covers":"unit","months":12,"running_hours":0,"starts":"sold_at"}"#,
            r#"{"covers":"part_group","months":12,"starts":"sold_at"}"#,
            r#"{"covers":"part_group","part_group":"unit","months":12,"starts":"sold_at"}"#,
            r#"{"covers":"unit","part_group":"主轴","months":12,"starts":"sold_at"}"#,
            r#"{"covers":"unit","months":12,"starts":"sold_at","until":"2025-01-01"}"#,
            r#"{"covers":"unit","months":12,"starts":"whenever"}"#,
        ] {
            assert!(term(json).is_err(), "{json}");
        }
    }

    #[test]
    fn reads_what_it_writes() {
        let json = r#"{"covers":"part_group","part_group":"主轴","months":18,"starts":"accepted_at"}"#;
        assert_eq!(serde_json::to_string(&term(json).unwrap()).unwrap(), json);
    }

    proptest! {
        #[test]
        fn a_month_sum_keeps_the_day_or_is_the_end_of_its_month(offset in 0i64..40_000, months in 1u16..=600) {
            use chrono::Datelike;
            let from = day("1990-01-01") + chrono::Duration::days(offset);
            let to = add_months(from, months);
            let counted = (to.year() * 12 + to.month0().cast_signed()) - (from.year() * 12 + from.month0().cast_signed());
            prop_assert_eq!(counted, i32::from(months));
            prop_assert!(to.day() == from.day() || (to.day() < from.day() && to.succ_opt().unwrap().day() == 1));
        }
    }
}
