//! The forms about promises to the customer: telling, extending, urging, asking head office for help.

use contract::tickets::TicketView;
use domain::{
    kernel::Timestamp,
    sla::{Clock, ClockKind, ClockState},
    tickets::{ExtensionReason, NoticeAbout, NoticeDelivery, UrgeKind},
};
use kit::{
    i18n::Lang,
    time::{Civil, SHANGHAI},
    ui::Choice,
};

use super::{
    body::FLAG_ON,
    spec::{Kind, Spec},
    specs::{channel, happened},
};
use crate::l::command as words;

pub(super) fn tell_customer() -> Vec<Spec> {
    vec![
        Spec::new("/about", words::about, codes!(NoticeAbout))
            .start(NoticeAbout::Process.as_str())
            .required(),
        channel("/channel"),
        Spec::new("/text", words::told_text, Kind::Words(progress_words)).required(),
        happened(),
    ]
}

pub(super) fn note_delivery(ticket: &TicketView, lang: Lang) -> Vec<Spec> {
    let notices = ticket.promises.notices.iter().rev();
    let choices: Vec<Choice> = notices
        .map(|notice| {
            let about = lang.pick(notice.about.zh(), notice.about.en());
            let channel = lang.pick(notice.channel.zh(), notice.channel.en());
            let at = Civil::at(notice.at, SHANGHAI).date_time();
            Choice::new(notice.number.to_string(), format!("{about} · {channel} · {at}"))
        })
        .collect();
    vec![
        Spec::new("/number", words::delivery_of, Kind::Numbered(choices.clone()))
            .start(first(&choices))
            .required(),
        Spec::new("/delivery", words::delivery, codes!(NoticeDelivery))
            .start(NoticeDelivery::Delivered.as_str())
            .required(),
        Spec::new("/detail", words::delivery_detail, Kind::Line).hint(words::delivery_hint),
    ]
}

/// K5: asked and granted with the same facts.
pub(super) fn extension(ticket: &TicketView, lang: Lang) -> Vec<Spec> {
    let mut clocks: Vec<&Clock> = ticket.clocks.iter().filter(|clock| is_extendable(clock)).collect();
    // most often it is the solution that takes longer
    clocks.sort_by_key(|clock| (clock.kind != ClockKind::Resolution, clock.due_at.map(Timestamp::millis)));
    let choices: Vec<Choice> = clocks.iter().map(|clock| clock_choice(clock, lang)).collect();
    vec![
        Spec::new("/clock", words::clock, Kind::One(choices.clone()))
            .start(first(&choices))
            .hint(words::clock_hint)
            .required(),
        Spec::new("/reason", words::extension_reason, codes!(ExtensionReason)).required(),
        Spec::new("/new_due_at", words::new_due_at, Kind::Later).hint(words::new_due_hint).required(),
        Spec::new("/explanation", words::explanation, Kind::Prose).required(),
        channel("/notice_channel"),
        Spec::new("/noticed_at", words::noticed_at, Kind::Instant).hint(words::at_hint),
        Spec::new("/notice_text", words::notice_text, Kind::Words(extension_words)).required(),
    ]
}

/// What is past its due time stays late (K5).
fn is_extendable(clock: &Clock) -> bool {
    matches!(clock.state, ClockState::Running | ClockState::Paused) && clock.due_at.is_some()
}

fn clock_choice(clock: &Clock, lang: Lang) -> Choice {
    let due = clock.due_at.map(|at| Civil::at(at, SHANGHAI).date_time()).unwrap_or_default();
    let kind = lang.pick(clock.kind.zh(), clock.kind.en());
    Choice::new(clock.kind.as_str(), words::clock_choice(lang, kind, due))
}

pub(super) fn decide_extension(lang: Lang) -> Vec<Spec> {
    let choices = vec![Choice::new(FLAG_ON, words::approve(lang)), Choice::new(REFUSED, words::refuse(lang))];
    vec![
        Spec::new("/approve", words::decision, Kind::YesNo(choices)).start(FLAG_ON).required(),
        Spec::new("/note", words::decision_note, Kind::Prose).only_if("/approve", REFUSED).required(),
    ]
}

const REFUSED: &str = "false";

pub(super) fn urge() -> Vec<Spec> {
    vec![
        Spec::new("/kind", words::urge_kind, codes!(UrgeKind)).start(UrgeKind::Hasten.as_str()).required(),
        Spec::new("/text", words::urge_text, Kind::Prose).required(),
    ]
}

pub(super) fn answer_urge(ticket: &TicketView, lang: Lang) -> Vec<Spec> {
    let choices: Vec<Choice> = ticket
        .promises
        .open_urges()
        .map(|order| {
            let kind = lang.pick(order.kind.zh(), order.kind.en());
            Choice::new(order.number.to_string(), format!("{kind} · {}", order.text))
        })
        .collect();
    vec![
        Spec::new("/number", words::urge_of, Kind::Numbered(choices.clone()))
            .start(first(&choices))
            .required(),
        Spec::new("/text", words::answer, Kind::Prose).required(),
    ]
}

/// S12: reason, materials and a new time for the customer.
pub(super) fn transfer(ticket: &TicketView) -> Vec<Spec> {
    let files = ticket.attachments.iter().map(|file| Choice::new(file.id.to_string(), file.name.to_string()));
    vec![
        Spec::new("/reason", words::transfer_reason, Kind::Prose).required(),
        Spec::new("/materials", words::materials, Kind::Many(files.collect()))
            .hint(words::materials_hint)
            .required(),
        Spec::new("/new_time", words::new_time, Kind::Later).required(),
        channel("/notice_channel"),
        Spec::new("/notice_text", words::notice_text, Kind::Words(transfer_words)).required(),
    ]
}

fn first(choices: &[Choice]) -> String {
    choices.first().map(|choice| choice.code.clone()).unwrap_or_default()
}

fn progress_words(ticket: &TicketView, says: &dyn Fn(&str) -> String, lang: Lang) -> Option<String> {
    let about: NoticeAbout = says("/about").parse().ok()?;
    let solved = ticket.cycle.resolution.as_ref();
    match (about, solved) {
        (NoticeAbout::Completion, Some(solved)) => {
            Some(words::propose::completion(lang, &ticket.no, &solved.result))
        }
        (NoticeAbout::Process, _) => {
            let state = lang.pick(ticket.state.zh(), ticket.state.en());
            Some(words::propose::process(lang, &ticket.no, state))
        }
        _ => None,
    }
}

fn extension_words(ticket: &TicketView, says: &dyn Fn(&str) -> String, lang: Lang) -> Option<String> {
    let reason: ExtensionReason = says("/reason").parse().ok()?;
    let until = Civil::parse(&says("/new_due_at"))?.long(lang);
    Some(words::propose::extension(lang, &ticket.no, lang.pick(reason.zh(), reason.en()), until))
}

fn transfer_words(ticket: &TicketView, says: &dyn Fn(&str) -> String, lang: Lang) -> Option<String> {
    let until = Civil::parse(&says("/new_time"))?.long(lang);
    Some(words::propose::transfer(lang, &ticket.no, until))
}
