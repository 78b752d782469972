//! A log with one row per change becomes one historical ticket per key, with its timeline. Rows that contradict each
//! other are reported; what contradicts itself is not taken for a fact, but stays readable in the timeline.

mod course;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use domain::{
    kernel::Timestamp,
    sla::Priority,
    tickets::{Channel, RequestType},
};

use super::{
    finding::Finding,
    history::{HistoricalEvent, HistoricalTicket},
    mapping::{Choice, Mapping, Places},
    sheet::{Row, Sheet},
};

/// The rows of one key, in the order of the file. A row without a key is a group of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub key: Option<String>,
    pub rows: Vec<usize>,
}

/// The groups of a log by the first row of each.
pub(super) fn groups(sheet: &Sheet, mapping: &Mapping, places: &Places) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for index in 0..sheet.len() {
        let row = sheet.row(index);
        let key = cell(&row, places.key);
        if mapping.is_unknown(key) {
            groups.push(Group { key: None, rows: vec![index] });
        } else if let Some(group) = known.get(key).and_then(|at| groups.get_mut(*at)) {
            group.rows.push(index);
        } else {
            known.insert(key.to_owned(), groups.len());
            groups.push(Group { key: Some(key.to_owned()), rows: vec![index] });
        }
    }
    groups
}

/// What a group says: the ticket, unless no row of it can be used, and everything that is wrong with its rows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reading {
    pub ticket: Option<HistoricalTicket>,
    /// Rows that are part of the ticket's timeline
    pub used: u64,
    pub rejected: u64,
    pub findings: Vec<Finding>,
}

/// One usable row.
struct Change {
    row: Row,
    at: Timestamp,
    order: Option<i64>,
}

/// What a group says, as of `now`: what lies in the future did not happen.
pub(super) fn read(
    sheet: &Sheet,
    mapping: &Mapping,
    places: &Places,
    group: &Group,
    now: Timestamp,
) -> Reading {
    let mut reader = Reader { header: &sheet.header.cells, mapping, places, now, findings: Vec::new() };
    let rows: Vec<Row> = group.rows.iter().map(|index| sheet.row(*index)).collect();
    let total = rows.len() as u64;
    let ticket = match group.key.as_deref() {
        Some(key) => reader.ticket(key, rows),
        None => {
            for row in &rows {
                reader.error(
                    row,
                    places.key,
                    "required",
                    "缺少编号，无法归入工单",
                    "without a number the row belongs to no ticket",
                );
            }
            None
        }
    };
    let (ticket, used) = ticket.map_or((None, 0), |(ticket, used)| (Some(ticket), used));
    Reading { ticket, used, rejected: total - used, findings: reader.findings }
}

