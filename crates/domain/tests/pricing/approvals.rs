//! Approvals: chains by kind and amount, deputies, and the people who may not decide.

use domain::{
    access::Role,
    approvals::{ApprovalKind, Approver, Chain, Delegation, Request, RequestState, Verdict, standard_chains},
    kernel::{Currency, Money, Prose, Rejection},
};

use crate::world::{at, code, user, yuan};

const MAKER: u128 = 1;
const NOON: &str = "2025-07-03 12:00";

fn chain(kind: ApprovalKind) -> Chain {
    standard_chains().into_iter().find(|chain| chain.kind == kind).unwrap()
}

fn request(kind: ApprovalKind, amount: Option<&str>) -> Request {
    Request::new(&chain(kind), amount.map(yuan), user(MAKER), at("2025-07-03 11:00")).unwrap()
}

fn approver(n: u128, role: Role) -> Approver {
    Approver { user: user(n), roles: vec![role] }
}

fn approve(request: &mut Request, n: u128, role: Role) -> Result<RequestState, Rejection> {
    request.decide(&approver(n, role), None, Verdict::Approved, None, at(NOON))
}

fn deputy(from: u128, role: Role, to: u128) -> Delegation {
    Delegation {
        from: user(from),
        from_roles: vec![role],
        to: user(to),
        kinds: vec![ApprovalKind::Refund],
        valid_from: at("2025-07-03 00:00"),
        valid_until: at("2025-07-04 00:00"),
    }
}

#[test]
fn every_kind_has_a_chain_of_its_own() {
    for kind in ApprovalKind::ALL {
        assert_eq!(standard_chains().iter().filter(|chain| chain.kind == *kind).count(), 1, "{kind}");
    }
}

#[test]
fn a_refund_above_the_branch_limit_goes_to_head_office() {
    let roles = |amount: &str| chain(ApprovalKind::Refund).roles(Some(yuan(amount))).unwrap();
    assert_eq!(roles("5000.00"), [Role::BranchManager]);
    assert_eq!(roles("5000.01"), [Role::BranchManager, Role::HqService]);
    assert_eq!(roles("12000.00"), [Role::BranchManager, Role::HqService]);
    assert_eq!(roles("50000.01"), [Role::BranchManager, Role::HqService, Role::GeneralManager]);
    assert_eq!(chain(ApprovalKind::Refund).roles(None).unwrap().len(), 3, "without an amount all must agree");
    let refused = |amount| code(chain(ApprovalKind::Refund).roles(Some(amount)));
    assert_eq!(refused(yuan("-0.01")), "amount_negative");
    assert_eq!(refused(Money::from_minor(1, Currency::Usd)), "currencies_mixed");
    let empty = Chain { kind: ApprovalKind::Refund, steps: Vec::new() };
    assert_eq!(code(empty.roles(None)), "approval_chain_missing");
}

#[test]
fn a_refusal_has_no_effect_before_the_last_level_agreed() {
    let mut case = request(ApprovalKind::Refusal, None);
    for (n, role) in [(2, Role::BranchManager), (3, Role::HqService), (4, Role::Legal)] {
        assert_eq!(case.waits_for(), Some(role));
        assert_eq!(approve(&mut case, n, role).unwrap(), RequestState::Pending);
    }
    assert_eq!(approve(&mut case, 5, Role::GeneralManager).unwrap(), RequestState::Approved);
    assert_eq!(case.waits_for(), None);
    assert_eq!(code(approve(&mut case, 6, Role::GeneralManager)), "approval_ended");
}

#[test]
fn who_may_not_decide_is_refused_and_nothing_changes() {
    let mut case = request(ApprovalKind::Refund, Some("12000.00"));
    let fresh = case.clone();
    assert_eq!(code(approve(&mut case, MAKER, Role::BranchManager)), "approver_is_maker");
    assert_eq!(code(approve(&mut case, 2, Role::HqService)), "approver_unfit");
    let unexplained = case.decide(&approver(2, Role::BranchManager), None, Verdict::Rejected, None, at(NOON));
    assert_eq!(code(unexplained), "approval_reason_missing");
    let too_early = at("2025-07-03 10:59");
    let early = case.decide(&approver(2, Role::BranchManager), None, Verdict::Approved, None, too_early);
    assert_eq!(code(early), "time_out_of_order");
    assert_eq!(code(case.withdraw(user(2))), "forbidden_by_role");
    assert_eq!(case, fresh);
    approve(&mut case, 2, Role::BranchManager).unwrap();
    assert_eq!(code(approve(&mut case, 2, Role::HqService)), "approver_twice");
}

#[test]
fn a_deputy_decides_within_the_delegation_only() {
    let decide = |delegation: &Delegation, by: u128, when: &str| {
        let mut case = request(ApprovalKind::Refund, Some("100.00"));
        let deputy = approver(by, Role::Engineer);
        code(case.decide(&deputy, Some(delegation), Verdict::Approved, None, at(when)))
    };
    let good = deputy(2, Role::BranchManager, 3);
    assert_eq!(decide(&good, 3, NOON), "ok");
    assert_eq!(decide(&good, 4, NOON), "delegation_invalid");
    assert_eq!(decide(&good, 3, "2025-07-04 00:00"), "delegation_invalid");
    assert_eq!(decide(&deputy(2, Role::Finance, 3), 3, NOON), "approver_unfit");
    assert_eq!(decide(&deputy(2, Role::BranchManager, MAKER), MAKER, NOON), "approver_is_maker");
    assert_eq!(decide(&deputy(MAKER, Role::BranchManager, 3), 3, NOON), "approver_is_maker");
    let other_kind = Delegation { kinds: vec![ApprovalKind::Policy], ..good };
    assert_eq!(decide(&other_kind, 3, NOON), "delegation_invalid");
}

#[test]
fn a_deputy_counts_as_both_persons() {
    let mut case = request(ApprovalKind::Refund, Some("12000.00"));
    let first = deputy(2, Role::BranchManager, 3);
    case.decide(&approver(3, Role::Engineer), Some(&first), Verdict::Approved, None, at(NOON)).unwrap();
    assert_eq!(case.decisions()[0].on_behalf_of, Some(user(2)));
    assert_eq!(code(approve(&mut case, 2, Role::HqService)), "approver_twice");
    assert_eq!(code(approve(&mut case, 3, Role::HqService)), "approver_twice");
    assert_eq!(approve(&mut case, 4, Role::HqService).unwrap(), RequestState::Approved);
}

#[test]
fn a_rejection_ends_it_with_a_reason_and_the_maker_may_take_it_back() {
    let mut case = request(ApprovalKind::Refund, Some("12000.00"));
    let why = Some(Prose::parse("鉴定结论不支持").unwrap());
    let manager = approver(2, Role::BranchManager);
    assert_eq!(
        case.decide(&manager, None, Verdict::Rejected, why, at(NOON)).unwrap(),
        RequestState::Rejected
    );
    assert_eq!(code(approve(&mut case, 3, Role::HqService)), "approval_ended");
    assert_eq!(code(case.withdraw(user(MAKER))), "approval_ended");
    let mut taken_back = request(ApprovalKind::Goodwill, Some("1.00"));
    taken_back.withdraw(user(MAKER)).unwrap();
    assert_eq!(taken_back.state(), RequestState::Withdrawn);
    assert_eq!(code(approve(&mut taken_back, 2, Role::BranchManager)), "approval_ended");
}
