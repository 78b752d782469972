//! 邮件受理: messages that reached us by e-mail and what became of them.

use domain::{
    kernel::{Actor, BranchId, MailId, TicketId, Timestamp, UserId},
    mailbox::{MailKind, MailRule, MailState},
    sla::{Impact, Severity},
    tickets::{RequestType, ServiceMode, TicketNo},
};

use validator::Validate as _;

use crate::tickets::{TicketCustomer, TicketProduct};

wire! {
    pub struct MailView {
        pub id: MailId,
        pub state: MailState,
        /// The rule that decided
        pub rule: MailRule,
        /// Null: not readable
        pub kind: Option<MailKind>,
        /// Lower case
        pub sender: Option<String>,
        pub sender_name: Option<String>,
        pub subject: String,
        /// How the text begins, at most 500 characters
        pub preview: String,
        /// Without `<>`
        pub message_id: Option<String>,
        pub ticket_id: Option<TicketId>,
        pub ticket_no: Option<String>,
        /// Whose mailbox it came to
        pub branch_id: BranchId,
        /// When it reached our mail server; clocks of a new request run from here
        pub received_at: Timestamp,
        /// When it was handed in
        pub created_at: Timestamp,
        /// Bytes of the whole message
        pub size: u64,
        /// Attachments that were not kept, each with the reason
        pub refused: Vec<String>,
        /// Who decided, when it was a person
        pub handled_by: Option<Actor>,
        pub handled_note: Option<String>,
        pub updated_at: Timestamp,
    }

    /// What became of a message that was handed in.
    pub struct MailReceipt {
        /// The message was handed in before; nothing was done again
        pub duplicate: bool,
        pub message: MailView,
    }

    /// A message that went out for a request.
    pub struct SentMailView {
        pub message_id: String,
        pub ticket_id: TicketId,
        pub ticket_no: TicketNo,
        pub notice_number: Option<u32>,
    }
}

query! {
    pub struct MailQuery {
        #[validate(range(min = 1, max = 100))]
        pub limit: Option<u64>,
        #[validate(length(max = 500))]
        pub cursor: Option<String>,
        pub state: Option<MailState>,
    }

    /// Of a message that is handed in.
    pub struct MailUpload {
        /// Whose mailbox it came to; null: the key's branch, else head office
        pub branch_id: Option<BranchId>,
    }
}

request! {
    /// 归入需求
    pub struct AssignMail {
        pub ticket_id: TicketId,
    }

    /// 登记为新需求: what the message does not say. Description and receipt are the message's.
    pub struct RegisterMail {
        pub request_type: RequestType,
        #[serde(default)]
        pub mode: Option<ServiceMode>,
        pub severity: Severity,
        pub impact: Impact,
        /// Null: subject and text of the message
        #[serde(default)]
        #[validate(length(min = 1, max = 4000))]
        pub description: Option<String>,
        #[serde(default)]
        #[validate(length(max = 20))]
        pub fault_code: Option<String>,
        #[serde(default)]
        pub branch_id: Option<BranchId>,
        #[validate(nested)]
        pub customer: TicketCustomer,
        #[serde(default)]
        #[validate(nested)]
        pub product: TicketProduct,
        #[serde(default)]
        pub owner_id: Option<UserId>,
    }

    /// 忽略
    pub struct DismissMail {
        #[validate(length(min = 1, max = 200))]
        pub reason: String,
    }

    /// 已发送: so that answers and delivery reports find their request.
    pub struct NoteSentMail {
        /// With or without `<>`
        #[validate(length(min = 3, max = 500))]
        pub message_id: String,
        pub ticket_no: TicketNo,
        /// The notice to the customer that it carried
        #[serde(default)]
        pub notice_number: Option<u32>,
    }
}
