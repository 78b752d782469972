//! Proper bodies: what a person says who does a step as it is meant.

use domain::{
    assets::CauseClass,
    kernel::{AttachmentId, TaskId, Timestamp, UnitId, VisitId},
    sla::{ClockKind, Impact, PauseReason, Severity},
    tickets::{
        Action, Amend, AnswerTask, AnswerUrge, Arrive, AskDepartment, Assess, Assign, CancelVisit,
        ChangePriority, ChangeType, Command, Comment, Confirm, ConfirmResult, ContactResult, DecideExtension,
        Department, Diagnose, Dispatch, End, EndKind, Extend, ExtensionReason, FinishVisit, FunctionTest,
        KnownUnit, LogContact, LogSurvey, MakePlan, NoteDelivery, NoticeAbout, NoticeChannel, NoticeDelivery,
        Pause, PlannedPart, RecordWork, Reopen, Reply, RequestType, Resolve, ResponsibleParty,
        ReturnTransfer, Review, ReviewOutcome, Satisfaction, ServiceMode, Sign, TellCustomer, TellPlan,
        Ticket, TimeAndPlace, TransferToHq, Urge, UrgeKind, VisitOutcome, WorkKind,
    },
    warranty::{ChargeClass, RegimeCode, Verdict},
};

use super::world::{Who, id, line, prose};

const HOUR: i64 = 3600;

pub(crate) fn verdict(charge_class: ChargeClass, as_of: Timestamp) -> Verdict {
    Verdict {
        regime: RegimeCode::B2b,
        charge_class,
        warranty_ends_on: None,
        coverage: Vec::new(),
        remedies: Vec::new(),
        reasons: Vec::new(),
        as_of,
    }
}

pub(crate) fn known_unit() -> KnownUnit {
    KnownUnit {
        unit_id: id::<UnitId>(7),
        product_id: None,
        model: Some(line("KY-55")),
        serial: Some(line("KY55-0317")),
        batch: None,
        purchased_on: None,
        immovable: false,
        batch_only: false,
    }
}

pub(crate) fn confirm() -> Confirm {
    Confirm {
        model: Some(line("KY-55")),
        serial: Some(line("KY55-0317")),
        batch: None,
        quantity: None,
        fault: prose("排气温度 112℃，停机"),
        fault_code: None,
        mode: None,
    }
}

pub(crate) fn reply(now: Timestamp) -> Reply {
    let (from, to) = (now.plus_seconds(HOUR), now.plus_seconds(3 * HOUR));
    let time_and_place = Some(TimeAndPlace { from, to, place: line("苏州市吴中区") });
    Reply {
        content: prose("明天上午上门检查"), channel: NoticeChannel::Phone, time_and_place, at: None
    }
}

pub(crate) fn dispatch(now: Timestamp) -> Dispatch {
    Dispatch {
        engineer_id: Who::Engineer.user(),
        from: now.plus_seconds(HOUR),
        to: now.plus_seconds(3 * HOUR),
        place: None,
        agreed: false,
        note: None,
    }
}

pub(crate) fn dispatched(ticket: &Ticket, dispatch: Dispatch) -> Command {
    let visits = ticket.cycle.visits.len() + 100 * ticket.earlier_cycles.len();
    Command::Dispatch {
        id: id::<VisitId>(visits as u128 + 1),
        engineer_name: "Engineer".to_owned(),
        dispatch,
    }
}

pub(crate) fn finish() -> FinishVisit {
    FinishVisit {
        outcome: VisitOutcome::Solved,
        function_test: FunctionTest::Passed,
        accessories_complete: true,
        result: prose("更换温控阀后运行正常"),
        open_questions: None,
        at: None,
    }
}

pub(crate) fn resolve() -> Resolve {
    Resolve {
        result: prose("运行正常"),
        open_questions: None,
        function_test: Some(FunctionTest::Passed),
        accessories_complete: true,
        at: None,
    }
}

pub(crate) fn diagnose() -> Diagnose {
    Diagnose {
        cause_class: CauseClass::Wear,
        cause: prose("温控阀弹簧疲劳"),
        fault_code: None,
        responsible_party: Some(ResponsibleParty::Wear),
    }
}

