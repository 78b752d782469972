use contract::assets::{ProductView, SaveProduct};
use domain::warranty::Category;
use kit::{
    api::{Method, use_api},
    i18n::{lang_now, t, text},
    state::use_submit,
    ui::{Button, ButtonLook, Checkbox, DraftNotice, Field, Form, LinkButton, Select, TextInput, use_toasts},
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::{content::ProductContent, fields::ProductFields, terms_editor::TermsEditor};
use crate::{
    features::form::{FormFields as _, StaleNotice, keep_form, unreadable},
    l,
};

/// The form of a new product, or of the one with `id`. `on_theirs` loads it anew.
#[component]
pub(super) fn ProductForm(
    id: Option<String>,
    blank: ProductContent,
    #[prop(into)] on_theirs: Callback<()>,
) -> impl IntoView {
    let (api, toasts, navigate) = (use_api(), use_toasts(), use_navigate());
    let fields = ProductFields::new(blank.clone());
    let draft = keep_form(&format!("product.{}", id.as_deref().unwrap_or("new")), fields);
    let path =
        StoredValue::new(id.as_ref().map_or_else(|| "/products".to_owned(), |id| format!("/products/{id}")));
    let save = use_submit(
        move |(version, body): (Option<i64>, SaveProduct), key| async move {
            let request = match version {
                Some(version) => api.request(Method::Put, &path.get_value()).if_match(version),
                None => api.request(Method::Post, &path.get_value()),
            };
            request.retry_key(key).json(&body).send::<ProductView>().await
        },
        move |product| {
            draft.discard();
            toasts.good(l::form::saved(lang_now()));
            navigate(&format!("/products/{}", product.id), Default::default());
        },
    );
    let send = move || {
        let content = untrack(|| fields.content());
        match content.request() {
            Ok(body) => save.send((content.version, body)),
            Err(pointers) => {
                let pointers: Vec<&str> = pointers.iter().map(String::as_str).collect();
                save.error().set(Some(unreadable(&pointers)));
            }
        }
    };
    let mine = move || {
        leptos::task::spawn_local(async move {
            match api.get::<ProductView>(&path.get_value()).await {
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
        <Form error=save.error() on_submit=move |()| send() class="form-page form-page-wide">
            <DraftNotice draft=draft on_discard=move |()| fields.fill(blank.clone()) />
            <StaleNotice error=save.error() on_theirs=move |()| theirs() on_mine=move |()| mine() />
            <Identity fields=fields />
            <TermsEditor terms=fields.terms list="terms" />
            <div class="form-actions">
                <LinkButton href=path.get_value()>{t(l::form::cancel)}</LinkButton>
                <Button look=ButtonLook::Primary submit=true busy=save.busy()>{t(l::form::save)}</Button>
            </div>
        </Form>
    }
}

#[component]
fn Identity(fields: ProductFields) -> impl IntoView {
    view! {
        <div class="form-grid">
            <Field label=text(l::products::model) pointer="/model" required=true>
                <TextInput value=fields.model max_length=60 />
            </Field>
            <Field label=text(l::products::name) pointer="/name" required=true>
                <TextInput value=fields.name max_length=200 />
            </Field>
            <Field label=text(l::products::family) pointer="/family" required=true hint=text(l::products::family_hint)>
                <TextInput value=fields.family max_length=20 />
            </Field>
            <Field label=text(l::products::category) pointer="/category" required=true hint=text(l::products::category_hint)>
                <Select value=fields.category options=kit::choices!(Category) />
            </Field>
            <Field label=text(l::customers::external_id) pointer="/external_id" hint=text(l::customers::external_id_hint)>
                <TextInput value=fields.external_id max_length=100 />
            </Field>
            <div class="check-column">
                <Checkbox value=fields.immovable label=text(l::products::immovable_long) />
                <Checkbox value=fields.batch_only label=text(l::products::batch_only_long) />
            </div>
        </div>
    }
}
