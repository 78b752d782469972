use contract::notifications::PreferencesView;
use domain::notifications::{Language, NotificationChannel, NotificationKind};
use kit::{
    api::{Method, use_api},
    i18n::{lang, lang_now, t, text},
    state::{Query, use_query, use_submit},
    ui::{
        Button, ButtonLook, Checkbox, Field, Form, Icon, LinkButton, PageHead, QueryView, Select, TableFrame,
        TextInput, use_toasts,
    },
};
use leptos::prelude::*;

use super::preferences_fields::Fields;
use crate::{
    features::form::{StaleNotice, unreadable},
    l,
};

const PATH: &str = "/notifications/preferences";

/// 通知设置: everybody's own.
#[component]
pub(crate) fn PreferencesPage() -> impl IntoView {
    let api = use_api();
    let known = use_query(move || async move { api.get::<PreferencesView>(PATH).await });
    view! {
        <PageHead title=text(l::notifications::preferences) note=text(l::notifications::preferences_note)>
            <LinkButton href="/notifications" icon=Icon::ArrowLeft>{t(l::notifications::title)}</LinkButton>
        </PageHead>
        <QueryView query=known rows=8 view=move |known_now| view! { <Preferences known=known now=known_now /> }.into_any() />
    }
}

#[component]
fn Preferences(known: Query<PreferencesView>, now: PreferencesView) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let (fields, version) = (Fields::of(&now), RwSignal::new(now.version));
    let email_available = now.email_available;
    let save = use_submit(
        move |body, key| async move {
            let request = api.request(Method::Put, PATH).if_match(version.get_untracked());
            request.retry_key(key).json(&body).send::<PreferencesView>().await
        },
        move |saved: PreferencesView| {
            version.set(saved.version);
            toasts.good(l::form::saved(lang_now()));
        },
    );
    let send = move || match fields.request() {
        Ok(body) => save.send(body),
        Err(pointers) => save.error().set(Some(unreadable(&pointers))),
    };
    let latest = move |mine: bool| {
        leptos::task::spawn_local(async move {
            match api.get::<PreferencesView>(PATH).await {
                Ok(newer) if mine => {
                    version.set(newer.version);
                    send();
                }
                Ok(newer) => known.set(newer),
                Err(error) => save.error().set(Some(error)),
            }
        });
    };
    view! {
        <Form error=save.error() on_submit=move |()| send() class="preferences">
            <StaleNotice error=save.error() on_theirs=move |()| latest(false) on_mine=move |()| latest(true) />
            <section class="card-box">
                <header><h2>{t(l::notifications::how)}</h2></header>
                <div class="card-body form-grid">
                    <Field label=text(l::notifications::language) pointer="/language" hint=text(l::notifications::language_hint)>
                        <Select value=fields.language options=kit::choices!(Language) />
                    </Field>
                    <Field
                        label=text(l::notifications::email)
                        pointer="/email"
                        hint=Signal::derive(move || email_hint(email_available))
                    >
                        <TextInput value=fields.email kind="email" max_length=200 autocomplete="email" />
                    </Field>
                    <QuietFields fields=fields />
                </div>
            </section>
            <Matrix fields=fields />
            <div class="form-actions">
                <Button look=ButtonLook::Primary submit=true busy=save.busy()>{t(l::form::save)}</Button>
            </div>
        </Form>
    }
}

fn email_hint(available: bool) -> String {
    let words = if available { l::notifications::email_hint } else { l::notifications::email_off };
    words(lang()).to_owned()
}

#[component]
fn QuietFields(fields: Fields) -> impl IntoView {
    view! {
        <div class="span-2">
            <Checkbox value=fields.is_quiet label=text(l::notifications::quiet) />
            <p class="field-note">{t(l::notifications::quiet_hint)}</p>
        </div>
        <Show when=move || fields.is_quiet.get()>
            <Field label=text(l::notifications::quiet_from) pointer="/quiet/from" required=true>
                <TextInput value=fields.from kind="time" />
            </Field>
            <Field label=text(l::notifications::quiet_until) pointer="/quiet/until" required=true>
                <TextInput value=fields.until kind="time" />
            </Field>
        </Show>
    }
}

/// Which kind of notice on which ways.
#[component]
fn Matrix(fields: Fields) -> impl IntoView {
    let heads = NotificationChannel::ALL
        .iter()
        .map(|channel| view! { <th class="fit">{move || kit::label!(*channel)}</th> })
        .collect_view();
    let line = move |kind: &'static NotificationKind| {
        let cells = NotificationChannel::ALL.iter().map(|channel| {
            let (kind, channel) = (*kind, *channel);
            // what happened is always in the inbox
            let fixed = channel == NotificationChannel::Inbox;
            let words = move || format!("{} · {}", kit::label!(kind), kit::label!(channel));
            view! {
                <td class="fit half matrix-cell" data-label=move || kit::label!(channel)>
                    <input
                        type="checkbox"
                        class="checkbox"
                        aria-label=words
                        disabled=fixed
                        prop:checked=move || fixed || fields.chosen.with(|all| all.contains(&(kind, channel)))
                        on:change=move |_| fields.toggle(kind, channel)
                    />
                </td>
            }
        });
        view! {
            <tr>
                <td class="main">{move || kit::label!(*kind)}</td>
                {cells.collect_view()}
            </tr>
        }
    };
    view! {
        <section class="stack">
            <h2>{t(l::notifications::ways)}</h2>
            <p class="muted">{t(l::notifications::ways_note)}</p>
            <TableFrame label=text(l::notifications::ways) class="matrix">
                <thead>
                    <tr>
                        <th>{t(l::notifications::kind)}</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{NotificationKind::ALL.iter().map(line).collect_view()}</tbody>
            </TableFrame>
        </section>
    }
}
