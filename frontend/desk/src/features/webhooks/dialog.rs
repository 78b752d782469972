use contract::webhooks::{WebhookView, WebhookWithSecret};
use kit::{
    api::{Method, use_api},
    i18n::{lang_now, t, text},
    state::use_submit,
    ui::{Button, ButtonLook, Checkbox, Dialog, DialogSize, Field, Form, Select, TextInput, use_toasts},
};
use leptos::prelude::*;

use super::{
    event_types::{EventTypePicker, hint},
    fields::Fields,
};
use crate::{
    features::{
        form::{StaleNotice, missing},
        people::{branch_choices, use_branches},
        shown_once::ShownOnce,
    },
    l,
};

/// A new subscription. Its secret is shown this once.
#[component]
pub(super) fn NewWebhookDialog(open: RwSignal<bool>, #[prop(into)] on_done: Callback<()>) -> impl IntoView {
    let made = RwSignal::new(None::<WebhookWithSecret>);
    view! {
        <SecretDialog open=open made=made title=text(l::webhooks::new) on_done=on_done>
            <CreateForm open=open made=made />
        </SecretDialog>
    }
}

/// A dialog that ends by showing a secret, and says so when that is closed.
#[component]
pub(super) fn SecretDialog(
    open: RwSignal<bool>,
    made: RwSignal<Option<WebhookWithSecret>>,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] on_done: Callback<()>,
    children: ChildrenFn,
) -> impl IntoView {
    Effect::new(move |was: Option<bool>| {
        let is = open.get();
        if was == Some(true) && !is && made.get_untracked().is_some() {
            made.set(None);
            on_done.run(());
        }
        is
    });
    view! {
        <Dialog open=open title=title size=DialogSize::Wide>
            {
                let children = children.clone();
                move || match made.get() {
                    Some(made) => {
                        view! { <ShownOnce secret=made.secret.unwrap_or_default() open=open /> }.into_any()
                    }
                    None => children().into_any(),
                }
            }
        </Dialog>
    }
}

#[component]
fn CreateForm(open: RwSignal<bool>, made: RwSignal<Option<WebhookWithSecret>>) -> impl IntoView {
    let api = use_api();
    let fields = Fields::of(None);
    let save = use_submit(
        move |body, key| async move {
            let request = api.request(Method::Post, "/webhooks").retry_key(key);
            request.json(&body).send::<WebhookWithSecret>().await
        },
        move |hook| made.set(Some(hook)),
    );
    let send = move || match fields.request() {
        body if body.url.is_empty() => save.error().set(Some(missing(&["/url"]))),
        body => save.send(body),
    };
    view! {
        <Form error=save.error() on_submit=move |()| send()>
            <Inputs fields=fields />
            <div class="dialog-actions">
                <Button on_press=move |()| open.set(false)>{t(l::form::cancel)}</Button>
                <Button look=ButtonLook::Primary submit=true busy=save.busy()>{t(l::webhooks::create)}</Button>
            </div>
        </Form>
    }
}

/// Changes a subscription.
#[component]
pub(super) fn EditWebhookDialog(
    open: RwSignal<bool>,
    hook: Signal<Option<WebhookView>>,
    #[prop(into)] on_done: Callback<WebhookView>,
) -> impl IntoView {
    view! {
        <Dialog open=open title=text(l::webhooks::edit) size=DialogSize::Wide>
            {move || hook.get_untracked().map(|hook| view! { <EditForm hook=hook open=open on_done=on_done /> })}
        </Dialog>
    }
}

#[component]
fn EditForm(hook: WebhookView, open: RwSignal<bool>, on_done: Callback<WebhookView>) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let fields = Fields::of(Some(&hook));
    let (path, version) = (StoredValue::new(format!("/webhooks/{}", hook.id)), RwSignal::new(hook.version));
    let save = use_submit(
        move |body, key| async move {
            let request = api.request(Method::Put, &path.get_value()).if_match(version.get_untracked());
            request.retry_key(key).json(&body).send::<WebhookView>().await
        },
        move |hook| {
            toasts.good(l::form::saved(lang_now()));
            open.set(false);
            on_done.run(hook);
        },
    );
    let send = move || match fields.request() {
        body if body.url.is_empty() => save.error().set(Some(missing(&["/url"]))),
        body => save.send(body),
    };
    let latest = move |mine: bool| {
        leptos::task::spawn_local(async move {
            match api.get::<WebhookView>(&path.get_value()).await {
                Ok(hook) if mine => {
                    version.set(hook.version);
                    send();
                }
                Ok(hook) => {
                    open.set(false);
                    on_done.run(hook);
                }
                Err(error) => save.error().set(Some(error)),
            }
        });
    };
    view! {
        <Form error=save.error() on_submit=move |()| send()>
            <StaleNotice error=save.error() on_theirs=move |()| latest(false) on_mine=move |()| latest(true) />
            <Inputs fields=fields />
            <div class="dialog-actions">
                <Button on_press=move |()| open.set(false)>{t(l::form::cancel)}</Button>
                <Button look=ButtonLook::Primary submit=true busy=save.busy()>{t(l::form::save)}</Button>
            </div>
        </Form>
    }
}

#[component]
fn Inputs(fields: Fields) -> impl IntoView {
    view! {
        <div class="form-grid">
            <Field label=text(l::webhooks::url) pointer="/url" required=true hint=text(l::webhooks::url_hint) class="span-2">
                <TextInput value=fields.url kind="url" max_length=500 autofocus=true placeholder="https://" />
            </Field>
            <Field label=text(l::webhooks::description) pointer="/description" hint=text(l::webhooks::description_hint)>
                <TextInput value=fields.description max_length=200 />
            </Field>
            <Field label=text(l::webhooks::scope) pointer="/branch_id" hint=text(l::webhooks::scope_hint)>
                <Select value=fields.branch_id options=branch_choices(use_branches()) empty=text(l::webhooks::whole_company) />
            </Field>
            <Field label=text(l::webhooks::event_types) pointer="/event_types" hint=hint() class="span-2">
                <EventTypePicker chosen=fields.event_types />
            </Field>
        </div>
        <Checkbox value=fields.active label=text(l::webhooks::active_label) />
    }
}
