//! Commands: one struct per step a person can take, as the API receives it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    Action, ContactResult, Department, EndKind, ExtensionReason, FunctionTest, NoticeAbout, NoticeChannel,
    NoticeDelivery, PlannedPart, ReplacedPart, RequestType, ResponsibleParty, ReviewOutcome, Satisfaction,
    ServiceMode, TimeAndPlace, UrgeKind, VisitOutcome, WorkKind,
};
use crate::{
    access::Permission,
    assets::CauseClass,
    kernel::{AttachmentId, Line, ProductId, Prose, TaskId, TicketId, Timestamp, UnitId, UserId, VisitId},
    sla::{ClockKind, Impact, PauseReason, Severity},
    warranty::Verdict,
};

macro_rules! commands {
    ($($(#[$meta:meta])* pub struct $name:ident { $($(#[$fmeta:meta])* pub $field:ident : $ty:ty,)* })+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $name { $($(#[$fmeta])* pub $field: $ty,)* }
    )+};
}

commands! {
    /// 确认需求: model, serial and fault are certain (R-2.3.8.2).
    pub struct Confirm {
        #[serde(default)]
        pub model: Option<Line>,
        #[serde(default)]
        pub serial: Option<Line>,
        #[serde(default)]
        pub batch: Option<Line>,
        #[serde(default)]
        pub quantity: Option<u32>,
        pub fault: Prose,
        #[serde(default)]
        pub fault_code: Option<Line>,
        #[serde(default)]
        pub mode: Option<ServiceMode>,
    }

    /// 答复: a person's reply with content; for a visit also time and place (K1).
    pub struct Reply {
        pub content: Prose,
        pub channel: NoticeChannel,
        #[serde(default)]
        pub time_and_place: Option<TimeAndPlace>,
        #[serde(default)]
        pub at: Option<Timestamp>,
    }

    /// 评估 (R-6.2.2.1).
    pub struct Assess {
        pub preliminary_cause: Prose,
        pub recommended_measure: Prose,
        #[serde(default)]
        pub fault_code: Option<Line>,
        #[serde(default)]
        pub remote_solvable: bool,
    }

    /// 请部门协查, with a due date (R-6.2.2.1).
    pub struct AskDepartment {
        pub department: Department,
        pub question: Prose,
        pub due_at: Timestamp,
    }

    pub struct AnswerTask {
        pub task_id: TaskId,
        pub text: Prose,
    }

    /// 制定方案: a new version (R-2.1.4, R-2.3.8.4).
    pub struct MakePlan {
        pub measure: Prose,
        #[serde(default)]
        pub parts: Vec<PlannedPart>,
        #[serde(default)]
        pub alternatives: Option<Prose>,
        #[serde(default)]
        pub promised_at: Option<Timestamp>,
    }

    /// 告知客户: the current plan, with cause and measure (R-2.3.8.3, R-6.2.2.2).
    pub struct TellPlan {
        pub version: u32,
        pub channel: NoticeChannel,
        pub text: Prose,
        #[serde(default)]
        pub at: Option<Timestamp>,
    }

    /// 派单: who, when, where.
    pub struct Dispatch {
        pub engineer_id: UserId,
        pub from: Timestamp,
        pub to: Timestamp,
        #[serde(default)]
        pub place: Option<Line>,
        /// The customer agreed to this window.
        #[serde(default)]
        pub agreed: bool,
        #[serde(default)]
        pub note: Option<Prose>,
    }

    /// 行前联系 (R-11.2.2.2).
    pub struct LogContact {
        pub result: ContactResult,
        #[serde(default)]
        pub note: Option<Line>,
    }

    pub struct CancelVisit {
        pub reason: Prose,
    }

    /// 到场.
    pub struct Arrive {
        #[serde(default)]
        pub safety_checked: bool,
        #[serde(default)]
        pub at: Option<Timestamp>,
    }

    /// The final cause (R-11.2.2.3).
    pub struct Diagnose {
        pub cause_class: CauseClass,
        pub cause: Prose,
        #[serde(default)]
        pub fault_code: Option<Line>,
        #[serde(default)]
        pub responsible_party: Option<ResponsibleParty>,
    }

    /// 处理内容, one line (R-9.2.4.4).
    pub struct RecordWork {
        pub kind: WorkKind,
        pub text: Prose,
        pub minutes: u32,
        #[serde(default)]
        pub part: Option<ReplacedPart>,
    }

    /// 完工: checks of R-9.3.6.3; `solved` also resolves.
    pub struct FinishVisit {
        pub outcome: VisitOutcome,
        pub function_test: FunctionTest,
        pub accessories_complete: bool,
        pub result: Prose,
        #[serde(default)]
        pub open_questions: Option<Prose>,
        #[serde(default)]
        pub at: Option<Timestamp>,
    }

    /// 已解决 without a visit (remote, service point, consultation …). The checks of R-9.3.6.3 are needed where a
    /// product was serviced.
    pub struct Resolve {
        pub result: Prose,
        #[serde(default)]
        pub open_questions: Option<Prose>,
        #[serde(default)]
        pub function_test: Option<FunctionTest>,
        #[serde(default)]
        pub accessories_complete: bool,
        #[serde(default)]
        pub at: Option<Timestamp>,
    }

    /// 客户签字 on the form (R-11.2.2.7) with the customer's word on the result (R-6.2.4.1).
    pub struct Sign {
        pub signer: Line,
        pub image: AttachmentId,
        pub satisfaction: Satisfaction,
        #[serde(default)]
        pub comment: Option<Prose>,
    }

    /// 确认结果 by phone or message, where the flow needs no signature (R-6.2.4.1).
    pub struct ConfirmResult {
        pub satisfaction: Satisfaction,
        pub channel: NoticeChannel,
        #[serde(default)]
        pub comment: Option<Prose>,
    }

    /// 主管审阅 (R-11.2.3.5); returning needs a note.
    pub struct Review {
        pub outcome: ReviewOutcome,
        #[serde(default)]
        pub note: Option<Prose>,
    }

    /// 重开 inside the window (2.3 item 12).
    pub struct Reopen {
        pub reason: Prose,
    }

    /// 暂停: only for reasons on the customer's side, and the customer was told (2.3 item 3).
    pub struct Pause {
        pub reason: PauseReason,
        pub notice_channel: NoticeChannel,
        pub notice_text: Prose,
        #[serde(default)]
        pub expected_until: Option<Timestamp>,
    }

    pub struct Assign {
        pub owner_id: UserId,
        #[serde(default)]
        pub reason: Option<Line>,
    }

    pub struct ChangePriority {
        pub severity: Severity,
        pub impact: Impact,
        pub reason: Prose,
    }

    /// 变更类型: an unsolved consultation becomes a repair; history and clocks stay (R-2.2.6.4).
    pub struct ChangeType {
        pub request_type: RequestType,
        pub mode: ServiceMode,
        pub reason: Prose,
    }

    /// 核实机号 against the installed base.
    pub struct VerifyProduct {
        pub unit_id: UnitId,
    }

    pub struct Comment {
        pub text: Prose,
    }

    /// 更正: the archive is read-only.
    pub struct Amend {
        pub subject: Line,
        pub text: Prose,
    }

    /// 结束 without a solution: cancelled, withdrawn, duplicate, refused.
    pub struct End {
        pub how: EndKind,
        pub reason: Prose,
        #[serde(default)]
        pub duplicate_of: Option<TicketId>,
    }
}

commands! {
    /// 告知客户 of progress or completion (R-2.3.8.5, R-10.5.9.3).
    pub struct TellCustomer {
        pub about: NoticeAbout,
        pub channel: NoticeChannel,
        pub text: Prose,
        #[serde(default)]
        pub at: Option<Timestamp>,
    }

    /// What became of a notice: delivered, read, not delivered.
    pub struct NoteDelivery {
        pub number: u32,
        pub delivery: NoticeDelivery,
        #[serde(default)]
        pub detail: Option<Line>,
    }

    /// 延期 (K5): before the due time, with reason, new date and proof that the customer was told.
    pub struct Extend {
        pub clock: ClockKind,
        pub reason: ExtensionReason,
        pub explanation: Prose,
        pub new_due_at: Timestamp,
        pub notice_channel: NoticeChannel,
        pub notice_text: Prose,
        /// When the customer was told; now when absent
        #[serde(default)]
        pub noticed_at: Option<Timestamp>,
    }

    pub struct DecideExtension {
        pub approve: bool,
        /// Needed for a refusal
        #[serde(default)]
        pub note: Option<Prose>,
    }

    /// 催办 or 督办: the owner owes an answer (R-11.2.3.10).
    pub struct Urge {
        pub kind: UrgeKind,
        pub text: Prose,
    }

    pub struct AnswerUrge {
        pub number: u32,
        pub text: Prose,
    }

    /// 转总部: reason, materials and a new time told to the customer are mandatory (S12).
    pub struct TransferToHq {
        pub reason: Prose,
        /// Attachments of this request
        pub materials: Vec<AttachmentId>,
        pub new_time: Timestamp,
        pub notice_channel: NoticeChannel,
        pub notice_text: Prose,
    }

    /// Head office gives the case back with a written answer.
    pub struct ReturnTransfer {
        pub answer: Prose,
    }

    /// 回访 after the service (R-11.2.3.6).
    pub struct LogSurvey {
        pub channel: NoticeChannel,
        #[serde(default)]
        pub note: Option<Prose>,
    }
}

/// The latest instant to which the law lets a repair be promised, looked up by the regime of the sale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalCap {
    pub until: Timestamp,
    pub clause: String,
}

