use contract::webhooks::{DeliveryView, ReplayEvents, WebhookView, WebhookWithSecret};
use kit::{
    api::{ApiError, Method, use_api},
    i18n::{lang_now, t, text},
    state::{Query, use_submit},
    ui::{Button, ButtonLook, ConfirmDialog, Dialog, Field, Form, Icon, TextInput, use_toasts},
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::dialog::{EditWebhookDialog, SecretDialog};
use crate::{features::form::unreadable, l};

/// What can be done with a subscription.
#[component]
pub(super) fn Actions(hook: Query<WebhookView>, sent: RwSignal<u32>) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let (editing, replaying, rotating) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let active = Memo::new(move |_| hook.signal().with(|hook| hook.as_ref().is_some_and(|hook| hook.active)));
    let test = use_submit(
        move |id: String, key| async move {
            let path = format!("/webhooks/{id}/test");
            api.request(Method::Post, &path).retry_key(key).send::<DeliveryView>().await
        },
        move |_| {
            toasts.good(l::webhooks::test_sent(lang_now()));
            sent.update(|n| *n = n.wrapping_add(1));
        },
    );
    tell(test.error());
    let run_test = move || {
        if let Some(hook) = hook.data_untracked() {
            test.send(hook.id.to_string());
        }
    };
    let idle = Signal::derive(move || !active.get());
    view! {
        <Button icon=Icon::Send busy=test.busy() disabled=idle on_press=move |()| run_test()>{t(l::webhooks::test)}</Button>
        <Button icon=Icon::RotateCcw disabled=idle on_press=move |()| replaying.set(true)>{t(l::webhooks::replay)}</Button>
        <Button icon=Icon::KeyRound on_press=move |()| rotating.set(true)>{t(l::webhooks::rotate)}</Button>
        <Button icon=Icon::PenLine on_press=move |()| editing.set(true)>{t(l::form::edit)}</Button>
        <Remove hook=hook />
        <EditWebhookDialog open=editing hook=hook.signal().into() on_done=move |changed| hook.set(changed) />
        <RotateDialog open=rotating hook=hook />
        <ReplayDialog open=replaying hook=hook sent=sent />
    }
}

/// What went wrong, when there is no form to say it in.
fn tell(error: RwSignal<Option<ApiError>>) {
    let toasts = use_toasts();
    Effect::new(move |_| {
        if let Some(error) = error.get() {
            toasts.failed(&error);
        }
    });
}

#[component]
fn Remove(hook: Query<WebhookView>) -> impl IntoView {
    let (api, toasts, navigate) = (use_api(), use_toasts(), StoredValue::new_local(use_navigate()));
    let sure = RwSignal::new(false);
    let remove = use_submit(
        move |hook: WebhookView, _| async move {
            let path = format!("/webhooks/{}", hook.id);
            api.request(Method::Delete, &path).if_match(hook.version).send_unit().await
        },
        move |()| {
            toasts.good(l::webhooks::removed(lang_now()));
            navigate.with_value(|go| go("/webhooks", Default::default()));
        },
    );
    tell(remove.error());
    let confirm = move || {
        if let Some(hook) = hook.data_untracked() {
            remove.send(hook);
        }
    };
    view! {
        <Button look=ButtonLook::Ghost icon=Icon::Trash2 label=text(l::webhooks::remove) busy=remove.busy() on_press=move |()| sure.set(true) />
        <ConfirmDialog
            open=sure
            title=text(l::webhooks::remove_title)
            text=text(l::webhooks::remove_text)
            action=text(l::webhooks::remove)
            look=ButtonLook::Danger
            on_confirm=move |()| confirm()
        />
    }
}

/// A new secret, shown this once.
#[component]
fn RotateDialog(open: RwSignal<bool>, hook: Query<WebhookView>) -> impl IntoView {
    let api = use_api();
    let made = RwSignal::new(None::<WebhookWithSecret>);
    let rotate = use_submit(
        move |hook: WebhookView, key| async move {
            let path = format!("/webhooks/{}/rotate-secret", hook.id);
            let request = api.request(Method::Post, &path).if_match(hook.version).retry_key(key);
            request.send::<WebhookWithSecret>().await
        },
        move |rotated: WebhookWithSecret| {
            hook.set(rotated.webhook.clone());
            made.set(Some(rotated));
        },
    );
    let send = move || {
        if let Some(hook) = hook.data_untracked() {
            rotate.send(hook);
        }
    };
    view! {
        <SecretDialog open=open made=made title=text(l::webhooks::rotate) on_done=move |()| hook.reload()>
            <Form error=rotate.error() on_submit=move |()| send()>
                <p>{t(l::webhooks::rotate_text)}</p>
                <div class="dialog-actions">
                    <Button on_press=move |()| open.set(false)>{t(l::form::cancel)}</Button>
                    <Button look=ButtonLook::Primary submit=true busy=rotate.busy()>{t(l::webhooks::rotate)}</Button>
                </div>
            </Form>
        </SecretDialog>
    }
}

/// Everything since a position is sent again.
#[component]
fn ReplayDialog(open: RwSignal<bool>, hook: Query<WebhookView>, sent: RwSignal<u32>) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let since = RwSignal::new(String::new());
    let replay = use_submit(
        move |(id, body): (String, ReplayEvents), key| async move {
            let path = format!("/webhooks/{id}/replay");
            api.request(Method::Post, &path).retry_key(key).json(&body).send::<WebhookView>().await
        },
        move |moved| {
            toasts.good(l::webhooks::replayed(lang_now()));
            open.set(false);
            hook.set(moved);
            sent.update(|n| *n = n.wrapping_add(1));
        },
    );
    let send = move || match (hook.data_untracked(), since.get_untracked().trim().parse()) {
        (Some(hook), Ok(since)) => replay.send((hook.id.to_string(), ReplayEvents { since })),
        _ => replay.error().set(Some(unreadable(&["/since"]))),
    };
    view! {
        <Dialog open=open title=text(l::webhooks::replay)>
            <Form error=replay.error() on_submit=move |()| send()>
                <p>{t(l::webhooks::replay_text)}</p>
                <Field label=text(l::webhooks::since) pointer="/since" required=true hint=text(l::webhooks::since_hint)>
                    <TextInput value=since kind="number" autofocus=true />
                </Field>
                <div class="dialog-actions">
                    <Button on_press=move |()| open.set(false)>{t(l::form::cancel)}</Button>
                    <Button look=ButtonLook::Primary submit=true busy=replay.busy()>{t(l::webhooks::replay)}</Button>
                </div>
            </Form>
        </Dialog>
    }
}
