use contract::sla::{CalendarItem, SlaPreview, SlaPreviewRequest};
use domain::{
    assets::CustomerGrade,
    sla::{Clock, ClockKind, Priority},
    tickets::{RequestType, ServiceMode},
};
use kit::{
    api::use_api,
    i18n::{Lang, lang, t, text},
    state::{use_query, use_submit},
    time::{Civil, SHANGHAI, now_untracked},
    ui::{Button, ButtonLook, Checkbox, Choice, EmptyState, Field, Form, Icon, Select, TextInput},
};
use leptos::prelude::*;

use super::{clock_card::ClockCard, sla_content::SlaContent, sla_facts::SlaFacts, sla_fields::SlaFields};
use crate::{
    features::{
        calendar::target_text,
        form::{FormFields as _, unreadable},
        people::{branch_choices, use_branches},
    },
    l,
};

/// What would the clocks say?
#[component]
pub(super) fn SlaTab() -> impl IntoView {
    let api = use_api();
    let now = Civil::at(now_untracked(), SHANGHAI);
    let fields = SlaFields::new(SlaContent::blank(format!("{}T{}", now.date(), now.time())));
    let clocks = RwSignal::new(None::<Vec<Clock>>);
    let ask = use_submit(
        move |body: SlaPreviewRequest, _| async move { api.post::<SlaPreview>("/sla/preview", &body).await },
        move |answer| clocks.set(Some(answer.clocks)),
    );
    let send = move || match untrack(|| fields.content()).request() {
        Ok(request) => ask.send(request),
        Err(pointers) => {
            let pointers: Vec<&str> = pointers.iter().map(String::as_str).collect();
            ask.error().set(Some(unreadable(&pointers)));
        }
    };
    view! {
        <div class="tool-columns">
            <section class="card-box card-body">
                <Form error=ask.error() on_submit=move |()| send()>
                    <Question fields=fields />
                    <SlaFacts fields=fields />
                    <div class="form-actions">
                        <Button look=ButtonLook::Primary submit=true busy=ask.busy() icon=Icon::Timer>
                            {t(l::tools::compute)}
                        </Button>
                    </div>
                </Form>
            </section>
            <div class="stack">{move || answer(clocks.get())}</div>
        </div>
    }
}

fn answer(clocks: Option<Vec<Clock>>) -> AnyView {
    match clocks {
        None => view! { <EmptyState icon=Icon::Timer title=text(l::tools::nothing) text=text(l::tools::nothing_sla) /> }.into_any(),
        Some(clocks) if clocks.is_empty() => {
            view! { <EmptyState icon=Icon::Timer title=text(l::tools::no_clock) text=text(l::tools::no_clock_text) /> }.into_any()
        }
        Some(clocks) => clocks.into_iter().map(|clock| view! { <ClockCard clock=clock /> }).collect_view().into_any(),
    }
}

fn sources(lang: Lang) -> Vec<Choice> {
    vec![Choice::new("own", l::tools::source_own(lang)), Choice::new("policy", l::tools::source_policy(lang))]
}

#[component]
fn Question(fields: SlaFields) -> impl IntoView {
    let own = Memo::new(move |_| fields.source.with(|source| source == "own"));
    let branches = branch_choices(use_branches());
    view! {
        <div class="form-grid">
            <Field label=text(l::tools::source) class="span-2">
                <Select value=fields.source options=Choice::all(sources) />
            </Field>
            <Show when=move || own.get() fallback=move || view! { <ForPolicy fields=fields /> }>
                <OwnClock fields=fields />
            </Show>
            <Field label=text(l::tools::priority) pointer="/priority">
                <Select value=fields.priority options=kit::choices!(Priority) />
            </Field>
            <Field label=text(l::tools::branch) pointer="/branch_id" hint=text(l::tools::branch_hint)>
                <Select value=fields.branch_id options=branches empty=text(l::tools::standard_calendars) />
            </Field>
            <Field label=text(l::tools::received_at) pointer="/received_at" required=true>
                <TextInput value=fields.received_at kind="datetime-local" />
            </Field>
            <Field label=text(l::tools::as_of) pointer="/as_of" hint=text(l::tools::as_of_hint)>
                <TextInput value=fields.as_of kind="datetime-local" />
            </Field>
        </div>
    }
}

#[component]
fn ForPolicy(fields: SlaFields) -> impl IntoView {
    view! {
        <Field label=text(l::tools::request_type) pointer="/request_type">
            <Select value=fields.request_type options=kit::choices!(RequestType) />
        </Field>
        <Field label=text(l::tools::mode) pointer="/mode">
            <Select value=fields.mode options=kit::choices!(ServiceMode) />
        </Field>
        <Field label=text(l::tools::customer_grade) pointer="/customer_grade">
            <Select value=fields.customer_grade options=kit::choices!(CustomerGrade) empty=text(l::customers::no_grade) />
        </Field>
        <Field label=text(l::tools::contract_no) pointer="/contract_no">
            <TextInput value=fields.contract_no max_length=40 />
        </Field>
    }
}

#[component]
fn OwnClock(fields: SlaFields) -> impl IntoView {
    let api = use_api();
    let calendars = use_query(move || async move { api.get::<Vec<CalendarItem>>("/calendars").await });
    let options = Signal::derive(move || {
        let choice =
            |item: CalendarItem| Choice::new(item.code.clone(), format!("{} · {}", item.name, item.code));
        calendars.data().unwrap_or_default().into_iter().map(choice).collect::<Vec<_>>()
    });
    let spoken = Signal::derive(move || {
        let words = target_text(fields.target.get().trim(), lang());
        format!("{words} · {}", l::tools::target_hint(lang()))
    });
    view! {
        <Field label=text(l::tools::kind) pointer="/clocks/0/kind">
            <Select value=fields.kind options=kit::choices!(ClockKind) />
        </Field>
        <Field label=text(l::tools::calendar) pointer="/clocks/0/calendar">
            <Select value=fields.calendar options=options />
        </Field>
        <Field label=text(l::tools::target) pointer="/clocks/0/target" required=true hint=spoken class="span-2">
            <TextInput value=fields.target />
        </Field>
        <Checkbox value=fields.pausable label=text(l::tools::pausable) />
    }
}
