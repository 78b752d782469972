//! Who asks, with which authority, for which row.

use serde::{Deserialize, Serialize};

use super::{Permission, Reach, Role};
use crate::kernel::{Actor, BranchId, UserId};

/// The branches an authority reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "branches", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = AccessScope))]
pub enum Scope {
    /// The whole company
    All,
    /// The branches with all those below them, spelled out
    Branches(Vec<BranchId>),
}

impl Scope {
    /// Whether a row of that branch is inside. A row of no branch belongs to the whole company.
    #[must_use]
    pub fn reaches(&self, branch: Option<BranchId>) -> bool {
        match self {
            Self::All => true,
            Self::Branches(branches) => branch.is_some_and(|branch| branches.contains(&branch)),
        }
    }
}

/// A role held at a branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = AccessGrant))]
pub struct Grant {
    pub role: Role,
    pub branch: BranchId,
    pub scope: Scope,
}

impl Grant {
    /// `below`: every branch and team under `branch`; a head-office role reaches everywhere and ignores it.
    #[must_use]
    pub fn new(role: Role, branch: BranchId, below: &[BranchId]) -> Self {
        let scope = match role.reach() {
            Reach::Company => Scope::All,
            _ => Scope::Branches(
                std::iter::once(branch).chain(below.iter().copied().filter(|b| *b != branch)).collect(),
            ),
        };
        Self { role, branch, scope }
    }
}

/// What an actor's permissions come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = AccessAuthority))]
pub enum Authority {
    /// A person with roles
    Roles { grants: Vec<Grant> },
    /// A third-party system with an API key: exactly the permissions of the key
    Key { permissions: Vec<Permission>, scope: Scope },
    /// The system itself: timers and reactions
    System,
}

/// An authenticated actor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Principal {
    pub actor: Actor,
    pub authority: Authority,
}

impl Principal {
    #[must_use]
    pub const fn person(actor: Actor, grants: Vec<Grant>) -> Self {
        Self { actor, authority: Authority::Roles { grants } }
    }

    #[must_use]
    pub const fn key(actor: Actor, permissions: Vec<Permission>, scope: Scope) -> Self {
        Self { actor, authority: Authority::Key { permissions, scope } }
    }

    #[must_use]
    pub const fn system() -> Self {
        Self { actor: Actor::System, authority: Authority::System }
    }

    /// Everything the principal may do somewhere: what a screen needs to know which menus to show.
    #[must_use]
    pub fn permissions(&self) -> Vec<Permission> {
        Permission::ALL.iter().copied().filter(|permission| super::can_anywhere(self, *permission)).collect()
    }

    #[must_use]
    pub fn has_role(&self, role: Role) -> bool {
        matches!(&self.authority, Authority::Roles { grants } if grants.iter().any(|grant| grant.role == role))
    }
}

/// What the decision needs to know of a row. A row without a branch belongs to the whole company.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Resource {
    pub branch: Option<BranchId>,
    /// The person who answers for it
    pub owner: Option<UserId>,
    /// The person the job is assigned to
    pub assignee: Option<UserId>,
}

impl Resource {
    /// A row of the whole company: a product, a policy.
    pub const COMPANY: Self = Self { branch: None, owner: None, assignee: None };

    #[must_use]
    pub const fn of_branch(branch: BranchId) -> Self {
        Self { branch: Some(branch), owner: None, assignee: None }
    }
}