struct Reader<'a> {
    header: &'a [String],
    mapping: &'a Mapping,
    places: &'a Places,
    now: Timestamp,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn ticket(&mut self, key: &str, rows: Vec<Row>) -> Option<(HistoricalTicket, u64)> {
        let changes = self.usable(rows);
        let received_at = self.received(&changes)?;
        self.check_order(&changes);
        let used = changes.len() as u64;
        let mut timeline = changes;
        timeline.sort_by_key(|change| (change.at, change.order, change.row.line));
        let last = &timeline.last()?.row;
        let state = self.state(&timeline);
        let (resolved_at, closed_at) = self.ends(&timeline, received_at, state);
        let ticket = HistoricalTicket {
            external_no: key.to_owned(),
            received_at,
            priority: self.chosen(last, &self.mapping.priority, self.places.priority).unwrap_or(Priority::P3),
            request_type: self
                .chosen(last, &self.mapping.request_type, self.places.request_type)
                .unwrap_or(RequestType::Consultation),
            channel: self.chosen(last, &self.mapping.channel, self.places.channel).unwrap_or(Channel::Import),
            description: self.description(key, last),
            customer_name: self.customer(&timeline),
            state,
            resolved_at,
            closed_at,
            events: self.events(&timeline, received_at),
            source: self.mapping.source.clone(),
        };
        Some((ticket, used))
    }

    /// Rows with an instant, each once.
    fn usable(&mut self, rows: Vec<Row>) -> Vec<Change> {
        let mut seen: HashSet<Vec<String>> = HashSet::new();
        let mut changes = Vec::with_capacity(rows.len());
        for row in rows {
            if row.is_swallowed() {
                self.findings.push(Finding::error(
                    row.line,
                    "open_quote",
                    "引号未闭合，后续行无法区分",
                    "a quotation mark was left open",
                ));
                continue;
            }
            if !seen.insert(row.cells.clone()) {
                self.findings.push(Finding::error(
                    row.line,
                    "repeated",
                    "与前面的行完全相同",
                    "the row is there already, word for word",
                ));
                continue;
            }
            let written = cell(&row, self.places.changed_at);
            if self.mapping.is_unknown(written) {
                self.error(
                    &row,
                    self.places.changed_at,
                    "required",
                    "缺少变更时间",
                    "the instant of the change is not known",
                );
                continue;
            }
            let Some(at) = self.mapping.instant(written) else {
                self.error(
                    &row,
                    self.places.changed_at,
                    "format",
                    "时间格式无法识别",
                    "the instant fits none of the formats",
                );
                continue;
            };
            if at > self.now {
                self.error(&row, self.places.changed_at, "future", "时间在将来", "lies in the future");
                continue;
            }
            let order = self.places.order.and_then(|place| cell(&row, place).parse().ok());
            if let (Some(place), None) = (self.places.order, order) {
                self.warning(&row, place, "format", "变更序号不是整数", "the count of changes is no number");
            }
            changes.push(Change { row, at, order });
        }
        changes
    }

    /// The receipt, on which the rows should agree; without it nothing can be measured.
    fn received(&mut self, changes: &[Change]) -> Option<Timestamp> {
        let place = self.places.received_at;
        let Some(received) = self.agreed(changes, place) else {
            for change in changes {
                self.error(
                    &change.row,
                    place,
                    "required",
                    "没有可用的受理时间",
                    "no row of the ticket has a usable receipt",
                );
            }
            return None;
        };
        for change in changes.iter().filter(|change| change.at < received) {
            self.warning(
                &change.row,
                self.places.changed_at,
                "before_receipt",
                "变更早于受理，按受理时间记入",
                "changed before it was received; entered at the receipt",
            );
        }
        Some(received)
    }

    /// The last known instant of a column, and a warning at the first row that says otherwise than the row before it.
    fn agreed(&mut self, changes: &[Change], place: usize) -> Option<Timestamp> {
        let mut known: Option<Timestamp> = None;
        let mut contradicted = false;
        for change in changes {
            let written = cell(&change.row, place);
            if self.mapping.is_unknown(written) {
                continue;
            }
            let Some(at) = self.mapping.instant(written) else {
                self.warning(
                    &change.row,
                    place,
                    "format",
                    "时间格式无法识别，未采用",
                    "the instant fits none of the formats; not used",
                );
                continue;
            };
            if at > self.now {
                self.warning(
                    &change.row,
                    place,
                    "future",
                    "时间在将来，未采用",
                    "lies in the future; not used",
                );
                continue;
            }
            if known.is_some_and(|before| before != at) && !contradicted {
                contradicted = true;
                self.warning(
                    &change.row,
                    place,
                    "contradiction",
                    "与前面的行不一致，以最后一行为准",
                    "differs from the row before; the last one counts",
                );
            }
            known = Some(at);
        }
        known
    }

    fn customer(&mut self, timeline: &[Change]) -> String {
        let place = self.places.customer;
        let named = place.and_then(|place| {
            timeline
                .iter()
                .rev()
                .map(|change| cell(&change.row, place))
                .find(|name| !self.mapping.is_unknown(name))
        });
        match named.and_then(|name| domain::kernel::Line::parse(name).ok()) {
            Some(name) => name.into(),
            None => {
                if let (Some(place), Some(last)) = (place, timeline.last()) {
                    self.warning(&last.row, place, "missing", "客户不明", "the customer is not known");
                }
                "客户不明".to_owned()
            }
        }
    }

    fn description(&self, key: &str, row: &Row) -> String {
        let parts = self.places.description.iter().map(|place| cell(row, *place));
        let known: Vec<&str> = parts.filter(|part| !self.mapping.is_unknown(part)).collect();
        let text: String =
            known.join(" / ").chars().filter(|c| !c.is_control()).take(domain::kernel::Prose::MAX).collect();
        if text.trim().is_empty() { key.to_owned() } else { text }
    }

    fn events(&self, timeline: &[Change], received: Timestamp) -> Vec<HistoricalEvent> {
        let mut before: Option<&Row> = None;
        let mut events = Vec::with_capacity(timeline.len());
        for change in timeline {
            let row = &change.row;
            let mut changed = serde_json::Map::new();
            for place in &self.places.details {
                let value = cell(row, *place);
                let was = before.map_or("", |before| cell(before, *place));
                let told = !self.mapping.is_unknown(value) || before.is_some();
                if let (true, Some(name)) = (value != was && told, self.header.get(*place)) {
                    changed.insert(name.clone(), value.into());
                }
            }
            let mut details = serde_json::json!({ "line": row.line, "changed": changed });
            if change.at < received
                && let Some(details) = details.as_object_mut()
            {
                details.insert("recorded_at".to_owned(), change.at.to_string().into());
            }
            let what = self.places.state.map_or_else(String::new, |place| cell(row, place).to_owned());
            events.push(HistoricalEvent { at: change.at.max(received), what, details });
            before = Some(row);
        }
        events
    }

    /// The code that a row's value means, or the one for all others.
    fn chosen<T: Copy>(&mut self, row: &Row, choice: &Choice<T>, place: Option<usize>) -> Option<T> {
        self.mapped(row, choice, place).or(choice.otherwise)
    }

    /// The code that a row's value means; a value that means nothing is reported.
    fn mapped<T: Copy>(&mut self, row: &Row, choice: &Choice<T>, place: Option<usize>) -> Option<T> {
        let place = place?;
        let value = cell(row, place);
        let code = choice.values.get(value).copied();
        if code.is_none() {
            self.warning(
                row,
                place,
                "unknown_code",
                "映射文件没有这个取值",
                "the mapping does not have this value",
            );
        }
        code
    }

    fn error(&mut self, row: &Row, place: usize, code: &str, zh: &str, en: &str) {
        let finding = Finding::error(row.line, code, zh, en);
        self.findings.push(self.placed(finding, row, place));
    }

    fn warning(&mut self, row: &Row, place: usize, code: &str, zh: &str, en: &str) {
        let finding = Finding::warning(row.line, code, zh, en);
        self.findings.push(self.placed(finding, row, place));
    }

    fn placed(&self, finding: Finding, row: &Row, place: usize) -> Finding {
        finding.at(self.header.get(place).map_or("", String::as_str), cell(row, place))
    }
}

fn cell(row: &Row, place: usize) -> &str {
    row.cells.get(place).map_or("", |cell| cell.as_str())
}
