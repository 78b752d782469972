//! Who hears of what: a table over one small company, and what holds for every company.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    access::Role,
    kernel::{BranchId, UserId},
    notifications::{
        Away, Case, Directory, Incident, Member, Notice, NotificationRule as Rule, Shift, who_hears,
    },
    sla::ClockKind,
};
use proptest::prelude::*;
use uuid::Uuid;

const HQ: u128 = 1;
const BRANCH: u128 = 2;
const TEAM: u128 = 3;

const OWNER: u128 = 10;
const ENGINEER: u128 = 11;
const SUPERVISOR: u128 = 12;
const MANAGER: u128 = 13;
const HQ_SERVICE: u128 = 14;
const HQ_DISPATCH: u128 = 15;
const GENERAL_MANAGER: u128 = 16;
const DEPUTY: u128 = 17;
const OTHER_SUPERVISOR: u128 = 18;

fn user(n: u128) -> UserId {
    UserId(Uuid::from_u128(n))
}

fn branch(n: u128) -> BranchId {
    BranchId(Uuid::from_u128(n))
}

fn company() -> Directory {
    let people = [
        (OWNER, Role::Engineer, TEAM),
        (ENGINEER, Role::Engineer, TEAM),
        (SUPERVISOR, Role::BranchSupervisor, BRANCH),
        (MANAGER, Role::BranchManager, BRANCH),
        (HQ_SERVICE, Role::HqService, HQ),
        (HQ_DISPATCH, Role::HqDispatch, HQ),
        (GENERAL_MANAGER, Role::GeneralManager, HQ),
        (DEPUTY, Role::Engineer, BRANCH),
        (OTHER_SUPERVISOR, Role::BranchSupervisor, 99),
    ];
    let member =
        |(id, role, at)| (user(id), Member { roles: BTreeSet::from([(role, branch(at))]), away: None });
    Directory { people: people.map(member).into(), on_duty: Vec::new() }
}

fn away(directory: &mut Directory, person: u128, deputies: &[u128]) {
    let deputies = deputies.iter().map(|id| user(*id)).collect();
    directory.people.get_mut(&user(person)).unwrap().away = Some(Away { deputies });
}

/// At the team of the branch of head office.
fn case() -> Case {
    Case {
        branches: [TEAM, BRANCH, HQ].map(branch).to_vec(),
        owner: Some(user(OWNER)),
        assignee: Some(user(ENGINEER)),
        critical: false,
    }
}

fn told(incident: Incident, roles: &[Role], case: &Case, directory: &Directory) -> Vec<(u128, Rule)> {
    let notices = who_hears(incident, roles, case, directory, None);
    notices.into_iter().map(|notice| (notice.recipient.0.as_u128(), notice.rule)).collect()
}

fn at(percent: u32) -> Incident {
    Incident::Threshold { clock: ClockKind::Response, percent }
}

#[test]
fn each_threshold_reaches_whom_the_policy_names() {
    let company = company();
    for (roles, expected) in [
        (&[][..], &[][..]),
        (
            &[Role::Engineer, Role::BranchSupervisor],
            &[(ENGINEER, Rule::Responsible), (SUPERVISOR, Rule::BranchRole)],
        ),
        (
            &[Role::BranchManager, Role::HqService],
            &[(MANAGER, Rule::BranchRole), (HQ_SERVICE, Rule::HeadOfficeRole)],
        ),
        (&[Role::GeneralManager], &[(GENERAL_MANAGER, Rule::HeadOfficeRole)]),
        // nobody is a reception at this branch or above it
        (&[Role::Reception], &[(HQ_SERVICE, Rule::NobodyAtBranch), (HQ_DISPATCH, Rule::NobodyAtBranch)]),
    ] {
        assert_eq!(told(at(80), roles, &case(), &company), expected, "{roles:?}");
    }
    let nobody_sent = Case { assignee: None, ..case() };
    assert_eq!(told(at(80), &[Role::Engineer], &nobody_sent, &company), [(OWNER, Rule::Responsible)]);
    let nobodys = Case { assignee: None, owner: None, ..case() };
    assert_eq!(told(at(80), &[Role::Engineer], &nobodys, &company), [(SUPERVISOR, Rule::Responsible)]);
}

