//! How another system's log of changes is read: a file of settings, so that no log needs code of its own.

use std::collections::BTreeMap;

use chrono::{NaiveDateTime, TimeZone as _};
use domain::{
    kernel::Timestamp,
    sla::Priority,
    tickets::{Channel, RequestType, StateCode},
};
use serde::{Deserialize, Serialize};

/// The mapping of the incident log that is bundled as an example.
const INCIDENT_LOG: &str = include_str!("../../data/import/incident-log.mapping.json");

/// Which column says what. One row of the log is one change; the rows of one key are one ticket.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mapping {
    /// The data with their origin and licence
    pub source: String,
    /// Column with the ticket's number
    pub key: String,
    /// Column with the instant of the change
    pub changed_at: String,
    /// Column that counts the changes of a ticket; it never goes back
    #[serde(default)]
    pub order: Option<String>,
    pub received_at: String,
    #[serde(default)]
    pub resolved_at: Option<String>,
    #[serde(default)]
    pub closed_at: Option<String>,
    #[serde(default)]
    pub customer: Option<String>,
    /// Columns that together describe the request
    #[serde(default)]
    pub description: Vec<String>,
    /// Columns whose changes are kept in the timeline
    #[serde(default)]
    pub details: Vec<String>,
    /// Values that mean "not known"
    #[serde(default)]
    pub unknown: Vec<String>,
    /// In the notation of strftime; the first that fits
    pub timestamp_formats: Vec<String>,
    /// IANA zone of instants without an offset
    #[serde(default = "utc")]
    pub zone: String,
    pub state: Choice<StateCode>,
    #[serde(default)]
    pub priority: Choice<Priority>,
    #[serde(default)]
    pub request_type: Choice<RequestType>,
    #[serde(default)]
    pub channel: Choice<Channel>,
}

/// A column whose values mean codes of ours.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Choice<T> {
    #[serde(default)]
    pub column: Option<String>,
    #[serde(default = "BTreeMap::new")]
    pub values: BTreeMap<String, T>,
    /// For values that are not listed
    #[serde(default = "none")]
    pub otherwise: Option<T>,
}

impl<T> Default for Choice<T> {
    fn default() -> Self {
        Self { column: None, values: BTreeMap::new(), otherwise: None }
    }
}

fn utc() -> String {
    "UTC".to_owned()
}

