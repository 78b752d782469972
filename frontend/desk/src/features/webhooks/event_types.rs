//! The choice of event types: by name, or all of a subject; none chosen means all.

use domain::webhooks::EventType;
use kit::{
    i18n::{Lang, lang, t, text},
    ui::{Button, ButtonLook, Glyph, Icon},
};
use leptos::prelude::*;

use super::look::type_name;
use crate::l;

/// What a subject is called.
pub(super) fn subject_name(subject: &str, lang: Lang) -> &'static str {
    match subject {
        "ticket" => l::webhooks::subject::ticket(lang),
        "customer" => l::webhooks::subject::customer(lang),
        "unit" => l::webhooks::subject::unit(lang),
        "product" => l::webhooks::subject::product(lang),
        "mail" => l::webhooks::subject::mail(lang),
        "duty_shift" => l::webhooks::subject::duty_shift(lang),
        "user" => l::webhooks::subject::user(lang),
        "branch" => l::webhooks::subject::branch(lang),
        "api_key" => l::webhooks::subject::api_key(lang),
        "calendar" => l::webhooks::subject::calendar(lang),
        "import" => l::webhooks::subject::import(lang),
        "webhook" => l::webhooks::subject::webhook(lang),
        _ => l::webhooks::subject::other(lang),
    }
}

/// The subjects in the order of the list.
fn subjects() -> Vec<&'static str> {
    let mut all: Vec<&'static str> = Vec::new();
    for event in EventType::ALL {
        if !all.contains(&event.subject()) {
            all.push(event.subject());
        }
    }
    all
}

/// Whether the line answers to what was typed: its code or its name in either language.
fn fits(event: EventType, typed: &str) -> bool {
    let typed = typed.trim().to_lowercase();
    let names = [
        event.as_str(),
        event.zh(),
        event.en(),
        subject_name(event.subject(), Lang::Zh),
        subject_name(event.subject(), Lang::En),
    ];
    names.iter().any(|name| name.to_lowercase().contains(&typed))
}

/// The choice with the whole of a subject taken or left. Single types of the subject go: the whole includes them.
fn toggled_subject(mut chosen: Vec<String>, subject: &str) -> Vec<String> {
    let whole = format!("{subject}.*");
    let had = chosen.contains(&whole);
    chosen.retain(|name| name.split_once('.').is_none_or(|(of, _)| of != subject));
    if !had {
        chosen.push(whole);
    }
    chosen
}

#[component]
pub(super) fn EventTypePicker(chosen: RwSignal<Vec<String>>) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let found = Memo::new(move |_| {
        let typed = typed.get();
        EventType::ALL.iter().copied().filter(|event| fits(*event, &typed)).collect::<Vec<_>>()
    });
    let groups = move || {
        let found = found.get();
        let group = |subject: &'static str| {
            let own: Vec<EventType> = found.iter().copied().filter(|e| e.subject() == subject).collect();
            (!own.is_empty()).then(|| view! { <Group subject=subject events=own chosen=chosen /> })
        };
        subjects().into_iter().map(group).collect_view()
    };
    view! {
        <div class="event-picker" role="group" aria-label=t(l::webhooks::event_types)>
            <Chosen chosen=chosen />
            <label class="search-box">
                <Glyph icon=Icon::Search />
                <input
                    type="search"
                    class="input"
                    autocomplete="off"
                    aria-label=t(l::webhooks::find_type)
                    placeholder=t(l::webhooks::find_type)
                    prop:value=move || typed.get()
                    on:input=move |event| typed.set(event_target_value(&event))
                    on:keydown=move |event| {
                        // it searches; sending the form is not meant
                        if event.key() == "Enter" {
                            event.prevent_default();
                        }
                    }
                />
            </label>
            <div class="event-list" tabindex="0" role="group" aria-label=t(l::webhooks::event_types)>
                {groups}
                <Show when=move || found.with(Vec::is_empty)>
                    <p class="muted">{t(l::webhooks::no_type)}</p>
                </Show>
            </div>
        </div>
    }
}

/// What is chosen, each to be taken out again.
#[component]
fn Chosen(chosen: RwSignal<Vec<String>>) -> impl IntoView {
    let one = move |name: String| {
        let (shown, gone, code) = (name.clone(), name.clone(), name.clone());
        let spoken =
            Signal::derive(move || format!("{} {}", l::form::remove(lang()), type_name(&shown, lang())));
        view! {
            <span class="grant" title=code>
                {move || type_name(&name, lang())}
                <Button
                    look=ButtonLook::Ghost
                    icon=Icon::X
                    label=spoken
                    on_press=move |()| chosen.update(|all| all.retain(|known| *known != gone))
                />
            </span>
        }
    };
    let shown = move || {
        let all = chosen.get();
        if all.is_empty() {
            view! { <span class="grant">{t(l::webhooks::all_events)}</span> }.into_any()
        } else {
            all.into_iter().map(one).collect_view().into_any()
        }
    };
    view! { <div class="grant-list event-chosen" aria-live="polite">{shown}</div> }
}

#[component]
fn Group(subject: &'static str, events: Vec<EventType>, chosen: RwSignal<Vec<String>>) -> impl IntoView {
    let whole = Memo::new(move |_| {
        let name = format!("{subject}.*");
        chosen.with(|all| all.contains(&name))
    });
    let line = move |event: EventType| {
        let toggle = move |_| {
            chosen.update(|all| match all.iter().position(|name| name == event.as_str()) {
                Some(at) => drop(all.remove(at)),
                None => all.push(event.as_str().to_owned()),
            });
        };
        view! {
            <label class="check scope-check">
                <input
                    type="checkbox"
                    class="checkbox"
                    disabled=move || whole.get()
                    prop:checked=move || whole.get() || chosen.with(|all| all.iter().any(|name| name == event.as_str()))
                    on:change=toggle
                />
                <span>{move || kit::label!(event)} <small>{event.as_str()}</small></span>
            </label>
        }
    };
    let words = move || l::webhooks::all_of(lang(), subject_name(subject, lang()));
    view! {
        <fieldset class="event-group">
            <legend>{move || subject_name(subject, lang())}</legend>
            <label class="check scope-check">
                <input
                    type="checkbox"
                    class="checkbox"
                    prop:checked=move || whole.get()
                    on:change=move |_| chosen.update(|all| *all = toggled_subject(std::mem::take(all), subject))
                />
                <span>{words} <small>{format!("{subject}.*")}</small></span>
            </label>
            {events.into_iter().map(line).collect_view()}
        </fieldset>
    }
}

/// The hint under the list.
pub(super) fn hint() -> Signal<String> {
    text(l::webhooks::event_types_hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_found_by_code_and_by_either_name() {
        for typed in ["archived", "归档", "ARCHIVED", "需求", " ticket.arch"] {
            assert!(fits(EventType::TicketArchived, typed), "{typed}");
        }
        assert!(!fits(EventType::TicketArchived, "unit"));
    }

    #[test]
    fn the_whole_of_a_subject_takes_the_place_of_its_types() {
        let chosen = vec!["ticket.archived".to_owned(), "unit.created".to_owned()];
        let whole = toggled_subject(chosen, "ticket");
        assert_eq!(whole, ["unit.created", "ticket.*"]);
        assert_eq!(toggled_subject(whole, "ticket"), ["unit.created"]);
    }

    #[test]
    fn every_subject_has_a_name() {
        for subject in subjects() {
            assert_ne!(subject_name(subject, Lang::Zh), l::webhooks::subject::other(Lang::Zh), "{subject}");
        }
    }
}
