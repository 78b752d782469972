//! What became of the promises to the customer: what they were told, extensions, orders to hurry, the way to head office,
//! and the requests that were joined or parted.

use serde::{Deserialize, Serialize};

use super::{
    ExtensionReason, Notice, NoticeAbout, NoticeChannel, NoticeDelivery, TaskAnswer, TicketNo, UrgeKind,
};
use crate::{
    kernel::{Actor, AttachmentId, Line, Prose, TicketId, Timestamp},
    sla::ClockKind,
};

macro_rules! facts {
    ($($(#[$meta:meta])* pub struct $name:ident { $($(#[$fmeta:meta])* pub $field:ident : $ty:ty,)* })+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $name { $($(#[$fmeta])* pub $field: $ty,)* }
    )+};
}

facts! {
    /// Everything about the promises of one request.
    #[derive(Default)]
    pub struct Promises {
        /// What the customer was told, in the order of telling (R-2.3.8.5, R-10.5.9.3)
        pub notices: Vec<CustomerNotice>,
        pub extensions: Vec<Extension>,
        /// 申请延期 that nobody has decided yet
        pub asked_extension: Option<ExtensionRequest>,
        pub urges: Vec<UrgeOrder>,
        pub transfers: Vec<Transfer>,
        pub surveys: Vec<SurveyLog>,
    }

    /// 告知客户: what, when, how and with which words, and whether it arrived (R-2.3.8.5, R-10.5.9.3).
    pub struct CustomerNotice {
        /// Counts from 1
        pub number: u32,
        pub about: NoticeAbout,
        pub channel: NoticeChannel,
        pub text: Prose,
        pub at: Timestamp,
        pub by: Actor,
        pub delivery: NoticeDelivery,
        /// Why it did not arrive, or the other side's receipt
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub detail: Option<Line>,
        /// When the state of delivery was last heard of
        pub delivery_at: Timestamp,
    }

    /// 延期 (K5): granted before the due time, with its proof; the original promise stays in the clock.
    pub struct Extension {
        /// Counts from 1
        pub number: u32,
        pub clock: ClockKind,
        pub reason: ExtensionReason,
        pub explanation: Prose,
        pub new_due_at: Timestamp,
        pub notice: Notice,
        pub asked_by: Actor,
        pub approved_by: Actor,
        pub at: Timestamp,
    }

    pub struct ExtensionRequest {
        pub clock: ClockKind,
        pub reason: ExtensionReason,
        pub explanation: Prose,
        pub new_due_at: Timestamp,
        pub notice: Notice,
        pub at: Timestamp,
        pub by: Actor,
    }

    /// 催办 or 督办, with its reply duty (R-11.2.3.10).
    pub struct UrgeOrder {
        /// Counts from 1
        pub number: u32,
        pub kind: UrgeKind,
        /// 1 at first; an order that nobody answered in time is followed by one of the next level
        pub level: u32,
        pub text: Prose,
        pub at: Timestamp,
        pub by: Actor,
        pub answer: Option<TaskAnswer>,
    }

    /// 转总部 (R-11.2.3.9): the branch stays the owner, the clock of the case runs on.
    pub struct Transfer {
        /// Counts from 1
        pub number: u32,
        pub reason: Prose,
        pub materials: Vec<AttachmentId>,
        /// The time that the customer was told
        pub new_time: Timestamp,
        pub notice: Notice,
        pub at: Timestamp,
        pub by: Actor,
        pub accepted: Option<TransferAcceptance>,
        /// Head office gave it back, with a written answer
        pub returned: Option<TaskAnswer>,
    }

    pub struct TransferAcceptance {
        pub at: Timestamp,
        pub by: Actor,
    }

    /// 回访: asked after the service (R-11.2.3.6).
    pub struct SurveyLog {
        pub channel: NoticeChannel,
        pub note: Option<Prose>,
        pub at: Timestamp,
        pub by: Actor,
    }

    /// Requests that were joined or parted (2.3 item 13).
    #[derive(Default)]
    pub struct Links {
        /// Requests that were merged into this one
        pub absorbed: Vec<LinkedTicket>,
        pub merged_into: Option<LinkedTicket>,
        pub split_from: Option<LinkedTicket>,
        pub split_into: Vec<LinkedTicket>,
    }

    pub struct LinkedTicket {
        pub id: TicketId,
        pub no: TicketNo,
        pub at: Timestamp,
    }
}

impl Promises {
    /// The transfer that head office has not given back.
    #[must_use]
    pub fn open_transfer(&self) -> Option<&Transfer> {
        self.transfers.iter().rev().find(|transfer| transfer.returned.is_none())
    }

    pub fn open_urges(&self) -> impl Iterator<Item = &UrgeOrder> {
        self.urges.iter().filter(|urge| urge.answer.is_none())
    }
}
