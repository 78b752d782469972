//! What is open now: requests at every step, some due soon, some late, so that the first look at the demo shows work.

use domain::{
    kernel::Timestamp,
    sla::{ClockKind, Priority},
    tickets::RequestType,
};

use super::{
    chance::Chance,
    course::{Moment, promised},
    story::Turns,
};
use crate::sla::rules::Pinned;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// A situation in which an open request can be, and how many of a hundred are in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Situation {
    Fresh,
    Acknowledged,
    /// The reply is due within two hours
    ReplySoon,
    ReplyLate,
    Replied,
    Assessed,
    Told,
    /// The engineer is expected within two hours
    VisitSoon,
    VisitLater,
    VisitMissed,
    InService,
    /// The first visit did not solve it, a part is missing
    Stuck,
    Waiting,
    Unsigned,
    InReview,
    Returned,
    Unverified,
    Unowned,
}

const SITUATIONS: &[(Situation, u32)] = &[
    (Situation::Fresh, 9),
    (Situation::Acknowledged, 7),
    (Situation::ReplySoon, 8),
    (Situation::ReplyLate, 5),
    (Situation::Replied, 7),
    (Situation::Assessed, 7),
    (Situation::Told, 8),
    (Situation::VisitSoon, 9),
    (Situation::VisitLater, 9),
    (Situation::VisitMissed, 3),
    (Situation::InService, 7),
    (Situation::Stuck, 3),
    (Situation::Waiting, 6),
    (Situation::Unsigned, 3),
    (Situation::InReview, 5),
    (Situation::Returned, 1),
    (Situation::Unverified, 2),
    (Situation::Unowned, 1),
];

#[derive(Debug, Clone, Copy)]
pub(super) struct Opening {
    pub situation: Situation,
    priority: Priority,
    pub received: Timestamp,
    /// When the last step was taken
    pub last_step: Timestamp,
}

impl Opening {
    /// Open request `index`: the situations take turns, so that a few dozen show all of them.
    pub(super) fn draw(chance: &mut Chance, index: u64, pinned: &Pinned, now: Timestamp) -> Self {
        let mut place = (index * 37 % 100) as u32;
        let mut situation = Situation::Fresh;
        for (candidate, share) in SITUATIONS {
            if place < *share {
                situation = *candidate;
                break;
            }
            place -= share;
        }
        let priority = situation.priority(chance);
        let (age, idle) = situation.ages(chance, priority, pinned, now);
        Self {
            situation,
            priority,
            received: now.plus_millis(-age),
            last_step: now.plus_millis(-idle.min(age * 9 / 10)),
        }
    }

    pub(super) fn priority(&self) -> Option<Priority> {
        Some(self.priority)
    }

    pub(super) fn request_type(&self, chance: &mut Chance) -> Option<RequestType> {
        use RequestType::{
            Complaint, Consultation, Exchange, Installation, Maintenance, Parts, Repair, Return, Training,
        };
        let urgent = matches!(self.priority, Priority::P1 | Priority::P2);
        Some(match self.situation {
            Situation::Assessed => *chance.of(&[(Repair, 92.0), (Complaint, 5.0), (Exchange, 3.0)]),
            Situation::VisitSoon
            | Situation::VisitLater
            | Situation::VisitMissed
            | Situation::InService
            | Situation::InReview => {
                if urgent {
                    Repair
                } else {
                    *chance.of(&[(Repair, 55.0), (Maintenance, 36.0), (Installation, 9.0)])
                }
            }
            Situation::Stuck
            | Situation::Waiting
            | Situation::Unverified
            | Situation::Returned
            | Situation::Unsigned => Repair,
            _ if urgent => Repair,
            _ => *chance.of(&[
                (Repair, 38.0),
                (Maintenance, 20.0),
                (Consultation, 27.0),
                (Installation, 4.0),
                (Complaint, 4.0),
                (Parts, 3.0),
                (Return, 2.0),
                (Training, 2.0),
            ]),
        })
    }

    /// There is an engineer on the way, or there was.
    pub(super) const fn needs_visit(&self) -> bool {
        matches!(
            self.situation,
            Situation::VisitSoon
                | Situation::VisitLater
                | Situation::VisitMissed
                | Situation::InService
                | Situation::Stuck
                | Situation::Waiting
                | Situation::InReview
        )
    }

