use contract::notifications::{DutyShiftView, SaveDutyShift};
use kit::{
    api::{Method, use_api},
    i18n::{lang_now, t, text},
    state::use_submit,
    ui::{Button, ButtonLook, Dialog, DialogSize, DraftNotice, Field, Form, Select, TextInput, use_toasts},
};
use leptos::prelude::*;

use super::content::ShiftContent;
use crate::{
    features::{
        form::{FormFields, StaleNotice, keep_form, missing},
        people::{PersonPicker, branch_choices, own_branch, use_branches},
    },
    l,
};

/// Which shift the form is about.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Editing {
    New,
    Known(Box<DutyShiftView>),
}

#[derive(Debug, Clone, Copy)]
struct Fields {
    branch_id: RwSignal<String>,
    user_id: RwSignal<String>,
    user: RwSignal<String>,
    from: RwSignal<String>,
    until: RwSignal<String>,
}

impl Fields {
    fn new(content: ShiftContent) -> Self {
        Self {
            branch_id: RwSignal::new(content.branch_id),
            user_id: RwSignal::new(content.user_id),
            user: RwSignal::new(content.user),
            from: RwSignal::new(content.from),
            until: RwSignal::new(content.until),
        }
    }
}

impl FormFields for Fields {
    type Content = ShiftContent;

    fn content(self) -> ShiftContent {
        ShiftContent {
            branch_id: self.branch_id.get(),
            user_id: self.user_id.get(),
            user: self.user.get(),
            from: self.from.get(),
            until: self.until.get(),
        }
    }

    fn fill(self, content: ShiftContent) {
        self.branch_id.set(content.branch_id);
        self.user_id.set(content.user_id);
        self.user.set(content.user);
        self.from.set(content.from);
        self.until.set(content.until);
    }
}

/// The form of a new or a known shift; it closes by emptying `editing`.
#[component]
pub(super) fn ShiftDialog(
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
        Some(Editing::Known(_)) => l::notifications::duty::edit(kit::i18n::lang()).to_owned(),
        _ => l::notifications::duty::new(kit::i18n::lang()).to_owned(),
    };
    view! {
        <Dialog open=open title=Signal::derive(title) size=DialogSize::Wide>
            {move || editing.get().map(|what| view! { <ShiftForm what=what editing=editing on_done=on_done /> })}
        </Dialog>
    }
}

#[component]
fn ShiftForm(what: Editing, editing: RwSignal<Option<Editing>>, on_done: Callback<()>) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let (blank, known) = match &what {
        Editing::New => (ShiftContent { branch_id: own_branch(), ..ShiftContent::default() }, None),
        Editing::Known(shift) => (ShiftContent::of(shift), Some((shift.id, shift.version))),
    };
    let fields = Fields::new(blank.clone());
    let name = known.map_or_else(|| "duty.new".to_owned(), |(id, _)| format!("duty.{id}"));
    let draft = keep_form(&name, fields);
    let version = RwSignal::new(known.map(|(_, version)| version).unwrap_or_default());
    let save = use_submit(
        move |body: SaveDutyShift, key| async move {
            let request = match known {
                Some((id, _)) => {
                    api.request(Method::Put, &format!("/duty-shifts/{id}")).if_match(version.get_untracked())
                }
                None => api.request(Method::Post, "/duty-shifts"),
            };
            request.retry_key(key).json(&body).send::<DutyShiftView>().await
        },
        move |_| {
            draft.discard();
            toasts.good(l::form::saved(lang_now()));
            editing.set(None);
            on_done.run(());
        },
    );
    let send = move || match untrack(|| fields.content()).request() {
        Ok(body) => save.send(body),
        Err(pointers) => save.error().set(Some(missing(&pointers))),
    };
    let latest = move |mine: bool| {
        let Some((id, _)) = known else { return };
        leptos::task::spawn_local(async move {
            match api.get::<DutyShiftView>(&format!("/duty-shifts/{id}")).await {
                Ok(shift) if mine => {
                    version.set(shift.version);
                    send();
                }
                Ok(shift) => {
                    draft.discard();
                    editing.set(Some(Editing::Known(Box::new(shift))));
                }
                Err(error) => save.error().set(Some(error)),
            }
        });
    };
    let close = move || {
        draft.discard();
        editing.set(None);
    };
    view! {
        <Form error=save.error() on_submit=move |()| send()>
            <DraftNotice draft=draft on_discard=move |()| fields.fill(blank.clone()) />
            <StaleNotice error=save.error() on_theirs=move |()| latest(false) on_mine=move |()| latest(true) />
            <div class="form-grid">
                <Field label=text(l::people::at_branch) pointer="/branch_id" required=true hint=text(l::notifications::duty::branch_hint)>
                    <Select value=fields.branch_id options=branch_choices(use_branches()) empty=text(l::customers::choose_branch) />
                </Field>
                <Field label=text(l::notifications::duty::person) pointer="/user_id" required=true hint=text(l::notifications::duty::person_hint)>
                    <PersonPicker id=fields.user_id name=fields.user />
                </Field>
                <Field label=text(l::notifications::duty::from) pointer="/from" required=true>
                    <TextInput value=fields.from kind="datetime-local" />
                </Field>
                <Field label=text(l::notifications::duty::until) pointer="/until" required=true hint=text(l::notifications::duty::until_hint)>
                    <TextInput value=fields.until kind="datetime-local" />
                </Field>
            </div>
            <div class="dialog-actions">
                <Button on_press=move |()| close()>{t(l::form::cancel)}</Button>
                <Button look=ButtonLook::Primary submit=true busy=save.busy()>{t(l::form::save)}</Button>
            </div>
        </Form>
    }
}