#[test]
fn every_incident_reaches_its_people() {
    let company = company();
    for (incident, expected) in [
        (Incident::Critical, vec![(SUPERVISOR, Rule::NobodyOnDuty)]),
        (Incident::Assigned { owner: user(OWNER) }, vec![(OWNER, Rule::NewOwner)]),
        (Incident::Dispatched { engineer: user(ENGINEER) }, vec![(ENGINEER, Rule::NewJob)]),
        (Incident::TransferredToHq, vec![(HQ_SERVICE, Rule::SentToHq), (HQ_DISPATCH, Rule::SentToHq)]),
        (Incident::Urged, vec![(OWNER, Rule::OwnerUrged)]),
        (Incident::ExtensionAsked, vec![(SUPERVISOR, Rule::ExtensionToDecide)]),
        (Incident::FormReturned, vec![(ENGINEER, Rule::FormToCorrect)]),
    ] {
        assert_eq!(told(incident, &[], &case(), &company), expected, "{incident:?}");
    }
}

#[test]
fn who_is_away_is_stood_in_for() {
    let mut company = company();
    away(&mut company, ENGINEER, &[OWNER, DEPUTY]);
    away(&mut company, OWNER, &[ENGINEER]);
    let heard = who_hears(Incident::FormReturned, &[], &case(), &company, None);
    assert_eq!((heard[0].recipient, heard[0].instead_of), (user(DEPUTY), Some(user(ENGINEER))));
    // the owner's deputy is away too: the supervisor; the supervisor has no deputy: head office
    assert_eq!(told(Incident::Urged, &[], &case(), &company), [(SUPERVISOR, Rule::OwnerUrged)]);
    away(&mut company, SUPERVISOR, &[]);
    let head_office = [(HQ_SERVICE, Rule::NobodyAtBranch), (HQ_DISPATCH, Rule::NobodyAtBranch)];
    assert_eq!(told(Incident::Urged, &[], &case(), &company), head_office);
    // of head office only one is there; then nobody, and everybody hears of it
    away(&mut company, HQ_SERVICE, &[]);
    assert_eq!(told(Incident::Urged, &[], &case(), &company), head_office[1..]);
    away(&mut company, HQ_DISPATCH, &[]);
    assert_eq!(told(Incident::Urged, &[], &case(), &company), head_office);
}

#[test]
fn critical_goes_to_the_nearest_duty() {
    let mut company = company();
    let duty = |at, person| Shift { branch: branch(at), person: user(person) };
    company.on_duty = vec![duty(HQ, HQ_DISPATCH), duty(99, OTHER_SUPERVISOR)];
    assert_eq!(told(Incident::Critical, &[], &case(), &company), [(HQ_DISPATCH, Rule::OnDuty)]);
    company.on_duty.extend([duty(BRANCH, MANAGER), duty(BRANCH, DEPUTY)]);
    assert_eq!(
        told(Incident::Critical, &[], &case(), &company),
        [(MANAGER, Rule::OnDuty), (DEPUTY, Rule::OnDuty)]
    );
    away(&mut company, MANAGER, &[]);
    away(&mut company, DEPUTY, &[]);
    assert_eq!(told(Incident::Critical, &[], &case(), &company), [(HQ_DISPATCH, Rule::OnDuty)]);
    away(&mut company, HQ_DISPATCH, &[]);
    assert_eq!(told(Incident::Critical, &[], &case(), &company), [(SUPERVISOR, Rule::NobodyOnDuty)]);
    away(&mut company, SUPERVISOR, &[]);
    assert_eq!(told(Incident::Critical, &[], &case(), &company), [(HQ_SERVICE, Rule::NobodyAtBranch)]);
}

#[test]
fn nobody_is_told_what_they_did_themselves_but_for_what_is_critical() {
    let mut company = company();
    let by = Some(user(OWNER));
    assert_eq!(who_hears(Incident::Urged, &[], &case(), &company, by), []);
    company.on_duty = vec![Shift { branch: branch(TEAM), person: user(OWNER) }];
    let heard = who_hears(Incident::Critical, &[], &case(), &company, by);
    assert_eq!(heard.len(), 1);
    assert!(heard[0].urgent);
    let urgent = |critical| {
        who_hears(Incident::FormReturned, &[], &Case { critical, ..case() }, &company, by)[0].urgent
    };
    assert!(urgent(true) && !urgent(false));
}

