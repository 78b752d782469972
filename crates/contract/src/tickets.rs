//! 客户服务需求 on the wire. Commands are the domain's own types: one list of what a person can say.

use chrono::NaiveDate;
pub use domain::tickets::{
    Amend, AnswerTask, AnswerUrge, Arrive, AskDepartment, Assess, Assign, CancelVisit, ChangePriority,
    ChangeType, Comment, Confirm, ConfirmResult, DecideExtension, Diagnose, Dispatch, End, Extend,
    FinishVisit, LogContact, LogSurvey, MakePlan, Merge, NoteDelivery, Pause, RecordWork, Reopen, Reply,
    Resolve, ReturnTransfer, Review, Sign, Split, TellCustomer, TellPlan, TransferToHq, Urge, VerifyProduct,
};
use domain::{
    kernel::{
        Actor, AttachmentId, BranchId, ContactId, CustomerId, EventId, ProductId, SiteId, TicketId,
        Timestamp, UnitId, UserId,
    },
    sla::{Clock, ClockKind, ClockState, Impact, Priority, Severity},
    tickets::{
        Action, Amendment, Assessment, AttachmentRef, Channel, ChargeDecision, ClosedCycle, CustomerFacts,
        Cycle, DepartmentTask, Ending, Hold, Links, NextStep, Ownership, Plan, ProductFacts, Promises,
        ReplyRecord, RequestType, ServiceMode, StateCode, Step, WorkQueue,
    },
    warranty::ChargeClass,
};

use validator::Validate as _;

self_checking!(
    Amend,
    AnswerTask,
    Arrive,
    AskDepartment,
    Assess,
    Assign,
    CancelVisit,
    ChangePriority,
    ChangeType,
    Comment,
    Confirm,
    ConfirmResult,
    Diagnose,
    Dispatch,
    End,
    FinishVisit,
    LogContact,
    MakePlan,
    Pause,
    RecordWork,
    Reopen,
    Reply,
    Resolve,
    Review,
    Sign,
    TellPlan,
    VerifyProduct,
    TellCustomer,
    NoteDelivery,
    Extend,
    DecideExtension,
    Urge,
    AnswerUrge,
    TransferToHq,
    ReturnTransfer,
    LogSurvey,
    Merge,
    Split,
);

request! {
    /// 登记《客户服务需求表》. Known things are given by id and fill themselves; unknown ones by text.
    pub struct CreateTicket {
        pub request_type: RequestType,
        /// Null: 上门 for immovable products and service, remote for questions
        #[serde(default)]
        pub mode: Option<ServiceMode>,
        pub channel: Channel,
        pub severity: Severity,
        pub impact: Impact,
        #[validate(length(min = 1, max = 4000))]
        pub description: String,
        #[serde(default)]
        #[validate(length(max = 20))]
        pub fault_code: Option<String>,
        /// When the customer reached us; null: now. Every clock runs from here
        #[serde(default)]
        pub received_at: Option<Timestamp>,
        /// Null: found by the customer's area, else the registering person's branch
        #[serde(default)]
        pub branch_id: Option<BranchId>,
        #[validate(nested)]
        pub customer: TicketCustomer,
        #[serde(default)]
        #[validate(nested)]
        pub product: TicketProduct,
        /// Null: the owner of the area (R-11.2.2.1)
        #[serde(default)]
        pub owner_id: Option<UserId>,
        #[serde(default)]
        #[validate(length(max = 100))]
        pub external_id: Option<String>,
    }

    /// What is known while a registration is being typed; everything may still be missing.
    #[derive(Default)]
    pub struct RegistrationDraft {
        #[serde(default)]
        pub request_type: Option<RequestType>,
        #[serde(default)]
        pub mode: Option<ServiceMode>,
        #[serde(default)]
        pub severity: Option<Severity>,
        #[serde(default)]
        pub impact: Option<Impact>,
        #[serde(default)]
        pub received_at: Option<Timestamp>,
        #[serde(default)]
        pub branch_id: Option<BranchId>,
        #[serde(default)]
        #[validate(length(max = 20))]
        pub fault_code: Option<String>,
        #[serde(default)]
        #[validate(nested)]
        pub customer: TicketCustomer,
        #[serde(default)]
        #[validate(nested)]
        pub product: TicketProduct,
    }

    /// Who asks. `customer_id` fills what is left out.
    #[derive(Default)]
    pub struct TicketCustomer {
        #[serde(default)]
        pub customer_id: Option<CustomerId>,
        #[serde(default)]
        pub contact_id: Option<ContactId>,
        #[serde(default)]
        pub site_id: Option<SiteId>,
        #[serde(default)]
        #[validate(length(max = 200))]
        pub name: Option<String>,
        #[serde(default)]
        #[validate(length(max = 60))]
        pub contact_name: Option<String>,
        #[serde(default)]
        #[validate(length(max = 30))]
        pub phone: Option<String>,
        #[serde(default)]
        #[validate(length(max = 200))]
        pub address: Option<String>,
        #[serde(default)]
        #[validate(length(equal = 6))]
        pub region: Option<String>,
    }

    /// What it is about. An unknown serial is accepted as 待核实.
    #[derive(Default)]
    pub struct TicketProduct {
        #[serde(default)]
        pub unit_id: Option<UnitId>,
        #[serde(default)]
        pub product_id: Option<ProductId>,
        #[serde(default)]
        #[validate(length(max = 60))]
        pub model: Option<String>,
        #[serde(default)]
        #[validate(length(max = 60))]
        pub serial: Option<String>,
        #[serde(default)]
        #[validate(length(max = 60))]
        pub batch: Option<String>,
        #[serde(default)]
        #[validate(range(min = 1))]
        pub quantity: Option<u32>,
        #[serde(default)]
        pub purchased_on: Option<NaiveDate>,
    }

    /// A body of `{}`: the command needs nothing else.
    #[derive(Default)]
    pub struct Nothing {
    }

    /// 判定服务类别 anew, e.g. after the cause is known.
    #[derive(Default)]
    pub struct DecideCharge {
        #[serde(default)]
        pub cause: Option<domain::warranty::Cause>,
    }

    pub struct Attach {
        pub attachment_id: AttachmentId,
    }
}