const fn none<T>() -> Option<T> {
    None
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum MappingError {
    #[error("历史工单导入需要映射文件 · historical tickets need a mapping")]
    Missing,
    #[error("映射文件有误 · the mapping cannot be read: {0}")]
    Shape(String),
    #[error("映射文件中的时区不存在 · there is no zone {0}")]
    Zone(String),
    #[error("映射文件缺少时间格式 · the mapping names no timestamp format")]
    NoFormat,
    #[error("文件缺少映射所需的列 · the file lacks columns of the mapping: {}", .0.join(", "))]
    Columns(Vec<String>),
}

impl Mapping {
    /// A bundled mapping by name, or one written out as JSON.
    ///
    /// # Errors
    /// When it is neither, or contradicts itself.
    pub(super) fn read(text: &str) -> Result<Self, MappingError> {
        let json = match text.trim() {
            "" => return Err(MappingError::Missing),
            "incident-log" => INCIDENT_LOG,
            other => other,
        };
        let mapping: Self =
            serde_json::from_str(json).map_err(|error| MappingError::Shape(error.to_string()))?;
        mapping.tz()?;
        if mapping.timestamp_formats.is_empty() { Err(MappingError::NoFormat) } else { Ok(mapping) }
    }

    fn tz(&self) -> Result<chrono_tz::Tz, MappingError> {
        self.zone.parse().map_err(|_| MappingError::Zone(self.zone.clone()))
    }

    /// Where the mapping's columns are in the file.
    ///
    /// # Errors
    /// When one of them is not there.
    pub(super) fn places(&self, header: &[String]) -> Result<Places, MappingError> {
        let mut missing = Vec::new();
        let mut find = |name: &str| match header.iter().position(|column| column.eq_ignore_ascii_case(name)) {
            Some(place) => place,
            None => {
                missing.push(name.to_owned());
                usize::MAX
            }
        };
        let places = Places {
            key: find(&self.key),
            changed_at: find(&self.changed_at),
            received_at: find(&self.received_at),
            order: self.order.as_deref().map(&mut find),
            resolved_at: self.resolved_at.as_deref().map(&mut find),
            closed_at: self.closed_at.as_deref().map(&mut find),
            customer: self.customer.as_deref().map(&mut find),
            description: self.description.iter().map(|name| find(name)).collect(),
            details: self.details.iter().map(|name| find(name)).collect(),
            state: self.state.column.as_deref().map(&mut find),
            priority: self.priority.column.as_deref().map(&mut find),
            request_type: self.request_type.column.as_deref().map(&mut find),
            channel: self.channel.column.as_deref().map(&mut find),
        };
        missing.sort();
        missing.dedup();
        if missing.is_empty() { Ok(places) } else { Err(MappingError::Columns(missing)) }
    }

    /// What a column of the file is used for.
    pub(super) fn field_of(&self, header: &str) -> Option<&'static str> {
        let is = |name: &str| header.eq_ignore_ascii_case(name);
        let maybe = |name: &Option<String>| name.as_deref().is_some_and(is);
        [
            (is(&self.key), "external_no"),
            (is(&self.changed_at), "changed_at"),
            (is(&self.received_at), "received_at"),
            (maybe(&self.order), "order"),
            (maybe(&self.resolved_at), "resolved_at"),
            (maybe(&self.closed_at), "closed_at"),
            (maybe(&self.customer), "customer"),
            (maybe(&self.state.column), "state"),
            (maybe(&self.priority.column), "priority"),
            (maybe(&self.request_type.column), "request_type"),
            (maybe(&self.channel.column), "channel"),
            (self.description.iter().any(|name| is(name)), "description"),
            (self.details.iter().any(|name| is(name)), "details"),
        ]
        .into_iter()
        .find_map(|(used, field)| used.then_some(field))
    }

    pub(super) fn is_unknown(&self, value: &str) -> bool {
        value.is_empty() || self.unknown.iter().any(|unknown| unknown == value)
    }

    /// An instant by one of the formats; of a local time that occurs twice the first.
    pub(super) fn instant(&self, text: &str) -> Option<Timestamp> {
        let zone = self.tz().ok()?;
        let local = self
            .timestamp_formats
            .iter()
            .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())?;
        let at = zone.from_local_datetime(&local).earliest()?;
        Timestamp::from_millis(at.timestamp_millis()).ok()
    }
}

/// Positions of columns in a row.
#[derive(Debug, Clone)]
pub(super) struct Places {
    pub key: usize,
    pub changed_at: usize,
    pub received_at: usize,
    pub order: Option<usize>,
    pub resolved_at: Option<usize>,
    pub closed_at: Option<usize>,
    pub customer: Option<usize>,
    pub description: Vec<usize>,
    pub details: Vec<usize>,
    pub state: Option<usize>,
    pub priority: Option<usize>,
    pub request_type: Option<usize>,
    pub channel: Option<usize>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_mapping_is_read_and_reads_day_first() {
        let mapping = Mapping::read("incident-log").unwrap();
        assert_eq!(
            mapping.instant("05-03-2016 12:00").map(|at| at.to_string()).as_deref(),
            Some("2016-03-05T12:00:00.000Z")
        );
        for text in ["?", "", "31-02-2016 12:00", "2016-03-05", "03-29-2016 01:16"] {
            assert_eq!(mapping.instant(text), None, "{text}");
        }
        assert!(mapping.is_unknown("?") && mapping.is_unknown("") && !mapping.is_unknown("0"));
        assert!(mapping.source.contains("CC BY 4.0"));
    }

    #[test]
    fn what_is_wrong_with_a_mapping_is_said() {
        assert_eq!(Mapping::read(" ").unwrap_err(), MappingError::Missing);
        assert!(matches!(Mapping::read("{}").unwrap_err(), MappingError::Shape(_)));
        assert!(matches!(Mapping::read("unknown-log").unwrap_err(), MappingError::Shape(_)));
        let zone = INCIDENT_LOG.replace("\"UTC\"", "\"Mars/Olympus\"");
        assert_eq!(Mapping::read(&zone).unwrap_err(), MappingError::Zone("Mars/Olympus".to_owned()));
        let header = ["number", "incident_state"].map(ToOwned::to_owned);
        let Err(MappingError::Columns(missing)) = Mapping::read("incident-log").unwrap().places(&header)
        else {
            panic!()
        };
        assert!(missing.contains(&"sys_updated_at".to_owned()) && !missing.contains(&"number".to_owned()));
    }
}
