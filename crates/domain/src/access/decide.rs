//! The one access decision.

use serde::Serialize;

use super::{Authority, Grant, Permission, Principal, Reach, Resource, Role, Scope};
use crate::kernel::{BranchId, ReasonCode, Rejection, UserId, codes};

codes! {
    /// Why access was given or refused; the later, the closer to permission.
    pub enum AccessRule {
        NoPermission = "no_permission", "您的角色没有此权限", "No role of yours permits this";
        OutsideScope = "outside_scope", "不在您的机构范围内", "Outside your branches";
        CompanyWide = "company_wide", "全公司数据只能由总部更改", "Company-wide data is changed by head office only";
        NotOwn = "not_own", "不是您负责的需求", "Not a ticket of yours";
        NotAssigned = "not_assigned", "该任务未派给您", "The job is not assigned to you";
        ByKey = "by_key", "接口密钥授权", "Permitted by the API key";
        BySystem = "by_system", "系统", "The system itself";
        ByRole = "by_role", "角色授权", "Permitted by a role";
    }
}

/// An access decision with its ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = AccessDecision))]
pub struct Decision {
    pub allowed: bool,
    pub rule: AccessRule,
    /// The role that permits it, or that came closest
    pub role: Option<Role>,
}

impl Decision {
    const fn allow(rule: AccessRule, role: Option<Role>) -> Self {
        Self { allowed: true, rule, role }
    }

    const fn refuse(rule: AccessRule, role: Option<Role>) -> Self {
        Self { allowed: false, rule, role }
    }

    /// The ground in Chinese.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        self.rule.zh()
    }

    /// The ground in English.
    #[must_use]
    pub const fn reason_en(&self) -> &'static str {
        self.rule.en()
    }
}

/// Whether the principal may do this to that row. The best of the principal's grants decides; a refusal names the one
/// that came closest.
#[must_use]
pub fn can(principal: &Principal, permission: Permission, resource: &Resource) -> Decision {
    match &principal.authority {
        Authority::System => Decision::allow(AccessRule::BySystem, None),
        Authority::Key { permissions, scope } => {
            match within(permission, scope, is_wide(permission, false), resource) {
                _ if !permissions.contains(&permission) => Decision::refuse(AccessRule::NoPermission, None),
                Err(rule) => Decision::refuse(rule, None),
                Ok(()) => Decision::allow(AccessRule::ByKey, None),
            }
        }
        Authority::Roles { grants } => grants
            .iter()
            .map(|grant| by_grant(grant, principal.actor.user_id(), permission, resource))
            .max_by_key(|decision| (decision.allowed, decision.rule))
            .unwrap_or(Decision::refuse(AccessRule::NoPermission, None)),
    }
}

/// Whether there is any row to which the principal may do this.
#[must_use]
pub fn can_anywhere(principal: &Principal, permission: Permission) -> bool {
    match &principal.authority {
        Authority::System => true,
        Authority::Key { permissions, .. } => permissions.contains(&permission),
        Authority::Roles { grants } => grants.iter().any(|grant| grant.role.permits(permission)),
    }
}

fn by_grant(grant: &Grant, user: Option<UserId>, permission: Permission, resource: &Resource) -> Decision {
    let refuse = |rule| Decision::refuse(rule, Some(grant.role));
    if !grant.role.permits(permission) {
        return Decision::refuse(AccessRule::NoPermission, None);
    }
    if let Err(rule) = within(permission, &grant.scope, is_wide(permission, is_staff(grant.role)), resource) {
        return refuse(rule);
    }
    let assigned = user.is_some() && resource.assignee == user;
    let owned = user.is_some() && resource.owner == user;
    match grant.role.reach() {
        Reach::OwnJobs if permission.is_own_job_only() && !assigned => refuse(AccessRule::NotAssigned),
        // registering makes the row: there is no owner yet
        Reach::OwnOnly if about_a_ticket(permission) && !(assigned || owned) => refuse(AccessRule::NotOwn),
        Reach::OwnOnly if permission.is_own_job_only() && !assigned => refuse(AccessRule::NotAssigned),
        _ => Decision::allow(AccessRule::ByRole, Some(grant.role)),
    }
}