wire! {
    pub struct TicketSummary {
        pub id: TicketId,
        pub no: String,
        pub request_type: RequestType,
        pub mode: ServiceMode,
        pub priority: Priority,
        pub state: StateCode,
        pub branch_id: BranchId,
        pub branch_name: String,
        pub customer_id: Option<CustomerId>,
        pub customer_name: String,
        pub unit_id: Option<UnitId>,
        pub model: Option<String>,
        pub serial: Option<String>,
        pub description: String,
        pub owner_id: Option<UserId>,
        pub owner_name: Option<String>,
        pub assignee_id: Option<UserId>,
        pub assignee_name: Option<String>,
        pub charge_class: Option<ChargeClass>,
        pub received_at: Timestamp,
        pub updated_at: Timestamp,
        /// The clock that is due next; none when nothing runs
        pub next_clock: Option<NextClock>,
        pub version: i64,
    }

    pub struct NextClock {
        pub kind: ClockKind,
        pub state: ClockState,
        pub due_at: Timestamp,
        pub started_at: Timestamp,
        /// Instant of the 80 % warning
        pub warn_at: Option<Timestamp>,
        /// The span, such as `16WH`
        #[serde(default)]
        pub target: String,
        /// Counts working time
        #[serde(default)]
        pub working_time: bool,
        /// What is left, in seconds of the clock's own kind of time; negative when late; null where it was not asked for
        #[serde(default)]
        pub remaining_seconds: Option<i64>,
        #[serde(default)]
        pub total_seconds: Option<i64>,
    }

    /// The whole request with its clocks and the steps that are possible now.
    pub struct TicketView {
        pub id: TicketId,
        pub no: String,
        pub version: i64,
        pub branch_id: BranchId,
        pub branch_name: String,
        pub external_id: Option<String>,
        pub state: StateCode,
        pub step: Option<Step>,
        pub request_type: RequestType,
        pub mode: ServiceMode,
        pub channel: Channel,
        pub severity: Severity,
        pub impact: Impact,
        pub priority: Priority,
        pub description: String,
        pub fault_code: Option<String>,
        pub received_at: Timestamp,
        pub registered_at: Timestamp,
        pub registered_by: Actor,
        pub customer: CustomerFacts,
        pub product: ProductFacts,
        pub ownership: Option<Ownership>,
        pub assignee_id: Option<UserId>,
        pub charge: Option<ChargeDecision>,
        pub earlier_charges: Vec<ChargeDecision>,
        pub hold: Option<Hold>,
        pub ending: Option<Ending>,
        pub archived_at: Option<Timestamp>,
        pub replies: Vec<ReplyRecord>,
        pub assessments: Vec<Assessment>,
        pub tasks: Vec<DepartmentTask>,
        pub plans: Vec<Plan>,
        pub cycle: Cycle,
        pub earlier_cycles: Vec<ClosedCycle>,
        pub attachments: Vec<AttachmentRef>,
        pub amendments: Vec<Amendment>,
        /// What the customer was told, extensions, urgings, transfers to head office, surveys
        pub promises: Promises,
        /// Requests merged into this one, or split from it
        pub links: Links,
        pub signature_valid: bool,
        /// Until when it may be reopened; null before the solution
        pub reopen_until: Option<Timestamp>,
        pub clocks: Vec<Clock>,
        pub policy: PolicyRef,
        pub next_steps: Vec<NextStep>,
        pub updated_at: Timestamp,
    }

    /// The policy version that the ticket pinned at its creation (2.3 item 7).
    pub struct PolicyRef {
        pub code: String,
        pub version: String,
    }

    /// One line of the 服务档案.
    pub struct TimelineEntry {
        pub id: EventId,
        /// `ticket.dispatched`, …
        pub event_type: String,
        pub data: serde_json::Value,
        pub actor: Actor,
        pub at: Timestamp,
    }

    /// What a list shows beside the request that is selected.
    pub struct TicketPreview {
        pub ticket: TicketView,
        /// The last entries of the timeline, newest first
        pub latest: Vec<TimelineEntry>,
    }

    /// What a ticket must lack or wait for, when a command is refused: see `problem.reasons`.
    pub struct PossibleDuplicate {
        pub ticket: TicketSummary,
        /// `same_unit_24h`, `same_customer_open`, …
        pub why: String,
    }

    /// Answer of the registration check: shown while typing.
    pub struct RegistrationPreview {
        /// What the unit, customer and area filled in
        pub customer: Option<CustomerFacts>,
        pub product: ProductFacts,
        pub mode: ServiceMode,
        pub duplicates: Vec<PossibleDuplicate>,
        pub recent: Vec<TicketSummary>,
        pub clocks: Vec<Clock>,
        pub priority: Priority,
        pub branch_id: Option<BranchId>,
        pub branch_name: Option<String>,
        pub owner_id: Option<UserId>,
        pub owner_name: Option<String>,
        pub owner_why: Option<String>,
        /// The same in English
        #[serde(default)]
        pub owner_why_en: Option<String>,
        pub charge: Option<domain::warranty::Verdict>,
    }

    /// Counts of the four queues and the rest, equal to the lists behind them (R-10.2.5.2).
    pub struct QueueCounts {
        pub queues: Vec<QueueCount>,
    }

    pub struct QueueCount {
        pub queue: WorkQueue,
        pub open: u64,
        pub overdue: u64,
    }
}

