//! What happened to a unit and moves its warranty.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::days::{instant_or_day, optional_instant_or_day};
use crate::kernel::{Line, Timestamp};

/// One event in a unit's life. Where a regime counts it, time under repair, waiting for parts and in custody is added to
/// the warranty; a replaced part and an exchanged unit start a new one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = WarrantyHistoryFact))]
pub enum HistoryFact {
    /// 维修
    Repair {
        /// Fault code; repairs of the same code count towards the exchange right
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fault: Option<Line>,
        #[serde(deserialize_with = "instant_or_day")]
        in_at: Timestamp,
        /// Absent while the repair is under way
        #[serde(
            default,
            deserialize_with = "optional_instant_or_day",
            skip_serializing_if = "Option::is_none"
        )]
        out_at: Option<Timestamp>,
        /// Days the customer waited for parts outside `in_at`–`out_at`
        #[serde(default)]
        waiting_parts_days: u16,
    },
    /// 更换零部件
    PartReplaced {
        part_group: Line,
        #[serde(deserialize_with = "instant_or_day")]
        at: Timestamp,
        /// Warranty of the new part; absent = the term of its part group
        #[serde(default, skip_serializing_if = "Option::is_none")]
        months: Option<u16>,
    },
    /// 换货
    Exchanged {
        #[serde(deserialize_with = "instant_or_day")]
        at: Timestamp,
    },
    /// 取回保管
    Custody {
        #[serde(deserialize_with = "instant_or_day")]
        in_at: Timestamp,
        /// Absent while we hold it
        #[serde(
            default,
            deserialize_with = "optional_instant_or_day",
            skip_serializing_if = "Option::is_none"
        )]
        out_at: Option<Timestamp>,
    },
    /// 延保: more months for the unit, or a new last day
    Extended {
        /// When it was agreed; absent = with the sale
        #[serde(
            default,
            deserialize_with = "optional_instant_or_day",
            skip_serializing_if = "Option::is_none"
        )]
        at: Option<Timestamp>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        months: Option<u16>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
        until: Option<NaiveDate>,
    },
}

/// A time during which the customer could not use the unit, cut at the instant of the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Absence {
    pub from: Timestamp,
    pub to: Timestamp,
}

/// Overlapping and touching times as one: a repair inside a custody is not counted twice.
pub(super) fn merged(mut absences: Vec<Absence>) -> Vec<Absence> {
    absences.sort_unstable();
    let mut out: Vec<Absence> = Vec::with_capacity(absences.len());
    for next in absences {
        match out.last_mut() {
            Some(last) if next.from < last.to => last.to = last.to.max(next.to),
            _ => out.push(next),
        }
    }
    out
}

impl HistoryFact {
    /// The time under repair that is known at `known`.
    pub(super) fn repair(&self, known: Timestamp) -> Option<Absence> {
        match self {
            Self::Repair { in_at, out_at, .. } => absence(*in_at, *out_at, known),
            _ => None,
        }
    }

    /// The time in our custody that is known at `known`.
    pub(super) fn custody(&self, known: Timestamp) -> Option<Absence> {
        match self {
            Self::Custody { in_at, out_at } => absence(*in_at, *out_at, known),
            _ => None,
        }
    }

    pub(super) fn exchanged_at(&self, known: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Exchanged { at } if *at <= known => Some(*at),
            _ => None,
        }
    }
}

fn absence(from: Timestamp, to: Option<Timestamp>, known: Timestamp) -> Option<Absence> {
    let to = to.map_or(known, |to| to.min(known));
    (from < to).then_some(Absence { from, to })
}
