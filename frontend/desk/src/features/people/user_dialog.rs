use contract::access::UserView;
use domain::access::Role;
use kit::{
    api::{Method, use_api},
    i18n::{lang_now, t, text},
    state::use_submit,
    ui::{
        Button, ButtonLook, Checkbox, Dialog, DialogSize, Field, Form, Icon, Select, TextInput, use_toasts,
    },
};
use leptos::prelude::*;

use super::{
    branch_data::{branch_choices, own_branch, use_branches},
    user_content::{GrantContent, UserContent},
};
use crate::{
    features::form::{StaleNotice, missing, pointer_at, remove_line},
    l,
};

/// Whose form is open.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Editing {
    New,
    Known(UserView),
}

/// The form of a new or a known person.
#[component]
pub(super) fn UserDialog(
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
    let title = Signal::derive(move || match editing.get() {
        Some(Editing::Known(user)) => user.name,
        _ => l::people::new_user(kit::i18n::lang()).to_owned(),
    });
    view! {
        <Dialog open=open title=title size=DialogSize::Wide>
            {move || editing.get().map(|who| view! { <UserForm who=who editing=editing on_done=on_done /> })}
        </Dialog>
    }
}

#[derive(Clone, Copy)]
struct Fields {
    account: RwSignal<String>,
    name: RwSignal<String>,
    phone: RwSignal<String>,
    password: RwSignal<String>,
    active: RwSignal<bool>,
    grants: RwSignal<Vec<GrantFields>>,
}

#[derive(Clone, Copy)]
struct GrantFields {
    role: RwSignal<String>,
    branch_id: RwSignal<String>,
}

impl GrantFields {
    fn new(content: GrantContent) -> Self {
        Self { role: RwSignal::new(content.role), branch_id: RwSignal::new(content.branch_id) }
    }
}

impl Fields {
    fn new(content: UserContent) -> Self {
        Self {
            account: RwSignal::new(content.account),
            name: RwSignal::new(content.name),
            phone: RwSignal::new(content.phone),
            password: RwSignal::new(content.password),
            active: RwSignal::new(content.active),
            grants: RwSignal::new(content.grants.into_iter().map(GrantFields::new).collect()),
        }
    }

    fn content(self) -> UserContent {
        let grant = |grant: &GrantFields| GrantContent {
            role: grant.role.get_untracked(),
            branch_id: grant.branch_id.get_untracked(),
        };
        UserContent {
            account: self.account.get_untracked(),
            name: self.name.get_untracked(),
            phone: self.phone.get_untracked(),
            password: self.password.get_untracked(),
            active: self.active.get_untracked(),
            grants: self.grants.with_untracked(|all| all.iter().map(grant).collect()),
        }
    }
}

#[component]
fn UserForm(who: Editing, editing: RwSignal<Option<Editing>>, on_done: Callback<()>) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let (content, known) = match &who {
        Editing::New => (UserContent::blank(own_branch()), None),
        Editing::Known(user) => (UserContent::of(user), Some((user.id, user.version))),
    };
    let fields = Fields::new(content);
    let version = RwSignal::new(known.map(|(_, version)| version));
    let save = use_submit(
        move |content: UserContent, key| async move {
            // the pointers were looked at before sending
            match known {
                Some((id, _)) => {
                    let body = content.update().map_err(|pointers| missing(&refs(&pointers)))?;
                    let version = version.get_untracked().unwrap_or_default();
                    api.request(Method::Put, &format!("/users/{id}"))
                        .if_match(version)
                        .json(&body)
                        .send::<UserView>()
                        .await
                }
                None => {
                    let body = content.create().map_err(|pointers| missing(&refs(&pointers)))?;
                    api.request(Method::Post, "/users").retry_key(key).json(&body).send::<UserView>().await
                }
            }
        },
        move |_| {
            toasts.good(l::form::saved(lang_now()));
            editing.set(None);
            on_done.run(());
        },
    );
    let latest = move |mine: bool| {
        let Some((id, _)) = known else { return };
        leptos::task::spawn_local(async move {
            match api.get::<UserView>(&format!("/users/{id}")).await {
                Ok(user) if mine => {
                    version.set(Some(user.version));
                    save.send(fields.content());
                }
                Ok(user) => editing.set(Some(Editing::Known(user))),
                Err(error) => save.error().set(Some(error)),
            }
        });
    };
    let is_new = known.is_none();
    view! {
        <Form error=save.error() on_submit=move |()| save.send(fields.content())>
            <StaleNotice error=save.error() on_theirs=move |()| latest(false) on_mine=move |()| latest(true) />
            <Person fields=fields is_new=is_new />
            <Grants grants=fields.grants />
            {(!is_new).then(|| view! { <Checkbox value=fields.active label=text(l::people::may_sign_in) /> })}
            <div class="dialog-actions">
                <Button on_press=move |()| editing.set(None)>{t(l::form::cancel)}</Button>
                <Button look=ButtonLook::Primary submit=true busy=save.busy()>{t(l::form::save)}</Button>
            </div>
        </Form>
    }
}

fn refs(pointers: &[String]) -> Vec<&str> {
    pointers.iter().map(String::as_str).collect()
}

#[component]
fn Person(fields: Fields, is_new: bool) -> impl IntoView {
    view! {
        <div class="form-grid">
            <Field label=text(l::people::account) pointer="/account" required=is_new hint=text(l::people::account_hint)>
                <TextInput value=fields.account max_length=60 disabled=!is_new autofocus=is_new />
            </Field>
            <Field label=text(l::people::name) pointer="/name" required=true>
                <TextInput value=fields.name max_length=60 />
            </Field>
            <Field label=text(l::people::phone) pointer="/phone">
                <TextInput value=fields.phone kind="tel" max_length=20 />
            </Field>
            {is_new
                .then(|| {
                    view! {
                        <Field label=text(l::people::first_password) pointer="/password" required=true hint=text(l::people::password_hint)>
                            <TextInput value=fields.password kind="password" max_length=128 autocomplete="new-password" />
                        </Field>
                    }
                })}
        </div>
    }
}

#[component]
fn Grants(grants: RwSignal<Vec<GrantFields>>) -> impl IntoView {
    let branches = branch_choices(use_branches());
    let line = move |(at, fields): (usize, GrantFields)| {
        view! {
            <div class="edit-line grant-line">
                <Field label=text(l::people::role) pointer=pointer_at("grants", at, "role") required=true>
                    <Select value=fields.role options=kit::choices!(Role) empty=text(l::customers::choose_branch) />
                </Field>
                <Field label=text(l::people::at_branch) pointer=pointer_at("grants", at, "branch_id") required=true>
                    <Select value=fields.branch_id options=branches empty=text(l::customers::choose_branch) />
                </Field>
                <Button
                    icon=Icon::Trash2
                    look=ButtonLook::Ghost
                    label=text(l::form::remove)
                    on_press=move |()| remove_line(grants, at)
                />
            </div>
        }
    };
    view! {
        <fieldset class="line-editor">
            <legend>{t(l::people::roles)}</legend>
            {move || grants.get().into_iter().enumerate().map(line).collect_view()}
            <Button
                icon=Icon::Plus
                look=ButtonLook::Ghost
                on_press=move |()| grants.update(|all| all.push(GrantFields::new(GrantContent::default())))
            >
                {t(l::people::add_role)}
            </Button>
        </fieldset>
    }
}
