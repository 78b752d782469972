use contract::notifications::ChannelView;
use domain::notifications::NotificationChannel;
use kit::{
    api::{Method, use_api},
    i18n::{lang, lang_now, t, text},
    state::use_submit,
    ui::{
        Button, ButtonLook, Checkbox, Choice, Dialog, DialogSize, Field, Form, Select, TextInput, Textarea,
        use_toasts,
    },
};
use leptos::prelude::*;

use super::fields::{Fields, KINDS};
use crate::{
    features::{
        form::{StaleNotice, missing},
        people::{branch_choices, own_branch, use_branches},
    },
    l,
};

/// Which channel the form is about.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Editing {
    New,
    Known(Box<ChannelView>),
}

/// The form of a new or a known channel; it closes by emptying `editing`.
#[component]
pub(super) fn ChannelDialog(
    editing: RwSignal<Option<Editing>>,
    #[prop(into)] on_done: Callback<()>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(editing.with(Option::is_some)));
    Effect::new(move |was: Option<bool>| {
        let is = open.get();
        if was == Some(true) && !is {
            editing.set(None);
        }
        is
    });
    let title = move || match editing.get() {
        Some(Editing::Known(_)) => l::notifications::channel::edit(lang()).to_owned(),
        _ => l::notifications::channel::new(lang()).to_owned(),
    };
    view! {
        <Dialog open=open title=Signal::derive(title) size=DialogSize::Wide>
            {move || editing.get().map(|what| view! { <ChannelForm what=what editing=editing on_done=on_done /> })}
        </Dialog>
    }
}

#[component]
fn ChannelForm(what: Editing, editing: RwSignal<Option<Editing>>, on_done: Callback<()>) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let known = match what {
        Editing::New => None,
        Editing::Known(channel) => Some(*channel),
    };
    let fields = Fields::of(known.as_ref(), own_branch());
    let (id, host) = (known.as_ref().map(|channel| channel.id), known.as_ref().map(|c| c.host.clone()));
    let version = RwSignal::new(known.map(|channel| channel.version).unwrap_or_default());
    let save = use_submit(
        move |body, key| async move {
            let request = match id {
                Some(id) => {
                    let path = format!("/notification-channels/{id}");
                    api.request(Method::Put, &path).if_match(version.get_untracked())
                }
                None => api.request(Method::Post, "/notification-channels"),
            };
            request.retry_key(key).json(&body).send::<ChannelView>().await
        },
        move |_| {
            toasts.good(l::form::saved(lang_now()));
            editing.set(None);
            on_done.run(());
        },
    );
    let send = move || match fields.request(id.is_none()) {
        Ok(body) => save.send(body),
        Err(pointers) => save.error().set(Some(missing(&pointers))),
    };
    let latest = move |mine: bool| {
        let Some(id) = id else { return };
        leptos::task::spawn_local(async move {
            match api.get::<ChannelView>(&format!("/notification-channels/{id}")).await {
                Ok(channel) if mine => {
                    version.set(channel.version);
                    send();
                }
                Ok(channel) => editing.set(Some(Editing::Known(Box::new(channel)))),
                Err(error) => save.error().set(Some(error)),
            }
        });
    };
    view! {
        <Form error=save.error() on_submit=move |()| send()>
            <StaleNotice error=save.error() on_theirs=move |()| latest(false) on_mine=move |()| latest(true) />
            <Inputs fields=fields host=host />
            <Checkbox value=fields.active label=text(l::notifications::channel::active_label) />
            <div class="dialog-actions">
                <Button on_press=move |()| editing.set(None)>{t(l::form::cancel)}</Button>
                <Button look=ButtonLook::Primary submit=true busy=save.busy()>{t(l::form::save)}</Button>
            </div>
        </Form>
    }
}

#[component]
fn Inputs(
    fields: Fields,
    /// Where a known channel leads to; the rest of its address is secret.
    host: Option<String>,
) -> impl IntoView {
    let kinds = Choice::all(|lang| {
        KINDS.iter().map(|kind| Choice::new(kind.as_str(), lang.pick(kind.zh(), kind.en()))).collect()
    });
    let is_new = host.is_none();
    let url_hint = move || match &host {
        Some(host) => l::notifications::channel::url_kept(lang(), host),
        None => l::notifications::channel::url_hint(lang()).to_owned(),
    };
    let secret_words = move || match fields.chosen() {
        Some(NotificationChannel::Sms) => l::notifications::channel::token(lang()).to_owned(),
        _ => l::notifications::channel::secret(lang()).to_owned(),
    };
    let is_sms = Memo::new(move |_| fields.chosen() == Some(NotificationChannel::Sms));
    let has_secret = Memo::new(move |_| fields.chosen() != Some(NotificationChannel::WecomRobot));
    view! {
        <div class="form-grid">
            <Field label=text(l::notifications::channel::kind) pointer="/kind" required=true>
                <Select value=fields.kind options=kinds />
            </Field>
            <Field label=text(l::people::at_branch) pointer="/branch_id" required=true hint=text(l::notifications::channel::branch_hint)>
                <Select value=fields.branch_id options=branch_choices(use_branches()) empty=text(l::customers::choose_branch) />
            </Field>
            <Field label=text(l::notifications::channel::name) pointer="/name" required=true hint=text(l::notifications::channel::name_hint) class="span-2">
                <TextInput value=fields.name max_length=60 />
            </Field>
            <Field label=text(l::notifications::channel::url) pointer="/url" required=is_new hint=Signal::derive(url_hint) class="span-2">
                <TextInput value=fields.url kind="url" max_length=500 placeholder="https://" />
            </Field>
            <Show when=move || has_secret.get()>
                <Field label=Signal::derive(secret_words) pointer="/secret" hint=text(l::notifications::channel::secret_hint) class="span-2">
                    <TextInput value=fields.secret kind="password" max_length=200 autocomplete="new-password" />
                </Field>
            </Show>
            <Show when=move || is_sms.get()>
                <Field label=text(l::notifications::channel::template) pointer="/template" required=true hint=text(l::notifications::channel::template_hint) class="span-2">
                    <Textarea value=fields.template rows=4 max_length=2000 />
                </Field>
            </Show>
        </div>
    }
}