/// What the installed base says of a unit: looked up by the application, taken over by the ticket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KnownUnit {
    pub unit_id: UnitId,
    pub product_id: Option<ProductId>,
    pub model: Option<Line>,
    pub serial: Option<Line>,
    pub batch: Option<Line>,
    pub purchased_on: Option<NaiveDate>,
    pub immovable: bool,
    pub batch_only: bool,
}

/// A command with what the application looked up or made for it (ids, names).
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Acknowledge,
    VerifyProduct(KnownUnit),
    Confirm(Confirm),
    Reply(Reply),
    Assess(Assess),
    AskDepartment { id: TaskId, ask: AskDepartment },
    AnswerTask(AnswerTask),
    MakePlan(MakePlan),
    TellPlan(TellPlan),
    Dispatch { id: VisitId, engineer_name: String, dispatch: Dispatch },
    LogContact(LogContact),
    CancelVisit(CancelVisit),
    Arrive(Arrive),
    StartService,
    Diagnose(Diagnose),
    RecordWork(RecordWork),
    FinishVisit(FinishVisit),
    Resolve(Resolve),
    Sign(Sign),
    ConfirmResult(ConfirmResult),
    HandIn,
    Review(Review),
    Archive,
    Reopen(Reopen),
    Pause(Pause),
    Resume,
    Assign { owner_name: String, assign: Assign, why: String },
    ChangePriority(ChangePriority),
    ChangeType(ChangeType),
    Decide(Box<Verdict>),
    Attach { id: AttachmentId, name: Line },
    Comment(Comment),
    Amend(Amend),
    End(End),
    TellCustomer(TellCustomer),
    NoteDelivery(NoteDelivery),
    Extend { extend: Extend, cap: Option<LegalCap> },
    AskExtension { extend: Extend, cap: Option<LegalCap> },
    DecideExtension { decide: DecideExtension, cap: Option<LegalCap> },
    Urge(Urge),
    AnswerUrge(AnswerUrge),
    TransferToHq(TransferToHq),
    AcceptTransfer,
    ReturnTransfer(ReturnTransfer),
    LogSurvey(LogSurvey),
}

