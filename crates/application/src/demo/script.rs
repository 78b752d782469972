//! The way from the call to the archive, as people of the company go it.

use domain::{
    assets::CauseClass,
    kernel::{Actor, AttachmentId, Line, TaskId, TicketId, Timestamp, VisitId},
    sla::Fact,
    tickets::{
        Arrive, AskDepartment, Assess, Assign, CancelVisit, ChangeType, Command, Comment, Confirm,
        ConfirmResult, ContactResult, Department, Diagnose, Dispatch, End, EndKind, FinishVisit,
        FunctionTest, LogContact, MakePlan, NoticeChannel, Pause, PlannedPart, RecordWork, Reopen,
        ReplacedPart, Reply, RequestType, Resolve, ResponsibleParty, Review, ReviewOutcome, Satisfaction,
        ServiceMode, Sign, TellPlan, TimeAndPlace, VisitOutcome, WorkKind,
    },
    warranty::{ChargeClass, ContractPeriod},
};

use super::{
    chance::Chance,
    company::Person,
    course::{Moment, survey},
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

    /// 评估, 协查, 方案, 告知, 等待.
    fn planning(&mut self, life: &mut Life<'_>) -> Step {
        let flow = life.ticket.flow();
        let engineer = self.crew.engineer.actor();
        if flow.assessment {
            let assess = Assess {
                preliminary_cause: prose(&words::preliminary(self.story))?,
                recommended_measure: prose(&words::measure(self.story))?,
                fault_code: self.story.fault.map(|fault| fault.code.clone()),
                remote_solvable: self.story.fault.is_some_and(|fault| fault.remote_solvable),
            };
            let remote = self.story.mode == ServiceMode::Remote;
            let by = if remote { self.crew.support.actor() } else { engineer.clone() };
            life.step(Moment::Assessed, &by, Command::Assess(assess))?;
            if self.story.turns.department {
                self.department(life)?;
            }
        }
        if flow.plan {
            self.plan(life, Moment::Planned, Moment::Told)?;
        }
        if self.story.turns.pause && flow.plan {
            let (reason, text) =
                words::pause(&mut self.chance, life.ticket.charge_class() == Some(ChargeClass::Paid));
            let pause = Pause {
                reason,
                notice_channel: NoticeChannel::Phone,
                notice_text: prose(text)?,
                expected_until: Some(life.course.at(Moment::Paused).plus_millis(3 * DAY)),
            };
            life.step(Moment::Paused, &engineer, Command::Pause(pause))?;
            life.step(Moment::Resumed, &engineer, Command::Resume)?;
        }
        Ok(())
    }

    fn department(&mut self, life: &mut Life<'_>) -> Step {
        let id = self.ids.next::<TaskId>(life.course.at(Moment::Asked));
        let department =
            *self.chance.pick(&[Department::Quality, Department::Research, Department::Purchasing]);
        let ask = AskDepartment {
            department,
            question: prose(&words::question(self.story))?,
            due_at: life.course.at(Moment::Asked).plus_millis(2 * DAY),
        };
        life.step(Moment::Asked, &self.crew.engineer.actor(), Command::AskDepartment { id, ask })?;
        let answer =
            domain::tickets::AnswerTask { task_id: id, text: prose(words::answer(&mut self.chance))? };
        life.step(Moment::Answered, &self.crew.quality.actor(), Command::AnswerTask(answer))
    }

    fn plan(&mut self, life: &mut Life<'_>, made: Moment, told: Moment) -> Step {
        let engineer = self.crew.engineer.actor();
        let parts = words::parts(self.story);
        let parts =
            parts.into_iter().map(|name| Ok(PlannedPart { number: None, name: line(name)?, quantity: 1 }));
        let plan = MakePlan {
            measure: prose(&words::measure(self.story))?,
            parts: parts.collect::<Result<_, AppError>>()?,
            alternatives: None,
            promised_at: None,
        };
        life.step(made, &engineer, Command::MakePlan(plan))?;
        let version = life.ticket.current_plan().map_or(1, |plan| plan.version);
        let text = prose(&words::told(self.story, life.ticket.charge_class()))?;
        let tell = TellPlan { version, channel: self.notice(), text, at: None };
        life.step(told, &engineer, Command::TellPlan(tell))
    }

    /// A visit that does not solve, one that nobody was there for.
    fn first_visit(&mut self, life: &mut Life<'_>) -> Step {
        let turns = self.story.turns;
        if !life.ticket.flow().visit || !(turns.second_visit || turns.no_show) {
            return Ok(());
        }
        let engineer = self.crew.engineer.actor();
        self.dispatch(life, Moment::FirstDispatch, Moment::FirstArrival)?;
        self.contact(life, Moment::FirstContact, ContactResult::Reached, "确认到场时间")?;
        if turns.no_show {
            self.contact(
                life,
                Moment::FirstArrival,
                ContactResult::NoAnswer,
                "到达厂门口，联系人电话无人接听",
            )?;
            let cancel = CancelVisit {
                reason: prose("到场后客户无人接待，等待40分钟后离开，另约时间")?
            };
            return life.step(Moment::FirstFinish, &engineer, Command::CancelVisit(cancel));
        }
        life.step(
            Moment::FirstArrival,
            &engineer,
            Command::Arrive(Arrive { safety_checked: true, at: None }),
        )?;
        let shortage = words::parts(self.story).first().map_or("专用备件", |part| *part);
        let finish = FinishVisit {
            outcome: VisitOutcome::AnotherVisit,
            function_test: FunctionTest::Failed,
            accessories_complete: true,
            result: prose(&format!("已现场检查，判断需更换{shortage}，随车无此件，到货后再次上门"))?,
            open_questions: None,
            at: None,
        };
        life.step(Moment::FirstFinish, &engineer, Command::FinishVisit(finish))?;
        if life.ticket.form_due() {
            life.act(life.last().plus_millis(20 * MINUTE), &engineer, Command::HandIn)?;
        }
        self.plan(life, Moment::Replanned, Moment::Retold)
    }

    fn dispatch(&mut self, life: &mut Life<'_>, moment: Moment, arrival: Moment) -> Step {
        let (from, to) = self.visit_window(life, moment, arrival);
        let place = if life.ticket.customer.address.is_none() { Some(line("客户现场")?) } else { None };
        let dispatch =
            Dispatch { engineer_id: self.crew.engineer.id, from, to, place, agreed: true, note: None };
        let id = self.ids.next::<VisitId>(life.course.at(moment));
        let command = Command::Dispatch { id, engineer_name: self.crew.engineer.name.clone(), dispatch };
        life.step(moment, &self.crew.dispatcher.actor(), command)
    }

    /// Two hours around the arrival, on the half hour; in nine of a hundred the engineer comes after them.
    fn visit_window(&mut self, life: &Life<'_>, said: Moment, arrival: Moment) -> (Timestamp, Timestamp) {
        let said = life.course.at(said).max(life.last());
        if let Some(window) = self.window.filter(|(_, to)| *to > said.plus_millis(MINUTE)) {
            return window;
        }
        let half = 30 * MINUTE;
        let arrival = life.course.at(arrival);
        let late =
            if self.chance.percent(9.0) { self.chance.between(2, 25) * MINUTE + 2 * 60 * MINUTE } else { 0 };
        let from = arrival.plus_millis(-late - self.chance.between(0, 75) * MINUTE);
        let from = from.plus_millis(-from.millis().rem_euclid(half));
        let to = from.plus_millis(2 * 60 * MINUTE);
        // what is over cannot be agreed
        if to > said.plus_millis(MINUTE) { (from, to) } else { (said, said.plus_millis(90 * MINUTE)) }
    }

    fn contact(&mut self, life: &mut Life<'_>, moment: Moment, result: ContactResult, note: &str) -> Step {
        let log = LogContact { result, note: Some(line(note)?) };
        life.step(moment, &self.crew.engineer.actor(), Command::LogContact(log))
    }

    /// 派单, 到场, 原因, 处理, 完工 or the same without a visit.
    fn service(&mut self, life: &mut Life<'_>) -> Step {
        let flow = life.ticket.flow();
        let engineer = self.crew.engineer.actor();
        if flow.visit {
            self.dispatch(life, Moment::Dispatched, Moment::Arrived)?;
            if self.story.turns.wrong_phone {
                self.contact(
                    life,
                    Moment::Contacted,
                    ContactResult::WrongNumber,
                    "登记号码为空号，改拨其他联系人",
                )?;
            }
            self.contact(life, Moment::Contacted, ContactResult::Reached, "已确认时间、地点和停机安排")?;
            life.step(
                Moment::Arrived,
                &engineer,
                Command::Arrive(Arrive { safety_checked: true, at: None }),
            )?;
        } else if flow.work {
            life.step(Moment::Arrived, &engineer, Command::StartService)?;
        }
        self.repair(life, Moment::Diagnosed, Moment::Worked)?;
        let result = prose(&words::result(&mut self.chance, self.story))?;
        let solve = if flow.visit {
            Command::FinishVisit(FinishVisit {
                outcome: VisitOutcome::Solved,
                function_test: FunctionTest::Passed,
                accessories_complete: true,
                result,
                open_questions: None,
                at: None,
            })
        } else {
            resolve(result)
        };
        life.step(Moment::Solved, &engineer, solve)
    }

    /// The cause and the work.
    fn repair(&mut self, life: &mut Life<'_>, diagnosed: Moment, worked: Moment) -> Step {
        let flow = life.ticket.flow();
        let engineer = self.crew.engineer.actor();
        if flow.cause || flow.responsible_party {
            let class = self.story.cause.1;
            let diagnose = Diagnose {
                cause_class: class,
                cause: prose(&self.story.cause.0)?,
                fault_code: self.story.fault.map(|fault| fault.code.clone()),
                responsible_party: Some(party(class)),
            };
            life.step(diagnosed, &engineer, Command::Diagnose(diagnose))?;
            self.charge(life, Some(class))?;
        }
        if flow.work {
            for work in self.work_lines()? {
                life.step(worked, &engineer, Command::RecordWork(work))?;
            }
        }
        Ok(())
    }

    fn work_lines(&mut self) -> Result<Vec<RecordWork>, AppError> {
        let minutes = self.story.fault.map_or(90, |fault| u32::from(fault.standard_minutes));
        let minutes = (f64::from(minutes) * self.chance.real(0.7, 1.3)) as u32;
        let kind = if self.story.request_type == RequestType::Training {
            WorkKind::Explanation
        } else {
            WorkKind::Repair
        };
        let mut lines =
            vec![RecordWork { kind, text: prose(&words::work(self.story))?, minutes, part: None }];
        let replaced = if self.story.cause.1 == CauseClass::NoFaultFound {
            None
        } else {
            words::parts(self.story).first().copied()
        };
        if let Some(name) = replaced {
            let serial =
                |head: &str, chance: &mut Chance| line(&format!("{head}{:06}", chance.below(1_000_000)));
            let part = ReplacedPart {
                number: None,
                name: line(name)?,
                quantity: 1,
                old_serial: Some(serial("P24", &mut self.chance)?),
                new_serial: Some(serial("P26", &mut self.chance)?),
            };
            let text = prose(&format!("更换{name}，旧件带回"))?;
            lines.push(RecordWork { kind: WorkKind::Part, text, minutes: 30, part: Some(part) });
        }
        Ok(lines)
    }

    /// 签字或确认, 上交, 审阅, 归档, 回访.
    fn closing(&mut self, life: &mut Life<'_>) -> Step {
        if !life.ticket.flow().form {
            let confirm = ConfirmResult {
                satisfaction: Satisfaction::Satisfied,
                channel: self.notice(),
                comment: None,
            };
            life.step(Moment::Signed, &self.crew.reception.actor(), Command::ConfirmResult(confirm))?;
            let survey_at = survey(&mut self.chance, life.last());
            life.step(Moment::Archived, &self.crew.supervisor.actor(), Command::Archive)?;
            return self.survey(life, survey_at);
        }
        self.sign(life, Moment::Signed)?;
        let survey_at = survey(&mut self.chance, life.last());
        let engineer = self.crew.engineer.actor();
        let supervisor = self.crew.supervisor.actor();
        life.step(Moment::HandedIn, &engineer, Command::HandIn)?;
        if self.story.turns.returned {
            let note = Some(prose("更换件旧件序列号未填，请补充后重新上交")?);
            let review = Review { outcome: ReviewOutcome::Returned, note };
            life.step(Moment::Returned, &supervisor, Command::Review(review))?;
            life.step(Moment::HandedInAgain, &engineer, Command::HandIn)?;
        }
        if survey_at < life.course.at(Moment::Reviewed) {
            self.survey(life, survey_at)?;
        }
        let review = Review { outcome: ReviewOutcome::Approved, note: None };
        life.step(Moment::Reviewed, &supervisor, Command::Review(review))?;
        life.step(Moment::Archived, &supervisor, Command::Archive)?;
        self.survey(life, survey_at)
    }

    fn sign(&mut self, life: &mut Life<'_>, moment: Moment) -> Step {
        let engineer = self.crew.engineer.actor();
        if life.ticket.attachments.is_empty() {
            let name = line("客户签字.png")?;
            life.step(moment, &engineer, Command::Attach { id: self.signature, name })?;
        }
        let comment =
            if self.chance.percent(20.0) { Some(prose(words::praise(&mut self.chance))?) } else { None };
        let sign = Sign {
            signer: life.ticket.customer.contact_name.clone(),
            image: self.signature,
            satisfaction: Satisfaction::Satisfied,
            comment,
        };
        life.step(moment, &engineer, Command::Sign(sign))
    }

    /// The customer is asked once, on the next day; 38 of 100 answer, 92 of 100 of them content.
    fn survey(&mut self, life: &mut Life<'_>, at: Timestamp) -> Step {
        if at > self.world.now || life.ticket.clock_facts.iter().any(|known| known.fact == Fact::SurveySent) {
            return Ok(());
        }
        let at = at.max(life.last());
        if self.chance.percent(38.0) {
            let content = self.chance.percent(92.0);
            let text = prose(words::opinion(&mut self.chance, content))?;
            life.act(at, &self.crew.reception.actor(), Command::Comment(Comment { text }))?;
        }
        life.fact(at, Fact::SurveySent);
        Ok(())
    }

    /// 重开 inside the window, and the second time it holds.
    fn reopening(&mut self, life: &mut Life<'_>) -> Step {
        let reason = prose(words::again(&mut self.chance))?;
        let until = life.ticket.reopen_until(&life.pinned.rulebook);
        let at = self.chance.after(life.last(), 120, 3_600);
        if until.is_none_or(|until| at >= until) {
            return Ok(());
        }
        let reception = self.crew.reception.actor();
        life.act(at, &reception, Command::Reopen(Reopen { reason }))?;
        let (engineer, supervisor) = (self.crew.engineer.actor(), self.crew.supervisor.actor());
        let flow = life.ticket.flow();
        let mut next = |life: &Life<'_>, low: i64, high: i64| self.chance.after(life.last(), low, high);
        if flow.visit {
            let at = next(life, 30, 120);
            let (from, to) = (at.plus_millis(180 * MINUTE), at.plus_millis(300 * MINUTE));
            let dispatch = Dispatch {
                engineer_id: self.crew.engineer.id,
                from,
                to,
                place: None,
                agreed: true,
                note: None,
            };
            let id = self.ids.next::<VisitId>(at);
            let engineer_name = self.crew.engineer.name.clone();
            life.act(at, &self.crew.dispatcher.actor(), Command::Dispatch { id, engineer_name, dispatch })?;
            let log = LogContact { result: ContactResult::Reached, note: None };
            let at = next(life, 20, 60);
            life.act(at, &engineer, Command::LogContact(log))?;
            let arrive = Arrive { safety_checked: true, at: None };
            life.act(from.plus_millis(20 * MINUTE), &engineer, Command::Arrive(arrive))?;
        } else if flow.work {
            let at = next(life, 30, 200);
            life.act(at, &engineer, Command::StartService)?;
        }
        self.second_repair(life, &engineer)?;
        self.second_closing(life, &engineer, &supervisor)
    }

    fn second_repair(&mut self, life: &mut Life<'_>, engineer: &Actor) -> Step {
        let flow = life.ticket.flow();
        if flow.reply {
            let reply = Reply {
                content: prose("已再次核实并答复客户")?,
                channel: NoticeChannel::Phone,
                time_and_place: None,
                at: None,
            };
            life.act(self.chance.after(life.last(), 20, 90), engineer, Command::Reply(reply))?;
        }
        if flow.cause || flow.responsible_party {
            let class = self.story.cause.1;
            let diagnose = Diagnose {
                cause_class: class,
                cause: prose(&format!("{}，首次处理不彻底", self.story.cause.0))?,
                fault_code: None,
                responsible_party: Some(party(class)),
            };
            life.act(self.chance.after(life.last(), 15, 50), engineer, Command::Diagnose(diagnose))?;
        }
        if flow.work {
            let work = RecordWork {
                kind: WorkKind::Repair,
                text: prose("重新处理并延长试运行")?,
                minutes: 90,
                part: None,
            };
            life.act(self.chance.after(life.last(), 30, 90), engineer, Command::RecordWork(work))?;
        }
        let result = prose("再次处理后连续运行两小时正常，客户认可")?;
        let command = if flow.visit {
            Command::FinishVisit(FinishVisit {
                outcome: VisitOutcome::Solved,
                function_test: FunctionTest::Passed,
                accessories_complete: true,
                result,
                open_questions: None,
                at: None,
            })
        } else {
            resolve(result)
        };
        life.act(self.chance.after(life.last(), 5, 30), engineer, command)
    }

    fn second_closing(&mut self, life: &mut Life<'_>, engineer: &Actor, supervisor: &Actor) -> Step {
        if life.ticket.flow().form {
            let signer: Line = life.ticket.customer.contact_name.clone();
            let sign =
                Sign { signer, image: self.signature, satisfaction: Satisfaction::Satisfied, comment: None };
            if life.ticket.attachments.is_empty() {
                let attach = Command::Attach { id: self.signature, name: line("客户签字.png")? };
                life.act(self.chance.after(life.last(), 3, 9), engineer, attach)?;
            }
            life.act(self.chance.after(life.last(), 3, 9), engineer, Command::Sign(sign))?;
            life.act(self.chance.after(life.last(), 10, 90), engineer, Command::HandIn)?;
            let review = Review { outcome: ReviewOutcome::Approved, note: None };
            life.act(self.chance.after(life.last(), 60, 900), supervisor, Command::Review(review))?;
        } else {
            let confirm = ConfirmResult {
                satisfaction: Satisfaction::Satisfied,
                channel: NoticeChannel::Phone,
                comment: None,
            };
            life.act(
                self.chance.after(life.last(), 60, 600),
                &self.crew.reception.actor(),
                Command::ConfirmResult(confirm),
            )?;
        }
        life.act(self.chance.after(life.last(), 5, 60), supervisor, Command::Archive)
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
