//! What people are told and how they want to be told; who is on duty; robots and gateways.

use domain::{
    kernel::{
        BranchId, DutyShiftId, EventId, NotificationChannelId, NotificationId, TicketId, Timestamp, UserId,
    },
    notifications::{
        Language, NotificationChannel, NotificationFault, NotificationKind, NotificationRule, QuietHours,
    },
};

request! {
    /// How somebody wants to be told.
    pub struct SavePreferences {
        pub language: Language,
        /// Local time of one's branch; null: messages come at any time
        pub quiet: Option<QuietHours>,
        /// Where e-mail goes; null: none is sent
        #[serde(default)]
        #[validate(email, length(max = 200))]
        pub email: Option<String>,
        /// Kinds that are not named follow the usual channels; the inbox is always one
        #[serde(default)]
        #[validate(length(max = 20))]
        pub channels: Vec<KindChannels>,
    }

    pub struct KindChannels {
        pub kind: NotificationKind,
        #[validate(length(max = 10))]
        pub channels: Vec<NotificationChannel>,
    }

    /// 班次: a person on duty at a branch, for it and those below it (R-3.2.3a).
    pub struct SaveDutyShift {
        pub branch_id: BranchId,
        pub user_id: UserId,
        pub from: Timestamp,
        /// First instant after the shift; at most 31 days after `from`
        pub until: Timestamp,
    }

    /// A robot or gateway of a branch, for its requests and those below it.
    pub struct SaveChannel {
        pub branch_id: BranchId,
        /// `wecom_robot`, `dingtalk_robot` or `sms`
        pub kind: NotificationChannel,
        #[validate(length(min = 1, max = 60))]
        pub name: String,
        /// The address with its key, never shown again; null keeps the present one
        #[serde(default)]
        #[validate(length(min = 1, max = 500))]
        pub url: Option<String>,
        /// 钉钉: the key that signs (SEC…); SMS: the bearer token. Never shown again; goes with `url`
        #[serde(default)]
        #[validate(length(min = 1, max = 200))]
        pub secret: Option<String>,
        /// SMS: the JSON that the gateway takes, with `{phone}` and `{text}` inside strings
        #[serde(default)]
        #[validate(length(max = 2000))]
        pub template: Option<String>,
        pub active: bool,
    }
}

wire! {
    /// One thing that somebody was told, in both languages.
    pub struct NotificationView {
        pub id: NotificationId,
        pub kind: NotificationKind,
        /// Why this person is told
        pub rule: NotificationRule,
        /// The clause that the rule follows
        pub clause: String,
        /// Not delayed by night or preference
        pub urgent: bool,
        /// The event that it tells of
        pub event_id: EventId,
        pub ticket_id: TicketId,
        pub ticket_no: String,
        pub branch_id: BranchId,
        pub title: String,
        pub text: String,
        pub title_en: String,
        pub text_en: String,
        /// Who would have been told, were they not away
        pub instead_of: Option<String>,
        /// When it happened
        pub at: Timestamp,
        pub read_at: Option<Timestamp>,
    }

    pub struct UnreadCount {
        pub unread: u64,
    }

    pub struct PreferencesView {
        pub language: Language,
        pub quiet: Option<QuietHours>,
        pub email: Option<String>,
        /// Every kind with its channels, chosen or usual
        pub channels: Vec<KindChannels>,
        /// Whether this server sends e-mail at all
        pub email_available: bool,
        /// 0 when nothing was chosen yet
        pub version: i64,
    }

    pub struct DutyShiftView {
        pub id: DutyShiftId,
        pub branch_id: BranchId,
        pub branch_name: String,
        pub user_id: UserId,
        pub user_name: String,
        pub from: Timestamp,
        pub until: Timestamp,
        pub cancelled_at: Option<Timestamp>,
        pub version: i64,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
    }

    pub struct ChannelView {
        pub id: NotificationChannelId,
        pub branch_id: BranchId,
        pub kind: NotificationChannel,
        pub name: String,
        /// Of the address: the rest is secret
        pub host: String,
        pub template: Option<String>,
        pub active: bool,
        /// When the other side last took a message at this address
        pub last_sent_at: Option<Timestamp>,
        pub last_failed_at: Option<Timestamp>,
        /// Why the last failed attempt failed
        pub last_fault: Option<NotificationFault>,
        pub version: i64,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
    }
}

query! {
    pub struct NotificationQuery {
        #[validate(range(min = 1, max = 100))]
        pub limit: Option<u64>,
        #[validate(length(max = 500))]
        pub cursor: Option<String>,
        /// Only what was not read
        pub unread: Option<bool>,
    }

    /// Shifts that are not over at `from` and begin before `until`.
    pub struct DutyQuery {
        pub branch_id: Option<BranchId>,
        /// Default: now
        pub from: Option<Timestamp>,
        pub until: Option<Timestamp>,
        #[validate(range(min = 1, max = 100))]
        pub limit: Option<u64>,
        #[validate(length(max = 500))]
        pub cursor: Option<String>,
    }
}
