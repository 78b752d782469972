//! The way from the call to the archive, as people of the company go it.

mod planning;
mod reopening;
mod service;

use domain::{
    assets::CauseClass,
    kernel::{Actor, AttachmentId, TicketId, Timestamp},
    tickets::{
        Assign, ChangeType, Command, Confirm, End, EndKind, FunctionTest, NoticeChannel, Reply, RequestType,
        Resolve, ResponsibleParty, ServiceMode, TimeAndPlace,
    },
    warranty::ContractPeriod,
};

use super::{
    chance::Chance,
    company::Person,
    course::Moment,
    life::{Halt, Life},
    line, prose,
    story::Story,
    words,
    world::World,
};
use crate::{AppError, Ids, tickets::lookups};

const MINUTE: i64 = 60_000;
const DAY: i64 = 86_400_000;

/// Who does what for one request.
pub(super) struct Crew<'a> {
    pub reception: &'a Person,
    pub dispatcher: &'a Person,
    pub engineer: &'a Person,
    pub supervisor: &'a Person,
    pub support: &'a Person,
    pub quality: &'a Person,
}

pub(super) struct Script<'a> {
    pub world: &'a World,
    pub story: &'a Story,
    pub crew: Crew<'a>,
    pub chance: Chance,
    pub ids: &'a Ids,
    pub signature: AttachmentId,
    pub duplicate_of: Option<TicketId>,
    /// The window agreed with the customer for a visit that has not taken place yet
    pub window: Option<(Timestamp, Timestamp)>,
}

type Step = Result<(), Halt>;

