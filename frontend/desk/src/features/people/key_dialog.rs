use contract::access::{CreateApiKey, CreatedApiKey};
use domain::access::Permission;
use kit::{
    api::{Method, use_api},
    i18n::{t, text},
    state::use_submit,
    ui::{Button, ButtonLook, Dialog, DialogSize, Field, Form, Select, TextInput},
};
use leptos::prelude::*;

use super::branch_data::{branch_choices, own_branch, use_branches};
use crate::{
    features::{
        form::{instant, missing},
        shown_once::ShownOnce,
    },
    l,
};

/// A new API key. The key itself is shown this once.
#[component]
pub(super) fn KeyDialog(open: RwSignal<bool>, #[prop(into)] on_done: Callback<()>) -> impl IntoView {
    let made = RwSignal::new(None::<CreatedApiKey>);
    Effect::new(move |was: Option<bool>| {
        let is = open.get();
        if was == Some(true) && !is && made.get_untracked().is_some() {
            made.set(None);
            on_done.run(());
        }
        is
    });
    view! {
        <Dialog open=open title=text(l::people::new_key) size=DialogSize::Wide>
            {move || match made.get() {
                Some(made) => view! { <ShownOnce secret=made.key.unwrap_or_default() open=open /> }.into_any(),
                None => view! { <KeyForm open=open made=made /> }.into_any(),
            }}
        </Dialog>
    }
}

#[component]
fn KeyForm(open: RwSignal<bool>, made: RwSignal<Option<CreatedApiKey>>) -> impl IntoView {
    let api = use_api();
    let (name, branch_id, expires) =
        (RwSignal::new(String::new()), RwSignal::new(own_branch()), RwSignal::new(String::new()));
    let scopes = RwSignal::new(Vec::<Permission>::new());
    let save = use_submit(
        move |body: CreateApiKey, key| async move {
            api.request(Method::Post, "/api-keys").retry_key(key).json(&body).send::<CreatedApiKey>().await
        },
        move |key| made.set(Some(key)),
    );
    let send = move || match branch_id.get_untracked().parse() {
        Ok(branch_id) => save.send(CreateApiKey {
            name: name.get_untracked().trim().to_owned(),
            scopes: scopes.get_untracked(),
            branch_id,
            expires_at: instant(&expires.get_untracked()),
        }),
        Err(_) => save.error().set(Some(missing(&["/branch_id"]))),
    };
    view! {
        <Form error=save.error() on_submit=move |()| send()>
            <div class="form-grid">
                <Field label=text(l::people::key_name) pointer="/name" required=true hint=text(l::people::key_name_hint)>
                    <TextInput value=name max_length=60 autofocus=true />
                </Field>
                <Field label=text(l::people::at_branch) pointer="/branch_id" required=true>
                    <Select value=branch_id options=branch_choices(use_branches()) empty=text(l::customers::choose_branch) />
                </Field>
                <Field label=text(l::people::expires) pointer="/expires_at" hint=text(l::people::expires_hint)>
                    <TextInput value=expires kind="date" />
                </Field>
            </div>
            <Field label=text(l::people::scopes) pointer="/scopes" required=true>
                <Scopes chosen=scopes />
            </Field>
            <div class="dialog-actions">
                <Button on_press=move |()| open.set(false)>{t(l::form::cancel)}</Button>
                <Button look=ButtonLook::Primary submit=true busy=save.busy()>{t(l::people::create_key)}</Button>
            </div>
        </Form>
    }
}

/// Every permission, in groups of their capability.
#[component]
fn Scopes(chosen: RwSignal<Vec<Permission>>) -> impl IntoView {
    let line = move |permission: Permission| {
        let toggle = move |_| {
            chosen.update(|all| match all.iter().position(|known| *known == permission) {
                Some(at) => drop(all.remove(at)),
                None => all.push(permission),
            });
        };
        view! {
            <label class="check scope-check">
                <input
                    type="checkbox"
                    class="checkbox"
                    prop:checked=move || chosen.with(|all| all.contains(&permission))
                    on:change=toggle
                />
                <span>{move || kit::label!(permission)} <small>{permission.as_str()}</small></span>
            </label>
        }
    };
    let mut capabilities: Vec<&'static str> = Vec::new();
    for permission in Permission::ALL {
        if !capabilities.contains(&permission.capability()) {
            capabilities.push(permission.capability());
        }
    }
    let group = move |capability: &'static str| {
        let own = Permission::ALL.iter().copied().filter(|permission| permission.capability() == capability);
        view! { <div class="scope-group">{own.map(line).collect_view()}</div> }
    };
    view! { <div class="scope-list">{capabilities.into_iter().map(group).collect_view()}</div> }
}
