//! Who hears of an incident, by which rule.

use std::collections::BTreeMap;

use super::{Case, Directory, Incident, NotificationKind, NotificationRule, people::Present};
use crate::{
    access::{Reach, Role},
    kernel::UserId,
};

/// One person hears of one incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub recipient: UserId,
    pub kind: NotificationKind,
    pub rule: NotificationRule,
    /// The role that the rule names
    pub role: Option<Role>,
    /// Who would hear of it, were they there
    pub instead_of: Option<UserId>,
    pub urgent: bool,
}

struct Found {
    rule: NotificationRule,
    role: Option<Role>,
    people: Vec<Present>,
}

impl Found {
    fn some(rule: NotificationRule, role: Option<Role>, people: Vec<Present>) -> Option<Self> {
        (!people.is_empty()).then_some(Self { rule, role, people })
    }
}

/// Everybody who hears of the incident, each once. `roles` are those that the pinned policy names for the threshold.
/// Nobody is told what they did themselves, but for what is critical.
#[must_use]
pub fn who_hears(
    incident: Incident,
    roles: &[Role],
    case: &Case,
    directory: &Directory,
    by: Option<UserId>,
) -> Vec<Notice> {
    let ways = Ways { case, directory };
    let found = match incident {
        Incident::Critical => ways.critical(),
        Incident::Threshold { .. } => roles.iter().flat_map(|role| ways.escalated(*role)).collect(),
        Incident::Assigned { owner } => ways.told(NotificationRule::NewOwner, Some(owner)),
        Incident::Dispatched { engineer } => ways.told(NotificationRule::NewJob, Some(engineer)),
        Incident::TransferredToHq => ways.head_office(NotificationRule::SentToHq),
        Incident::Urged => ways.told(NotificationRule::OwnerUrged, case.owner.or(case.assignee)),
        Incident::ExtensionAsked => ways.supervisor(NotificationRule::ExtensionToDecide),
        Incident::FormReturned => ways.told(NotificationRule::FormToCorrect, case.assignee.or(case.owner)),
    };
    let critical = incident == Incident::Critical;
    let mut notices: BTreeMap<UserId, Notice> = BTreeMap::new();
    for Found { rule, role, people } in found {
        for Present { person, instead_of } in people {
            if by == Some(person) && !critical {
                continue;
            }
            notices.entry(person).or_insert(Notice {
                recipient: person,
                kind: incident.kind(),
                rule,
                role,
                instead_of,
                urgent: critical || case.critical,
            });
        }
    }
    notices.into_values().collect()
}

struct Ways<'a> {
    case: &'a Case,
    directory: &'a Directory,
}

impl Ways<'_> {
    /// Whoever is on duty; else the supervisor; else head office.
    fn critical(&self) -> Vec<Found> {
        let duty = self.directory.duty(&self.case.branches);
        match Found::some(NotificationRule::OnDuty, None, duty) {
            Some(found) => vec![found],
            None => self.supervisor(NotificationRule::NobodyOnDuty),
        }
    }

    fn escalated(&self, role: Role) -> Vec<Found> {
        let rule = NotificationRule::of_role(role);
        match (role, role.reach()) {
            (Role::Engineer, _) => self.told(rule, self.case.assignee.or(self.case.owner)),
            (_, Reach::Company) => self.company(rule, &[role]),
            _ => self.branch_role(rule, role),
        }
    }

    /// One person or who stands in; else the supervisor.
    fn told(&self, rule: NotificationRule, person: Option<UserId>) -> Vec<Found> {
        let people = self.directory.all_present(person);
        Found::some(rule, None, people).map_or_else(|| self.supervisor(rule), |found| vec![found])
    }

    fn supervisor(&self, rule: NotificationRule) -> Vec<Found> {
        self.branch_role(rule, Role::BranchSupervisor)
    }

    fn branch_role(&self, rule: NotificationRule, role: Role) -> Vec<Found> {
        let people = self.directory.at_branch(role, &self.case.branches);
        Found::some(rule, Some(role), people)
            .map_or_else(|| self.head_office(NotificationRule::NobodyAtBranch), |found| vec![found])
    }

    fn head_office(&self, rule: NotificationRule) -> Vec<Found> {
        self.company(rule, &[Role::HqService, Role::HqDispatch])
    }

    /// Where all of head office is away, they are told all the same: somebody must be.
    fn company(&self, rule: NotificationRule, roles: &[Role]) -> Vec<Found> {
        let found: Vec<Found> = roles
            .iter()
            .filter_map(|role| Found::some(rule, Some(*role), self.directory.in_company(*role)))
            .collect();
        if !found.is_empty() {
            return found;
        }
        let everybody = |role: &Role| {
            let people = self.directory.company_holders(*role).into_iter();
            let people = people.map(|person| Present { person, instead_of: None }).collect();
            Found::some(rule, Some(*role), people)
        };
        roles.iter().filter_map(everybody).collect()
    }
}