    /// The last step that was taken.
    pub(super) const fn limit(&self) -> Moment {
        match self.situation {
            Situation::Fresh | Situation::Unowned => Moment::Registered,
            Situation::Acknowledged => Moment::Acknowledged,
            Situation::ReplySoon | Situation::ReplyLate | Situation::Unverified => Moment::Confirmed,
            Situation::Replied => Moment::Replied,
            Situation::Assessed => Moment::Assessed,
            Situation::Told => Moment::Told,
            Situation::VisitSoon | Situation::VisitLater | Situation::VisitMissed => Moment::Contacted,
            Situation::InService => Moment::Arrived,
            Situation::Stuck => Moment::FirstFinish,
            Situation::Waiting => Moment::Paused,
            Situation::Unsigned => Moment::Solved,
            Situation::InReview => Moment::HandedIn,
            Situation::Returned => Moment::Returned,
        }
    }

    /// The window of the visit that has not taken place yet.
    pub(super) fn window(&self, chance: &mut Chance, now: Timestamp) -> Option<(Timestamp, Timestamp)> {
        let (low, high) = match self.situation {
            Situation::VisitSoon => (-60, -5),
            Situation::VisitLater => (120, 26 * 60),
            Situation::VisitMissed => (-6 * 60, -4 * 60),
            Situation::Replied | Situation::Assessed | Situation::Told | Situation::Waiting => {
                (4 * 60, 30 * 60)
            }
            _ => return None,
        };
        let from = chance.after(now, low, high);
        Some((from, from.plus_millis(2 * HOUR)))
    }

    /// What must happen for the situation, and what must not.
    pub(super) fn turns(&self, drawn: Turns) -> Turns {
        let stuck = self.situation == Situation::Stuck;
        Turns {
            second_visit: stuck,
            no_show: false,
            pause: self.situation == Situation::Waiting,
            unverified: self.situation == Situation::Unverified,
            returned: self.situation == Situation::Returned,
            department: drawn.department && !stuck,
            ..drawn
        }
    }
}

impl Situation {
    fn priority(self, chance: &mut Chance) -> Priority {
        use Priority::{P1, P2, P3, P4};
        match self {
            Self::ReplySoon | Self::ReplyLate => *chance.of(&[(P2, 45.0), (P3, 55.0)]),
            Self::Fresh | Self::VisitSoon | Self::InService => {
                *chance.of(&[(P1, 10.0), (P2, 28.0), (P3, 52.0), (P4, 10.0)])
            }
            Self::Unsigned | Self::InReview | Self::Stuck | Self::Returned => {
                *chance.of(&[(P2, 22.0), (P3, 70.0), (P4, 8.0)])
            }
            _ => *chance.of(&[(P2, 18.0), (P3, 62.0), (P4, 20.0)]),
        }
    }

    /// How long ago it came in, and how long ago the last step was, in milliseconds.
    fn ages(self, chance: &mut Chance, priority: Priority, pinned: &Pinned, now: Timestamp) -> (i64, i64) {
        let response = promised(pinned, ClockKind::Response, priority, now)
            .map_or(24 * HOUR, |due| due.millis_since(now));
        let mut minutes = |low: i64, high: i64| chance.between(low * MINUTE, high * MINUTE);
        match self {
            Self::Fresh if priority == Priority::P1 => (minutes(4, 18), minutes(1, 3)),
            Self::Fresh | Self::Unowned => (minutes(5, 90), minutes(1, 4)),
            Self::Acknowledged => (minutes(25, 200), minutes(2, 20)),
            Self::ReplySoon => (response - minutes(12, 115), minutes(30, 200)),
            Self::ReplyLate => (response + minutes(20, 700), minutes(60, 400)),
            Self::Replied => (minutes(150, 1_300), minutes(20, 100)),
            Self::Assessed => (minutes(400, 1_700), minutes(30, 200)),
            Self::Told => (minutes(500, 2_100), minutes(30, 240)),
            Self::VisitSoon | Self::VisitLater => (minutes(600, 2_600), minutes(65, 200)),
            Self::VisitMissed => (minutes(1_500, 4_000), minutes(400, 700)),
            Self::InService => (minutes(700, 2_600), minutes(15, 140)),
            Self::Stuck => (minutes(6_000, 12_000), minutes(1_500, 4_500)),
            Self::Waiting => (minutes(2_000, 7_000), minutes(600, 1_900)),
            Self::Unsigned => (minutes(1_200, 3_200), minutes(10, 120)),
            Self::InReview => (minutes(1_400, 4_000), minutes(20, 900)),
            Self::Returned => (minutes(2_400, 4_000), minutes(30, 300)),
            Self::Unverified => (minutes(60, 400), minutes(10, 50)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_shares_add_up_and_few_requests_show_most_situations() {
        assert_eq!(SITUATIONS.iter().map(|(_, share)| share).sum::<u32>(), 100);
        let places: BTreeSet<u64> = (0..100).map(|index| index * 37 % 100).collect();
        assert_eq!(places.len(), 100);
    }
}
