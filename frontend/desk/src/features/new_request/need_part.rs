use domain::{
    sla::{Impact, Severity},
    tickets::{Channel, RequestType, ServiceMode},
};
use kit::{
    i18n::{lang, t, text},
    ui::{Choice, Field, Select, TextInput, Textarea},
};
use leptos::prelude::*;

use super::{fault_codes::FaultCodeInput, fields::Fields, form::NewRequest, preview::Preview};
use crate::{features::ticket::PriorityBadge, l};

/// What is asked, how urgent it is, and when and how it reached us.
#[component]
pub(super) fn NeedPart(
    fields: Fields,
    content: RwSignal<NewRequest>,
    preview: Preview,
    /// How and when it reached us is known then
    of_mail: bool,
) -> impl IntoView {
    let automatic = move || match preview.answer() {
        Some(answer) => l::new_request::mode_auto(lang(), kit::label!(answer.mode)),
        None => l::new_request::mode_auto_unknown(lang()).to_owned(),
    };
    view! {
        <Field label=text(l::new_request::description) pointer="/description" required=true class="span-2">
            <Textarea
                value=fields.description
                rows=4
                placeholder=text(l::new_request::description_hint)
                max_length=4000
            />
        </Field>
        <Field label=text(l::new_request::request_type) pointer="/request_type">
            <Select value=fields.request_type options=kit::choices!(RequestType) />
        </Field>
        <Field label=text(l::new_request::fault_code) pointer="/fault_code">
            <FaultCodeInput value=fields.fault_code />
        </Field>
        <Field label=text(l::new_request::severity) pointer="/severity">
            <Select value=fields.severity options=kit::choices!(Severity) />
        </Field>
        <Field label=text(l::new_request::impact) pointer="/impact">
            <Select value=fields.impact options=kit::choices!(Impact) />
        </Field>
        <p class="span-2 new-priority">
            <span class="muted">{t(l::new_request::priority)}</span>
            {move || content.with(NewRequest::priority).map(|priority| view! { <PriorityBadge priority=priority long=true /> })}
        </p>
        <Field label=text(l::new_request::mode) pointer="/mode">
            <Select value=fields.mode options=kit::choices!(ServiceMode) empty=Signal::derive(automatic) />
        </Field>
        {(!of_mail)
            .then(|| {
                view! {
                    <Field label=text(l::new_request::channel) pointer="/channel">
                        <Select value=fields.channel options=channels() />
                    </Field>
                    <Field
                        label=text(l::new_request::received_at)
                        pointer="/received_at"
                        hint=text(l::new_request::received_hint)
                    >
                        <TextInput value=fields.received_at kind="datetime-local" />
                    </Field>
                }
            })}
    }
}

/// How a person can reach us; imports are not typed.
fn channels() -> Signal<Vec<Choice>> {
    Choice::all(|lang| {
        let typed = Channel::ALL.iter().filter(|channel| **channel != Channel::Import);
        typed.map(|channel| Choice::new(channel.as_str(), lang.pick(channel.zh(), channel.en()))).collect()
    })
}
