use contract::assets::{CustomerView, SaveUnit, SiteView, UnitView};
use domain::{
    assets::{BuyerKind, UnitStatus},
    warranty::StartEvent,
};
use kit::{
    api::{Method, use_api},
    i18n::{Lang, lang_now, t, text},
    state::{use_query, use_submit},
    ui::{Button, ButtonLook, Choice, DraftNotice, Field, Form, LinkButton, Select, TextInput, use_toasts},
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::{
    content::{UnitContent, Unready},
    fields::UnitFields,
};
use crate::{
    features::{
        customers::CustomerPicker,
        form::{FormFields as _, StaleNotice, keep_form, missing, unreadable},
        people::{branch_choices, use_branches},
        products::ProductPicker,
    },
    l,
};

/// The form of a new unit, or of the one with `id`. `on_theirs` loads it anew.
#[component]
pub(super) fn UnitForm(
    id: Option<String>,
    blank: UnitContent,
    #[prop(into)] on_theirs: Callback<()>,
) -> impl IntoView {
    let (api, toasts, navigate) = (use_api(), use_toasts(), use_navigate());
    let fields = UnitFields::new(blank.clone());
    let draft = keep_form(&format!("unit.{}", id.as_deref().unwrap_or("new")), fields);
    let path = StoredValue::new(id.as_ref().map_or_else(|| "/units".to_owned(), |id| format!("/units/{id}")));
    let save = use_submit(
        move |(version, body): (Option<i64>, SaveUnit), key| async move {
            let request = match version {
                Some(version) => api.request(Method::Put, &path.get_value()).if_match(version),
                None => api.request(Method::Post, &path.get_value()),
            };
            request.retry_key(key).json(&body).send::<UnitView>().await
        },
        move |unit| {
            draft.discard();
            toasts.good(l::form::saved(lang_now()));
            navigate(&format!("/units/{}", unit.id), Default::default());
        },
    );
    let send = move || {
        let content = untrack(|| fields.content());
        match content.request() {
            Ok(body) => save.send((content.version, body)),
            Err(Unready::Missing(pointers)) => save.error().set(Some(missing(&pointers))),
            Err(Unready::Unreadable(pointers)) => save.error().set(Some(unreadable(&pointers))),
        }
    };
    let mine = move || {
        leptos::task::spawn_local(async move {
            match api.get::<UnitView>(&path.get_value()).await {
                Ok(latest) => {
                    fields.version.set(Some(latest.version));
                    send();
                }
                Err(error) => save.error().set(Some(error)),
            }
        });
    };
    let theirs = move || {
        draft.discard();
        on_theirs.run(());
    };
    view! {
        <Form error=save.error() on_submit=move |()| send() class="form-page">
            <DraftNotice draft=draft on_discard=move |()| fields.fill(blank.clone()) />
            <StaleNotice error=save.error() on_theirs=move |()| theirs() on_mine=move |()| mine() />
            <Identity fields=fields />
            <Owner fields=fields />
            <Dates fields=fields />
            <div class="form-actions">
                <LinkButton href=path.get_value()>{t(l::form::cancel)}</LinkButton>
                <Button look=ButtonLook::Primary submit=true busy=save.busy()>{t(l::form::save)}</Button>
            </div>
        </Form>
    }
}

fn identities(lang: Lang) -> Vec<Choice> {
    vec![Choice::new("serial", l::units::by_serial(lang)), Choice::new("batch", l::units::by_batch(lang))]
}

#[component]
fn Identity(fields: UnitFields) -> impl IntoView {
    let by_batch = Memo::new(move |_| fields.identity.with(|identity| identity == "batch"));
    view! {
        <div class="form-grid">
            <Field label=text(l::units::product) pointer="/product_id" required=true hint=text(l::units::pick_hint)>
                <ProductPicker id=fields.product_id name=fields.product />
            </Field>
            <Field label=text(l::units::identity)>
                <Select value=fields.identity options=Choice::all(identities) />
            </Field>
            <Show
                when=move || by_batch.get()
                fallback=move || {
                    view! {
                        <Field label=text(l::units::serial) pointer="/serial" required=true hint=text(l::units::serial_hint)>
                            <TextInput value=fields.serial max_length=60 />
                        </Field>
                    }
                }
            >
                <Field label=text(l::units::batch) pointer="/batch" required=true>
                    <TextInput value=fields.batch max_length=60 />
                </Field>
                <Field label=text(l::units::quantity) pointer="/quantity" required=true>
                    <TextInput value=fields.quantity kind="number" />
                </Field>
            </Show>
            <Field label=text(l::units::status) pointer="/status">
                <Select value=fields.status options=kit::choices!(UnitStatus) empty=text(l::units::status_as_is) />
            </Field>
        </div>
    }
}

#[component]
fn Owner(fields: UnitFields) -> impl IntoView {
    let api = use_api();
    let branches = branch_choices(use_branches());
    // the places are those of the customer that was picked
    let sites = use_query(move || {
        let id = fields.customer_id.get();
        async move {
            if id.is_empty() {
                return Ok(Vec::new());
            }
            let customer = api.get::<CustomerView>(&format!("/customers/{id}")).await?;
            if fields.customer.with_untracked(String::is_empty) {
                fields.customer.set(customer.name);
            }
            Ok(customer.sites)
        }
    });
    let site_choices = Signal::derive(move || {
        let choice = |site: SiteView| Choice::new(site.id.to_string(), site.address);
        sites.data().unwrap_or_default().into_iter().map(choice).collect::<Vec<_>>()
    });
    view! {
        <div class="form-grid">
            <Field label=text(l::units::customer) pointer="/customer_id" hint=text(l::units::pick_hint)>
                <CustomerPicker id=fields.customer_id name=fields.customer />
            </Field>
            <Field label=text(l::units::site) pointer="/site_id">
                <Select value=fields.site_id options=site_choices empty=text(l::units::no_site) />
            </Field>
            <Field label=text(l::units::buyer) pointer="/buyer" required=true hint=text(l::units::buyer_hint)>
                <Select value=fields.buyer options=kit::choices!(BuyerKind) />
            </Field>
            <Field label=text(l::units::branch) pointer="/branch_id" required=true>
                <Select value=fields.branch_id options=branches empty=text(l::customers::choose_branch) />
            </Field>
        </div>
    }
}

#[component]
fn Dates(fields: UnitFields) -> impl IntoView {
    let label = |event: StartEvent| Signal::derive(move || kit::label!(event).to_owned());
    view! {
        <div class="form-grid">
            <Field label=label(StartEvent::SoldAt) pointer="/sold_on">
                <TextInput value=fields.sold_on kind="date" />
            </Field>
            <Field label=label(StartEvent::DeliveredAt) pointer="/delivered_on">
                <TextInput value=fields.delivered_on kind="date" />
            </Field>
            <Field label=label(StartEvent::InstalledAt) pointer="/installed_on">
                <TextInput value=fields.installed_on kind="date" />
            </Field>
            <Field label=label(StartEvent::AcceptedAt) pointer="/accepted_on">
                <TextInput value=fields.accepted_on kind="date" />
            </Field>
            <Field label=text(l::units::running_hours) pointer="/running_hours">
                <TextInput value=fields.running_hours kind="number" />
            </Field>
            <Field label=text(l::customers::external_id) pointer="/external_id" hint=text(l::customers::external_id_hint)>
                <TextInput value=fields.external_id max_length=100 />
            </Field>
        </div>
    }
}
