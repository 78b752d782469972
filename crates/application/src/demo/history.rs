//! All requests in the order in which they came in: those of the past day by day, those that are open now in their place.

use std::collections::VecDeque;

use domain::{
    kernel::{AttachmentId, TicketId, Timestamp, UnitId},
    tickets::{BranchFacts, Flow, NewTicket, ProductFacts, RequestType, TicketNo, Verification},
};

use super::{
    arrivals,
    chance::Chance,
    company::Branch,
    course::{Course, Moment, Pace},
    life::Life,
    opening::{Opening, Situation},
    script::{Crew, Script},
    story::Story,
    world::World,
};
use crate::{
    AppError, Ids,
    sla::rules::STANDARD_CALENDAR,
    tickets::bulk::{Ledger, Past},
};

const TICKETS: u64 = 1 << 42;
const OPEN: u64 = 1 << 43;
const DAYS: u64 = 1 << 44;
const HOUR: i64 = 3_600_000;
/// How many earlier requests a repeated call may refer to.
const REMEMBERED: usize = 64;

/// A request that will come.
#[derive(Debug, Clone, Copy)]
struct Arrival {
    at: Timestamp,
    opening: Option<Opening>,
}

/// The stream of requests.
pub(super) struct History<'w> {
    world: &'w World,
    days: VecDeque<(chrono::NaiveDate, u64)>,
    /// Sorted by receipt
    openings: VecDeque<Opening>,
    /// Of the day that is being played
    waiting: VecDeque<Arrival>,
    /// Requests so far
    count: u64,
    recent: VecDeque<(TicketId, UnitId, Timestamp)>,
    /// The picture of a signature of every branch
    signatures: Vec<AttachmentId>,
    /// The first request that was signed in each branch
    pub signed: Vec<Option<TicketId>>,
}

impl<'w> History<'w> {
    pub(super) fn new(world: &'w World, signatures: Vec<AttachmentId>) -> Result<Self, AppError> {
        let missing = || AppError::Policy(format!("no calendar {STANDARD_CALENDAR}"));
        let calendar = world.rules.calendars.get(STANDARD_CALENDAR).ok_or_else(missing)?;
        let first = arrivals::first_date(world.now, world.plan.months);
        let last = domain::sla::date_of(crate::sla::rules::ZONE, latest_closed(world.now));
        let days = arrivals::days(calendar, first, last, world.plan.closed_tickets);
        let mut openings: Vec<Opening> = (0..world.plan.open_tickets)
            .map(|index| {
                let mut chance = Chance::new(world.plan.seed, OPEN + index);
                Opening::draw(&mut chance, index, &world.rules, world.now)
            })
            .collect();
        openings.sort_by_key(|opening| opening.received);
        let signed = vec![None; signatures.len()];
        Ok(Self {
            world,
            days: days.iter().collect(),
            openings: openings.into(),
            waiting: VecDeque::new(),
            count: 0,
            recent: VecDeque::new(),
            signatures,
            signed,
        })
    }

