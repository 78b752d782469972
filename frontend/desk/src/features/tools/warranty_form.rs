use domain::warranty::{BuyerKind, Category, Cause, Need, StartEvent};
use kit::{
    i18n::{Lang, t, text},
    ui::{Choice, Field, Select, TextInput},
};
use leptos::prelude::*;

use super::warranty_fields::WarrantyFields;
use crate::{
    features::{products::TermsEditor, units::UnitPicker},
    l,
};

fn sources(lang: Lang) -> Vec<Choice> {
    vec![Choice::new("unit", l::tools::by_unit(lang)), Choice::new("described", l::tools::described(lang))]
}

/// Which unit: a registered one, or one as described.
#[component]
pub(super) fn SubjectFields(fields: WarrantyFields) -> impl IntoView {
    let by_unit = Memo::new(move |_| fields.source.with(|source| source == "unit"));
    view! {
        <Field label=text(l::tools::source)>
            <Select value=fields.source options=Choice::all(sources) />
        </Field>
        <Show when=move || by_unit.get() fallback=move || view! { <Described fields=fields /> }>
            <Field label=text(l::units::unit) pointer="/unit_id" required=true hint=text(l::units::search)>
                <UnitPicker id=fields.unit_id name=fields.unit />
            </Field>
        </Show>
    }
}

#[component]
fn Described(fields: WarrantyFields) -> impl IntoView {
    let date = |(at, event): (usize, &'static StartEvent)| {
        let label = Signal::derive(move || kit::label!(*event).to_owned());
        let pointer = match event {
            StartEvent::SoldAt => "/subject/sold_at",
            StartEvent::InvoicedAt => "/subject/invoiced_at",
            StartEvent::ShippedAt => "/subject/shipped_at",
            StartEvent::DeliveredAt => "/subject/delivered_at",
            StartEvent::InstalledAt => "/subject/installed_at",
            StartEvent::AcceptedAt => "/subject/accepted_at",
        };
        fields.dates.get(at).map(|value| {
            let value = *value;
            view! { <Field label=label pointer=pointer><TextInput value=value kind="date" /></Field> }
        })
    };
    view! {
        <div class="form-grid">
            <Field label=text(l::products::category) pointer="/subject/category">
                <Select value=fields.category options=kit::choices!(Category) />
            </Field>
            <Field label=text(l::units::buyer) pointer="/subject/buyer">
                <Select value=fields.buyer options=kit::choices!(BuyerKind) />
            </Field>
            {StartEvent::ALL.iter().enumerate().map(date).collect_view()}
            <Field label=text(l::tools::price) pointer="/subject/price" hint=text(l::tools::price_hint)>
                <TextInput value=fields.price placeholder=Signal::stored("8600.00".to_owned()) />
            </Field>
            <Field label=text(l::units::running_hours) pointer="/subject/running_hours">
                <TextInput value=fields.running_hours kind="number" />
            </Field>
        </div>
        <TermsEditor terms=fields.terms list="terms" />
    }
}

/// The fault, the need, and the instant of the question.
#[component]
pub(super) fn FaultFields(fields: WarrantyFields) -> impl IntoView {
    view! {
        <fieldset class="line-editor">
            <legend>{t(l::tools::fault)}</legend>
            <div class="form-grid fault-grid">
                <Field label=text(l::tools::reported_at) pointer="/fault/reported_at" hint=text(l::tools::reported_hint)>
                    <TextInput value=fields.reported_at kind="datetime-local" />
                </Field>
                <Field label=text(l::tools::cause) pointer="/fault/cause">
                    <Select value=fields.cause options=kit::choices!(Cause) />
                </Field>
                <Field label=text(l::tools::fault_code) pointer="/fault/code">
                    <TextInput value=fields.fault_code max_length=200 />
                </Field>
                <Field label=text(l::products::part_group) pointer="/fault/part_group">
                    <TextInput value=fields.part_group max_length=200 />
                </Field>
                <Field label=text(l::tools::need) pointer="/need">
                    <Select value=fields.need options=kit::choices!(Need) />
                </Field>
                <Field label=text(l::tools::as_of) pointer="/as_of" hint=text(l::tools::as_of_hint)>
                    <TextInput value=fields.as_of kind="datetime-local" />
                </Field>
            </div>
        </fieldset>
    }
}
