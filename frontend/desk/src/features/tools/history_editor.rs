use kit::{
    i18n::{Lang, lang, t, text},
    ui::{Button, ButtonLook, Choice, Field, Icon, Select, TextInput},
};
use leptos::prelude::*;

use super::warranty_fields::HistoryFields;
use crate::{
    features::form::{pointer_at, remove_line},
    l,
};

fn kinds(lang: Lang) -> Vec<Choice> {
    vec![
        Choice::new("repair", l::tools::history::repair(lang)),
        Choice::new("part_replaced", l::tools::history::part_replaced(lang)),
        Choice::new("exchanged", l::tools::history::exchanged(lang)),
        Choice::new("custody", l::tools::history::custody(lang)),
        Choice::new("extended", l::tools::history::extended(lang)),
    ]
}

/// What happened to the unit, line by line.
#[component]
pub(super) fn HistoryEditor(history: RwSignal<Vec<HistoryFields>>) -> impl IntoView {
    let lines = move || {
        let line = |(at, fields): (usize, HistoryFields)| view! { <HistoryLine at=at fields=fields history=history /> };
        history.get().into_iter().enumerate().map(line).collect_view()
    };
    view! {
        <fieldset class="line-editor">
            <legend>{t(l::tools::history::title)}</legend>
            {lines}
            <Button
                icon=Icon::Plus
                look=ButtonLook::Ghost
                on_press=move |()| history.update(|all| all.push(HistoryFields::new()))
            >
                {t(l::tools::history::add)}
            </Button>
        </fieldset>
    }
}

#[component]
fn HistoryLine(at: usize, fields: HistoryFields, history: RwSignal<Vec<HistoryFields>>) -> impl IntoView {
    let pointer = move |field| pointer_at("history", at, field);
    let one_of = move |kinds: &'static [&'static str]| {
        Memo::new(move |_| fields.kind.with(|kind| kinds.contains(&kind.as_str())))
    };
    let (has_end, has_what, has_number) = (
        one_of(&["repair", "custody"]),
        one_of(&["repair", "part_replaced"]),
        one_of(&["repair", "part_replaced", "extended"]),
    );
    let of_repair = one_of(&["repair"]);
    let repair = |yes: fn(Lang) -> &'static str, no: fn(Lang) -> &'static str| {
        Signal::derive(move || if of_repair.get() { yes(lang()) } else { no(lang()) }.to_owned())
    };
    let what = repair(l::tools::fault_code, l::products::part_group);
    let number = repair(l::tools::history::waiting_days, l::products::months_label);
    view! {
        <div class="edit-line term-line">
            <Field label=text(l::tools::what) pointer=pointer("kind")>
                <Select value=fields.kind options=Choice::all(kinds) />
            </Field>
            <Field label=text(l::tools::history::from) pointer=pointer("from")>
                <TextInput value=fields.from kind="datetime-local" />
            </Field>
            <Show when=move || has_end.get()>
                <Field label=text(l::tools::history::to) pointer=pointer("to")>
                    <TextInput value=fields.to kind="datetime-local" />
                </Field>
            </Show>
            <Show when=move || has_what.get()>
                <Field label=what pointer=pointer("what")>
                    <TextInput value=fields.what max_length=200 />
                </Field>
            </Show>
            <Show when=move || has_number.get()>
                <Field label=number pointer=pointer("number")>
                    <TextInput value=fields.number kind="number" />
                </Field>
            </Show>
            <Button
                icon=Icon::Trash2
                look=ButtonLook::Ghost
                label=text(l::form::remove)
                on_press=move |()| remove_line(history, at)
            />
        </div>
    }
}
