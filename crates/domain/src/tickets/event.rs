use serde::{Deserialize, Serialize};

use super::{
    Amendment, Assessment, AttachmentRef, ChargeDecision, Confirmation, ContactAttempt, CustomerFacts,
    CustomerNotice, DepartmentTask, Diagnosis, Ending, Extension, ExtensionRequest, FormReview, Hold,
    LinkedTicket, NoticeDelivery, Ownership, Plan, ProductFacts, ReplyRecord, RequestType, Resolution,
    ServiceMode, Step, SurveyLog, TaskAnswer, Transfer, TransferAcceptance, UrgeOrder, Visit, VisitFinish,
    WorkLine,
};
use crate::{
    kernel::{Line, Prose, TaskId, Timestamp, VisitId},
    sla::{ClockKind, Impact, MovedDue, Priority, Severity},
    tickets::{Channel, Notice, TicketNo},
};

macro_rules! events {
    ($($(#[$meta:meta])* $name:ident $body:tt = $code:literal;)+) => {
        /// 服务档案: what happened to a ticket, in the words of the domain; appended, never edited.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "type", content = "data")]
        pub enum Event { $($(#[$meta])* #[serde(rename = $code)] $name $body,)+ }

        impl Event {
            /// Every event type, as webhooks and filters name them.
            pub const TYPES: &'static [&'static str] = &[$($code),+];

            /// The stable type, such as `ticket.dispatched`.
            #[must_use]
            pub const fn event_type(&self) -> &'static str {
                match self { $(Self::$name { .. } => $code,)+ }
            }

            /// The event of this type with `data`, the JSON text of its content: what `Deserialize` reads from
            /// `{"type", "data"}`, without a second reader for each content.
            ///
            /// # Errors
            /// When the type is unknown or the data is of another shape.
            pub fn read(event_type: &str, data: &str) -> serde_json::Result<Self> {
                match event_type {
                    $($code => event_of!(data, $name $body),)+
                    _ => Err(serde::de::Error::custom("unknown event type")),
                }
            }
        }
    };
}

/// One event from the JSON text of its content.
macro_rules! event_of {
    ($data:ident, $name:ident ($content:ty)) => {
        serde_json::from_str::<$content>($data).map(Self::$name)
    };
    ($data:ident, $name:ident { $($field:ident: $content:ty),* }) => {{
        #[derive(Deserialize)]
        struct Content { $($field: $content),* }
        serde_json::from_str($data).map(|Content { $($field),* }| Self::$name { $($field),* })
    }};
}

events! {
    Registered {
        no: TicketNo, request_type: RequestType, mode: ServiceMode, channel: Channel, priority: Priority,
        description: Prose, received_at: Timestamp, customer: Box<CustomerFacts>, product: Box<ProductFacts>
    } = "ticket.registered";
    Imported { source: String, external_no: String, received_at: Timestamp } = "ticket.imported";
    HistoryImported { what: String, at: Timestamp, details: serde_json::Value } = "ticket.history_imported";
    Assigned(Ownership) = "ticket.assigned";
    Acknowledged {} = "ticket.acknowledged";
    ChargeDecided(Box<ChargeDecision>) = "ticket.charge_decided";
    /// The decision held for another product than the confirmed one.
    ChargeWithdrawn {} = "ticket.charge_withdrawn";
    ProductVerified(Box<ProductFacts>) = "ticket.product_verified";
    Confirmed { product: Box<ProductFacts>, fault: Prose, fault_code: Option<Line>, mode: ServiceMode } = "ticket.confirmed";
    Replied(ReplyRecord) = "ticket.replied";
    Assessed(Assessment) = "ticket.assessed";
    DepartmentAsked(DepartmentTask) = "ticket.department_asked";
    TaskAnswered { task_id: TaskId, answer: TaskAnswer } = "ticket.task_answered";
    Planned(Plan) = "ticket.planned";
    PlanTold { version: u32, notice: Notice } = "ticket.plan_told";
    Dispatched(Visit) = "ticket.dispatched";
    ContactLogged(ContactAttempt) = "ticket.contact_logged";
    VisitCancelled { visit_id: VisitId, reason: Prose } = "ticket.visit_cancelled";
    Arrived { visit_id: VisitId, at: Timestamp, late_minutes: i64 } = "ticket.arrived";
    ServiceStarted {} = "ticket.service_started";
    Diagnosed(Diagnosis) = "ticket.diagnosed";
    WorkRecorded(WorkLine) = "ticket.work_recorded";
    VisitFinished { visit_id: VisitId, finish: VisitFinish } = "ticket.visit_finished";
    Resolved(Resolution) = "ticket.resolved";
    CustomerConfirmed(Confirmation) = "ticket.customer_confirmed";
    SignatureVoided {} = "ticket.signature_voided";
    HandedIn {} = "ticket.handed_in";
    Reviewed(FormReview) = "ticket.reviewed";
    Archived {} = "ticket.archived";
    Reopened { reason: Prose, count: usize } = "ticket.reopened";
    Paused(Hold) = "ticket.paused";
    Resumed { paused_since: Timestamp } = "ticket.resumed";
    PriorityChanged { from: Priority, to: Priority, severity: Severity, impact: Impact, reason: Prose } = "ticket.priority_changed";
    TypeChanged { from: RequestType, to: RequestType, mode: ServiceMode, step: Step, reason: Prose } = "ticket.type_changed";
    Attached(AttachmentRef) = "ticket.attached";
    Commented { text: Prose } = "ticket.commented";
    Amended(Amendment) = "ticket.amended";
    Ended(Ending) = "ticket.ended";
    ThresholdReached { clock: ClockKind, percent: u32, due_at: Option<Timestamp> } = "ticket.threshold_reached";
    AppointmentAgreed { from: Timestamp, to: Timestamp } = "ticket.appointment_agreed";
    CustomerTold(CustomerNotice) = "ticket.customer_told";
    DeliveryNoted { number: u32, delivery: NoticeDelivery, detail: Option<Line> } = "ticket.delivery_noted";
    ExtensionAsked(ExtensionRequest) = "ticket.extension_asked";
    ExtensionRefused { request: Box<ExtensionRequest>, note: Option<Prose> } = "ticket.extension_refused";
    Extended(Extension) = "ticket.extended";
    Urged(UrgeOrder) = "ticket.urged";
    UrgeAnswered { number: u32, answer: TaskAnswer } = "ticket.urge_answered";
    TransferredToHq(Transfer) = "ticket.transferred_to_hq";
    TransferAccepted { number: u32, acceptance: TransferAcceptance } = "ticket.transfer_accepted";
    TransferReturned { number: u32, answer: TaskAnswer } = "ticket.transfer_returned";
    Surveyed(SurveyLog) = "ticket.surveyed";
    /// Another request was merged into this one; every clock counts from the earlier receipt (2.3 item 13).
    Absorbed { other: LinkedTicket, received_before: Timestamp, received_at: Timestamp, reason: Prose } = "ticket.absorbed";
    Split { into: LinkedTicket, reason: Prose } = "ticket.split";
    /// An administrator moved the running clocks to other versions of policy or calendars (2.3 item 7).
    Recalculated { reason: Prose, policy: String, moved: Vec<MovedDue> } = "ticket.recalculated";
    SplitOff { from: LinkedTicket } = "ticket.split_off";
}
