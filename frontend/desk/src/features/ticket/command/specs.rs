//! The form of every step, with what is already known filled in.

use contract::tickets::TicketView;
use domain::{
    assets::CauseClass,
    kernel::Timestamp,
    sla::{Impact, PauseReason, Severity},
    tickets::{
        Action, ContactResult, Department, EndKind, Flow, FunctionTest, NoticeChannel, RequestType,
        ResponsibleParty, ReviewOutcome, Satisfaction, ServiceMode, VisitOutcome, WorkKind,
    },
    warranty::Cause,
};
use kit::{
    i18n::Lang,
    time::{Civil, SHANGHAI},
    ui::Choice,
};

use super::{
    body::FLAG_ON,
    promise_specs,
    spec::{Kind, Spec},
};
use crate::l::command as words;

/// The fields that `action` asks for on this request.
pub(super) fn specs(action: Action, ticket: &TicketView, now: Timestamp, lang: Lang) -> Vec<Spec> {
    match action {
        Action::Acknowledge
        | Action::StartService
        | Action::HandIn
        | Action::Archive
        | Action::Resume
        | Action::AcceptTransfer
        | Action::Attach => Vec::new(),
        Action::VerifyProduct => vec![Spec::new("/unit_id", words::unit, Kind::Unit).required()],
        Action::Confirm => confirm(ticket),
        Action::Reply => reply(ticket),
        Action::Assess => assess(ticket),
        Action::AskDepartment => vec![
            Spec::new("/department", words::department, codes!(Department))
                .start(Department::Quality.as_str())
                .required(),
            Spec::new("/due_at", words::due_at, Kind::Instant).start(next_weekday(now, 17)).required(),
            Spec::new("/question", words::question, Kind::Prose).required(),
        ],
        Action::AnswerTask => answer_task(ticket, lang),
        Action::Plan => plan(ticket),
        Action::TellPlan => tell_plan(ticket, lang),
        Action::Dispatch => dispatch(ticket, now),
        Action::LogContact => vec![
            Spec::new("/result", words::contact_result, codes!(ContactResult))
                .start(ContactResult::Reached.as_str())
                .required(),
            Spec::new("/note", words::note, Kind::Line),
        ],
        Action::CancelVisit | Action::Reopen => vec![reason()],
        Action::Arrive => arrive(ticket),
        Action::Diagnose => diagnose(ticket),
        Action::Work => work(),
        Action::FinishVisit => finish_visit(),
        Action::Resolve => resolve(ticket),
        Action::Sign => vec![
            Spec::new("/image", words::signature, Kind::Signature),
            Spec::new("/signer", words::signer, Kind::Line)
                .start(ticket.customer.contact_name.as_str())
                .required(),
            satisfaction(),
            Spec::new("/comment", words::customer_comment, Kind::Prose),
        ],
        Action::ConfirmResult => vec![
            satisfaction(),
            channel("/channel"),
            Spec::new("/comment", words::customer_comment, Kind::Prose),
        ],
        Action::Review => vec![
            Spec::new("/outcome", words::review_outcome, codes!(ReviewOutcome))
                .start(ReviewOutcome::Approved.as_str())
                .required(),
            Spec::new("/note", words::review_note, Kind::Prose).hint(words::review_note_hint),
        ],
        Action::Pause => vec![
            Spec::new("/reason", words::pause_reason, codes!(PauseReason))
                .start(PauseReason::CustomerDowntimeWindow.as_str())
                .hint(words::pause_hint)
                .required(),
            Spec::new("/expected_until", words::expected_until, Kind::Instant),
            channel("/notice_channel"),
            Spec::new("/notice_text", words::notice_text, Kind::Prose).required(),
        ],
        Action::Assign => vec![
            Spec::new("/owner_id", words::owner, Kind::Person).required(),
            Spec::new("/reason", words::assign_reason, Kind::Line),
        ],
        Action::ChangePriority => vec![
            Spec::new("/severity", words::severity, codes!(Severity))
                .start(ticket.severity.as_str())
                .required(),
            Spec::new("/impact", words::impact, codes!(Impact)).start(ticket.impact.as_str()).required(),
            reason(),
        ],
        Action::ChangeType => vec![
            Spec::new("/request_type", words::request_type, codes!(RequestType))
                .start(ticket.request_type.as_str())
                .required(),
            Spec::new("/mode", words::mode, codes!(ServiceMode)).start(ticket.mode.as_str()).required(),
            reason(),
        ],
        Action::Decide => {
            vec![Spec::new("/cause", words::cause_for_charge, codes!(Cause)).hint(words::cause_hint)]
        }
        Action::Comment => vec![Spec::new("/text", words::comment, Kind::Prose).required()],
        Action::Amend => vec![
            Spec::new("/subject", words::amend_subject, Kind::Line).required(),
            Spec::new("/text", words::amend_text, Kind::Prose).required(),
        ],
        Action::End => vec![
            Spec::new("/how", words::how, Kind::Code(ends)).start(EndKind::Withdrawn.as_str()).required(),
            Spec::new("/duplicate_of", words::duplicate_of, Kind::Ticket)
                .only_if("/how", EndKind::Duplicate.as_str())
                .required(),
            reason(),
        ],
        Action::TellCustomer => promise_specs::tell_customer(),
        Action::NoteDelivery => promise_specs::note_delivery(ticket, lang),
        Action::Extend | Action::AskExtension => promise_specs::extension(ticket, lang),
        Action::DecideExtension => promise_specs::decide_extension(lang),
        Action::Urge => promise_specs::urge(),
        Action::AnswerUrge => promise_specs::answer_urge(ticket, lang),
        Action::Transfer => promise_specs::transfer(ticket),
        Action::ReturnTransfer => {
            vec![Spec::new("/answer", words::written_answer, Kind::Prose).required()]
        }
        Action::LogSurvey => {
            vec![channel("/channel"), Spec::new("/note", words::survey_note, Kind::Prose)]
        }
        Action::Merge => {
            vec![
                Spec::new("/into", words::merge_into, Kind::MergeTarget).hint(words::merge_hint).required(),
                reason(),
            ]
        }
        Action::Split => split(ticket),
    }
}

