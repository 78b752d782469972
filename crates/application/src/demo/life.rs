//! One request while it lives: every step is a command of the domain, decided at its own time.

use domain::{
    kernel::{Actor, Timestamp},
    sla::{Clock, Fact, FactAt},
    tickets::{Command, Context, NewTicket, Ticket},
};

use super::course::{Course, Moment};
use crate::{AppError, sla::rules::Pinned, tickets::bulk::Entry};

/// Why a life goes no further.
#[derive(Debug)]
pub(super) enum Halt {
    /// It has come to where it stands now
    Here,
    Failed(AppError),
}

impl<E: Into<AppError>> From<E> for Halt {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

#[derive(Debug)]
pub(super) struct Life<'a> {
    pub pinned: &'a Pinned,
    pub ticket: Ticket,
    pub course: Course,
    entries: Vec<Entry>,
    version: i64,
    last: Timestamp,
    limit: Option<Moment>,
    now: Timestamp,
}

impl<'a> Life<'a> {
    /// Registers; `limit` is the last step that is taken.
    pub(super) fn begin(
        new: NewTicket,
        actor: &Actor,
        pinned: &'a Pinned,
        course: Course,
        limit: Option<Moment>,
        now: Timestamp,
    ) -> Result<Self, AppError> {
        let at = course.at(Moment::Registered).min(now);
        let context = Context { now: at, actor: actor.clone(), rules: &pinned.rulebook };
        let (ticket, events) = Ticket::register(new, &context)?;
        let entries = events.into_iter().map(|event| Entry { event, actor: actor.clone(), at }).collect();
        Ok(Self { pinned, ticket, course, entries, version: 1, last: at, limit, now })
    }

    /// When the last step was taken.
    pub(super) const fn last(&self) -> Timestamp {
        self.last
    }

    /// A step of the course.
    pub(super) fn step(&mut self, moment: Moment, actor: &Actor, command: Command) -> Result<(), Halt> {
        if self.limit.is_some_and(|limit| moment > limit) {
            return Err(Halt::Here);
        }
        self.act(self.course.at(moment), actor, command)
    }

    /// A step at a time of its own; not before the last one, never in the future.
    pub(super) fn act(&mut self, at: Timestamp, actor: &Actor, command: Command) -> Result<(), Halt> {
        let at = at.max(self.last.plus_millis(1));
        if at > self.now {
            return Err(Halt::Here);
        }
        self.along(at, actor, command)?;
        self.version += 1;
        Ok(())
    }

    /// A command of the same save as the last step.
    pub(super) fn along(&mut self, at: Timestamp, actor: &Actor, command: Command) -> Result<(), AppError> {
        let context = Context { now: at, actor: actor.clone(), rules: &self.pinned.rulebook };
        let action = command.action();
        let events = self.ticket.apply(command, &context).map_err(|rejection| {
            AppError::inconsistent("ticket", &self.ticket.no, format!("demo data: {action}: {rejection}"))
        })?;
        self.last = at;
        self.entries.extend(events.into_iter().map(|event| Entry { event, actor: actor.clone(), at }));
        Ok(())
    }

    /// A fact of another capability that stops a clock: the survey was sent.
    pub(super) fn fact(&mut self, at: Timestamp, fact: Fact) {
        let place = self.ticket.clock_facts.partition_point(|known| known.at <= at);
        self.ticket.clock_facts.insert(place, FactAt { at, fact });
        self.last = self.last.max(at);
    }

    pub(super) fn clocks(&self) -> Result<Vec<Clock>, AppError> {
        self.pinned.clocks(&self.ticket, self.now).map_err(|error| {
            AppError::inconsistent("ticket", &self.ticket.no, format!("clocks of demo data: {error}"))
        })
    }

    pub(super) fn into_parts(self) -> (Ticket, Vec<Entry>, i64, Timestamp) {
        (self.ticket, self.entries, self.version, self.last)
    }
}