fn about_a_ticket(permission: Permission) -> bool {
    permission != Permission::TicketsRegister && matches!(permission.capability(), "tickets" | "attachments")
}

fn is_staff(role: Role) -> bool {
    role.reach() != Reach::OwnOnly
}

/// Own staff look up units wherever they were sold (R-3.2.1a); a dealer or a third-party system only in its branches
///
fn is_wide(permission: Permission, staff: bool) -> bool {
    permission.is_company_wide() && (staff || permission != Permission::UnitsRead)
}

fn within(permission: Permission, scope: &Scope, wide: bool, resource: &Resource) -> Result<(), AccessRule> {
    match resource.branch {
        _ if wide || scope.reaches(resource.branch) => Ok(()),
        Some(_) => Err(AccessRule::OutsideScope),
        None if permission.only_looks() => Ok(()),
        None => Err(AccessRule::CompanyWide),
    }
}

/// Which rows of a list a principal sees: the same answer as [`can`], in a form that a query can filter by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rows {
    Everything,
    /// Rows of `branches`, and of `own_in` those the user owns or is assigned to. Both may be empty: nothing.
    Some {
        branches: Vec<BranchId>,
        own_in: Vec<BranchId>,
        user: Option<UserId>,
    },
}

impl Rows {
    #[must_use]
    pub fn admit(&self, resource: &Resource) -> bool {
        match self {
            Self::Everything => true,
            Self::Some { branches, own_in, user } => resource.branch.is_some_and(|branch| {
                let own = user.is_some() && (resource.owner == *user || resource.assignee == *user);
                branches.contains(&branch) || (own && own_in.contains(&branch))
            }),
        }
    }
}

/// The rows, each of some branch, to which the principal may do this; for permissions that only look.
#[must_use]
pub fn rows(principal: &Principal, permission: Permission) -> Rows {
    let user = principal.actor.user_id();
    let (mut branches, mut own_in) = (Vec::new(), Vec::new());
    let everything = match &principal.authority {
        Authority::System => true,
        _ if !can_anywhere(principal, permission) => false,
        Authority::Key { scope, .. } => collect(&mut branches, scope, is_wide(permission, false)),
        Authority::Roles { grants } => {
            grants.iter().filter(|grant| grant.role.permits(permission)).fold(false, |all, grant| {
                let own = grant.role.reach() == Reach::OwnOnly && about_a_ticket(permission);
                let list = if own { &mut own_in } else { &mut branches };
                collect(list, &grant.scope, is_wide(permission, is_staff(grant.role))) || all
            })
        }
    };
    if everything { Rows::Everything } else { Rows::Some { branches, own_in, user } }
}

fn collect(list: &mut Vec<BranchId>, scope: &Scope, wide: bool) -> bool {
    match scope {
        Scope::All => true,
        Scope::Branches(_) if wide => true,
        Scope::Branches(branches) => {
            list.extend(branches);
            false
        }
    }
}

/// Whether a person can answer for the tickets of a branch: their roles let them see those they own there.
#[must_use]
pub fn may_own(person: &Principal, branch: BranchId) -> bool {
    let own = person.actor.user_id();
    own.is_some()
        && can(person, Permission::TicketsRead, &Resource { branch: Some(branch), owner: own, assignee: own })
            .allowed
}

