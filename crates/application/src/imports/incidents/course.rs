//! What the changes of a ticket come to: their order, the state that they end in, and when.

use domain::{kernel::Timestamp, tickets::StateCode};

use super::{Change, Reader, cell};

impl Reader<'_> {
    /// Changes are counted upwards and written down in the order of time.
    pub(super) fn check_order(&mut self, changes: &[Change]) {
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

    pub(super) fn state(&mut self, timeline: &[Change]) -> StateCode {
        let mut known = self.mapping.state.otherwise;
        for change in timeline {
            if let Some(state) = self.mapped(&change.row, &self.mapping.state, self.places.state) {
                known = Some(state);
            }
        }
        known.unwrap_or(StateCode::Registered)
    }

    /// When it was solved and closed. An end before the receipt, or a solution after the end, is no fact.
    pub(super) fn ends(
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

    pub(super) fn end(
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
}