fn incident(n: u8) -> Incident {
    match n {
        0 => Incident::Critical,
        1 => at(80),
        2 => Incident::Assigned { owner: user(OWNER) },
        3 => Incident::Dispatched { engineer: user(ENGINEER) },
        4 => Incident::TransferredToHq,
        5 => Incident::Urged,
        6 => Incident::ExtensionAsked,
        _ => Incident::FormReturned,
    }
}

prop_compose! {
    fn any_directory()(
        held in prop::collection::vec((10..20u128, 0..Role::ALL.len(), prop::sample::select(vec![TEAM, BRANCH, HQ, 99])), 0..20),
        gone in prop::collection::btree_map(10..20u128, prop::collection::vec(10..20u128, 0..3), 0..6),
        duty in prop::collection::vec((prop::sample::select(vec![TEAM, BRANCH, HQ, 99]), 10..20u128), 0..4),
    ) -> Directory {
        let mut people: BTreeMap<UserId, Member> = BTreeMap::new();
        for (id, role, at) in held {
            people.entry(user(id)).or_default().roles.insert((Role::ALL[role], branch(at)));
        }
        for (id, deputies) in gone {
            if let Some(member) = people.get_mut(&user(id)) {
                member.away = Some(Away { deputies: deputies.into_iter().map(user).collect() });
            }
        }
        let on_duty = duty.into_iter().map(|(at, id)| Shift { branch: branch(at), person: user(id) }).collect();
        Directory { people, on_duty }
    }
}

proptest! {
    #[test]
    fn somebody_always_hears_once_and_is_there(
        directory in any_directory(), n in 0..8u8,
        roles in prop::collection::vec(0..Role::ALL.len(), 1..4), critical: bool,
    ) {
        let roles: Vec<Role> = roles.into_iter().map(|at| Role::ALL[at]).collect();
        let case = Case { critical, ..case() };
        let heard = who_hears(incident(n), &roles, &case, &directory, None);
        let there = |id: &UserId| directory.people[id].away.is_none();
        let recipients: BTreeSet<UserId> = heard.iter().map(|notice| notice.recipient).collect();
        prop_assert_eq!(recipients.len(), heard.len());
        let head_office = |(_, member): (_, &Member)| member.roles.iter().any(|(role, _)| *role == Role::HqService);
        let asks_head_office_only_of_others = n == 1
            && roles.iter().all(|role| role.reach() == domain::access::Reach::Company && *role != Role::HqService);
        if !asks_head_office_only_of_others && directory.people.iter().any(head_office) {
            prop_assert!(!heard.is_empty());
        }
        for Notice { recipient, instead_of, urgent, .. } in &heard {
            // somebody away hears only where all of head office is away
            let all_away = directory.people.iter().filter(|p| head_office(*p)).all(|(id, _)| !there(id));
            prop_assert!(there(recipient) || all_away || n == 1);
            if let Some(away) = instead_of {
                prop_assert!(!there(away) && there(recipient));
                let deputies = &directory.people[away].away.as_ref().unwrap().deputies;
                prop_assert!(deputies.contains(recipient));
            }
            prop_assert_eq!(*urgent, critical || n == 0);
        }
        // nobody who works for another branch hears of it, but for head office, duty there never
        let elsewhere = |id: &UserId| directory.people[id].roles.iter().all(|(role, at)| *at == branch(99)
            && role.reach() != domain::access::Reach::Company);
        let named = [OWNER, ENGINEER].map(user);
        for notice in heard.iter().filter(|notice| notice.instead_of.is_none()) {
            let on_duty = directory.on_duty.iter().any(|s| s.person == notice.recipient && s.branch != branch(99));
            prop_assert!(!elsewhere(&notice.recipient) || named.contains(&notice.recipient) || on_duty);
        }
    }
}
