use std::{future::Future, pin::Pin};

use leptos::{ev::KeyboardEvent, prelude::*};

use super::field::{FieldContext, fresh_id};
use crate::{api::ApiError, browser, i18n::lang, l};

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    pub id: String,
    pub title: String,
    pub detail: String,
}

/// What a search answers; `Box::pin(async move { … })`.
pub type Suggestions = Pin<Box<dyn Future<Output = Result<Vec<Suggestion>, ApiError>>>>;

const REST_MILLIS: i32 = 180;

/// A text with suggestions from the server while typing: arrow keys move, Enter takes, Escape closes. `text` is free:
/// what is not picked stays what was typed.
#[component]
pub fn Combobox(
    text: RwSignal<String>,
    /// `move |typed| Box::pin(async move { … })`
    #[prop(into)]
    search: Callback<String, Suggestions>,
    #[prop(into)] on_pick: Callback<Suggestion>,
    #[prop(optional, into)] placeholder: MaybeProp<String>,
    #[prop(optional)] autofocus: bool,
    /// Characters before the first search.
    #[prop(default = 2)]
    least: usize,
) -> impl IntoView {
    let field = FieldContext::here();
    let list_id = StoredValue::new(fresh_id());
    let model = Model::new(text, search, on_pick, least);
    let input = NodeRef::<leptos::html::Input>::new();
    if autofocus {
        Effect::new(move |_| {
            if let Some(input) = input.get() {
                let _ = input.focus();
            }
        });
    }
    let option_id = move |at: usize| format!("{}-{at}", list_id.get_value());
    view! {
        <div class="combobox">
            <input
                node_ref=input
                class="input"
                id=field.id.get_value()
                role="combobox"
                autocomplete="off"
                aria-autocomplete="list"
                aria-controls=list_id.get_value()
                aria-expanded=move || if model.open.get() { "true" } else { "false" }
                aria-activedescendant=move || model.active.get().map(option_id)
                aria-invalid=move || field.invalid.get().then_some("true")
                aria-describedby=field.note_id()
                aria-busy=move || model.busy.get().then_some("true")
                placeholder=move || placeholder.get()
                prop:value=move || text.get()
                on:input=move |event| model.typed(event_target_value(&event))
                on:keydown=move |event| model.pressed(&event)
                on:blur=move |_| model.open.set(false)
            />
            <ul class="combobox-list" id=list_id.get_value() role="listbox" hidden=move || !model.open.get()>
                {move || {
                    let lines = model.found.get();
                    if lines.is_empty() {
                        return view! { <li class="combobox-none">{l::states::no_match(lang())}</li> }.into_any();
                    }
                    lines
                        .into_iter()
                        .enumerate()
                        .map(|(at, line)| {
                            view! {
                                <li
                                    id=option_id(at)
                                    role="option"
                                    aria-selected=move || if model.active.get() == Some(at) { "true" } else { "false" }
                                    on:pointerdown=move |event| {
                                        event.prevent_default();
                                        model.take(at);
                                    }
                                >
                                    <span>{line.title}</span>
                                    <small>{line.detail}</small>
                                </li>
                            }
                        })
                        .collect_view()
                        .into_any()
                }}
            </ul>
        </div>
    }
}

#[derive(Clone, Copy)]
struct Model {
    text: RwSignal<String>,
    search: Callback<String, Suggestions>,
    on_pick: Callback<Suggestion>,
    least: usize,
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
    found: RwSignal<Vec<Suggestion>>,
    active: RwSignal<Option<usize>>,
    turn: StoredValue<u32>,
}

impl Model {
    fn new(
        text: RwSignal<String>,
        search: Callback<String, Suggestions>,
        on_pick: Callback<Suggestion>,
        least: usize,
    ) -> Self {
        Self {
            text,
            search,
            on_pick,
            least,
            open: RwSignal::new(false),
            busy: RwSignal::new(false),
            found: RwSignal::new(Vec::new()),
            active: RwSignal::new(None),
            turn: StoredValue::new(0),
        }
    }

    /// Searches when the typing rests; an answer to an older text is dropped.
    fn typed(self, typed: String) {
        self.text.set(typed.clone());
        self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
        let turn = self.turn.get_value();
        let wanted = typed.trim().to_owned();
        if wanted.chars().count() < self.least {
            self.open.set(false);
            return;
        }
        leptos::task::spawn_local(async move {
            browser::pause(REST_MILLIS).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            self.busy.set(true);
            let found = self.search.run(wanted).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            self.busy.set(false);
            self.active.set(None);
            self.open.set(found.is_ok());
            self.found.set(found.unwrap_or_default());
        });
    }

    fn pressed(self, event: &KeyboardEvent) {
        if event.is_composing() || !self.open.get_untracked() {
            return;
        }
        let last = self.found.with_untracked(Vec::len).checked_sub(1);
        let active = self.active.get_untracked();
        match (event.key().as_str(), last) {
            ("ArrowDown", Some(last)) => self.active.set(Some(active.map_or(0, |at| (at + 1).min(last)))),
            ("ArrowUp", Some(_)) => self.active.set(active.and_then(|at| at.checked_sub(1))),
            ("Enter", Some(_)) if active.is_some() => self.take(active.unwrap_or_default()),
            ("Escape", _) => self.open.set(false),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }

    fn take(self, at: usize) {
        let Some(picked) = self.found.with_untracked(|found| found.get(at).cloned()) else { return };
        self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
        self.open.set(false);
        self.text.set(picked.title.clone());
        self.on_pick.run(picked);
    }
}
