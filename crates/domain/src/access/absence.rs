//! 离岗: when somebody is away from work and who stands in for them (R-11.2.2.1).

use crate::kernel::{Timestamp, UserId, codes};

codes! {
    /// Why somebody is away. Nobody but the person and who leads them learns it.
    pub enum AbsenceKind {
        AnnualLeave = "annual_leave", "年假", "Annual leave";
        SickLeave = "sick_leave", "病假", "Sick leave";
        BusinessTrip = "business_trip", "出差", "Business trip";
        Training = "training", "培训", "Training";
        Other = "other", "其他", "Other";
    }
}

/// What is wrong with an absence in itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AbsenceFault {
    EndsBeforeItBegins,
    TooLong,
    OwnDeputy,
}

/// A time away, from the first instant to the first one back at work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absence {
    pub from: Timestamp,
    pub until: Timestamp,
    /// Stands in; none: the deputy of each area
    pub deputy: Option<UserId>,
}

impl Absence {
    /// The longest absence that can be recorded; whoever is away for longer gives up their areas.
    pub const MAX_DAYS: i64 = 366;

    #[must_use]
    pub fn covers(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.until
    }

    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.from < other.until && other.from < self.until
    }

    /// Everything that is wrong with it as an absence of `person`.
    #[must_use]
    pub fn faults(&self, person: UserId) -> Vec<AbsenceFault> {
        let length = self.until.millis_since(self.from);
        let faults = [
            (length <= 0).then_some(AbsenceFault::EndsBeforeItBegins),
            (length > Self::MAX_DAYS * 86_400_000).then_some(AbsenceFault::TooLong),
            (self.deputy == Some(person)).then_some(AbsenceFault::OwnDeputy),
        ];
        faults.into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn away(from: i64, until: i64, deputy: Option<u128>) -> Absence {
        let at = |millis| Timestamp::from_millis(millis).unwrap();
        Absence { from: at(from), until: at(until), deputy: deputy.map(|n| UserId(Uuid::from_u128(n))) }
    }

    #[test]
    fn one_is_back_at_the_end() {
        let absence = away(100, 200, None);
        for (at, covered) in [(99, false), (100, true), (199, true), (200, false)] {
            assert_eq!(absence.covers(Timestamp::from_millis(at).unwrap()), covered, "{at}");
        }
    }

    #[test]
    fn every_fault_is_named() {
        let person = UserId(Uuid::from_u128(1));
        let longest = Absence::MAX_DAYS * 86_400_000;
        assert_eq!(away(0, longest, Some(2)).faults(person), []);
        assert_eq!(away(0, longest + 1, None).faults(person), [AbsenceFault::TooLong]);
        let faults = [AbsenceFault::EndsBeforeItBegins, AbsenceFault::OwnDeputy];
        assert_eq!(away(5, 5, Some(1)).faults(person), faults);
    }

    proptest! {
        #[test]
        fn two_overlap_when_some_instant_is_in_both(a in 0..20i64, b in 1..20i64, c in 0..20i64, d in 1..20i64) {
            let (one, other) = (away(a, a + b, None), away(c, c + d, None));
            let both = (0..50).any(|at| {
                let at = Timestamp::from_millis(at).unwrap();
                one.covers(at) && other.covers(at)
            });
            prop_assert_eq!(one.overlaps(&other), both);
            prop_assert_eq!(other.overlaps(&one), both);
        }
    }
}
