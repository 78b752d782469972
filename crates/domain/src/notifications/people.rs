//! What the decision must know of people.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    access::Role,
    kernel::{BranchId, UserId},
};

/// 离岗, as of the decision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Away {
    /// Who may stand in: the deputy of the absence, then those of the person's areas
    pub deputies: Vec<UserId>,
}

/// Somebody with a sign-in that works.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Member {
    pub roles: BTreeSet<(Role, BranchId)>,
    /// None: the person is there
    pub away: Option<Away>,
}

/// 值班: a person on duty now at a branch, for it and those below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    pub branch: BranchId,
    pub person: UserId,
}

/// Active people and who is on duty.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    pub people: BTreeMap<UserId, Member>,
    pub on_duty: Vec<Shift>,
}

/// The request that something happened to.
#[derive(Debug, Clone, Default)]
pub struct Case {
    /// Its branch and those above it, nearest first
    pub branches: Vec<BranchId>,
    pub owner: Option<UserId>,
    pub assignee: Option<UserId>,
    /// P1: neither night nor preference delays it
    pub critical: bool,
}

/// Somebody who is there, and for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Present {
    pub person: UserId,
    pub instead_of: Option<UserId>,
}

impl Directory {
    /// The person, or who stands in while they are away; a deputy who is away too is passed over.
    pub(super) fn present(&self, person: UserId) -> Option<Present> {
        let member = self.people.get(&person)?;
        let Some(away) = &member.away else { return Some(Present { person, instead_of: None }) };
        let there = |id: &&UserId| self.people.get(id).is_some_and(|deputy| deputy.away.is_none());
        away.deputies.iter().find(there).map(|id| Present { person: *id, instead_of: Some(person) })
    }

    /// Those of the people who are there, each once; who is there anyway stands in for nobody.
    pub(super) fn all_present(&self, people: impl IntoIterator<Item = UserId>) -> Vec<Present> {
        let mut found: BTreeMap<UserId, Present> = BTreeMap::new();
        for present in people.into_iter().filter_map(|id| self.present(id)) {
            let entry = found.entry(present.person).or_insert(present);
            if present.instead_of.is_none() {
                *entry = present;
            }
        }
        found.into_values().collect()
    }

    fn holders(&self, held: impl Fn(&(Role, BranchId)) -> bool) -> Vec<UserId> {
        let holds = |member: &Member| member.roles.iter().any(&held);
        self.people.iter().filter(|(_, member)| holds(member)).map(|(id, _)| *id).collect()
    }

    /// The role at the nearest of the branches where somebody holds it and is there.
    pub(super) fn at_branch(&self, role: Role, branches: &[BranchId]) -> Vec<Present> {
        let at = |branch: &BranchId| self.all_present(self.holders(|held| *held == (role, *branch)));
        branches.iter().map(at).find(|found| !found.is_empty()).unwrap_or_default()
    }

    /// The role anywhere in the company.
    pub(super) fn in_company(&self, role: Role) -> Vec<Present> {
        self.all_present(self.company_holders(role))
    }

    pub(super) fn company_holders(&self, role: Role) -> Vec<UserId> {
        self.holders(|(held, _)| *held == role)
    }

    /// Who is on duty at the nearest of the branches that has somebody.
    pub(super) fn duty(&self, branches: &[BranchId]) -> Vec<Present> {
        let at = |branch: &BranchId| {
            let shifts = self.on_duty.iter().filter(|shift| shift.branch == *branch);
            self.all_present(shifts.map(|shift| shift.person))
        };
        branches.iter().map(at).find(|found| !found.is_empty()).unwrap_or_default()
    }
}
