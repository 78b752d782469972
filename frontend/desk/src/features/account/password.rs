use contract::access::ChangePassword;
use kit::{
    api::{Method, use_api},
    i18n::{lang_now, t, text},
    state::use_submit,
    ui::{Button, ButtonLook, Field, Form, TextInput, use_toasts},
};
use leptos::prelude::*;

use crate::l;

/// My own password; my other sessions end.
#[component]
pub(super) fn ChangeMyPassword() -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let (current, new, again) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let differs = RwSignal::new(false);
    let save = use_submit(
        move |body: ChangePassword, key| async move {
            api.request(Method::Post, "/auth/password").retry_key(key).json(&body).send_unit().await
        },
        move |()| {
            toasts.good(l::account::password_changed(lang_now()));
            for field in [current, new, again] {
                field.set(String::new());
            }
        },
    );
    let send = move || {
        differs.set(new.get_untracked() != again.get_untracked());
        if !differs.get_untracked() {
            save.send(ChangePassword { current: current.get_untracked(), new: new.get_untracked() });
        }
    };
    let mismatch = Signal::derive(move || {
        differs.get().then(|| l::account::password_differs(kit::i18n::lang()).to_owned())
    });
    view! {
        <section class="card-box">
            <header>
                <h2>{t(l::account::password)}</h2>
            </header>
            <div class="card-body">
            <Form error=save.error() on_submit=move |()| send()>
                <p class="muted">{t(l::account::password_text)}</p>
                <Field label=text(l::account::current_password) pointer="/current" required=true>
                    <TextInput value=current kind="password" max_length=128 autocomplete="current-password" />
                </Field>
                <Field label=text(l::people::new_password) pointer="/new" required=true hint=text(l::people::password_hint)>
                    <TextInput value=new kind="password" max_length=128 autocomplete="new-password" />
                </Field>
                <Field label=text(l::account::new_again) required=true error=mismatch>
                    <TextInput value=again kind="password" max_length=128 autocomplete="new-password" />
                </Field>
                <div class="form-actions">
                    <Button look=ButtonLook::Primary submit=true busy=save.busy()>{t(l::account::change_password)}</Button>
                </div>
            </Form>
            </div>
        </section>
    }
}
