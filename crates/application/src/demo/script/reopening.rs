//! 重开 and the second repair.

use domain::{
    kernel::{Actor, Line, VisitId},
    tickets::{
        Arrive, Command, ConfirmResult, ContactResult, Diagnose, Dispatch, FinishVisit, FunctionTest,
        LogContact, NoticeChannel, RecordWork, Reopen, Reply, Review, ReviewOutcome, Satisfaction, Sign,
        VisitOutcome, WorkKind,
    },
};

use super::{MINUTE, Script, Step, party, resolve};
use crate::demo::{life::Life, line, prose, words};

impl Script<'_> {
    /// 重开 inside the window, and the second time it holds.
    pub(super) fn reopening(&mut self, life: &mut Life<'_>) -> Step {
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

    pub(super) fn second_repair(&mut self, life: &mut Life<'_>, engineer: &Actor) -> Step {
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

    pub(super) fn second_closing(
        &mut self,
        life: &mut Life<'_>,
        engineer: &Actor,
        supervisor: &Actor,
    ) -> Step {
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
}
