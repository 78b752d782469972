//! A log with one row per change becomes one historical ticket per key, with its timeline. Rows that contradict each
//! other are reported; what contradicts itself is not taken for a fact, but stays readable in the timeline.

use std::collections::{HashMap, HashSet};

use domain::{
    kernel::Timestamp,
    sla::Priority,
    tickets::{Channel, RequestType, StateCode},
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

    /// Changes are counted upwards and written down in the order of time.
    fn check_order(&mut self, changes: &[Change]) {
        for pair in changes.windows(2) {
            let [before, after] = pair else { continue };
            if after.order < before.order
                && after.order.is_some()
                && let Some(place) = self.places.order
            {
                self.warning(
                    &after.row,
                    place,
                    "out_of_order",
                    "变更序号倒退",
                    "the count of changes goes back",
                );
            }
            if after.at < before.at {
                self.warning(
                    &after.row,
                    self.places.changed_at,
                    "out_of_order",
                    "变更时间倒退，按时间排序",
                    "the instant goes back; sorted by time",
                );
            }
            let state = |change: &Change| {
                self.places.state.and_then(|place| self.mapping.state.values.get(cell(&change.row, place)))
            };
            let reopened = state(before) == Some(&StateCode::Archived)
                && state(after).is_some_and(|state| *state != StateCode::Archived);
            if let (true, Some(place)) = (reopened, self.places.state) {
                self.warning(
                    &after.row,
                    place,
                    "after_closed",
                    "关闭之后又有变更",
                    "changed after it was closed",
                );
            }
        }
    }

    fn state(&mut self, timeline: &[Change]) -> StateCode {
        let mut known = self.mapping.state.otherwise;
        for change in timeline {
            if let Some(state) = self.mapped(&change.row, &self.mapping.state, self.places.state) {
                known = Some(state);
            }
        }
        known.unwrap_or(StateCode::Registered)
    }

    /// When it was solved and closed. An end before the receipt, or a solution after the end, is no fact.
    fn ends(
        &mut self,
        timeline: &[Change],
        received: Timestamp,
        state: StateCode,
    ) -> (Option<Timestamp>, Option<Timestamp>) {
        let Some(last) = timeline.last().map(|change| &change.row) else { return (None, None) };
        let closed = self.end(timeline, self.places.closed_at, received, state == StateCode::Archived);
        let solved = matches!(state, StateCode::Archived | StateCode::Resolved);
        let resolved = self.end(timeline, self.places.resolved_at, received, solved);
        if let (Some(resolved), Some(closed), Some(place)) = (resolved, closed, self.places.resolved_at)
            && resolved > closed
        {
            self.warning(
                last,
                place,
                "contradiction",
                "解决晚于关闭，未采用",
                "solved after it was closed; not used",
            );
            return (None, Some(closed));
        }
        (resolved, closed)
    }

    fn end(
        &mut self,
        timeline: &[Change],
        place: Option<usize>,
        received: Timestamp,
        expected: bool,
    ) -> Option<Timestamp> {
        let (place, last) = (place?, &timeline.last()?.row);
        match self.agreed(timeline, place) {
            None if expected => {
                self.warning(
                    last,
                    place,
                    "missing",
                    "工单已结束，但缺少该时间",
                    "the ticket has ended, but this instant is not known",
                );
                None
            }
            Some(at) if at < received => {
                self.warning(
                    last,
                    place,
                    "before_receipt",
                    "早于受理，未采用",
                    "lies before the receipt; not used",
                );
                None
            }
            other => other,
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = include_str!("../../data/import/incident-log.sample.csv");

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn readings(text: &str) -> Vec<(Group, Reading)> {
        let mapping = Mapping::read("incident-log").unwrap();
        let sheet = Sheet::open(text.as_bytes(), &|cells| cells.first().is_some_and(|cell| cell == "number"))
            .unwrap();
        let places = mapping.places(&sheet.header.cells).unwrap();
        let groups = groups(&sheet, &mapping, &places);
        let now = at("2026-03-02T01:00:00Z");
        groups
            .into_iter()
            .map(|group| (group.clone(), read(&sheet, &mapping, &places, &group, now)))
            .collect()
    }

    fn of(number: u32) -> Reading {
        let key = format!("INC{}", 9_000_000 + number);
        let found =
            readings(SAMPLE).into_iter().find(|(group, _)| group.key.as_deref() == Some(key.as_str()));
        found.unwrap().1
    }

    fn said(reading: &Reading) -> Vec<(u64, &str, &str, &str)> {
        let findings = reading.findings.iter();
        findings
            .map(|f| (f.line, f.column.as_deref().unwrap_or(""), f.level.as_str(), f.code.as_str()))
            .collect()
    }

    #[test]
    fn every_row_is_used_or_rejected() {
        let all = readings(SAMPLE);
        let rows = SAMPLE.lines().count() as u64 - 1;
        let (used, rejected) =
            all.iter().fold((0, 0), |(u, r), (_, reading)| (u + reading.used, r + reading.rejected));
        assert_eq!((used + rejected, rejected), (rows, 6));
        assert_eq!(all.iter().filter(|(_, reading)| reading.ticket.is_some()).count(), 11);
        // a rejected row is always named
        for (group, reading) in &all {
            let named: HashSet<u64> =
                reading.findings.iter().filter(|f| f.level.as_str() == "error").map(|f| f.line).collect();
            assert_eq!(named.len() as u64, reading.rejected, "{:?}", group.key);
        }
    }

    #[test]
    fn a_clean_incident_is_a_ticket_with_its_timeline() {
        let reading = of(1);
        assert_eq!(said(&reading), []);
        let ticket = reading.ticket.unwrap();
        assert_eq!(
            (ticket.received_at, ticket.priority, ticket.state),
            (at("2016-03-01T08:05:00Z"), Priority::P3, StateCode::Archived)
        );
        assert_eq!(
            (ticket.resolved_at, ticket.closed_at),
            (Some(at("2016-03-01T11:40:00Z")), Some(at("2016-03-06T12:00:00Z")))
        );
        assert_eq!((ticket.customer_name.as_str(), ticket.channel), ("Caller 7001", Channel::Phone));
        assert_eq!(ticket.description, "Category 91 / Subcategory 12 / Symptom 5");
        let states: Vec<_> =
            ticket.events.iter().map(|event| (event.at.to_string(), event.what.as_str())).collect();
        assert_eq!(
            states,
            [
                ("2016-03-01T08:07:00.000Z".to_owned(), "New"),
                ("2016-03-01T08:30:00.000Z".to_owned(), "Active"),
                ("2016-03-01T11:40:00.000Z".to_owned(), "Resolved"),
                ("2016-03-06T12:00:00.000Z".to_owned(), "Closed"),
            ],
            "its last row stands at the end of the file"
        );
        assert_eq!(
            ticket.events[1].details,
            serde_json::json!({ "line": 3, "changed": { "assigned_to": "Resolver 14" } })
        );
    }

    #[test]
    fn contradictions_are_told_and_taken_for_no_fact() {
        let none_resolved = of(2);
        assert_eq!(said(&none_resolved), [(6, "resolved_at", "warning", "missing")]);
        assert_eq!(none_resolved.ticket.unwrap().resolved_at, None);

        let closed_before = of(3);
        assert_eq!(said(&closed_before), [(9, "closed_at", "warning", "before_receipt")]);
        assert_eq!(
            closed_before.ticket.map(|t| (t.closed_at, t.resolved_at)),
            Some((None, Some(at("2016-03-02T15:00:00Z"))))
        );

        let solved_late = of(4);
        assert_eq!(said(&solved_late), [(11, "resolved_at", "warning", "contradiction")]);
        assert_eq!(
            solved_late.ticket.map(|t| (t.closed_at, t.resolved_at)),
            Some((Some(at("2016-03-03T11:00:00Z")), None))
        );

        assert_eq!(said(&of(5)), [(14, "sys_mod_count", "warning", "out_of_order")]);
        assert_eq!(said(&of(10)), [(30, "incident_state", "warning", "after_closed")]);
    }

    #[test]
    fn a_change_before_the_receipt_is_entered_at_the_receipt() {
        let reading = of(6);
        let expected = [
            (16, "sys_updated_at", "warning", "before_receipt"),
            (18, "sys_updated_at", "warning", "out_of_order"),
        ];
        assert_eq!(said(&reading), expected);
        let events = reading.ticket.unwrap().events;
        assert_eq!(events[0].at, at("2016-03-03T08:00:00Z"));
        assert_eq!(events[0].details["recorded_at"], "2016-03-03T07:00:00.000Z");
        let order: Vec<_> = events.iter().map(|event| event.what.as_str()).collect();
        assert_eq!(
            order,
            ["New", "Awaiting User Info", "Active", "Closed"],
            "by time, not by place in the file"
        );
    }

    #[test]
    fn a_row_that_cannot_be_used_does_not_take_the_others_with_it() {
        assert_eq!((said(&of(7)), of(7).used), (vec![(21, "", "error", "repeated")], 2));
        assert_eq!((said(&of(8)), of(8).used), (vec![(24, "sys_updated_at", "error", "required")], 2));
        let twelve = of(12);
        let expected =
            [(35, "sys_updated_at", "error", "format"), (37, "opened_at", "warning", "contradiction")];
        assert_eq!((said(&twelve), twelve.used), (expected.to_vec(), 2));
        assert_eq!(twelve.ticket.unwrap().received_at, at("2016-03-07T08:15:00Z"));
    }

    #[test]
    fn without_a_receipt_there_is_no_ticket() {
        let reading = of(9);
        let expected = [(26, "opened_at", "error", "required"), (27, "opened_at", "error", "required")];
        assert_eq!((said(&reading), &reading.ticket, reading.rejected), (expected.to_vec(), &None, 2));
        let (_, keyless) = readings(SAMPLE).into_iter().find(|(group, _)| group.key.is_none()).unwrap();
        assert_eq!(said(&keyless), [(38, "number", "error", "required")]);
    }

    #[test]
    fn values_that_the_mapping_does_not_have_are_told() {
        let reading = of(11);
        let expected = [
            (33, "incident_state", "warning", "unknown_code"),
            (34, "priority", "warning", "unknown_code"),
            (34, "contact_type", "warning", "unknown_code"),
            (34, "caller_id", "warning", "missing"),
        ];
        assert_eq!(said(&reading), expected);
        let ticket = reading.ticket.unwrap();
        assert_eq!(
            (ticket.state, ticket.priority, ticket.channel),
            (StateCode::InService, Priority::P3, Channel::Import)
        );
        assert_eq!((ticket.customer_name.as_str(), ticket.description.as_str()), ("客户不明", "INC9000011"));
    }

    #[test]
    fn what_lies_in_the_future_did_not_happen() {
        let text = SAMPLE.replace("06-03-2016 12:00", "06-03-2046 12:00");
        let (_, reading) = readings(&text).into_iter().next().unwrap();
        let ticket = reading.ticket.unwrap();
        assert_eq!(
            (reading.used, reading.rejected, ticket.closed_at, ticket.state),
            (3, 1, None, StateCode::Resolved)
        );
        assert!(said(&Reading { ticket: None, ..reading }).contains(&(
            39,
            "sys_updated_at",
            "error",
            "future"
        )));
    }
}