impl Script<'_> {
    /// Plays the request until it ends or stands where it stands now.
    pub(super) fn play(&mut self, life: &mut Life<'_>) -> Result<(), AppError> {
        match self.whole(life) {
            Ok(()) | Err(Halt::Here) => Ok(()),
            Err(Halt::Failed(error)) => Err(error),
        }
    }

    fn whole(&mut self, life: &mut Life<'_>) -> Step {
        self.charge(life, None)?;
        self.intake(life)?;
        if self.story.ending.is_some() {
            return self.end(life);
        }
        if self.story.turns.converted {
            self.convert(life)?;
        }
        self.planning(life)?;
        self.first_visit(life)?;
        self.service(life)?;
        self.closing(life)?;
        if self.story.turns.reopened { self.reopening(life) } else { Ok(()) }
    }

    /// 受理, 确认, 答复.
    fn intake(&mut self, life: &mut Life<'_>) -> Step {
        let reception = self.crew.reception.actor();
        life.step(Moment::Acknowledged, &self.crew.engineer.actor(), Command::Acknowledge)?;
        if life.ticket.flow().confirmation() {
            life.step(Moment::Confirmed, &reception, self.confirmation()?)?;
        }
        if let Some(machine) = self.story.machine(self.world).filter(|_| self.story.turns.unverified) {
            let known = machine.known(&self.world.models)?;
            life.step(Moment::Verified, &self.crew.supervisor.actor(), Command::VerifyProduct(known))?;
            self.charge(life, None)?;
        }
        let place = life.ticket.customer.address.clone();
        let window = if life.ticket.flow().visit {
            Some(self.visit_window(life, Moment::Replied, Moment::Arrived))
        } else {
            None
        };
        let time_and_place = match (window, place) {
            (Some((from, to)), Some(place)) => Some(TimeAndPlace { from, to, place }),
            (Some((from, to)), None) => Some(TimeAndPlace { from, to, place: line("客户现场")? }),
            (None, _) => None,
        };
        let content = prose(&words::reply(&mut self.chance, self.story, window))?;
        let channel = self.notice();
        let reply = Reply { content, channel, time_and_place, at: None };
        life.step(Moment::Replied, &self.crew.engineer.actor(), Command::Reply(reply))
    }

    fn confirmation(&self) -> Result<Command, AppError> {
        let fault_code = self.story.fault.map(|fault| fault.code.clone());
        Ok(Command::Confirm(Confirm {
            model: None,
            serial: None,
            batch: None,
            quantity: None,
            fault: prose(&self.story.description)?,
            fault_code,
            mode: None,
        }))
    }

    /// 咨询转维修 (R-2.2.6.4).
    fn convert(&mut self, life: &mut Life<'_>) -> Step {
        let change = ChangeType {
            request_type: RequestType::Repair,
            mode: ServiceMode::OnSite,
            reason: prose("电话指导未能解决，转为上门维修")?,
        };
        let reception = self.crew.reception.actor();
        life.act(life.last().plus_millis(2 * MINUTE), &reception, Command::ChangeType(change))?;
        let confirm = self.confirmation()?;
        life.act(life.last().plus_millis(3 * MINUTE), &reception, confirm)?;
        self.charge(life, None)
    }

    /// 取消, 撤回, 重复, 拒绝.
    fn end(&mut self, life: &mut Life<'_>) -> Step {
        let Some(wished) = self.story.ending else { return Ok(()) };
        let duplicate_of = self.duplicate_of.filter(|_| wished == EndKind::Duplicate);
        // a repeated call without the first one was withdrawn
        let how =
            if wished == EndKind::Duplicate && duplicate_of.is_none() { EndKind::Withdrawn } else { wished };
        let end = End { how, reason: prose(words::ended(&mut self.chance, how))?, duplicate_of };
        let by =
            if how == EndKind::Refused { self.crew.supervisor.actor() } else { self.crew.reception.actor() };
        life.act(self.chance.after(life.last(), 5, 60), &by, Command::End(end))
    }

    /// The class as the rules find it now; decided by the system, when it is another than before (K19, S8).
    fn charge(&mut self, life: &mut Life<'_>, cause: Option<CauseClass>) -> Result<(), Halt> {
        let Some(machine) = self.story.machine(self.world).filter(|_| life.ticket.product.unit_id.is_some())
        else {
            return Ok(());
        };
        let at = life.last();
        let verdict = lookups::judged(
            &life.ticket,
            self.world.subject(machine)?,
            self.contract(at)?,
            cause.map(CauseClass::warranty_cause),
            life.pinned,
            at,
        );
        if life.ticket.charge_class() == Some(verdict.charge_class) {
            return Ok(());
        }
        Ok(life.along(at, &Actor::System, Command::Decide(Box::new(verdict)))?)
    }

    /// A service contract of the calendar year, for requests that fall under one.
    fn contract(&self, at: Timestamp) -> Result<Option<ContractPeriod>, AppError> {
        use chrono::Datelike as _;
        if !self.story.contract {
            return Ok(None);
        }
        let year = domain::sla::date_of(crate::sla::rules::ZONE, at).year();
        let day = |month, day| chrono::NaiveDate::from_ymd_opt(year, month, day);
        let (Some(from), Some(to)) = (day(1, 1), day(12, 31)) else { return Ok(None) };
        let no = line(&format!("SC-{year}-{:03}", self.story.customer % 999 + 1))?;
        Ok(Some(ContractPeriod { no, from, to }))
    }

    fn notice(&mut self) -> NoticeChannel {
        *self.chance.of(&[
            (NoticeChannel::Phone, 70.0),
            (NoticeChannel::Wechat, 20.0),
            (NoticeChannel::Sms, 10.0),
        ])
    }

    /// The owner is somebody else from now on: nobody answers for a site abroad until a person is chosen.
    pub(super) fn assign(&mut self, life: &mut Life<'_>) -> Result<(), AppError> {
        if life.ticket.ownership.is_some() {
            return Ok(());
        }
        let assign = Assign { owner_id: self.crew.engineer.id, reason: None };
        let command = Command::Assign {
            owner_name: self.crew.engineer.name.clone(),
            assign,
            why: "人工指派".to_owned(),
        };
        life.along(life.last(), &self.crew.dispatcher.actor(), command)
    }
}

fn resolve(result: domain::kernel::Prose) -> Command {
    Command::Resolve(Resolve {
        result,
        open_questions: None,
        function_test: Some(FunctionTest::Passed),
        accessories_complete: true,
        at: None,
    })
}

const fn party(class: CauseClass) -> ResponsibleParty {
    match class {
        CauseClass::Design => ResponsibleParty::Design,
        CauseClass::Manufacture => ResponsibleParty::Manufacturing,
        CauseClass::SupplierPart => ResponsibleParty::Supplier,
        CauseClass::Transport => ResponsibleParty::Transport,
        CauseClass::Installation => ResponsibleParty::Installation,
        CauseClass::Use => ResponsibleParty::Use,
        CauseClass::Wear => ResponsibleParty::Wear,
        CauseClass::NoFaultFound => ResponsibleParty::None,
    }
}