/// A request is merged by the step of that name.
fn ends(lang: Lang) -> Vec<Choice> {
    let offered = EndKind::ALL.iter().filter(|how| **how != EndKind::Merged);
    offered.map(|how| Choice::new(how.as_str(), lang.pick(how.zh(), how.en()))).collect()
}

/// What differs from this request; customer and product stay.
fn split(ticket: &TicketView) -> Vec<Spec> {
    vec![
        Spec::new("/description", words::split_description, Kind::Prose).required(),
        Spec::new("/request_type", words::request_type, codes!(RequestType))
            .start(ticket.request_type.as_str())
            .required(),
        Spec::new("/mode", words::mode, codes!(ServiceMode)).start(ticket.mode.as_str()),
        Spec::new("/severity", words::severity, codes!(Severity)).start(ticket.severity.as_str()).required(),
        Spec::new("/impact", words::impact, codes!(Impact)).start(ticket.impact.as_str()).required(),
        Spec::new("/fault_code", words::fault_code, Kind::FaultCode),
        Spec::new("/reason", words::split_reason, Kind::Prose).required(),
    ]
}

fn reason() -> Spec {
    Spec::new("/reason", words::reason, Kind::Prose).required()
}

/// When it happened, when that is not now.
pub(super) fn happened() -> Spec {
    Spec::new("/at", words::at, Kind::Instant).hint(words::at_hint).rare()
}

pub(super) fn channel(pointer: &'static str) -> Spec {
    Spec::new(pointer, words::channel, codes!(NoticeChannel)).start(NoticeChannel::Phone.as_str()).required()
}

fn satisfaction() -> Spec {
    Spec::new("/satisfaction", words::satisfaction, codes!(Satisfaction))
        .start(Satisfaction::Satisfied.as_str())
        .required()
}

fn fault_code(ticket: &TicketView) -> Spec {
    Spec::new("/fault_code", words::fault_code, Kind::FaultCode)
        .start(ticket.fault_code.clone().unwrap_or_default())
}

fn confirm(ticket: &TicketView) -> Vec<Spec> {
    let product = &ticket.product;
    let line = |text: Option<&domain::kernel::Line>| text.map(ToString::to_string).unwrap_or_default();
    let batch = product.batch_only || product.batch.is_some();
    let mut fields = vec![
        Spec::new("/model", words::model, Kind::Line).start(line(product.model.as_ref())),
        Spec::new("/serial", words::serial, Kind::Line).start(line(product.serial.as_ref())),
    ];
    let quantity = product.quantity.map(|n| n.to_string()).unwrap_or_default();
    let of_batch = [
        Spec::new("/batch", words::batch, Kind::Line).start(line(product.batch.as_ref())),
        Spec::new("/quantity", words::quantity, Kind::Number).start(quantity),
    ];
    fields.extend(of_batch.map(|spec| if batch { spec } else { spec.rare() }));
    fields.extend([
        Spec::new("/fault", words::fault, Kind::Prose).start(ticket.description.as_str()).required(),
        fault_code(ticket),
        Spec::new("/mode", words::mode, codes!(ServiceMode)).start(ticket.mode.as_str()),
    ]);
    fields
}

