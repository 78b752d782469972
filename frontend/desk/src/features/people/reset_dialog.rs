use contract::access::{ResetPassword, UserView};
use kit::{
    api::{Method, use_api},
    i18n::{lang, lang_now, t, text},
    state::use_submit,
    ui::{Button, ButtonLook, Dialog, Field, Form, TextInput, use_toasts},
};
use leptos::prelude::*;

use crate::l;

/// Sets a new password for somebody; their sessions end.
#[component]
pub(super) fn ResetDialog(
    user: RwSignal<Option<UserView>>,
    #[prop(into)] on_done: Callback<()>,
) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let open = RwSignal::new(false);
    let password = RwSignal::new(String::new());
    Effect::new(move |_| open.set(user.with(Option::is_some)));
    Effect::new(move |was: Option<bool>| {
        let is = open.get();
        if was == Some(true) && !is {
            user.set(None);
            password.set(String::new());
        }
        is
    });
    let save = use_submit(
        move |body: ResetPassword, key| async move {
            let target =
                user.get_untracked().map(|user| (user.id.to_string(), user.version)).unwrap_or_default();
            let path = format!("/users/{}/password", target.0);
            api.request(Method::Post, &path)
                .if_match(target.1)
                .retry_key(key)
                .json(&body)
                .send::<UserView>()
                .await
        },
        move |_| {
            toasts.good(l::people::reset_done(lang_now()));
            open.set(false);
            on_done.run(());
        },
    );
    let title = Signal::derive(move || {
        l::people::reset_for(lang(), user.get().map(|user| user.name).unwrap_or_default())
    });
    view! {
        <Dialog open=open title=title>
            <Form error=save.error() on_submit=move |()| save.send(ResetPassword { password: password.get_untracked() })>
                <p class="muted">{t(l::people::reset_text)}</p>
                <Field label=text(l::people::new_password) pointer="/password" required=true hint=text(l::people::password_hint)>
                    <TextInput value=password kind="password" max_length=128 autofocus=true autocomplete="new-password" />
                </Field>
                <div class="dialog-actions">
                    <Button on_press=move |()| open.set(false)>{t(l::form::cancel)}</Button>
                    <Button look=ButtonLook::Primary submit=true busy=save.busy()>{t(l::people::reset)}</Button>
                </div>
            </Form>
        </Dialog>
    }
}
