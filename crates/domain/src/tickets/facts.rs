//! What is known about a ticket: value objects that enter once and do not change.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    ContactResult, Department, FunctionTest, NoticeChannel, ResponsibleParty, ReviewOutcome, Satisfaction,
    Verification, VisitOutcome, WorkKind,
};
use crate::{
    assets::CauseClass,
    kernel::{
        Actor, AttachmentId, BranchId, CustomerId, Line, ProductId, Prose, TaskId, Timestamp, UnitId, UserId,
        VisitId,
    },
    warranty::Verdict,
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
    /// Who asks, as known at registration; later changes of the master data do not rewrite the record.
    pub struct CustomerFacts {
        pub customer_id: Option<CustomerId>,
        pub name: Line,
        pub contact_name: Line,
        pub phone: Line,
        /// Where the service takes place.
        pub address: Option<Line>,
        /// 行政区划 code, six digits.
        pub region: Option<Line>,
    }

    /// What it is about. A product has a serial, or a batch with quantity.
    pub struct ProductFacts {
        pub product_id: Option<ProductId>,
        pub unit_id: Option<UnitId>,
        pub model: Option<Line>,
        pub serial: Option<Line>,
        pub batch: Option<Line>,
        pub quantity: Option<u32>,
        pub purchased_on: Option<NaiveDate>,
        /// 不可搬运 (R-2.2.7.1).
        pub immovable: bool,
        /// No serial exists for this product.
        pub batch_only: bool,
        pub verification: Verification,
    }

    /// 确认需求: the fault as the customer confirmed it (R-2.3.8.2).
    pub struct ConfirmedNeed {
        pub fault: Prose,
        pub at: Timestamp,
        pub by: Actor,
    }

    /// The owner and why it is this person (R-11.2.2.1).
    pub struct Ownership {
        pub owner_id: UserId,
        pub owner_name: String,
        /// The rule that chose: the area's owner, the deputy, or a person's decision.
        pub why: String,
        /// The same in English; none where a person wrote the reason.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub why_en: Option<String>,
        pub at: Timestamp,
    }

    /// The customer was told something, when, how, and with which words (R-2.3.8.3, R-10.5.9.3).
    pub struct Notice {
        pub channel: NoticeChannel,
        pub text: Prose,
        pub at: Timestamp,
    }

    /// A person's reply with content (R-6.1.2.1); for a visit also time and place.
    pub struct ReplyRecord {
        pub content: Prose,
        pub channel: NoticeChannel,
        pub time_and_place: Option<TimeAndPlace>,
        pub at: Timestamp,
        pub by: Actor,
    }

    pub struct TimeAndPlace {
        pub from: Timestamp,
        pub to: Timestamp,
        pub place: Line,
    }

    /// 评估: nature, preliminary cause and recommended measure (R-6.2.2.1, R-8.4.3).
    pub struct Assessment {
        /// Counts from 1; a plan refers to the number it rests on (R-6.2.3.1).
        pub number: u32,
        pub preliminary_cause: Prose,
        pub recommended_measure: Prose,
        pub fault_code: Option<Line>,
        pub remote_solvable: bool,
        pub at: Timestamp,
        pub by: Actor,
    }

    /// 部门协查 (R-6.2.2.1, R-10.2.5.5).
    pub struct DepartmentTask {
        pub id: TaskId,
        pub department: Department,
        pub question: Prose,
        pub due_at: Timestamp,
        pub asked_at: Timestamp,
        pub asked_by: Actor,
        pub answer: Option<TaskAnswer>,
    }

    pub struct TaskAnswer {
        pub text: Prose,
        pub at: Timestamp,
        pub by: Actor,
    }

    pub struct PlannedPart {
        pub number: Option<Line>,
        pub name: Line,
        pub quantity: u32,
    }

    /// 服务方案, one version. A deviation makes a new version (R-2.3.8.4).
    pub struct Plan {
        pub version: u32,
        /// The assessment it rests on; none where the flow has none.
        pub assessment: Option<u32>,
        pub measure: Prose,
        pub parts: Vec<PlannedPart>,
        pub alternatives: Option<Prose>,
        /// 完成期限 promised to the customer.
        pub promised_at: Option<Timestamp>,
        pub at: Timestamp,
        pub by: Actor,
        pub told: Option<Notice>,
    }

    pub struct ContactAttempt {
        pub result: ContactResult,
        pub note: Option<Line>,
        pub at: Timestamp,
        pub by: Actor,
    }

    /// 派单: one visit with its window, arrival and end.
    pub struct Visit {
        pub id: VisitId,
        pub engineer_id: UserId,
        pub engineer_name: String,
        pub from: Timestamp,
        pub to: Timestamp,
        pub place: Line,
        pub note: Option<Prose>,
        pub planned_at: Timestamp,
        pub planned_by: Actor,
        pub contacts: Vec<ContactAttempt>,
        /// The customer agreed to the window; only then it replaces the policy's on-site target (K2).
        pub agreed: bool,
        pub arrived_at: Option<Timestamp>,
        pub safety_checked: bool,
        pub finish: Option<VisitFinish>,
        pub cancelled: Option<Prose>,
    }

    pub struct VisitFinish {
        pub outcome: VisitOutcome,
        pub function_test: FunctionTest,
        pub accessories_complete: bool,
        pub at: Timestamp,
    }

    /// The final cause (R-11.2.2.3); gates 已解决.
    pub struct Diagnosis {
        pub cause_class: CauseClass,
        pub cause: Prose,
        pub fault_code: Option<Line>,
        pub responsible_party: Option<ResponsibleParty>,
        pub at: Timestamp,
        pub by: Actor,
    }

    /// 更换件: old and new serial for the part history.
    pub struct ReplacedPart {
        pub number: Option<Line>,
        pub name: Line,
        pub quantity: u32,
        pub old_serial: Option<Line>,
        pub new_serial: Option<Line>,
    }

    /// 处理内容, one line (R-9.2.4.4).
    pub struct WorkLine {
        pub kind: WorkKind,
        pub text: Prose,
        pub minutes: u32,
        pub part: Option<ReplacedPart>,
        pub at: Timestamp,
        pub by: Actor,
        /// Done by head office while it helped the branch out; counted separately (S12)
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub from_hq: bool,
    }

    /// 已解决: what was done and what stays open (R-2.3.8.5), with the checks of R-9.3.6.3.
    pub struct Resolution {
        pub result: Prose,
        pub open_questions: Option<Prose>,
        #[serde(default)]
        pub function_test: Option<FunctionTest>,
        #[serde(default)]
        pub accessories_complete: bool,
        pub at: Timestamp,
        pub by: Actor,
    }

    /// The customer's word on the result: signed on the form, or said through a channel (R-6.2.4.1, R-8.4.6).
    pub struct Confirmation {
        pub satisfaction: Satisfaction,
        pub comment: Option<Prose>,
        pub signature: Option<Signature>,
        pub channel: Option<NoticeChannel>,
        pub at: Timestamp,
        pub by: Actor,
    }

    /// 客户签字: who signed which content (R-11.2.2.7).
    pub struct Signature {
        pub signer: Line,
        pub image: AttachmentId,
        /// SHA-256 of what was signed.
        pub content_hash: String,
        pub at: Timestamp,
        /// When what was signed changed; void for good, also when the content changes back.
        #[serde(default)]
        pub voided_at: Option<Timestamp>,
    }

    pub struct FormReview {
        pub outcome: ReviewOutcome,
        pub note: Option<Prose>,
        pub at: Timestamp,
        pub by: Actor,
    }

    /// The way of the form to the archive (R-11.2.3.5).
    #[derive(Default)]
    pub struct FormTrack {
        pub handed_in_at: Option<Timestamp>,
        pub handed_in_by: Option<Actor>,
        pub reviews: Vec<FormReview>,
        /// The form that lies with the supervisor has been approved; a change of what was signed ends it.
        #[serde(default)]
        pub approved: bool,
    }

    /// 服务类别 fixed at fault-report time (K19), with its reasons; a later decision does not erase this one.
    pub struct ChargeDecision {
        pub verdict: Verdict,
        pub decided_at: Timestamp,
        pub by: Actor,
    }

    pub struct Amendment {
        pub subject: Line,
        pub text: Prose,
        pub at: Timestamp,
        pub by: Actor,
    }

    pub struct AttachmentRef {
        pub id: AttachmentId,
        pub name: Line,
        pub at: Timestamp,
        pub by: Actor,
    }

    /// Where the ticket belongs.
    pub struct BranchFacts {
        pub branch_id: BranchId,
        pub branch_name: String,
    }
}