fn reply(ticket: &TicketView) -> Vec<Spec> {
    let place = ticket.customer.address.as_ref().map(ToString::to_string).unwrap_or_default();
    let visit = Flow::of(ticket.request_type, ticket.mode).visit;
    let mut fields = vec![channel("/channel"), Spec::new("/content", words::content, Kind::Prose).required()];
    let when = [
        Spec::new("/time_and_place/from", words::visit_from, Kind::Instant)
            .hint(words::visit_hint)
            .with_siblings(),
        Spec::new("/time_and_place/to", words::visit_to, Kind::Instant).with_siblings(),
        Spec::new("/time_and_place/place", words::place, Kind::Line)
            .start(if visit { place } else { String::new() })
            .with_siblings(),
    ];
    fields.extend(when.map(|spec| if visit { spec } else { spec.rare() }));
    fields.push(happened());
    fields
}

fn assess(ticket: &TicketView) -> Vec<Spec> {
    vec![
        Spec::new("/preliminary_cause", words::preliminary_cause, Kind::Prose).required(),
        Spec::new("/recommended_measure", words::recommended_measure, Kind::Prose).required(),
        fault_code(ticket),
        Spec::new("/remote_solvable", words::remote_solvable, Kind::Flag),
    ]
}

fn answer_task(ticket: &TicketView, lang: Lang) -> Vec<Spec> {
    let open = ticket.tasks.iter().filter(|task| task.answer.is_none());
    let choices: Vec<Choice> = open
        .map(|task| {
            let department = lang.pick(task.department.zh(), task.department.en());
            Choice::new(task.id.to_string(), format!("{department} · {}", task.question))
        })
        .collect();
    let first = choices.first().map(|choice| choice.code.clone()).unwrap_or_default();
    vec![
        Spec::new("/task_id", words::task, Kind::One(choices)).start(first).required(),
        Spec::new("/text", words::answer, Kind::Prose).required(),
    ]
}

fn plan(ticket: &TicketView) -> Vec<Spec> {
    let measure = ticket
        .assessments
        .last()
        .map(|assessment| assessment.recommended_measure.to_string())
        .unwrap_or_default();
    vec![
        Spec::new("/measure", words::measure, Kind::Prose).start(measure).required(),
        Spec::new("/parts", words::parts, Kind::Parts),
        Spec::new("/promised_at", words::promised_at, Kind::Instant).hint(words::promised_hint),
        Spec::new("/alternatives", words::alternatives, Kind::Prose).rare(),
    ]
}

fn tell_plan(ticket: &TicketView, lang: Lang) -> Vec<Spec> {
    let plan = ticket.plans.last();
    let cause = ticket.assessments.last().map(|assessment| assessment.preliminary_cause.to_string());
    let text = match (cause, plan) {
        (Some(cause), Some(plan)) => words::tell_cause(lang, cause, &plan.measure),
        (None, Some(plan)) => plan.measure.to_string(),
        (_, None) => String::new(),
    };
    let version = plan.map(|plan| plan.version.to_string()).unwrap_or_default();
    vec![
        Spec::new("/version", words::plan_version, Kind::Fixed).start(version).required(),
        channel("/channel"),
        Spec::new("/text", words::told_text, Kind::Prose).start(text).required(),
        happened(),
    ]
}

fn dispatch(ticket: &TicketView, now: Timestamp) -> Vec<Spec> {
    let agreed = ticket
        .replies
        .iter()
        .rev()
        .find_map(|reply| reply.time_and_place.as_ref())
        .filter(|agreed| agreed.to > now);
    let (from, to) = match agreed {
        Some(agreed) => (input(agreed.from), input(agreed.to)),
        None => (next_weekday(now, 9), next_weekday(now, 11)),
    };
    let address = ticket.customer.address.as_ref();
    let place = agreed.map(|agreed| &agreed.place).or(address).map(ToString::to_string).unwrap_or_default();
    vec![
        Spec::new("/engineer_id", words::engineer, Kind::Person).required(),
        Spec::new("/place", words::place, Kind::Line).start(place).required(),
        Spec::new("/from", words::visit_from, Kind::Instant).start(from).required(),
        Spec::new("/to", words::visit_to, Kind::Instant).start(to).required(),
        Spec::new("/agreed", words::agreed, Kind::Flag)
            .start(if agreed.is_some() { FLAG_ON } else { "" })
            .hint(words::agreed_hint),
        Spec::new("/note", words::note, Kind::Prose).rare(),
    ]
}

