//! Stage gates: at every stage every step is either accepted or refused with exactly the named reasons.

use std::fmt::Write as _;

use domain::{
    kernel::ReasonCode::*,
    tickets::{
        Action::{self, *},
        Arrive as ArriveBody, Command, FinishVisit as Finish, FunctionTest, RequestType,
        Resolve as ResolveBody, ServiceMode,
    },
};

use super::{
    bodies,
    world::{
        Play,
        Who::{Engineer, Supervisor},
        codes, repair_until,
    },
};

/// One line a refused step: `stage: step = reason, reason`.
fn refusals(name: &str, stage: &Play) -> String {
    let mut text = String::new();
    for action in Action::ALL.iter().filter(|action| !action.concerns_two()) {
        let mut play = stage.clone();
        if *action == Sign && play.attempt(Engineer, bodies::proper(&play.ticket, Attach, play.now)).is_err()
        {
            play = stage.clone();
        }
        let who = if *action == Review { Supervisor } else { Engineer };
        if let Err(reasons) = play.attempt(who, bodies::proper(&play.ticket, *action, play.now)) {
            writeln!(text, "{name}: {action} = {}", reasons.join(", ")).unwrap();
        }
    }
    text
}

/// Compares line by line, so that a failure shows the step and not the whole table. `UPDATE_SNAPSHOTS=1` rewrites it.
fn same(actual: &str, name: &str) {
    let path = format!("{}/tests/golden/tickets/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, actual).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap();
    let (actual, golden): (Vec<_>, Vec<_>) = (actual.lines().collect(), golden.lines().collect());
    let only = |these: &[&str], those: &[&str]| {
        these.iter().filter(|l| !those.contains(l)).map(|l| format!("  {l}\n")).collect::<String>()
    };
    let (new, gone) = (only(&actual, &golden), only(&golden, &actual));
    assert!(actual == golden, "not in the table:\n{new}only in the table:\n{gone}");
}

#[test]
fn a_repair_on_site_names_what_is_missing_at_every_stage() {
    let mut text = refusals("registered", &Play::repair());
    for last in [
        Confirm,
        Assess,
        Plan,
        TellPlan,
        Dispatch,
        LogContact,
        Arrive,
        Diagnose,
        Work,
        FinishVisit,
        Sign,
        HandIn,
    ] {
        text += &refusals(&format!("after {last}"), &repair_until(last));
    }
    text += &refusals("after review", &repair_until(Review));
    text += &refusals("after archive", &repair_until(Archive));
    let mut ended = Play::repair();
    ended.step(Supervisor, End);
    text += &refusals("after end", &ended);
    same(&text, "repair_on_site.txt");
}

#[test]
fn the_other_flows_name_what_is_missing() {
    let flows = [
        ("maintenance at the service point", RequestType::Maintenance, ServiceMode::Station),
        ("complaint", RequestType::Complaint, ServiceMode::Remote),
        ("consultation", RequestType::Consultation, ServiceMode::Remote),
    ];
    let mut text = String::new();
    for (name, request_type, mode) in flows {
        let mut play = Play::new(request_type, mode);
        text += &refusals(&format!("{name}: registered"), &play);
        match request_type {
            RequestType::Maintenance => play.steps(&[Confirm, Plan, TellPlan]),
            RequestType::Complaint => play.steps(&[Confirm, Assess, Plan, TellPlan]),
            _ => play.steps(&[Reply]),
        };
        text += &refusals(&format!("{name}: before the service"), &play);
    }
    same(&text, "other_flows.txt");
}

/// and R-9.3.6.3: what the body of a step lacks is named together with what the stage lacks.
#[test]
fn stage_and_body_are_named_at_once() {
    let bad = Command::FinishVisit(Finish {
        function_test: FunctionTest::Failed,
        accessories_complete: false,
        ..bodies::finish()
    });
    let mut play = Play::repair();
    assert_eq!(
        play.no(Engineer, bad.clone()),
        codes(&[
            ConfirmationMissing,
            AssessmentMissing,
            PlanMissing,
            VisitMissing,
            CauseMissing,
            WorkLogMissing,
            FunctionTestMissing,
            AccessoriesUnchecked,
        ])
    );
    let mut play = repair_until(Work);
    assert_eq!(play.no(Engineer, bad), codes(&[FunctionTestMissing, AccessoriesUnchecked]));
    let untested = Finish { function_test: FunctionTest::NotApplicable, ..bodies::finish() };
    assert_eq!(play.no(Engineer, Command::FinishVisit(untested)), codes(&[FunctionTestMissing]), "R-9.3.6.3");
}

/// R-9.3.6.3 holds for service without a visit, too; advice and goods have nothing to test.
#[test]
fn service_without_a_visit_is_checked_too() {
    let unchecked = || {
        Command::Resolve(ResolveBody {
            function_test: None,
            accessories_complete: false,
            ..bodies::resolve()
        })
    };
    let mut depot = Play::new(RequestType::Repair, ServiceMode::Depot);
    depot.steps(&[Confirm, Assess, Plan, TellPlan, StartService, Diagnose, Work]);
    assert_eq!(depot.no(Engineer, unchecked()), codes(&[FunctionTestMissing, AccessoriesUnchecked]));
    depot.step(Engineer, Resolve);

    let mut advice = Play::new(RequestType::Consultation, ServiceMode::Remote);
    advice.steps(&[Reply]);
    advice.yes(Engineer, unchecked());
}

/// R-2.3.8.3 and R-2.3.8.4: an extra measure is a new version, and the customer is told before it is done with.
#[test]
fn a_deviation_needs_a_told_version() {
    let mut play = repair_until(Work);
    play.step(Engineer, Plan);
    assert_eq!(play.ticket.current_plan().unwrap().version, 2);
    assert_eq!(play.no(Engineer, Command::FinishVisit(bodies::finish())), codes(&[PlanNotTold]));
    play.step(Engineer, TellPlan);
    play.step(Engineer, FinishVisit);
    let told: Vec<bool> = play.ticket.plans.iter().map(|p| p.told.is_some()).collect();
    assert_eq!(told, [true, true]);
}

/// R-6.2.3.1: the plan rests on the latest assessment.
#[test]
fn a_new_assessment_needs_a_new_plan() {
    let mut play = repair_until(Plan);
    play.step(Engineer, Assess);
    assert_eq!(play.no(Engineer, bodies::proper(&play.ticket, TellPlan, play.now)), codes(&[PlanOutdated]));
    play.steps(&[Plan, TellPlan]);
    let rests_on: Vec<_> = play.ticket.plans.iter().map(|p| p.assessment).collect();
    assert_eq!(rests_on, [Some(1), Some(2)]);
    play.step(Engineer, Assess);
    assert_eq!(
        play.no(Supervisor, bodies::proper(&play.ticket, Dispatch, play.now)),
        codes(&[PlanOutdated]),
        "told, and outdated since"
    );
}

/// R-6.2.2.1: every silent department is named; the archive waits for the last answer.
#[test]
fn silent_departments_are_named() {
    let mut play = repair_until(Assess);
    play.step(Engineer, Reply);
    let ask = |play: &Play, department| match bodies::proper(&play.ticket, AskDepartment, play.now) {
        Command::AskDepartment { id, ask } => {
            Command::AskDepartment { id, ask: domain::tickets::AskDepartment { department, ..ask } }
        }
        other => other,
    };
    for department in [domain::tickets::Department::Research, domain::tickets::Department::Quality] {
        let command = ask(&play, department);
        play.yes(Engineer, command);
    }
    let plan = bodies::proper(&play.ticket, Plan, play.now);
    assert_eq!(
        play.no(Engineer, plan.clone()),
        ["department_task_open(research)", "department_task_open(quality)"]
    );
    play.step(Engineer, AnswerTask);
    assert_eq!(play.no(Engineer, plan.clone()), ["department_task_open(quality)"]);
    assert_eq!(play.main_of(Engineer), Some(AnswerTask), "what the plan waits for");
    play.step(Engineer, AnswerTask);
    play.yes(Engineer, plan);
    assert_eq!(play.no(Engineer, bodies::proper(&play.ticket, AnswerTask, play.now)), codes(&[WrongStage]));

    let mut play = repair_until(Work);
    play.steps(&[AskDepartment, FinishVisit, Sign, HandIn]);
    play.step(Supervisor, Review);
    assert_eq!(play.no(Supervisor, Command::Archive), ["department_task_open(quality)"]);
    play.step(Supervisor, AnswerTask);
    play.step(Supervisor, Archive);

    let mut play = Play::repair();
    play.now = play.now.plus_seconds(1);
    let late = match ask(&play, domain::tickets::Department::Legal) {
        Command::AskDepartment { id, ask } => {
            Command::AskDepartment { id, ask: domain::tickets::AskDepartment { due_at: play.now, ..ask } }
        }
        other => other,
    };
    assert_eq!(play.no(Engineer, late), ["time_out_of_order(due_at)"]);
}

/// R-11.2.2.2: no call ahead, no visit; unless it is an emergency.
#[test]
fn the_customer_is_contacted_before_the_visit_unless_it_is_an_emergency() {
    let mut play = repair_until(Dispatch);
    let arrive = Command::Arrive(ArriveBody { safety_checked: false, at: None });
    assert_eq!(play.no(Engineer, arrive.clone()), codes(&[ContactLogMissing]));
    for result in [domain::tickets::ContactResult::NoAnswer, domain::tickets::ContactResult::WrongNumber] {
        play.yes(Engineer, Command::LogContact(domain::tickets::LogContact { result, note: None }));
    }
    assert_eq!(play.no(Engineer, arrive.clone()), codes(&[ContactLogMissing]), "an attempt is no contact");
    let mut emergency = play.clone();
    emergency.step(Supervisor, ChangePriority);
    emergency.yes(Engineer, arrive.clone());
    play.step(Engineer, LogContact);
    play.yes(Engineer, arrive);
}

/// R-2.2.7.3.
#[test]
fn work_in_the_field_starts_with_the_safety_checklist() {
    let mut play = Play::new(RequestType::Repair, ServiceMode::Field);
    play.steps(&[Confirm, Assess, Plan, TellPlan, Dispatch]);
    let arrive = |safety_checked| Command::Arrive(ArriveBody { safety_checked, at: None });
    assert_eq!(play.no(Engineer, arrive(false)), codes(&[ContactLogMissing, SafetyChecklistMissing]));
    play.step(Engineer, LogContact);
    play.yes(Engineer, arrive(true));
}

///
#[test]
fn a_complaint_names_the_responsible_party() {
    let mut play = Play::new(RequestType::Complaint, ServiceMode::Remote);
    play.steps(&[Confirm, Assess, Plan, TellPlan, Reply]);
    let diagnosis = domain::tickets::Diagnose { responsible_party: None, ..bodies::diagnose() };
    play.yes(Engineer, Command::Diagnose(diagnosis));
    assert_eq!(play.no(Engineer, Command::Resolve(bodies::resolve())), codes(&[ResponsiblePartyMissing]));
    assert_eq!(play.main_of(Engineer), Some(Diagnose), "the diagnosis is not complete");
    play.step(Engineer, Diagnose);
    play.step(Engineer, Resolve);
    let answered = play.clock(domain::sla::ClockKind::Complaint);
    assert_eq!(answered.state, domain::sla::ClockState::Met);
}

/// R-9.2.4.4: a part that was changed is named.
#[test]
fn a_part_line_names_its_part() {
    let mut play = repair_until(Diagnose);
    let part = |quantity| domain::tickets::ReplacedPart {
        number: None,
        name: super::world::line("温控阀"),
        quantity,
        old_serial: Some(super::world::line("TV-1")),
        new_serial: Some(super::world::line("TV-9")),
    };
    let work = |part| {
        Command::RecordWork(domain::tickets::RecordWork {
            kind: domain::tickets::WorkKind::Part,
            text: super::world::prose("更换温控阀"),
            minutes: 30,
            part,
        })
    };
    assert_eq!(play.no(Engineer, work(None)), ["work_log_missing(part)"]);
    assert_eq!(play.no(Engineer, work(Some(part(0)))), ["work_log_missing(part.quantity)"]);
    play.yes(Engineer, work(Some(part(1))));
    assert_eq!(play.ticket.cycle.work[0].part, Some(part(1)));
}

#[test]
fn a_visit_has_a_window_ahead_a_place_and_no_rival() {
    let mut play = repair_until(TellPlan);
    let over = domain::tickets::Dispatch {
        from: play.now.plus_seconds(-7200),
        to: play.now,
        ..bodies::dispatch(play.now)
    };
    assert_eq!(play.no(Supervisor, bodies::dispatched(&play.ticket, over)), codes(&[WindowInvalid]));
    let swapped = domain::tickets::Dispatch { to: play.now.plus_seconds(60), ..bodies::dispatch(play.now) };
    assert_eq!(play.no(Supervisor, bodies::dispatched(&play.ticket, swapped)), codes(&[WindowInvalid]));
    play.ticket.customer.address = None;
    assert_eq!(
        play.no(Supervisor, bodies::proper(&play.ticket, Dispatch, play.now)),
        ["window_invalid(place)"]
    );
    let place = Some(super::world::line("昆山"));
    let there = domain::tickets::Dispatch { place, ..bodies::dispatch(play.now) };
    play.yes(Supervisor, bodies::dispatched(&play.ticket, there.clone()));
    assert_eq!(play.no(Supervisor, bodies::dispatched(&play.ticket, there)), codes(&[VisitOpen]));
}
