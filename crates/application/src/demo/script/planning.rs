//! From the answer to the agreed visit: 评估, 协查, 方案, 告知, 等待, 派单.

use domain::{
    kernel::{TaskId, Timestamp, VisitId},
    tickets::{
        Arrive, AskDepartment, Assess, CancelVisit, Command, ContactResult, Department, Dispatch,
        FinishVisit, FunctionTest, LogContact, MakePlan, NoticeChannel, Pause, PlannedPart, ServiceMode,
        TellPlan, VisitOutcome,
    },
    warranty::ChargeClass,
};

use super::{DAY, MINUTE, Script, Step};
use crate::AppError;
use crate::demo::{course::Moment, life::Life, line, prose, words};

impl Script<'_> {
    /// 评估, 协查, 方案, 告知, 等待.
    pub(super) fn planning(&mut self, life: &mut Life<'_>) -> Step {
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

    pub(super) fn department(&mut self, life: &mut Life<'_>) -> Step {
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

    pub(super) fn plan(&mut self, life: &mut Life<'_>, made: Moment, told: Moment) -> Step {
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
    pub(super) fn first_visit(&mut self, life: &mut Life<'_>) -> Step {
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

    pub(super) fn dispatch(&mut self, life: &mut Life<'_>, moment: Moment, arrival: Moment) -> Step {
        let (from, to) = self.visit_window(life, moment, arrival);
        let place = if life.ticket.customer.address.is_none() { Some(line("客户现场")?) } else { None };
        let dispatch =
            Dispatch { engineer_id: self.crew.engineer.id, from, to, place, agreed: true, note: None };
        let id = self.ids.next::<VisitId>(life.course.at(moment));
        let command = Command::Dispatch { id, engineer_name: self.crew.engineer.name.clone(), dispatch };
        life.step(moment, &self.crew.dispatcher.actor(), command)
    }

    /// Two hours around the arrival, on the half hour; in nine of a hundred the engineer comes after them.
    pub(super) fn visit_window(
        &mut self,
        life: &Life<'_>,
        said: Moment,
        arrival: Moment,
    ) -> (Timestamp, Timestamp) {
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

    pub(super) fn contact(
        &mut self,
        life: &mut Life<'_>,
        moment: Moment,
        result: ContactResult,
        note: &str,
    ) -> Step {
        let log = LogContact { result, note: Some(line(note)?) };
        life.step(moment, &self.crew.engineer.actor(), Command::LogContact(log))
    }
}
