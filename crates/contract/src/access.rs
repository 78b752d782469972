//! Sign-in, people, organisation, API keys.

use domain::{
    access::{AbsenceKind, Authority, Permission, Role},
    kernel::{AbsenceId, Actor, ApiKeyId, BranchId, EventId, Timestamp, UserId},
};
use validator::Validate as _;

request! {
    /// 登录
    pub struct LoginRequest {
        #[validate(length(min = 1, max = 100))]
        pub account: String,
        #[validate(length(min = 1, max = 128))]
        pub password: String,
    }

    pub struct RefreshRequest {
        #[validate(length(min = 1, max = 500))]
        pub refresh_token: String,
    }

    pub struct ChangePassword {
        #[validate(length(min = 1, max = 128))]
        pub current: String,
        #[validate(length(min = 10, max = 128))]
        pub new: String,
    }

    pub struct CreateUser {
        #[validate(length(min = 2, max = 60))]
        pub account: String,
        #[validate(length(min = 1, max = 60))]
        pub name: String,
        #[validate(length(min = 10, max = 128))]
        pub password: String,
        #[serde(default)]
        #[validate(length(max = 20))]
        pub phone: Option<String>,
        #[validate(length(min = 1, max = 20))]
        pub grants: Vec<GrantInput>,
    }

    /// A new password set by an administrator
    pub struct ResetPassword {
        #[validate(length(min = 10, max = 128))]
        pub password: String,
    }

    pub struct UpdateUser {
        #[validate(length(min = 1, max = 60))]
        pub name: String,
        #[serde(default)]
        #[validate(length(max = 20))]
        pub phone: Option<String>,
        pub active: bool,
        #[validate(length(min = 1, max = 20))]
        pub grants: Vec<GrantInput>,
    }

    /// A role at a branch, with everything below it.
    pub struct GrantInput {
        pub role: Role,
        pub branch_id: BranchId,
    }

    pub struct SaveBranch {
        #[validate(length(min = 2, max = 6))]
        pub code: String,
        #[validate(length(min = 1, max = 60))]
        pub name: String,
        pub kind: BranchKind,
        #[serde(default)]
        pub parent_id: Option<BranchId>,
        /// Working calendar of the branch; null: the standard one
        #[serde(default)]
        #[validate(length(max = 40))]
        pub calendar_code: Option<String>,
        #[serde(default)]
        #[validate(nested, length(max = 200))]
        pub areas: Vec<ServiceAreaInput>,
    }

    /// 服务区域: an administrative-division prefix and who is responsible (R-11.2.2.1).
    pub struct ServiceAreaInput {
        #[validate(length(min = 2, max = 6))]
        pub region_prefix: String,
        pub owner_id: UserId,
        #[serde(default)]
        pub deputy_id: Option<UserId>,
    }

    /// 离岗: a time away. An absence that has begun may still be changed, one that is over may not.
    pub struct SaveAbsence {
        pub from: Timestamp,
        /// First instant back at work; at most 366 days after `from`
        pub until: Timestamp,
        pub kind: AbsenceKind,
        /// Stands in, at every branch for whose areas the person answers; null: the deputy of each area
        #[serde(default)]
        pub deputy_id: Option<UserId>,
        #[serde(default)]
        #[validate(length(max = 200))]
        pub note: Option<String>,
    }

    pub struct CreateApiKey {
        #[validate(length(min = 1, max = 60))]
        pub name: String,
        #[validate(length(min = 1, max = 60))]
        pub scopes: Vec<Permission>,
        pub branch_id: BranchId,
        #[serde(default)]
        pub expires_at: Option<Timestamp>,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum BranchKind {
    HeadOffice,
    Branch,
    Team,
    ServiceStation,
}

impl BranchKind {
    pub const ALL: &'static [Self] = &[Self::HeadOffice, Self::Branch, Self::Team, Self::ServiceStation];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HeadOffice => "head_office",
            Self::Branch => "branch",
            Self::Team => "team",
            Self::ServiceStation => "service_station",
        }
    }

    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::HeadOffice => "总部",
            Self::Branch => "分公司",
            Self::Team => "服务小组",
            Self::ServiceStation => "特约服务站",
        }
    }

    #[must_use]
    pub const fn en(self) -> &'static str {
        match self {
            Self::HeadOffice => "Head office",
            Self::Branch => "Branch",
            Self::Team => "Team",
            Self::ServiceStation => "Service station",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
    }
}

