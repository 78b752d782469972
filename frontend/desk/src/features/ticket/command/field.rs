use kit::{
    i18n::{lang, t},
    ui::{Checkbox, Choice, Field, Select, SignaturePad, TextInput, Textarea},
};
use leptos::prelude::*;

use super::{
    body::FLAG_ON,
    merge_pick::MergePick,
    parts::PartsInput,
    people::PersonSelect,
    pick::{TicketPick, UnitPick},
    promise_inputs::{LaterInput, ManyInput, WordsInput},
    send::use_commands,
    spec::{Kind, Spec},
};
use crate::{features::new_request::FaultCodeInput, l};

/// One field with the input of its kind.
#[component]
pub(super) fn CommandField(spec: Spec, text: RwSignal<String>) -> impl IntoView {
    let Spec { pointer, label, kind, required, hint, .. } = spec.clone();
    let words = Signal::derive(move || label(lang()).to_owned());
    let hint = Signal::derive(move || hint.map(|hint| hint(lang()).to_owned()));
    let class = if spec.is_wide() { "span-2" } else { "" };
    match kind {
        Kind::Flag => view! { <Flag text=text label=words hint=hint /> }.into_any(),
        Kind::Fixed => {
            view! { <p class="span-2 muted">{move || words.get()} " " {move || text.get()}</p> }.into_any()
        }
        kind => view! {
            <Field label=words pointer=pointer required=required hint=hint class=class>
                {input(kind, text, required)}
            </Field>
        }
        .into_any(),
    }
}

fn input(kind: Kind, text: RwSignal<String>, required: bool) -> AnyView {
    // a list that must be chosen from starts with nothing chosen, when nothing is known
    let choose = || {
        let open = !required || text.with_untracked(String::is_empty);
        open.then(|| Signal::derive(move || l::command::choose(lang()).to_owned()))
    };
    let select = |options: Signal<Vec<Choice>>| match choose() {
        Some(empty) => view! { <Select value=text options=options empty=empty /> }.into_any(),
        None => view! { <Select value=text options=options /> }.into_any(),
    };
    match kind {
        Kind::Prose => view! { <Textarea value=text rows=3 max_length=4000 /> }.into_any(),
        Kind::Number => view! { <TextInput value=text kind="number" /> }.into_any(),
        Kind::Instant => view! { <TextInput value=text kind="datetime-local" /> }.into_any(),
        Kind::Code(list) => select(Choice::all(list)),
        Kind::One(choices) | Kind::Numbered(choices) | Kind::YesNo(choices) => {
            select(Signal::stored(choices))
        }
        Kind::Many(choices) => view! { <ManyInput value=text choices=choices /> }.into_any(),
        Kind::Later => view! { <LaterInput value=text /> }.into_any(),
        Kind::Words(propose) => view! { <WordsInput value=text propose=propose /> }.into_any(),
        Kind::MergeTarget => view! { <MergePick value=text /> }.into_any(),
        Kind::Person => view! { <PersonSelect value=text /> }.into_any(),
        Kind::Unit => view! { <UnitPick value=text /> }.into_any(),
        Kind::Ticket => view! { <TicketPick value=text /> }.into_any(),
        Kind::FaultCode => view! { <FaultCodeInput value=text /> }.into_any(),
        Kind::Parts => view! { <PartsInput value=text /> }.into_any(),
        Kind::Signature => {
            let sheet = use_commands().signing.sheet;
            view! { <SignaturePad sheet=sheet label=Signal::derive(move || l::command::sign_here(lang()).to_owned()) /> }.into_any()
        }
        Kind::Line | Kind::Flag | Kind::Fixed => view! { <TextInput value=text max_length=200 /> }.into_any(),
    }
}

/// Yes or no, as text.
#[component]
fn Flag(text: RwSignal<String>, label: Signal<String>, hint: Signal<Option<String>>) -> impl IntoView {
    let value = RwSignal::new(text.with_untracked(|text| text == FLAG_ON));
    Effect::new(move |_| text.set(if value.get() { FLAG_ON } else { "" }.to_owned()));
    view! {
        <div class="span-2">
            <Checkbox value=value label=label />
            {move || hint.get().map(|hint| view! { <p class="field-note">{hint}</p> })}
        </div>
    }
}

/// Says why nothing can be chosen.
#[component]
pub(super) fn NothingToChoose() -> impl IntoView {
    view! { <p class="muted">{t(l::command::nobody)}</p> }
}
