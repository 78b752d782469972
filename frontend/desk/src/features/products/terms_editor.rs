use domain::warranty::{CoversCode, StartEvent};
use kit::{
    i18n::{t, text},
    ui::{Button, ButtonLook, Field, Icon, Select, TextInput},
};
use leptos::prelude::*;

use super::{content::TermContent, fields::TermFields};
use crate::{
    features::form::{pointer_at, remove_line},
    l,
};

/// The warranty terms, line by line. `list` is where they stand in the request: `terms`.
#[component]
pub(crate) fn TermsEditor(terms: RwSignal<Vec<TermFields>>, list: &'static str) -> impl IntoView {
    let lines = move || {
        let line = |(at, fields): (usize, TermFields)| view! { <TermLine at=at fields=fields terms=terms list=list /> };
        terms.get().into_iter().enumerate().map(line).collect_view()
    };
    view! {
        <fieldset class="line-editor">
            <legend>{t(l::products::terms)}</legend>
            {lines}
            <Button
                icon=Icon::Plus
                look=ButtonLook::Ghost
                on_press=move |()| terms.update(|all| all.push(TermFields::new(TermContent::default())))
            >
                {t(l::products::add_term)}
            </Button>
        </fieldset>
    }
}

#[component]
fn TermLine(
    at: usize,
    fields: TermFields,
    terms: RwSignal<Vec<TermFields>>,
    list: &'static str,
) -> impl IntoView {
    let pointer = move |field| pointer_at(list, at, field);
    let by_group = Memo::new(move |_| fields.covers.with(|covers| covers == CoversCode::PartGroup.as_str()));
    let limited = Memo::new(move |_| !fields.latest_from.with(String::is_empty));
    view! {
        <div class="edit-line term-line">
            <Field label=text(l::products::covers) pointer=pointer("covers")>
                <Select value=fields.covers options=kit::choices!(CoversCode) />
            </Field>
            <Show when=move || by_group.get()>
                <Field label=text(l::products::part_group) pointer=pointer("part_group") required=true>
                    <TextInput value=fields.part_group max_length=60 />
                </Field>
            </Show>
            <Field label=text(l::products::months_label) pointer=pointer("months")>
                <TextInput value=fields.months kind="number" />
            </Field>
            <Field label=text(l::products::hours_label) pointer=pointer("running_hours")>
                <TextInput value=fields.running_hours kind="number" placeholder=text(l::form::optional) />
            </Field>
            <Field label=text(l::products::starts) pointer=pointer("starts")>
                <Select value=fields.starts options=kit::choices!(StartEvent) />
            </Field>
            <Field label=text(l::products::latest_label) pointer=pointer("latest_start")>
                <div class="latest-start">
                    <Select value=fields.latest_from options=kit::choices!(StartEvent) empty=text(l::products::no_latest) />
                    <Show when=move || limited.get()>
                        <TextInput value=fields.latest_days kind="number" label=text(l::products::days_label) />
                    </Show>
                </div>
            </Field>
            <Button
                icon=Icon::Trash2
                look=ButtonLook::Ghost
                label=text(l::form::remove)
                on_press=move |()| remove_line(terms, at)
            />
        </div>
    }
}
