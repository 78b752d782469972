//! Inputs that know the request and the rest of the form: a later time, words to the customer, papers.

use domain::kernel::Timestamp;
use kit::{
    i18n::{lang, lang_now, t},
    time::{self, Civil, SHANGHAI},
    ui::{Checkbox, Choice, TextInput, Textarea},
};
use leptos::prelude::*;

use super::{body::picked, form::FormTexts, send::use_commands, spec::Proposal};
use crate::l;

/// Days that people add most often.
const QUICK_DAYS: [i64; 4] = [1, 3, 7, 14];

/// An instant, with quick choices counted from the deadline that it moves.
#[component]
pub(super) fn LaterInput(value: RwSignal<String>) -> impl IntoView {
    let (commands, texts) = (use_commands(), FormTexts::here());
    let base = move || {
        let clock = texts.says("/clock").unwrap_or_default();
        commands.state.now(|ticket| {
            let clock = ticket.clocks.iter().find(|known| known.is_open() && known.kind.as_str() == clock);
            base(clock.and_then(|clock| clock.due_at), time::now_untracked())
        })
    };
    let quick = QUICK_DAYS
        .into_iter()
        .map(|days| {
            let chosen = move || later(base(), days);
            view! {
                <button
                    type="button"
                    class="btn btn-plain chip"
                    aria-pressed=move || if value.get() == chosen() { "true" } else { "false" }
                    title=move || Civil::parse(&chosen()).map(|civil| civil.long(lang()))
                    on:click=move |_| value.set(chosen())
                >
                    {move || l::command::quick_days(lang(), days)}
                </button>
            }
        })
        .collect_view();
    view! {
        <div class="later">
            <TextInput value=value kind="datetime-local" />
            <div class="chips" role="group" aria-label=t(l::command::quick)>{quick}</div>
        </div>
    }
}

/// From the deadline while it lies ahead, else from now.
fn base(due: Option<Timestamp>, now: Timestamp) -> Timestamp {
    due.filter(|due| *due > now).unwrap_or(now)
}

/// So many days after, at the same time of day; a weekend moves on to Monday.
fn later(base: Timestamp, days: i64) -> String {
    let at = |days: i64| Civil::at(base.plus_seconds(days * 86_400), SHANGHAI);
    (days..days + 3).map(at).find(|civil| civil.weekday() < 5).unwrap_or_else(|| at(days)).input()
}

/// Words that follow the other fields until somebody writes their own.
#[component]
pub(super) fn WordsInput(value: RwSignal<String>, propose: Proposal) -> impl IntoView {
    let (commands, texts) = (use_commands(), FormTexts::here());
    Effect::new(move |before: Option<String>| {
        let says = |pointer: &str| texts.says(pointer).unwrap_or_default();
        let language = lang();
        let proposed = commands.state.now(|ticket| propose(ticket, &says, language)).unwrap_or_default();
        let untouched = value
            .with_untracked(|text| text.is_empty() || before.as_ref().is_some_and(|before| text == before));
        if untouched && value.with_untracked(|text| *text != proposed) {
            value.set(proposed.clone());
        }
        proposed
    });
    view! { <Textarea value=value rows=3 max_length=4000 /> }
}

/// Several of a list; `value` holds their codes, separated by commas.
#[component]
pub(super) fn ManyInput(value: RwSignal<String>, choices: Vec<Choice>) -> impl IntoView {
    let start = value.get_untracked();
    let boxes: Vec<(Choice, RwSignal<bool>)> = choices
        .into_iter()
        .map(|choice| {
            let is_on = picked(&start).any(|code| code == choice.code);
            (choice, RwSignal::new(is_on))
        })
        .collect();
    let followed = boxes.clone();
    Effect::new(move |_| {
        let on = followed.iter().filter(|(_, on)| on.get());
        value.set(on.map(|(choice, _)| choice.code.as_str()).collect::<Vec<_>>().join(","));
    });
    let lines = boxes
        .into_iter()
        .map(|(choice, on)| view! { <Checkbox value=on label=Signal::stored(choice.label) /> })
        .collect_view();
    let name = l::command::materials(lang_now());
    view! { <div class="many" role="group" aria-label=name>{lines}</div> }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_quick_choice_counts_from_the_deadline_and_skips_the_weekend() {
        let friday = at("2025-03-07T04:00:00Z");
        assert_eq!(later(friday, 1), "2025-03-10T12:00");
        assert_eq!(later(friday, 3), "2025-03-10T12:00");
        assert_eq!(later(friday, 7), "2025-03-14T12:00");
    }

    #[test]
    fn what_is_past_due_counts_from_now() {
        let (now, due) = (at("2025-03-07T04:00:00Z"), at("2025-03-06T04:00:00Z"));
        assert_eq!((base(Some(due), now), base(None, now), base(Some(now), due)), (now, now, now));
    }
}
