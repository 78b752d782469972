//! How the warranty of a unit stands at an instant: which items are covered until when, with the facts known then.

use chrono::{Days, NaiveDate};

use super::{
    Covers, HistoryFact, Question, Regime, Start, Term, add_months,
    days::{local_day, started_days},
    history::{Absence, merged},
};
use crate::kernel::Timestamp;

/// How long one item is covered, and how that came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cover {
    pub covers: Covers,
    pub start: Start,
    /// Last day by the calendar; `None` when only running hours limit the term.
    pub until: Option<NaiveDate>,
    /// The last day before it was moved off a rest day.
    pub before_rollover: Option<NaiveDate>,
    pub months: Option<u16>,
    /// Days added for repair, waiting and custody.
    pub added_days: i64,
    /// The meter passed the limit: on this day at the latest the term had ended.
    pub used_up_on: Option<NaiveDate>,
    /// The unit was exchanged or the part replaced, and a new term began.
    pub restarted: bool,
}

impl Cover {
    pub(super) fn covers_day(&self, day: NaiveDate) -> bool {
        self.until.is_none_or(|until| day <= until) && self.used_up_on.is_none_or(|used_up| day < used_up)
    }

    /// The last covered day, where one is known.
    pub(super) fn last_day(&self) -> Option<NaiveDate> {
        let by_hours = self.used_up_on.and_then(|day| day.pred_opt());
        match (self.until, by_hours) {
            (Some(until), Some(hours)) => Some(until.min(hours)),
            (until, hours) => until.or(hours),
        }
    }
}

/// All covers known at one instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Standing {
    pub covers: Vec<Cover>,
    pub exchanged_at: Option<Timestamp>,
}

struct Build<'a> {
    question: &'a Question,
    regime: &'a Regime,
    known: Timestamp,
    exchanged_at: Option<Timestamp>,
    is_rest_day: &'a dyn Fn(NaiveDate) -> bool,
}

impl Standing {
    pub(super) fn at(
        question: &Question,
        regime: &Regime,
        known: Timestamp,
        is_rest_day: &dyn Fn(NaiveDate) -> bool,
    ) -> Self {
        let exchanged_at = regime
            .exchange_restarts(question.subject.agreed)
            .then(|| question.history.iter().filter_map(|fact| fact.exchanged_at(known)).max())
            .flatten();
        let build = Build { question, regime, known, exchanged_at, is_rest_day };
        let mut covers: Vec<Cover> = Vec::new();
        for cover in build.terms().chain(build.replaced_parts()) {
            match covers.iter_mut().find(|known| known.covers == cover.covers) {
                // of two terms for one item the longer one holds
                Some(known) if outlasts(&cover, known) => *known = cover,
                Some(_) => {}
                None => covers.push(cover),
            }
        }
        covers.sort_by(|a, b| a.covers.cmp(&b.covers));
        Self { covers, exchanged_at }
    }

    pub(super) fn unit(&self) -> Option<&Cover> {
        self.covers.iter().find(|cover| cover.covers == Covers::Unit)
    }

    pub(super) fn part(&self, item: &str) -> Option<&Cover> {
        self.parts().find(|cover| cover.covers.item().eq_ignore_ascii_case(item))
    }

    pub(super) fn parts(&self) -> impl Iterator<Item = &Cover> {
        self.covers.iter().filter(|cover| cover.covers != Covers::Unit)
    }
}

fn outlasts(new: &Cover, old: &Cover) -> bool {
    match (new.last_day(), old.last_day()) {
        (Some(new), Some(old)) => new > old,
        (None, Some(_)) => true,
        (_, None) => false,
    }
}

