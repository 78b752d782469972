//! The work, and how it ends well: 到场, 诊断, 处理, 完工, 签字, 回访.

use domain::{
    assets::CauseClass,
    kernel::Timestamp,
    sla::Fact,
    tickets::{
        Arrive, Command, Comment, ConfirmResult, ContactResult, Diagnose, FinishVisit, FunctionTest,
        RecordWork, ReplacedPart, RequestType, Review, ReviewOutcome, Satisfaction, Sign, VisitOutcome,
        WorkKind,
    },
};

use super::{Script, Step, party, resolve};
use crate::AppError;
use crate::demo::{
    chance::Chance,
    course::{Moment, survey},
    life::Life,
    line, prose, words,
};

impl Script<'_> {
    /// 派单, 到场, 原因, 处理, 完工 or the same without a visit.
    pub(super) fn service(&mut self, life: &mut Life<'_>) -> Step {
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
    pub(super) fn repair(&mut self, life: &mut Life<'_>, diagnosed: Moment, worked: Moment) -> Step {
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

    pub(super) fn work_lines(&mut self) -> Result<Vec<RecordWork>, AppError> {
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
    pub(super) fn closing(&mut self, life: &mut Life<'_>) -> Step {
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

    pub(super) fn sign(&mut self, life: &mut Life<'_>, moment: Moment) -> Step {
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
    pub(super) fn survey(&mut self, life: &mut Life<'_>, at: Timestamp) -> Step {
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
}
