use contract::{
    access::{BranchKind, BranchView, SaveBranch},
    sla::CalendarItem,
};
use kit::{
    api::{Method, use_api},
    i18n::{lang_now, t, text},
    state::{Query, use_query, use_submit},
    ui::{Button, ButtonLook, Choice, Dialog, DialogSize, Field, Form, Select, TextInput, use_toasts},
};
use leptos::prelude::*;

use super::{
    areas_editor::{AreaFields, AreasEditor},
    branch_content::BranchContent,
    branch_data::branch_choices,
};
use crate::{
    features::form::{StaleNotice, missing},
    l,
};

/// Whose form is open: nothing inside means a new branch.
pub(super) type EditedBranch = Option<Option<BranchView>>;

/// The form of a new or a known branch.
#[component]
pub(super) fn BranchDialog(
    editing: RwSignal<EditedBranch>,
    branches: Query<Vec<BranchView>>,
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
        Some(Some(branch)) => branch.name,
        _ => l::people::new_branch(kit::i18n::lang()).to_owned(),
    });
    view! {
        <Dialog open=open title=title size=DialogSize::Wide>
            {move || editing.get().map(|known| view! { <BranchForm known=known editing=editing branches=branches /> })}
        </Dialog>
    }
}

#[derive(Clone, Copy)]
struct Fields {
    code: RwSignal<String>,
    name: RwSignal<String>,
    kind: RwSignal<String>,
    parent_id: RwSignal<String>,
    calendar_code: RwSignal<String>,
    areas: RwSignal<Vec<AreaFields>>,
}

impl Fields {
    fn new(content: BranchContent) -> Self {
        Self {
            code: RwSignal::new(content.code),
            name: RwSignal::new(content.name),
            kind: RwSignal::new(content.kind),
            parent_id: RwSignal::new(content.parent_id),
            calendar_code: RwSignal::new(content.calendar_code),
            areas: RwSignal::new(content.areas.into_iter().map(AreaFields::new).collect()),
        }
    }

    fn content(self) -> BranchContent {
        BranchContent {
            code: self.code.get_untracked(),
            name: self.name.get_untracked(),
            kind: self.kind.get_untracked(),
            parent_id: self.parent_id.get_untracked(),
            calendar_code: self.calendar_code.get_untracked(),
            areas: self.areas.with_untracked(|all| all.iter().map(AreaFields::content).collect()),
        }
    }
}

#[component]
fn BranchForm(
    known: Option<BranchView>,
    editing: RwSignal<EditedBranch>,
    branches: Query<Vec<BranchView>>,
) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let id = known.as_ref().map(|branch| branch.id);
    let version = RwSignal::new(known.as_ref().map(|branch| branch.version).unwrap_or_default());
    let fields = Fields::new(known.as_ref().map_or_else(BranchContent::blank, BranchContent::of));
    let save = use_submit(
        move |body: SaveBranch, key| async move {
            let request = match id {
                Some(id) => {
                    api.request(Method::Put, &format!("/branches/{id}")).if_match(version.get_untracked())
                }
                None => api.request(Method::Post, "/branches"),
            };
            request.retry_key(key).json(&body).send::<BranchView>().await
        },
        move |_| {
            toasts.good(l::form::saved(lang_now()));
            editing.set(None);
            branches.reload();
        },
    );
    let send = move || match fields.content().request() {
        Ok(body) => save.send(body),
        Err(pointers) => {
            let pointers: Vec<&str> = pointers.iter().map(String::as_str).collect();
            save.error().set(Some(missing(&pointers)));
        }
    };
    let latest = move |mine: bool| {
        let Some(id) = id else { return };
        leptos::task::spawn_local(async move {
            match api.get::<BranchView>(&format!("/branches/{id}")).await {
                Ok(branch) if mine => {
                    version.set(branch.version);
                    send();
                }
                Ok(branch) => editing.set(Some(Some(branch))),
                Err(error) => save.error().set(Some(error)),
            }
        });
    };
    view! {
        <Form error=save.error() on_submit=move |()| send()>
            <StaleNotice error=save.error() on_theirs=move |()| latest(false) on_mine=move |()| latest(true) />
            <Identity fields=fields branches=branches is_new=id.is_none() />
            <AreasEditor areas=fields.areas />
            <div class="dialog-actions">
                <Button on_press=move |()| editing.set(None)>{t(l::form::cancel)}</Button>
                <Button look=ButtonLook::Primary submit=true busy=save.busy()>{t(l::form::save)}</Button>
            </div>
        </Form>
    }
}

#[component]
fn Identity(fields: Fields, branches: Query<Vec<BranchView>>, is_new: bool) -> impl IntoView {
    let api = use_api();
    let calendars = use_query(move || async move { api.get::<Vec<CalendarItem>>("/calendars").await });
    let calendar_choices = Signal::derive(move || {
        let choice =
            |item: CalendarItem| Choice::new(item.code.clone(), format!("{} · {}", item.name, item.code));
        calendars.data().unwrap_or_default().into_iter().map(choice).collect::<Vec<_>>()
    });
    view! {
        <div class="form-grid">
            <Field label=text(l::people::branch_code) pointer="/code" required=is_new hint=text(l::people::branch_code_hint)>
                <TextInput value=fields.code max_length=6 disabled=!is_new />
            </Field>
            <Field label=text(l::people::branch_name) pointer="/name" required=true>
                <TextInput value=fields.name max_length=60 />
            </Field>
            <Field label=text(l::people::branch_kind) pointer="/kind">
                <Select value=fields.kind options=kit::choices!(BranchKind) />
            </Field>
            <Field label=text(l::people::parent) pointer="/parent_id">
                <Select value=fields.parent_id options=branch_choices(branches) empty=text(l::people::no_parent) />
            </Field>
            <Field label=text(l::people::calendar) pointer="/calendar_code">
                <Select value=fields.calendar_code options=calendar_choices empty=text(l::people::standard_calendar) />
            </Field>
        </div>
    }
}