    /// The next requests, at most `limit`; none when the history has reached the present.
    pub(super) fn next(&mut self, limit: usize, ledger: &mut Ledger) -> Result<Vec<Past<'w>>, AppError> {
        let mut list = Vec::with_capacity(limit);
        while list.len() < limit {
            let Some(arrival) = self.arrival() else { break };
            list.push(self.request(arrival, ledger)?);
        }
        Ok(list)
    }

    fn arrival(&mut self) -> Option<Arrival> {
        while self.waiting.is_empty() {
            let Some((date, count)) = self.days.pop_front() else {
                let opening = self.openings.pop_front()?;
                return Some(Arrival { at: opening.received, opening: Some(opening) });
            };
            let stream = DAYS + u64::from(chrono::Datelike::num_days_from_ce(&date).unsigned_abs());
            let mut chance = Chance::new(self.world.plan.seed, stream);
            let closed = arrivals::instants(&mut chance, date, count, latest_closed(self.world.now));
            let mut arrivals: Vec<Arrival> =
                closed.into_iter().map(|at| Arrival { at, opening: None }).collect();
            let tomorrow =
                date.succ_opt().map(|next| domain::sla::start_of_date(crate::sla::rules::ZONE, next));
            while let Some(opening) =
                self.openings.front().copied().filter(|o| tomorrow.is_some_and(|t| o.received < t))
            {
                self.openings.pop_front();
                arrivals.push(Arrival { at: opening.received, opening: Some(opening) });
            }
            arrivals.sort_by_key(|arrival| arrival.at);
            self.waiting = arrivals.into();
        }
        self.waiting.pop_front()
    }

    fn request(&mut self, arrival: Arrival, ledger: &mut Ledger) -> Result<Past<'w>, AppError> {
        let world = self.world;
        let stream = TICKETS + self.count;
        self.count += 1;
        let mut chance = Chance::new(world.plan.seed, stream);
        let ids = Ids::seeded(world.plan.seed ^ stream.rotate_left(17));
        let opening = arrival.opening;
        let story = Story::draw(world, &mut chance, arrival.at, opening.as_ref())?;
        let customer = &world.customers[story.customer as usize];
        let place = customer.sites.get(story.site).or_else(|| customer.sites.first());
        let number = place.map_or(customer.branch, |place| place.branch);
        let branch = &world.company.branches[number];
        let pinned = world.rules_of(branch);
        let course = course(&mut chance, world, &story, arrival, pinned);
        let registered = course.at(Moment::Registered).min(world.now);
        let window = opening.and_then(|o| o.window(&mut chance, world.now));
        let new = self.registration(&story, branch, &ids, arrival, registered, ledger)?;
        let crew = crew(&mut chance, world, branch);
        let limit = opening.map(|o| o.limit());
        let mut life = Life::begin(new, &crew.reception.actor(), pinned, course, limit, world.now)?;
        let duplicate_of = story.machine(world).and_then(|machine| self.earlier(machine.id, arrival.at));
        let signature = self.signatures[number];
        let mut script =
            Script { world, story: &story, crew, chance, ids: &ids, signature, duplicate_of, window };
        if opening.is_none_or(|o| o.situation != Situation::Unowned) {
            script.assign(&mut life)?;
        }
        script.play(&mut life)?;
        if let Some(machine) = story.machine(world) {
            self.recent.push_back((life.ticket.id, machine.id, arrival.at));
            if self.recent.len() > REMEMBERED {
                self.recent.pop_front();
            }
        }
        if !life.ticket.attachments.is_empty() {
            self.signed[number].get_or_insert(life.ticket.id);
        }
        let clocks = life.clocks()?;
        let family = story.machine(world).map(|machine| world.family_of(machine).to_owned());
        let (ticket, entries, version, updated_at) = life.into_parts();
        Ok(Past {
            ticket,
            family,
            version,
            updated_at,
            entries,
            clocks,
            pinned,
            seed: world.plan.seed ^ stream.rotate_left(29),
        })
    }

    fn earlier(&self, unit: UnitId, at: Timestamp) -> Option<TicketId> {
        let near = |(_, other, when): &&(TicketId, UnitId, Timestamp)| {
            *other == unit && at.millis_since(*when) < 72 * HOUR
        };
        self.recent.iter().rev().find(near).map(|(id, ..)| *id)
    }

    fn registration(
        &self,
        story: &Story,
        branch: &Branch,
        ids: &Ids,
        arrival: Arrival,
        registered: Timestamp,
        ledger: &mut Ledger,
    ) -> Result<NewTicket, AppError> {
        let world = self.world;
        let customer = &world.customers[story.customer as usize];
        let unowned = arrival.opening.is_some_and(|o| o.situation == Situation::Unowned);
        let mut facts = customer
            .facts(story.contact, story.site)
            .ok_or_else(|| AppError::inconsistent("customer", customer.id, "has nobody to call"))?;
        let owner = customer.sites.get(story.site).and_then(|place| place.owner.clone());
        if unowned {
            facts.region = None;
        }
        let product = match story.machine(world) {
            Some(machine) if story.turns.unverified => machine.misheard(&world.models)?,
            Some(machine) => machine.facts(&world.models)?,
            None => unnamed(),
        };
        let (year, number) = ledger.next_number(branch.id, registered);
        let no = TicketNo::new(branch.code, year, number);
        Ok(NewTicket {
            id: ids.next::<TicketId>(registered),
            no: no.map_err(|error| AppError::inconsistent("ticket", number, error))?,
            branch: BranchFacts { branch_id: branch.id, branch_name: branch.name.to_owned() },
            request_type: story.request_type,
            mode: Some(story.mode),
            channel: story.channel,
            severity: story.severity,
            impact: story.impact,
            description: super::prose(&story.description)?,
            fault_code: story.fault.map(|fault| fault.code.clone()),
            received_at: arrival.at,
            customer: facts,
            product,
            circumstances: domain::sla::Circumstances {
                branch_code: Some(branch.code.to_owned()),
                ..domain::sla::Circumstances::default()
            },
            ownership: owner.filter(|_| !unowned).map(|mut owner| {
                owner.at = registered;
                owner
            }),
        })
    }
}

/// Requests of the past end before now; the last ones come in a few hours earlier.
fn latest_closed(now: Timestamp) -> Timestamp {
    now.plus_millis(-6 * HOUR)
}

fn course(
    chance: &mut Chance,
    world: &World,
    story: &Story,
    arrival: Arrival,
    pinned: &crate::sla::rules::Pinned,
) -> Course {
    let flow = Flow::of(story.request_type, story.mode);
    let pace = Pace {
        priority: story.priority,
        flow,
        late_reply: story.turns.late_reply,
        late_solution: story.turns.late_solution,
        quick: matches!(story.request_type, RequestType::Consultation | RequestType::Suggestion),
    };
    let course = Course::new(chance, pinned, arrival.at, pace);
    match &arrival.opening {
        Some(opening) => course.paced(opening.limit(), opening.last_step),
        None => course.ended_by(chance.after(world.now, -90, -5)),
    }
}

fn crew<'w>(chance: &mut Chance, world: &'w World, branch: &'w Branch) -> Crew<'w> {
    let company = &world.company;
    Crew {
        reception: chance.pick(&company.receptionists),
        dispatcher: &company.dispatcher,
        engineer: chance.pick(&branch.engineers),
        supervisor: &branch.supervisor,
        support: &company.support,
        quality: &company.quality,
    }
}

/// A question about nothing in particular.
const fn unnamed() -> ProductFacts {
    ProductFacts {
        product_id: None,
        unit_id: None,
        model: None,
        serial: None,
        batch: None,
        quantity: None,
        purchased_on: None,
        immovable: false,
        batch_only: false,
        verification: Verification::NotNeeded,
    }
}