pub(crate) fn work(text: &str) -> Command {
    Command::RecordWork(RecordWork { kind: WorkKind::Repair, text: prose(text), minutes: 60, part: None })
}

pub(crate) fn sign(ticket: &Ticket, satisfaction: Satisfaction) -> Command {
    let image = ticket.attachments.last().map_or(id::<AttachmentId>(9), |a| a.id);
    Command::Sign(Sign { signer: line("王工"), image, satisfaction, comment: None })
}

pub(crate) fn pause(reason: PauseReason) -> Command {
    Command::Pause(Pause {
        reason,
        notice_channel: NoticeChannel::Phone,
        notice_text: prose("等待贵司停机窗口"),
        expected_until: None,
    })
}

pub(crate) fn change_type(request_type: RequestType, mode: ServiceMode) -> Command {
    Command::ChangeType(ChangeType { request_type, mode, reason: prose("电话未能解决") })
}

pub(crate) fn end_type() -> Command {
    change_type(RequestType::Consultation, ServiceMode::Remote)
}

pub(crate) fn end(how: EndKind) -> Command {
    Command::End(End { how, reason: prose("客户自行解决"), duplicate_of: None })
}

pub(crate) fn proper(ticket: &Ticket, action: Action, now: Timestamp) -> Command {
    match action {
        Action::Acknowledge => Command::Acknowledge,
        Action::VerifyProduct => Command::VerifyProduct(known_unit()),
        Action::Confirm => {
            let mode = ticket.product.immovable.then_some(ServiceMode::OnSite);
            let batch = ticket.product.batch_only.then(|| line("PS2403B"));
            Command::Confirm(Confirm { quantity: batch.as_ref().map(|_| 3), batch, mode, ..confirm() })
        }
        Action::Reply => Command::Reply(reply(now)),
        Action::Assess => Command::Assess(Assess {
            preliminary_cause: prose("温控阀卡滞"),
            recommended_measure: prose("更换温控阀"),
            fault_code: Some(line("E01")),
            remote_solvable: false,
        }),
        Action::AskDepartment => Command::AskDepartment {
            id: id::<TaskId>(ticket.tasks.len() as u128 + 1),
            ask: AskDepartment {
                department: Department::Quality,
                question: prose("该批次有无异常"),
                due_at: now.plus_seconds(24 * HOUR),
            },
        },
        Action::AnswerTask => {
            let open = ticket.tasks.iter().find(|t| t.answer.is_none());
            let task_id = open.map_or(id::<TaskId>(0), |t| t.id);
            Command::AnswerTask(AnswerTask { task_id, text: prose("无异常记录") })
        }
        Action::Plan => Command::MakePlan(MakePlan {
            measure: prose("更换温控阀并清洗冷却器"),
            parts: vec![PlannedPart { number: None, name: line("温控阀"), quantity: 1 }],
            alternatives: None,
            promised_at: Some(now.plus_seconds(48 * HOUR)),
        }),
        Action::TellPlan => Command::TellPlan(TellPlan {
            version: ticket.current_plan().map_or(1, |p| p.version),
            channel: NoticeChannel::Phone,
            text: prose("原因为温控阀卡滞，更换即可"),
            at: None,
        }),
        Action::Dispatch => dispatched(ticket, dispatch(now)),
        Action::LogContact => Command::LogContact(LogContact { result: ContactResult::Reached, note: None }),
        Action::CancelVisit => Command::CancelVisit(CancelVisit { reason: prose("客户改期") }),
        Action::Arrive => Command::Arrive(Arrive { safety_checked: true, at: None }),
        Action::StartService => Command::StartService,
        Action::Diagnose => Command::Diagnose(diagnose()),
        Action::Work => work("更换温控阀"),
        Action::FinishVisit => Command::FinishVisit(finish()),
        Action::Resolve => Command::Resolve(resolve()),
        Action::Sign => sign(ticket, Satisfaction::Satisfied),
        Action::ConfirmResult => Command::ConfirmResult(ConfirmResult {
            satisfaction: Satisfaction::Satisfied,
            channel: NoticeChannel::Phone,
            comment: None,
        }),
        Action::HandIn => Command::HandIn,
        Action::Review => Command::Review(Review { outcome: ReviewOutcome::Approved, note: None }),
        Action::Archive => Command::Archive,
        Action::Reopen => Command::Reopen(Reopen { reason: prose("故障再次出现") }),
        Action::Pause => pause(PauseReason::CustomerDowntimeWindow),
        Action::Resume => Command::Resume,
        Action::Assign => Command::Assign {
            owner_name: "Engineer".to_owned(),
            assign: Assign { owner_id: Who::Engineer.user(), reason: None },
            why: "人工指派".to_owned(),
        },
        Action::ChangePriority => Command::ChangePriority(ChangePriority {
            severity: Severity::SafetyOrLineDown,
            impact: Impact::LineDown,
            reason: prose("产线停线"),
        }),
        Action::ChangeType => change_type(RequestType::Repair, ServiceMode::OnSite),
        Action::Decide => Command::Decide(Box::new(verdict(ChargeClass::Paid, now))),
        Action::Attach => {
            let n = ticket.attachments.len() as u128 + 1000;
            Command::Attach { id: id::<AttachmentId>(n), name: line("signature.png") }
        }
        Action::Comment => Command::Comment(Comment { text: prose("客户下周停机检修") }),
        Action::Amend => {
            Command::Amend(Amend { subject: line("工时"), text: prose("实际工时为 3 小时") })
        }
        Action::End => end(EndKind::Withdrawn),
        Action::TellCustomer => Command::TellCustomer(TellCustomer {
            about: NoticeAbout::Process,
            channel: NoticeChannel::Sms,
            text: prose("工程师已出发"),
            at: None,
        }),
        Action::NoteDelivery => Command::NoteDelivery(NoteDelivery {
            number: 1,
            delivery: NoticeDelivery::Delivered,
            detail: None,
        }),
        Action::Extend => {
            Command::Extend { extend: extend(ClockKind::Resolution, now.plus_seconds(400 * HOUR)), cap: None }
        }
        Action::AskExtension => Command::AskExtension {
            extend: extend(ClockKind::Resolution, now.plus_seconds(400 * HOUR)),
            cap: None,
        },
        Action::DecideExtension => {
            Command::DecideExtension { decide: DecideExtension { approve: true, note: None }, cap: None }
        }
        Action::Urge => Command::Urge(Urge { kind: UrgeKind::Hasten, text: prose("客户来电催办") }),
        Action::AnswerUrge => Command::AnswerUrge(AnswerUrge {
            number: ticket.promises.open_urges().next().map_or(1, |u| u.number),
            text: prose("配件今天到"),
        }),
        Action::Transfer => Command::TransferToHq(transfer(ticket, now)),
        Action::AcceptTransfer => Command::AcceptTransfer,
        Action::ReturnTransfer => {
            Command::ReturnTransfer(ReturnTransfer { answer: prose("按方案更换主板") })
        }
        Action::LogSurvey => Command::LogSurvey(LogSurvey { channel: NoticeChannel::Phone, note: None }),
        Action::Merge | Action::Split => unreachable!("{action} concerns two requests"),
    }
}

pub(crate) fn extend(clock: ClockKind, new_due_at: Timestamp) -> Extend {
    Extend {
        clock,
        reason: ExtensionReason::WaitingParts,
        explanation: prose("主板缺货"),
        new_due_at,
        notice_channel: NoticeChannel::Phone,
        notice_text: prose("已告知新的完成日期"),
        noticed_at: None,
    }
}

pub(crate) fn transfer(ticket: &Ticket, now: Timestamp) -> TransferToHq {
    TransferToHq {
        reason: prose("分公司无法判断故障"),
        materials: ticket.attachments.last().map(|a| a.id).into_iter().collect(),
        new_time: now.plus_seconds(48 * HOUR),
        notice_channel: NoticeChannel::Phone,
        notice_text: prose("已转总部处理"),
    }
}