/// Nobody reviews their own service (职责分离).
///
/// # Errors
/// `ReviewerIsEngineer` when the reviewer is among those who did the work.
pub fn may_review(reviewer: UserId, engineers: &[UserId]) -> Result<(), Rejection> {
    if engineers.contains(&reviewer) {
        Err(Rejection::because(ReasonCode::ReviewerIsEngineer))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::kernel::{Actor, ApiKeyId};

    const fn branch(n: u128) -> BranchId {
        BranchId(Uuid::from_u128(n))
    }

    const fn user(n: u128) -> UserId {
        UserId(Uuid::from_u128(n))
    }

    fn person(n: u128, roles: &[(Role, u128, &[BranchId])]) -> Principal {
        let grants = roles.iter().map(|(role, at, below)| Grant::new(*role, branch(*at), below)).collect();
        Principal::person(Actor::User { id: user(n), name: "张".to_owned() }, grants)
    }

    fn row(at: u128, owner: u128, assignee: u128) -> Resource {
        Resource { branch: Some(branch(at)), owner: Some(user(owner)), assignee: Some(user(assignee)) }
    }

    #[test]
    fn a_branch_role_ends_at_its_branches() {
        let lead = person(1, &[(Role::BranchSupervisor, 10, &[branch(11)])]);
        for (at, allowed, rule) in [
            (10, true, AccessRule::ByRole),
            (11, true, AccessRule::ByRole),
            (20, false, AccessRule::OutsideScope),
        ] {
            let decision = can(&lead, Permission::TicketsReview, &row(at, 2, 3));
            assert_eq!(
                (decision.allowed, decision.rule, decision.role),
                (allowed, rule, Some(Role::BranchSupervisor))
            );
        }
        assert!(
            can(&person(1, &[(Role::HqService, 1, &[])]), Permission::TicketsReview, &row(20, 2, 3)).allowed
        );
    }

    #[test]
    fn a_role_at_one_branch_gives_nothing_at_another() {
        let both = person(1, &[(Role::Engineer, 10, &[]), (Role::BranchSupervisor, 20, &[])]);
        assert_eq!(can(&both, Permission::TicketsReview, &row(10, 1, 1)).rule, AccessRule::OutsideScope);
        assert!(can(&both, Permission::TicketsReview, &row(20, 2, 2)).allowed);
    }

    #[test]
    fn an_engineer_sees_the_branch_and_works_on_own_jobs() {
        let engineer = person(3, &[(Role::Engineer, 10, &[])]);
        assert!(can(&engineer, Permission::TicketsRead, &row(10, 2, 4)).allowed);
        assert_eq!(can(&engineer, Permission::TicketsWork, &row(10, 3, 4)).rule, AccessRule::NotAssigned);
        assert!(can(&engineer, Permission::TicketsWork, &row(10, 2, 3)).allowed);
        assert_eq!(can(&engineer, Permission::TicketsWork, &row(20, 2, 3)).rule, AccessRule::OutsideScope);
        assert_eq!(can(&engineer, Permission::TicketsArchive, &row(10, 3, 3)).rule, AccessRule::NoPermission);
    }

    #[test]
    fn a_dealer_sees_only_own_tickets() {
        let dealer = person(5, &[(Role::Dealer, 10, &[])]);
        assert_eq!(can(&dealer, Permission::TicketsRead, &row(10, 2, 3)).rule, AccessRule::NotOwn);
        assert!(can(&dealer, Permission::TicketsRead, &row(10, 5, 3)).allowed);
        assert!(can(&dealer, Permission::TicketsWork, &row(10, 2, 5)).allowed);
        assert_eq!(can(&dealer, Permission::TicketsWork, &row(10, 5, 3)).rule, AccessRule::NotAssigned);
        // only the units of the dealer's own region
        assert!(can(&dealer, Permission::UnitsRead, &Resource::of_branch(branch(10))).allowed);
        assert_eq!(
            can(&dealer, Permission::UnitsRead, &Resource::of_branch(branch(20))).rule,
            AccessRule::OutsideScope
        );
        assert!(can(&dealer, Permission::TicketsRegister, &Resource::of_branch(branch(10))).allowed);
    }

    #[test]
    fn nobody_is_matched_by_an_empty_field() {
        let key = Principal::key(
            Actor::ApiKey { id: ApiKeyId(Uuid::from_u128(9)), name: "ERP".to_owned() },
            vec![Permission::TicketsRead],
            Scope::Branches(vec![branch(10)]),
        );
        assert!(can(&key, Permission::TicketsRead, &row(10, 1, 1)).allowed);
        assert_eq!(can(&key, Permission::TicketsRead, &row(20, 1, 1)).rule, AccessRule::OutsideScope);
        assert_eq!(can(&key, Permission::TicketsWork, &row(10, 1, 1)).rule, AccessRule::NoPermission);
        let customer = Principal::person(
            Actor::Customer { name: "李".to_owned() },
            vec![Grant::new(Role::Dealer, branch(10), &[])],
        );
        let unowned = Resource::of_branch(branch(10));
        assert!(!can(&customer, Permission::TicketsRead, &unowned).allowed);
    }

    #[test]
    fn what_belongs_to_the_company_is_read_by_all_and_changed_by_head_office() {
        let manager = person(1, &[(Role::BranchManager, 10, &[])]);
        assert!(can(&manager, Permission::CalendarsRead, &Resource::COMPANY).allowed);
        assert_eq!(
            can(&manager, Permission::CalendarsWrite, &Resource::COMPANY).rule,
            AccessRule::CompanyWide
        );
        assert!(can(&manager, Permission::CalendarsWrite, &Resource::of_branch(branch(10))).allowed);
        let hq = person(1, &[(Role::HqService, 1, &[])]);
        assert!(can(&hq, Permission::CalendarsWrite, &Resource::COMPANY).allowed);
        // any branch may serve any unit (R-3.2.1a)
        assert!(can(&manager, Permission::UnitsRead, &Resource::of_branch(branch(20))).allowed);
        assert!(!can(&manager, Permission::CustomersRead, &Resource::of_branch(branch(20))).allowed);
    }

    #[test]
    fn one_does_not_review_oneself() {
        assert!(may_review(user(1), &[user(2)]).is_ok());
        assert!(may_review(user(2), &[user(1), user(2)]).unwrap_err().has(ReasonCode::ReviewerIsEngineer));
    }

    proptest! {
        #[test]
        fn lists_show_exactly_what_can_be_read(
            roles in proptest::collection::vec((0..Role::ALL.len(), 0u128..4, proptest::collection::vec(0u128..4, 0..3)), 0..4),
            at in 0u128..4, owner in 0u128..3, assignee in 0u128..3, permission in 0..Permission::ALL.len(),
        ) {
            let permission = Permission::ALL[permission];
            prop_assume!(permission.only_looks());
            let grants = roles.iter().map(|(role, at, below)| {
                let below: Vec<_> = below.iter().map(|b| branch(*b)).collect();
                Grant::new(Role::ALL[*role], branch(*at), &below)
            }).collect();
            let who = Principal::person(Actor::User { id: user(1), name: "张".to_owned() }, grants);
            let resource = row(at, owner, assignee);
            prop_assert_eq!(rows(&who, permission).admit(&resource), can(&who, permission, &resource).allowed);
        }

        #[test]
        fn one_more_role_never_takes_a_right_away(
            role in 0..Role::ALL.len(), more in 0..Role::ALL.len(), permission in 0..Permission::ALL.len(), at in 0u128..3,
        ) {
            let one = person(1, &[(Role::ALL[role], 1, &[])]);
            let two = person(1, &[(Role::ALL[role], 1, &[]), (Role::ALL[more], 2, &[])]);
            let permission = Permission::ALL[permission];
            let (before, after) = (can(&one, permission, &row(at, 1, 2)), can(&two, permission, &row(at, 1, 2)));
            prop_assert!(after.allowed || !before.allowed);
        }
    }
}