query! {
    pub struct TicketQuery {
        #[validate(range(min = 1, max = 100))]
        pub limit: Option<u64>,
        #[validate(length(max = 500))]
        pub cursor: Option<String>,
        /// `due` (default: nearest deadline first), `-received_at`, `received_at`, `updated_at`
        #[validate(length(max = 20))]
        pub sort: Option<String>,
        /// `open` (default), `closed`, `all`
        #[validate(length(max = 10))]
        pub scope: Option<String>,
        pub queue: Option<WorkQueue>,
        /// One state, or several separated by commas
        #[validate(length(max = 200))]
        pub state: Option<String>,
        pub request_type: Option<RequestType>,
        pub priority: Option<Priority>,
        pub branch_id: Option<BranchId>,
        pub owner_id: Option<UserId>,
        /// Engineer of the current visit, else owner; `me` for the caller
        #[validate(length(max = 40))]
        pub assignee: Option<String>,
        pub customer_id: Option<CustomerId>,
        pub unit_id: Option<UnitId>,
        /// `true`: the next clock is past due
        pub overdue: Option<bool>,
        /// Due at or before this instant
        pub due_before: Option<Timestamp>,
        /// `true`: nobody owns it
        pub unassigned: Option<bool>,
        /// `true`: handed in, waiting for the supervisor (R-11.2.3.5)
        pub awaiting_review: Option<bool>,
        /// Number, customer, serial, phone, words of the description
        #[validate(length(max = 100))]
        pub q: Option<String>,
        /// Change feed for sync: oldest change first
        pub updated_since: Option<Timestamp>,
    }
}

/// The commands of `POST /tickets/{id}/{command}`.
#[must_use]
pub const fn command_path(action: Action) -> &'static str {
    action.as_str()
}