impl Build<'_> {
    fn terms(&self) -> impl Iterator<Item = Cover> {
        self.question.subject.terms.iter().filter_map(|term| {
            let start = match self.exchanged_at {
                Some(at) => Start { on: local_day(at), assumed: false },
                None => term.start(&self.question.subject.dates)?,
            };
            Some(self.cover(term, start))
        })
    }

    fn cover(&self, term: &Term, start: Start) -> Cover {
        let (more, until) = match term.covers() {
            Covers::Unit => self.extension(),
            _ => (0, None),
        };
        let months = term.months().map(|months| months.saturating_add(more));
        let mut cover = self.run(term.covers().clone(), start, months, self.exchanged_at);
        if let (Some(end), Some(until)) = (cover.until, until) {
            cover.until = Some(end.max(until));
        }
        cover.restarted = self.exchanged_at.is_some();
        cover.used_up_on = term.running_hours().and_then(|limit| self.used_up_on(limit));
        cover
    }

    /// New parts have their own term from the day of replacement (B12, or as promised).
    fn replaced_parts(&self) -> impl Iterator<Item = Cover> {
        self.question.history.iter().filter_map(|fact| {
            let HistoryFact::PartReplaced { part_group, at, months } = fact else { return None };
            let current = *at <= self.known && self.exchanged_at.is_none_or(|exchange| *at >= exchange);
            let months = months.or_else(|| self.months_of_group(part_group.as_str()));
            let (true, Some(months)) = (current, months) else { return None };
            let covers = match part_group.as_str() {
                "main_part" => Covers::MainPart,
                _ => Covers::PartGroup(part_group.clone()),
            };
            let start = Start { on: local_day(*at), assumed: false };
            Some(Cover { restarted: true, ..self.run(covers, start, Some(months), Some(*at)) })
        })
    }

    fn months_of_group(&self, group: &str) -> Option<u16> {
        self.regime.part_restarts.as_ref()?;
        let term = self.question.subject.terms.iter().find(|term| term.covers().item() == group)?;
        term.months()
    }

    /// `start` plus months, plus the days that count, and last of all off a rest day.
    fn run(&self, covers: Covers, start: Start, months: Option<u16>, since: Option<Timestamp>) -> Cover {
        let base = months.map(|months| add_months(start.on, months));
        let added_days = base.map_or(0, |base| self.added_days(base, since));
        let counted = base.map(|base| plus_days(base, added_days));
        let until =
            counted.map(|day| if self.regime.rolls_last_rest_day { self.off_rest_days(day) } else { day });
        let before_rollover = counted.filter(|day| Some(*day) != until);
        Cover {
            covers,
            start,
            until,
            before_rollover,
            months,
            added_days,
            used_up_on: None,
            restarted: false,
        }
    }

    /// Days of absence since `since` that began while the warranty still ran.
    fn added_days(&self, base: NaiveDate, since: Option<Timestamp>) -> i64 {
        let agreed = self.question.subject.agreed;
        let (repair, custody) = (self.regime.repair_extends(agreed), self.regime.custody_extends(agreed));
        let counts = |absence: &Absence| since.is_none_or(|since| absence.from >= since);
        let absences = self.question.history.iter().filter_map(|fact| {
            let absence = repair.then(|| fact.repair(self.known)).flatten();
            absence.or_else(|| custody.then(|| fact.custody(self.known)).flatten()).filter(counts)
        });
        let mut spans: Vec<(Timestamp, i64)> = merged(absences.collect())
            .into_iter()
            .map(|absence| (absence.from, started_days(absence.from, absence.to)))
            .collect();
        if repair {
            spans.extend(
                waiting(&self.question.history, self.known)
                    .filter(|(from, _)| since.is_none_or(|s| *from >= s)),
            );
        }
        spans.sort_unstable();
        spans.into_iter().fold(0, |added, (from, days)| {
            if local_day(from) <= plus_days(base, added) { added + days } else { added }
        })
    }

    /// Months and last day that extended warranties add to the unit.
    fn extension(&self) -> (u16, Option<NaiveDate>) {
        self.question.history.iter().fold((0, None), |(months, last), fact| match fact {
            HistoryFact::Extended { at, months: more, until } if at.is_none_or(|at| at <= self.known) => {
                (months.saturating_add(more.unwrap_or(0)), last.max(*until))
            }
            _ => (months, last),
        })
    }

    fn used_up_on(&self, limit: u32) -> Option<NaiveDate> {
        let mine =
            |at: Timestamp| at <= self.known && self.exchanged_at.is_none_or(|exchange| at >= exchange);
        let over = self.question.subject.readings.iter().filter(|r| r.hours > limit && mine(r.at));
        over.map(|reading| local_day(reading.at)).min()
    }

    fn off_rest_days(&self, day: NaiveDate) -> NaiveDate {
        // No official holiday is longer than this; a calendar that never works must not loop.
        day.iter_days().take(31).find(|day| !(self.is_rest_day)(*day)).unwrap_or(day)
    }
}

/// Days waiting for parts outside the repairs themselves, with the instant of their repair.
pub(super) fn waiting(history: &[HistoryFact], known: Timestamp) -> impl Iterator<Item = (Timestamp, i64)> {
    history.iter().filter_map(move |fact| match fact {
        HistoryFact::Repair { in_at, waiting_parts_days, .. }
            if *in_at <= known && *waiting_parts_days > 0 =>
        {
            Some((*in_at, i64::from(*waiting_parts_days)))
        }
        _ => None,
    })
}

pub(super) fn plus_days(day: NaiveDate, days: i64) -> NaiveDate {
    day.checked_add_days(Days::new(days.max(0).unsigned_abs())).unwrap_or(NaiveDate::MAX)
}
