use contract::imports::{ImportKind, ImportView};
use kit::{
    api::{ApiError, Method, query_string, use_api},
    i18n::{Lang, t, text},
    state::{use_param, use_submit},
    ui::{Button, Choice, Dialog, Field, FileDrop, Form, Glyph, Icon, Select, Textarea},
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast as _;

use super::model::kind_text;
use crate::{
    features::{
        form::filled,
        people::{branch_choices, use_branches},
    },
    l,
};

/// The bundled mapping of an incident log.
const BUNDLED: &str = "incident-log";

fn kinds(lang: Lang) -> Vec<Choice> {
    use ImportKind as K;
    [K::Customers, K::Units, K::Tickets]
        .map(|kind| Choice::new(kind.as_str(), kind_text(kind, lang)))
        .to_vec()
}

fn mappings(lang: Lang) -> Vec<Choice> {
    vec![
        Choice::new(BUNDLED, l::imports::mapping_bundled(lang)),
        Choice::new("own", l::imports::mapping_own(lang)),
    ]
}

/// What is sent beside the file.
#[derive(Clone, Copy)]
struct Choices {
    kind: RwSignal<String>,
    branch: RwSignal<String>,
    mapping: RwSignal<String>,
    own: RwSignal<String>,
}

impl Choices {
    fn query(self, file_name: String) -> String {
        let kind = self.kind.get_untracked();
        let chosen =
            if self.mapping.get_untracked() == "own" { self.own.get_untracked() } else { BUNDLED.to_owned() };
        let mapping = (kind == ImportKind::Tickets.as_str()).then_some(chosen);
        let branch = filled(&self.branch.get_untracked());
        query_string([
            ("kind", Some(kind)),
            ("file_name", Some(file_name)),
            ("branch_id", branch),
            ("mapping", mapping),
        ])
    }
}

/// Takes a list and begins its dry run: the page of the import follows.
#[component]
pub(super) fn UploadDialog(open: RwSignal<bool>) -> impl IntoView {
    let (api, navigate) = (use_api(), use_navigate());
    let kind = untrack(|| use_param("kind").get()).unwrap_or_else(|| "customers".to_owned());
    let choices = Choices {
        kind: RwSignal::new(kind),
        branch: RwSignal::new(String::new()),
        mapping: RwSignal::new(BUNDLED.to_owned()),
        own: RwSignal::new(String::new()),
    };
    let send = use_submit(
        move |file: web_sys::File, _| {
            let query = choices.query(file.name());
            async move {
                // the body is the file itself; what the client takes as a form is handed on as it is
                let body: &web_sys::FormData = file.unchecked_ref();
                let answer = api
                    .request(Method::Post, &format!("/imports{query}"))
                    .form(body)
                    .send::<ImportView>()
                    .await;
                answer.map_err(at_the_forms_places)
            }
        },
        move |import| {
            open.set(false);
            navigate(&format!("/imports/{}", import.id), Default::default());
        },
    );
    let take = Callback::new(move |files: Vec<web_sys::File>| {
        if let Some(file) = files.into_iter().next() {
            send.send(file);
        }
    });
    view! {
        <Dialog open=open title=text(l::imports::new)>
            <Form error=send.error() on_submit=|()| ()>
                <Fields choices=choices />
                <Show
                    when=move || send.is_busy()
                    fallback=move || {
                        view! {
                            <Field label=text(l::imports::file) pointer="/">
                                <FileDrop on_files=take accept=".csv,.txt,.tsv,.xlsx" hint=text(l::imports::file_hint) />
                            </Field>
                        }
                    }
                >
                    <p class="row" aria-busy="true"><Glyph icon=Icon::Loader />{t(l::imports::sending)}</p>
                </Show>
                <div class="dialog-actions">
                    <Button on_press=move |()| open.set(false)>{t(l::form::cancel)}</Button>
                </div>
            </Form>
        </Dialog>
    }
}

/// Query parameters have the fields of the form.
fn at_the_forms_places(error: ApiError) -> ApiError {
    let ApiError::Validation(mut problem) = error else { return error };
    for field in &mut problem.errors {
        if let Some(name) = field.pointer.strip_prefix('?') {
            field.pointer = format!("/{name}");
        }
    }
    ApiError::Validation(problem)
}

#[component]
fn Fields(choices: Choices) -> impl IntoView {
    let branches = branch_choices(use_branches());
    let is_log = Memo::new(move |_| choices.kind.with(|kind| kind == ImportKind::Tickets.as_str()));
    let is_own = Memo::new(move |_| choices.mapping.with(|mapping| mapping == "own"));
    view! {
        <Field label=text(l::imports::kind) pointer="/kind">
            <Select value=choices.kind options=Choice::all(kinds) />
        </Field>
        <Field label=text(l::imports::branch) pointer="/branch_id" hint=text(l::imports::branch_hint)>
            <Select value=choices.branch options=branches empty=text(l::imports::head_office) />
        </Field>
        <Show when=move || is_log.get()>
            <Field label=text(l::imports::mapping) pointer="/mapping" hint=text(l::imports::mapping_hint)>
                <Select value=choices.mapping options=Choice::all(mappings) />
            </Field>
            <Show when=move || is_own.get()>
                <Field label=text(l::imports::mapping_json)>
                    <Textarea value=choices.own rows=6 max_length=20000 />
                </Field>
            </Show>
        </Show>
    }
}
