//! Whose day it is: who works on jobs sees their own first, who leads sees the branch.

use domain::access::Permission;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Focus {
    /// An engineer: what is assigned to me
    Own,
    /// Reception, dispatch, supervisors: what the branch has to do
    Team,
}

impl Focus {
    pub(super) fn of(can: impl Fn(Permission) -> bool) -> Self {
        let leads = can(Permission::TicketsReview)
            || can(Permission::TicketsAssign)
            || can(Permission::TicketsConfirm);
        if can(Permission::TicketsWork) && !leads { Self::Own } else { Self::Team }
    }

    /// The `assignee` of the list of what is due next.
    pub(super) fn assignee(self) -> Option<String> {
        (self == Self::Own).then(|| "me".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use domain::access::Role;

    use super::*;

    #[test]
    fn engineers_see_their_own_day_and_the_others_the_branch() {
        for (role, focus) in [
            (Role::Engineer, Focus::Own),
            (Role::SecondLine, Focus::Own),
            (Role::Dealer, Focus::Own),
            (Role::Reception, Focus::Team),
            (Role::BranchSupervisor, Focus::Team),
            (Role::Auditor, Focus::Team),
        ] {
            assert_eq!(Focus::of(|permission| role.permits(permission)), focus, "{role}");
        }
    }
}
