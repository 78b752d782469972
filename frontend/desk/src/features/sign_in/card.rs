use contract::access::LoginRequest;
use kit::{
    i18n::{t, text},
    session::use_session,
    state::use_submit,
    ui::{Button, ButtonLook, Dialog, Field, Form, Icon, TextInput},
};
use leptos::prelude::*;

use crate::l;

/// Account and password.
#[component]
pub(super) fn SignInForm() -> impl IntoView {
    let session = use_session();
    let (account, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (shown, tried) = (RwSignal::new(false), RwSignal::new(false));
    let sign_in = use_submit(
        move |login: LoginRequest, _| async move { session.sign_in(&login).await },
        move |()| password.set(String::new()),
    );
    let missing = move |value: RwSignal<String>, message: fn(kit::i18n::Lang) -> &'static str| {
        Signal::derive(move || {
            (tried.get() && value.with(|value| value.trim().is_empty())).then(|| t(message)().to_owned())
        })
    };
    let submit = move |()| {
        tried.set(true);
        let login = LoginRequest {
            account: account.get_untracked().trim().to_owned(),
            password: password.get_untracked(),
        };
        if !login.account.is_empty() && !login.password.is_empty() {
            sign_in.send(login);
        }
    };
    let eye = Signal::derive(move || if shown.get() { Icon::EyeOff } else { Icon::Eye });
    let eye_label =
        Signal::derive(move || t(if shown.get() { l::sign_in::hide } else { l::sign_in::show })().to_owned());
    view! {
        <Form error=sign_in.error() on_submit=submit>
            <Field
                label=text(l::sign_in::account)
                pointer="/account"
                error=missing(account, l::sign_in::account_missing)
            >
                <TextInput value=account autocomplete="username" max_length=100 autofocus=true />
            </Field>
            <Field
                label=text(l::sign_in::password)
                pointer="/password"
                error=missing(password, l::sign_in::password_missing)
            >
                <div class="sign-in-password">
                    <TextInput
                        value=password
                        kind=Signal::derive(move || if shown.get() { "text" } else { "password" })
                        autocomplete="current-password"
                        max_length=128
                    />
                    <Button look=ButtonLook::Ghost icon=eye label=eye_label on_press=move |()| shown.update(|s| *s = !*s) />
                </div>
            </Field>
            <Button look=ButtonLook::Primary submit=true busy=sign_in.busy()>
                {t(l::sign_in::submit)}
            </Button>
        </Form>
    }
}

/// Over a page whose sign-in has ended: the page and what was typed stay.
#[component]
pub(crate) fn SignInAgain() -> impl IntoView {
    let open = RwSignal::new(true);
    view! {
        <Dialog open=open title=text(l::sign_in::again) dismissible=false>
            <p>{t(l::sign_in::again_text)}</p>
            <SignInForm />
        </Dialog>
    }
}