wire! {
    pub struct TokenResponse {
        /// JWT, valid for `expires_in` seconds
        pub access_token: String,
        /// Rotates on every use; using an old one revokes the whole session
        pub refresh_token: String,
        pub expires_in: u64,
        pub user: Me,
    }

    pub struct Me {
        pub id: UserId,
        pub account: String,
        pub name: String,
        pub roles: Vec<GrantView>,
        pub permissions: Vec<Permission>,
        /// True: sees every branch
        pub all_branches: bool,
        /// What `domain::access::can` asks: the same decision on the screen as on the server
        pub authority: Authority,
    }

    pub struct GrantView {
        pub role: Role,
        pub branch_id: BranchId,
        pub branch_name: String,
    }

    pub struct UserView {
        pub id: UserId,
        pub account: String,
        pub name: String,
        pub phone: Option<String>,
        pub active: bool,
        /// Away now, until this instant
        #[serde(default)]
        pub absent_until: Option<Timestamp>,
        pub roles: Vec<GrantView>,
        pub version: i64,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
    }

    pub struct AbsenceView {
        pub id: AbsenceId,
        pub user_id: UserId,
        pub from: Timestamp,
        /// First instant back at work
        pub until: Timestamp,
        pub kind: AbsenceKind,
        pub deputy_id: Option<UserId>,
        pub deputy_name: Option<String>,
        pub note: Option<String>,
        pub created_by: Actor,
        /// Set when it was taken back; it then counts for nothing
        pub cancelled_at: Option<Timestamp>,
        pub version: i64,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
    }

    pub struct BranchView {
        pub id: BranchId,
        pub code: String,
        pub name: String,
        pub kind: BranchKind,
        pub parent_id: Option<BranchId>,
        pub calendar_code: Option<String>,
        pub areas: Vec<ServiceAreaView>,
        pub version: i64,
    }

    pub struct ServiceAreaView {
        pub region_prefix: String,
        pub owner_id: UserId,
        pub owner_name: String,
        pub deputy_id: Option<UserId>,
        pub deputy_name: Option<String>,
    }

    pub struct ApiKeyView {
        pub id: ApiKeyId,
        pub name: String,
        pub prefix: String,
        pub scopes: Vec<Permission>,
        pub branch_id: BranchId,
        pub expires_at: Option<Timestamp>,
        pub revoked_at: Option<Timestamp>,
        pub last_used_at: Option<Timestamp>,
        pub created_at: Timestamp,
    }

    /// The key itself is shown this once.
    pub struct CreatedApiKey {
        /// Null in the answer to a repeated request: only its hash is kept
        pub key: Option<String>,
        pub api_key: ApiKeyView,
    }

    /// Who did what to accounts, keys, branches and sessions.
    pub struct AuditEntryView {
        pub id: EventId,
        pub at: Timestamp,
        pub actor: Actor,
        /// `sign_in.succeeded`, `user.updated`, …
        pub action: String,
        pub subject_kind: String,
        pub subject_id: String,
        pub detail: serde_json::Value,
    }
}

query! {
    pub struct UserQuery {
        #[validate(range(min = 1, max = 100))]
        pub limit: Option<u64>,
        #[validate(length(max = 500))]
        pub cursor: Option<String>,
        /// Name or account contains
        #[validate(length(max = 60))]
        pub q: Option<String>,
        /// Holds this role
        pub role: Option<Role>,
        /// Holds a role at this branch
        pub branch_id: Option<BranchId>,
        /// Holds a role that reaches this branch, at it or above it; with `role=engineer`: who can be sent there
        pub serves_branch: Option<BranchId>,
        pub active: Option<bool>,
    }

    pub struct AuditQuery {
        #[validate(range(min = 1, max = 100))]
        pub limit: Option<u64>,
        #[validate(length(max = 500))]
        pub cursor: Option<String>,
        #[validate(length(max = 60))]
        pub action: Option<String>,
        #[validate(length(max = 60))]
        pub subject_kind: Option<String>,
        #[validate(length(max = 60))]
        pub subject_id: Option<String>,
    }
}