impl Command {
    #[must_use]
    pub const fn action(&self) -> Action {
        match self {
            Self::Acknowledge => Action::Acknowledge,
            Self::VerifyProduct(_) => Action::VerifyProduct,
            Self::Confirm(_) => Action::Confirm,
            Self::Reply(_) => Action::Reply,
            Self::Assess(_) => Action::Assess,
            Self::AskDepartment { .. } => Action::AskDepartment,
            Self::AnswerTask(_) => Action::AnswerTask,
            Self::MakePlan(_) => Action::Plan,
            Self::TellPlan(_) => Action::TellPlan,
            Self::Dispatch { .. } => Action::Dispatch,
            Self::LogContact(_) => Action::LogContact,
            Self::CancelVisit(_) => Action::CancelVisit,
            Self::Arrive(_) => Action::Arrive,
            Self::StartService => Action::StartService,
            Self::Diagnose(_) => Action::Diagnose,
            Self::RecordWork(_) => Action::Work,
            Self::FinishVisit(_) => Action::FinishVisit,
            Self::Resolve(_) => Action::Resolve,
            Self::Sign(_) => Action::Sign,
            Self::ConfirmResult(_) => Action::ConfirmResult,
            Self::HandIn => Action::HandIn,
            Self::Review(_) => Action::Review,
            Self::Archive => Action::Archive,
            Self::Reopen(_) => Action::Reopen,
            Self::Pause(_) => Action::Pause,
            Self::Resume => Action::Resume,
            Self::Assign { .. } => Action::Assign,
            Self::ChangePriority(_) => Action::ChangePriority,
            Self::ChangeType(_) => Action::ChangeType,
            Self::Decide(_) => Action::Decide,
            Self::Attach { .. } => Action::Attach,
            Self::Comment(_) => Action::Comment,
            Self::Amend(_) => Action::Amend,
            Self::End(_) => Action::End,
            Self::TellCustomer(_) => Action::TellCustomer,
            Self::NoteDelivery(_) => Action::NoteDelivery,
            Self::Extend { .. } => Action::Extend,
            Self::AskExtension { .. } => Action::AskExtension,
            Self::DecideExtension { .. } => Action::DecideExtension,
            Self::Urge(_) => Action::Urge,
            Self::AnswerUrge(_) => Action::AnswerUrge,
            Self::TransferToHq(_) => Action::Transfer,
            Self::AcceptTransfer => Action::AcceptTransfer,
            Self::ReturnTransfer(_) => Action::ReturnTransfer,
            Self::LogSurvey(_) => Action::LogSurvey,
        }
    }
}

