use contract::assets::{CustomerView, SaveCustomer};
use domain::assets::{CustomerGrade, CustomerKind};
use kit::{
    api::{Method, use_api},
    i18n::{lang_now, t, text},
    state::use_submit,
    ui::{Button, ButtonLook, DraftNotice, Field, Form, LinkButton, Select, TextInput, Textarea, use_toasts},
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::{
    contacts_editor::ContactsEditor, content::CustomerContent, fields::CustomerFields,
    sites_editor::SitesEditor,
};
use crate::{
    features::{
        form::{FormFields as _, StaleNotice, keep_form, missing},
        people::{branch_choices, use_branches},
    },
    l,
};

/// The form of a new customer, or of the one with `id`. `on_theirs` loads it anew.
#[component]
pub(super) fn CustomerForm(
    id: Option<String>,
    blank: CustomerContent,
    #[prop(into)] on_theirs: Callback<()>,
) -> impl IntoView {
    let (api, toasts, navigate) = (use_api(), use_toasts(), use_navigate());
    let fields = CustomerFields::new(blank.clone());
    let draft = keep_form(&format!("customer.{}", id.as_deref().unwrap_or("new")), fields);
    let path = StoredValue::new(
        id.as_ref().map_or_else(|| "/customers".to_owned(), |id| format!("/customers/{id}")),
    );
    let save = use_submit(
        move |(version, body): (Option<i64>, SaveCustomer), key| async move {
            let request = match version {
                Some(version) => api.request(Method::Put, &path.get_value()).if_match(version),
                None => api.request(Method::Post, &path.get_value()),
            };
            request.retry_key(key).json(&body).send::<CustomerView>().await
        },
        move |customer| {
            draft.discard();
            toasts.good(l::form::saved(lang_now()));
            navigate(&format!("/customers/{}", customer.id), Default::default());
        },
    );
    let send = move || {
        let content = untrack(|| fields.content()).without_blank_lines();
        match content.request() {
            Ok(body) => save.send((content.version, body)),
            Err(pointers) => save.error().set(Some(missing(&pointers))),
        }
        if untrack(|| fields.content()) != content {
            fields.fill(content);
        }
    };
    let mine = move || {
        leptos::task::spawn_local(async move {
            match api.get::<CustomerView>(&path.get_value()).await {
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
            <ContactsEditor contacts=fields.contacts />
            <SitesEditor sites=fields.sites />
            <div class="form-actions">
                <LinkButton href=path.get_value()>{t(l::form::cancel)}</LinkButton>
                <Button look=ButtonLook::Primary submit=true busy=save.busy()>
                    {t(l::form::save)}
                </Button>
            </div>
        </Form>
    }
}

#[component]
fn Identity(fields: CustomerFields) -> impl IntoView {
    let branches = branch_choices(use_branches());
    let new = untrack(|| fields.version.get().is_none());
    view! {
        <div class="form-grid">
            <Field label=text(l::customers::name) pointer="/name" required=true class="span-2">
                <TextInput value=fields.name max_length=200 autofocus=new />
            </Field>
            <Field label=text(l::customers::kind) pointer="/kind" required=true>
                <Select value=fields.kind options=kit::choices!(CustomerKind) />
            </Field>
            <Field label=text(l::customers::grade) pointer="/grade">
                <Select value=fields.grade options=kit::choices!(CustomerGrade) empty=text(l::customers::no_grade) />
            </Field>
            <Field label=text(l::customers::contract_no) pointer="/contract_no" hint=text(l::customers::contract_no_hint)>
                <TextInput value=fields.contract_no max_length=40 />
            </Field>
            <Field label=text(l::customers::branch) pointer="/branch_id" required=true>
                <Select value=fields.branch_id options=branches empty=text(l::customers::choose_branch) />
            </Field>
            <Field label=text(l::customers::external_id) pointer="/external_id" hint=text(l::customers::external_id_hint)>
                <TextInput value=fields.external_id max_length=100 />
            </Field>
            <Field label=text(l::customers::tax_no) pointer="/tax_no">
                <TextInput value=fields.tax_no max_length=30 />
            </Field>
            <Field label=text(l::customers::note) pointer="/note" class="span-2">
                <Textarea value=fields.note rows=2 max_length=2000 />
            </Field>
        </div>
    }
}
