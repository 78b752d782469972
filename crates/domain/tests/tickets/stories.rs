//! Every request type in its usual modes, step by step: at each step the person whose turn it is sees it as the main one.

use domain::{
    sla::ClockKind,
    tickets::{
        Action::{self, *},
        RequestType::{self, *},
        ServiceMode::{self, *},
        StateCode,
    },
};

use super::world::{
    Play,
    Who::{self, *},
};

type Turn = (Who, Action, StateCode);

const CONFIRM: [Turn; 2] =
    [(Who::Reception, Acknowledge, StateCode::Registered), (Who::Reception, Confirm, StateCode::Confirmed)];
const ASSESS: [Turn; 1] = [(Engineer, Assess, StateCode::Assessed)];
const TELL: [Turn; 1] = [(Engineer, TellPlan, StateCode::Planned)];
const VISIT: [Turn; 3] = [
    (Supervisor, Dispatch, StateCode::Dispatched),
    (Engineer, LogContact, StateCode::Dispatched),
    (Engineer, Arrive, StateCode::InService),
];
const START: [Turn; 1] = [(Engineer, StartService, StateCode::InService)];
const CAUSE: [Turn; 1] = [(Engineer, Diagnose, StateCode::InService)];
const WORK: [Turn; 1] = [(Engineer, Work, StateCode::InService)];
const FINISH: [Turn; 1] = [(Engineer, FinishVisit, StateCode::Resolved)];
const RESOLVE: [Turn; 1] = [(Engineer, Resolve, StateCode::Resolved)];
const FORM: [Turn; 4] = [
    (Engineer, Sign, StateCode::CustomerConfirmed),
    (Engineer, HandIn, StateCode::CustomerConfirmed),
    (Supervisor, Review, StateCode::CustomerConfirmed),
    (Supervisor, Archive, StateCode::Archived),
];
const WORD: [Turn; 2] = [
    (Who::Reception, ConfirmResult, StateCode::CustomerConfirmed),
    (Supervisor, Archive, StateCode::Archived),
];

fn plan(made_at: StateCode) -> [Turn; 1] {
    [(Engineer, Plan, made_at)]
}

fn story(request_type: RequestType, mode: ServiceMode) -> Vec<Turn> {
    let at_customer = matches!(mode, OnSite | Field);
    let go = if at_customer { VISIT.to_vec() } else { START.to_vec() };
    let done = if at_customer { FINISH.to_vec() } else { RESOLVE.to_vec() };
    let close = if mode == Remote { WORD.to_vec() } else { FORM.to_vec() };
    let (planned, planned_early) = (plan(StateCode::Assessed).to_vec(), plan(StateCode::Confirmed).to_vec());
    let (confirm, assess, tell) = (CONFIRM.to_vec(), ASSESS.to_vec(), TELL.to_vec());
    match request_type {
        Repair => [confirm, assess, planned, tell, go, CAUSE.to_vec(), WORK.to_vec(), done, close].concat(),
        Maintenance | Installation | Recall => {
            [confirm, planned_early, tell, go, WORK.to_vec(), done, close].concat()
        }
        Training => {
            let acknowledge = confirm[..1].to_vec();
            [acknowledge, plan(StateCode::Registered).to_vec(), tell, go, WORK.to_vec(), done, close].concat()
        }
        Exchange | Return => {
            let rest = [START, CAUSE, WORK, RESOLVE].concat();
            [confirm, assess, planned, tell, rest, WORD.to_vec()].concat()
        }
        Refund => [confirm, assess, planned, tell, [START, WORK, RESOLVE].concat(), WORD.to_vec()].concat(),
        Parts => [confirm, planned_early, tell, [START, WORK, RESOLVE].concat(), WORD.to_vec()].concat(),
        Complaint => {
            let answer =
                vec![(Engineer, Diagnose, StateCode::Planned), (Engineer, Reply, StateCode::Planned)];
            [confirm, assess, planned, tell, answer, RESOLVE.to_vec(), WORD.to_vec()].concat()
        }
        Consultation | Suggestion => {
            let acknowledge = confirm[..1].to_vec();
            let answer = vec![(Who::Reception, Reply, StateCode::Registered)];
            [acknowledge, answer, RESOLVE.to_vec(), WORD.to_vec()].concat()
        }
    }
}

#[test]
fn every_type_reaches_the_archive_by_the_main_steps() {
    for request_type in RequestType::ALL {
        for mode in ServiceMode::ALL {
            let mut play = Play::new(*request_type, *mode);
            for (who, action, state) in story(*request_type, *mode) {
                let place = format!("{request_type} {mode}: {action} at {}", play.state());
                assert_eq!(play.main_of(who), Some(action), "{place}");
                play.step(who, action);
                assert_eq!(play.state(), state, "{place}");
            }
            let open = play.open_clocks();
            assert_eq!(open, [ClockKind::Survey], "{request_type} {mode}: only the survey is still to come");
            let clocks = play.clocks().unwrap();
            assert!(clocks.iter().all(|c| c.breached_at.is_none()), "{request_type} {mode}");
            assert_eq!(play.main_of(Supervisor), None);
        }
    }
}

/// in the archive every stage names who and when.
#[test]
fn every_stage_stores_actor_and_time() {
    let play = super::world::repair_until(Archive);
    let (ticket, engineer) = (&play.ticket, Engineer.actor());
    let plan = ticket.current_plan().unwrap();
    let visit = &ticket.cycle.visits[0];
    let stages = [
        (ticket.registered_at, &ticket.registered_by, Who::Reception.actor()),
        {
            let confirmed = ticket.confirmed.as_ref().unwrap();
            (confirmed.at, &confirmed.by, engineer.clone())
        },
        (ticket.assessments[0].at, &ticket.assessments[0].by, engineer.clone()),
        (plan.at, &plan.by, engineer.clone()),
        (visit.planned_at, &visit.planned_by, engineer.clone()),
        (visit.contacts[0].at, &visit.contacts[0].by, engineer.clone()),
        {
            let diagnosis = ticket.cycle.diagnosis.as_ref().unwrap();
            (diagnosis.at, &diagnosis.by, engineer.clone())
        },
        (ticket.cycle.work[0].at, &ticket.cycle.work[0].by, engineer.clone()),
        {
            let resolution = ticket.cycle.resolution.as_ref().unwrap();
            (resolution.at, &resolution.by, engineer.clone())
        },
        {
            let word = ticket.cycle.confirmation.as_ref().unwrap();
            (word.at, &word.by, engineer.clone())
        },
        (ticket.cycle.form.handed_in_at.unwrap(), ticket.cycle.form.handed_in_by.as_ref().unwrap(), engineer),
        (ticket.cycle.form.reviews[0].at, &ticket.cycle.form.reviews[0].by, Supervisor.actor()),
    ];
    for (number, (_, by, expected)) in stages.iter().enumerate() {
        assert_eq!(*by, expected, "stage {number}");
    }
    assert!(stages.windows(2).all(|pair| pair[0].0 < pair[1].0), "in the order of the flow");
}