fn arrive(ticket: &TicketView) -> Vec<Spec> {
    let checked = Spec::new("/safety_checked", words::safety_checked, Kind::Flag);
    let checked = if ticket.mode == ServiceMode::Field { checked.hint(words::safety_hint) } else { checked };
    vec![checked, happened()]
}

fn diagnose(ticket: &TicketView) -> Vec<Spec> {
    let cause = ticket
        .assessments
        .last()
        .map(|assessment| assessment.preliminary_cause.to_string())
        .unwrap_or_default();
    let party = Spec::new("/responsible_party", words::responsible_party, codes!(ResponsibleParty));
    let needed = Flow::of(ticket.request_type, ticket.mode).responsible_party;
    vec![
        Spec::new("/cause_class", words::cause_class, codes!(CauseClass)).required(),
        fault_code(ticket),
        Spec::new("/cause", words::cause, Kind::Prose).start(cause).required(),
        if needed { party.required() } else { party },
    ]
}

fn work() -> Vec<Spec> {
    let part = WorkKind::Part.as_str();
    vec![
        Spec::new("/kind", words::work_kind, codes!(WorkKind)).start(WorkKind::Repair.as_str()).required(),
        Spec::new("/minutes", words::minutes, Kind::Number).start("30").required(),
        Spec::new("/text", words::work_text, Kind::Prose).required(),
        Spec::new("/part/name", words::part_name, Kind::Line).only_if("/kind", part).required(),
        Spec::new("/part/quantity", words::quantity, Kind::Number)
            .start("1")
            .only_if("/kind", part)
            .required(),
        Spec::new("/part/number", words::part_number, Kind::Line).only_if("/kind", part),
        Spec::new("/part/old_serial", words::old_serial, Kind::Line).only_if("/kind", part),
        Spec::new("/part/new_serial", words::new_serial, Kind::Line).only_if("/kind", part),
    ]
}

/// Where a product was serviced, its function and its accessories are checked (R-9.3.6.3).
fn resolve(ticket: &TicketView) -> Vec<Spec> {
    let mut fields =
        if Flow::of(ticket.request_type, ticket.mode).work { checks().into() } else { Vec::new() };
    fields.extend(solution());
    fields
}

fn finish_visit() -> Vec<Spec> {
    let outcome =
        Spec::new("/outcome", words::outcome, codes!(VisitOutcome)).start(VisitOutcome::Solved.as_str());
    std::iter::once(outcome.required()).chain(checks()).chain(solution()).collect()
}

fn checks() -> [Spec; 2] {
    [
        Spec::new("/function_test", words::function_test, codes!(FunctionTest))
            .start(FunctionTest::Passed.as_str())
            .required(),
        Spec::new("/accessories_complete", words::accessories_complete, Kind::Flag),
    ]
}

fn solution() -> [Spec; 3] {
    [
        Spec::new("/result", words::result, Kind::Prose).required(),
        Spec::new("/open_questions", words::open_questions, Kind::Prose).rare(),
        happened(),
    ]
}

/// As a `datetime-local` input writes it.
fn input(at: Timestamp) -> String {
    Civil::at(at, SHANGHAI).input()
}

/// The next weekday at this hour; holidays are for the person to see.
fn next_weekday(now: Timestamp, hour: u8) -> String {
    let day = |n: i64| Civil::at(now.plus_seconds(n * 86_400), SHANGHAI);
    let next = (1..=3).map(day).find(|day| day.weekday() < 5).unwrap_or_else(|| day(1));
    Civil { hour, minute: 0, ..next }.input()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposed_time_lies_on_the_next_weekday() {
        let proposed = |now: &str| next_weekday(now.parse().unwrap(), 9);
        assert_eq!(proposed("2025-03-06T02:00:00Z"), "2025-03-07T09:00");
        assert_eq!(proposed("2025-03-07T02:00:00Z"), "2025-03-10T09:00");
        assert_eq!(proposed("2025-03-08T17:00:00Z"), "2025-03-10T09:00");
    }
}
