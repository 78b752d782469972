use contract::access::{AbsenceView, SaveAbsence};
use domain::{
    access::{AbsenceKind, Permission},
    kernel::UserId,
};
use kit::{
    api::{Method, use_api},
    i18n::{lang_now, t, text},
    session::use_session,
    state::use_submit,
    ui::{Button, ButtonLook, DraftNotice, Field, Form, Select, TextInput, use_toasts},
};
use leptos::prelude::*;

use super::{absence_content::AbsenceContent, person_picker::PersonPicker};
use crate::{
    features::form::{FormFields, StaleNotice, keep_form, missing},
    l,
};

/// Which absence the form is about.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Editing {
    New,
    Known(Box<AbsenceView>),
}

#[derive(Debug, Clone, Copy)]
struct Fields {
    from: RwSignal<String>,
    until: RwSignal<String>,
    kind: RwSignal<String>,
    deputy_id: RwSignal<String>,
    deputy: RwSignal<String>,
    note: RwSignal<String>,
}

impl Fields {
    fn new(content: AbsenceContent) -> Self {
        Self {
            from: RwSignal::new(content.from),
            until: RwSignal::new(content.until),
            kind: RwSignal::new(content.kind),
            deputy_id: RwSignal::new(content.deputy_id),
            deputy: RwSignal::new(content.deputy),
            note: RwSignal::new(content.note),
        }
    }
}

impl FormFields for Fields {
    type Content = AbsenceContent;

    fn content(self) -> AbsenceContent {
        AbsenceContent {
            from: self.from.get(),
            until: self.until.get(),
            kind: self.kind.get(),
            deputy_id: self.deputy_id.get(),
            deputy: self.deputy.get(),
            note: self.note.get(),
        }
    }

    fn fill(self, content: AbsenceContent) {
        self.from.set(content.from);
        self.until.set(content.until);
        self.kind.set(content.kind);
        self.deputy_id.set(content.deputy_id);
        self.deputy.set(content.deputy);
        self.note.set(content.note);
    }
}

/// The form of a new or a known absence of `user_id`; it closes by emptying `editing`.
#[component]
pub(super) fn AbsenceForm(
    user_id: UserId,
    what: Editing,
    editing: RwSignal<Option<Editing>>,
    #[prop(into)] on_done: Callback<()>,
) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let (blank, known) = match &what {
        Editing::New => (AbsenceContent::blank(), None),
        Editing::Known(absence) => (AbsenceContent::of(absence), Some((absence.id, absence.version))),
    };
    let fields = Fields::new(blank.clone());
    let name = known.map_or_else(|| format!("absence.new.{user_id}"), |(id, _)| format!("absence.{id}"));
    let draft = keep_form(&name, fields);
    let version = RwSignal::new(known.map(|(_, version)| version).unwrap_or_default());
    let save = use_submit(
        move |body: SaveAbsence, key| async move {
            let request = match known {
                Some((id, _)) => {
                    api.request(Method::Put, &format!("/absences/{id}")).if_match(version.get_untracked())
                }
                None => api.request(Method::Post, &format!("/users/{user_id}/absences")),
            };
            request.retry_key(key).json(&body).send::<AbsenceView>().await
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
            match api.get::<AbsenceView>(&format!("/absences/{id}")).await {
                Ok(absence) if mine => {
                    version.set(absence.version);
                    send();
                }
                Ok(absence) => {
                    draft.discard();
                    editing.set(Some(Editing::Known(Box::new(absence))));
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
            <Inputs fields=fields />
            <div class="form-actions">
                <Button on_press=move |()| close()>{t(l::form::cancel)}</Button>
                <Button look=ButtonLook::Primary submit=true busy=save.busy()>{t(l::form::save)}</Button>
            </div>
        </Form>
    }
}

#[component]
fn Inputs(fields: Fields) -> impl IntoView {
    // whoever may not see colleagues cannot name one: the deputy of the area stands in
    let may_pick = untrack(|| use_session().can(Permission::UsersRead));
    view! {
        <div class="form-grid">
            <Field label=text(l::people::absence::from) pointer="/from" required=true>
                <TextInput value=fields.from kind="datetime-local" autofocus=true />
            </Field>
            <Field label=text(l::people::absence::until) pointer="/until" required=true hint=text(l::people::absence::until_hint)>
                <TextInput value=fields.until kind="datetime-local" />
            </Field>
            <Field label=text(l::people::absence::kind) pointer="/kind" required=true hint=text(l::people::absence::kind_hint)>
                <Select value=fields.kind options=kit::choices!(AbsenceKind) />
            </Field>
            {may_pick
                .then(|| {
                    view! {
                        <Field label=text(l::people::absence::deputy) pointer="/deputy_id" hint=text(l::people::absence::deputy_hint)>
                            <PersonPicker id=fields.deputy_id name=fields.deputy />
                        </Field>
                    }
                })}
            <Field label=text(l::people::absence::note) pointer="/note" class="span-2">
                <TextInput value=fields.note max_length=200 />
            </Field>
        </div>
    }
}
