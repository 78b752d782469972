//! One request on its way through its chain. It has effect only when every level has agreed; the maker never decides,
//! nobody decides twice, and a deputy counts as both persons.

use serde::{Deserialize, Serialize};

use super::{ApprovalKind, Chain};
use crate::{
    access::Role,
    kernel::{Money, Prose, ReasonCode, Rejection, Timestamp, UserId, codes},
};

codes! {
    /// What an approver says.
    pub enum Verdict {
        Approved = "approved", "同意", "Approved";
        Rejected = "rejected", "不同意", "Rejected";
    }
}

codes! {
    /// Where a request stands.
    pub enum RequestState {
        Pending = "pending", "审批中", "Pending";
        Approved = "approved", "已批准", "Approved";
        Rejected = "rejected", "已驳回", "Rejected";
        Withdrawn = "withdrawn", "已撤回", "Withdrawn";
    }
}

/// Who decides. `roles` are those that reach the branch of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approver {
    pub user: UserId,
    pub roles: Vec<Role>,
}

/// 授权: `from` lets `to` decide for a time. It covers the roles that `from` holds, and cannot be passed on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegation {
    pub from: UserId,
    pub from_roles: Vec<Role>,
    pub to: UserId,
    /// Kinds of requests; empty for all
    pub kinds: Vec<ApprovalKind>,
    pub valid_from: Timestamp,
    /// First instant at which it is over
    pub valid_until: Timestamp,
}

/// One decision on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub role: Role,
    pub by: UserId,
    pub on_behalf_of: Option<UserId>,
    pub verdict: Verdict,
    pub reason: Option<Prose>,
    pub at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    kind: ApprovalKind,
    amount: Option<Money>,
    maker: UserId,
    made_at: Timestamp,
    /// The chain as it was when the request was made
    roles: Vec<Role>,
    decisions: Vec<Decision>,
    state: RequestState,
}

impl Request {
    /// # Errors
    /// When the chain has no levels or does not fit the amount.
    pub fn new(
        chain: &Chain,
        amount: Option<Money>,
        maker: UserId,
        made_at: Timestamp,
    ) -> Result<Self, Rejection> {
        let roles = chain.roles(amount)?;
        let (kind, state) = (chain.kind, RequestState::Pending);
        Ok(Self { kind, amount, maker, made_at, roles, decisions: Vec::new(), state })
    }

    #[must_use]
    pub const fn state(&self) -> RequestState {
        self.state
    }

    #[must_use]
    pub const fn amount(&self) -> Option<Money> {
        self.amount
    }

    #[must_use]
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// Whose turn it is; nobody's once it has ended.
    #[must_use]
    pub fn waits_for(&self) -> Option<Role> {
        let is_pending = self.state == RequestState::Pending;
        self.roles.get(self.decisions.len()).copied().filter(|_| is_pending)
    }

    /// One level decides. A rejection ends the request and needs a reason.
    ///
    /// # Errors
    /// When it has ended, the approver or the person they stand in for made it or has decided before, the role is not
    /// the one whose turn it is, the delegation does not apply, or a rejection has no reason.
    pub fn decide(
        &mut self,
        approver: &Approver,
        delegation: Option<&Delegation>,
        verdict: Verdict,
        reason: Option<Prose>,
        at: Timestamp,
    ) -> Result<RequestState, Rejection> {
        let no = |code| Err(Rejection::because(code));
        let Some(role) = self.waits_for() else {
            return no(ReasonCode::ApprovalEnded);
        };
        if at < self.decisions.last().map_or(self.made_at, |last| last.at) {
            return no(ReasonCode::TimeOutOfOrder);
        }
        let on_behalf_of = delegation.map(|delegation| delegation.from);
        let persons = || std::iter::once(approver.user).chain(on_behalf_of);
        if persons().any(|person| person == self.maker) {
            return no(ReasonCode::ApproverIsMaker);
        }
        let has_decided =
            |person| self.decisions.iter().any(|d| d.by == person || d.on_behalf_of == Some(person));
        if persons().any(has_decided) {
            return no(ReasonCode::ApproverTwice);
        }
        if delegation.is_some_and(|delegation| !delegation.covers(approver.user, self.kind, at)) {
            return no(ReasonCode::DelegationInvalid);
        }
        let roles = delegation.map_or(&approver.roles, |delegation| &delegation.from_roles);
        if !roles.contains(&role) {
            return Err(Rejection::with(ReasonCode::ApproverUnfit, role.as_str()));
        }
        if verdict == Verdict::Rejected && reason.is_none() {
            return no(ReasonCode::ApprovalReasonMissing);
        }
        self.decisions.push(Decision { role, by: approver.user, on_behalf_of, verdict, reason, at });
        self.state = match verdict {
            Verdict::Rejected => RequestState::Rejected,
            Verdict::Approved if self.decisions.len() == self.roles.len() => RequestState::Approved,
            Verdict::Approved => RequestState::Pending,
        };
        Ok(self.state)
    }

    /// The maker takes it back.
    ///
    /// # Errors
    /// When it has ended, or somebody else tries.
    pub fn withdraw(&mut self, by: UserId) -> Result<(), Rejection> {
        if self.state != RequestState::Pending {
            return Err(Rejection::because(ReasonCode::ApprovalEnded));
        }
        if by != self.maker {
            return Err(Rejection::because(ReasonCode::ForbiddenByRole));
        }
        self.state = RequestState::Withdrawn;
        Ok(())
    }
}

impl Delegation {
    fn covers(&self, deputy: UserId, kind: ApprovalKind, at: Timestamp) -> bool {
        self.to == deputy
            && (self.kinds.is_empty() || self.kinds.contains(&kind))
            && (self.valid_from..self.valid_until).contains(&at)
    }
}
