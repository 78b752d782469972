use domain::sla::{PauseReason, Priority};
use kit::{
    i18n::{Lang, t, text},
    ui::{Button, ButtonLook, Choice, Field, Icon, Select, TextInput},
};
use leptos::prelude::*;

use super::{
    sla_content::FactContent,
    sla_fields::{FactFields, SlaFields},
};
use crate::{
    features::form::{pointer_at, remove_line},
    l,
};

fn kinds(lang: Lang) -> Vec<Choice> {
    vec![
        Choice::new("pause", l::tools::fact::pause(lang)),
        Choice::new("resume", l::tools::fact::resume(lang)),
        Choice::new("stop", l::tools::fact::stop(lang)),
        Choice::new("reopen", l::tools::fact::reopen(lang)),
        Choice::new("priority_change", l::tools::fact::priority_change(lang)),
    ]
}

/// What happened after the receipt.
#[component]
pub(super) fn SlaFacts(fields: SlaFields) -> impl IntoView {
    let facts = fields.facts;
    let lines = move || {
        let line = |(at, fields): (usize, FactFields)| view! { <FactLine at=at fields=fields facts=facts /> };
        facts.get().into_iter().enumerate().map(line).collect_view()
    };
    let add = move |()| {
        let at = fields.received_at.get_untracked();
        // pauses and resumptions take turns
        let paused = facts.with_untracked(|all| {
            all.last().is_some_and(|last| last.kind.with_untracked(|kind| kind == "pause"))
        });
        let kind = if paused { "resume" } else { "pause" };
        facts.update(|all| all.push(FactFields::new(FactContent::new(kind, at))));
    };
    view! {
        <fieldset class="line-editor">
            <legend>{t(l::tools::facts)}</legend>
            {lines}
            <Button icon=Icon::Plus look=ButtonLook::Ghost on_press=add>{t(l::tools::add_fact)}</Button>
        </fieldset>
    }
}

#[component]
fn FactLine(at: usize, fields: FactFields, facts: RwSignal<Vec<FactFields>>) -> impl IntoView {
    let is = move |kind: &'static str| Memo::new(move |_| fields.kind.with(|now| now == kind));
    let (pauses, changes) = (is("pause"), is("priority_change"));
    view! {
        <div class="edit-line fact-line">
            <Field label=text(l::tools::at) pointer=pointer_at("facts", at, "at")>
                <TextInput value=fields.at kind="datetime-local" />
            </Field>
            <Field label=text(l::tools::what) pointer=pointer_at("facts", at, "kind")>
                <Select value=fields.kind options=Choice::all(kinds) />
            </Field>
            <Show when=move || pauses.get()>
                <Field label=text(l::tools::reason) pointer=pointer_at("facts", at, "reason")>
                    <Select value=fields.reason options=kit::choices!(PauseReason) />
                </Field>
            </Show>
            <Show when=move || changes.get()>
                <Field label=text(l::tools::priority) pointer=pointer_at("facts", at, "priority")>
                    <Select value=fields.priority options=kit::choices!(Priority) />
                </Field>
            </Show>
            <Button
                icon=Icon::Trash2
                look=ButtonLook::Ghost
                label=text(l::form::remove)
                on_press=move |()| remove_line(facts, at)
            />
        </div>
    }
}
