use contract::notifications::PreferencesView;
use kit::{
    api::{Method, use_api},
    i18n::{lang, lang_now, t},
    state::{use_query, use_submit},
    ui::{Badge, Button, Icon, QueryView, Tone, use_toasts},
};
use leptos::prelude::*;

use crate::l;

/// The mail server: set up where the server runs, tried from here.
#[component]
pub(super) fn EmailCard() -> impl IntoView {
    let api = use_api();
    let mine =
        use_query(move || async move { api.get::<PreferencesView>("/notifications/preferences").await });
    view! {
        <section class="card-box">
            <header><h2>{t(l::notifications::channel::smtp)}</h2></header>
            <div class="card-body">
                <QueryView query=mine rows=1 view=|mine| view! { <Email mine=mine /> }.into_any() />
            </div>
        </section>
    }
}

#[component]
fn Email(mine: PreferencesView) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let PreferencesView { email, email_available, .. } = mine;
    let sent_to = email.clone();
    let test = use_submit(
        move |(), key| async move {
            api.request(Method::Post, "/notification-email/test").retry_key(key).send_unit().await
        },
        move |()| {
            let to = sent_to.clone().unwrap_or_default();
            toasts.good(l::notifications::channel::email_sent(lang_now(), to));
        },
    );
    Effect::new(move |_| {
        if let Some(error) = test.error().get() {
            toasts.failed(&error);
        }
    });
    let (tone, icon) =
        if email_available { (Tone::Good, Icon::CircleCheck) } else { (Tone::Quiet, Icon::CirclePause) };
    let state = move || {
        let words = if email_available {
            l::notifications::channel::set_up
        } else {
            l::notifications::channel::not_set_up
        };
        words(lang()).to_owned()
    };
    let has_address = email.is_some();
    let note = move || match (email_available, &email) {
        (false, _) => l::notifications::channel::smtp_how(lang()).to_owned(),
        (true, None) => l::notifications::channel::no_address(lang()).to_owned(),
        (true, Some(address)) => l::notifications::channel::test_to(lang(), address),
    };
    view! {
        <div class="channel-email">
            <Badge text=Signal::derive(state) tone=tone icon=icon />
            <p class="muted grow">{note}</p>
            {(email_available && !has_address)
                .then(|| view! { <a href="/notifications/preferences">{t(l::notifications::preferences)}</a> })}
            {(email_available && has_address)
                .then(|| {
                    view! {
                        <Button icon=Icon::Send busy=test.busy() on_press=move |()| test.send(())>
                            {t(l::notifications::channel::test)}
                        </Button>
                    }
                })}
        </div>
    }
}