impl Command {
    /// The permission that this command needs; refusing service needs more than ending a request.
    #[must_use]
    pub const fn permission(&self) -> Permission {
        match self {
            Self::End(End { how: EndKind::Refused, .. }) => Permission::TicketsRefuse,
            other => other.action().permission(),
        }
    }
}

impl Action {
    /// The permission that this step needs; see [`Command::permission`] for the one body that needs another.
    #[must_use]
    pub const fn permission(self) -> Permission {
        match self {
            Self::VerifyProduct => Permission::UnitsVerify,
            Self::Confirm | Self::ChangeType => Permission::TicketsConfirm,
            Self::Acknowledge => Permission::TicketsAcknowledge,
            // asking whether it is solved is talking to the customer; only the form needs a signature taken
            Self::Reply
            | Self::ConfirmResult
            | Self::TellCustomer
            | Self::NoteDelivery
            | Self::AskExtension
            | Self::AnswerUrge
            | Self::LogSurvey => Permission::TicketsReply,
            Self::Extend | Self::DecideExtension => Permission::TicketsExtend,
            Self::Urge => Permission::TicketsUrge,
            Self::Transfer => Permission::TicketsTransfer,
            Self::AcceptTransfer | Self::ReturnTransfer => Permission::TicketsAcceptTransfer,
            Self::Split => Permission::TicketsRegister,
            Self::Assess | Self::AskDepartment => Permission::TicketsAssess,
            Self::AnswerTask => Permission::TasksComplete,
            Self::Plan | Self::TellPlan => Permission::TicketsPlan,
            Self::Dispatch | Self::CancelVisit => Permission::TicketsDispatch,
            Self::LogContact
            | Self::Arrive
            | Self::StartService
            | Self::Diagnose
            | Self::Work
            | Self::FinishVisit => Permission::TicketsWork,
            Self::Resolve => Permission::TicketsResolve,
            Self::Sign => Permission::TicketsSign,
            Self::HandIn => Permission::TicketsHandIn,
            Self::Review => Permission::TicketsReview,
            Self::Archive => Permission::TicketsArchive,
            Self::Reopen => Permission::TicketsReopen,
            Self::Pause | Self::Resume => Permission::TicketsPause,
            Self::Assign => Permission::TicketsAssign,
            Self::ChangePriority => Permission::TicketsAssess,
            Self::Decide => Permission::TicketsDecide,
            Self::Attach => Permission::AttachmentsWrite,
            Self::Comment => Permission::TicketsComment,
            Self::Amend => Permission::TicketsAmend,
            Self::End | Self::Merge => Permission::TicketsCancel,
        }
    }
}
