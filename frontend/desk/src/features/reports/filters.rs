//! What the reports are asked for, in the address bar: a reload, the back button and a sent link show the same figures.

use contract::{access::UserView, assets::ProductView, page::Page};
use domain::{access::Permission, tickets::RequestType};
use kit::{
    api::{query_string, use_api},
    i18n::{Lang, lang, t, text},
    session::use_session,
    state::{Param, clear_params, use_param, use_query},
    ui::{Button, ButtonLook, Combobox, Field, Icon, Suggestion, Suggestions},
};
use leptos::prelude::*;

use crate::{
    features::{
        filter_bar::FilterSelect,
        people::{branch_choices, use_branches},
    },
    l,
};

/// What the address bar asks for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    from: Param,
    to: Param,
    branch: Param,
    person: Param,
    family: Param,
    request_type: Param,
    /// Only of promises
    pub(super) kind: Param,
    pub(super) state: Param,
    /// Only of figures
    pub(super) by: Param,
}

impl Asked {
    pub(super) fn here() -> Self {
        Self {
            from: use_param("from"),
            to: use_param("to"),
            branch: use_param("branch_id"),
            person: use_param("person_id"),
            family: use_param("family"),
            request_type: use_param("request_type"),
            kind: use_param("kind"),
            state: use_param("state"),
            by: use_param("by"),
        }
    }

    /// Period and branch: all that urgings are counted by.
    pub(super) fn period(self) -> String {
        query_string([self.from, self.to, self.branch].map(Param::pair))
    }

    pub(super) fn narrowed(self) -> String {
        query_string(self.common().map(Param::pair))
    }

    pub(super) fn promises(self) -> String {
        query_string(self.common().into_iter().chain([self.kind, self.state]).map(Param::pair))
    }

    pub(super) fn grouped(self) -> String {
        query_string(self.common().into_iter().chain([self.by]).map(Param::pair))
    }

    const fn common(self) -> [Param; 6] {
        [self.from, self.to, self.branch, self.person, self.family, self.request_type]
    }

    /// Whether more is asked for than period and branch.
    pub(super) fn is_narrow(self) -> bool {
        [self.person, self.family, self.request_type].into_iter().any(|param| param.get().is_some())
    }

    fn is_set(self) -> bool {
        self.all().into_iter().any(|param| param.get().is_some())
    }

    fn all(self) -> [Param; 9] {
        let [from, to, branch, person, family, request_type] = self.common();
        [from, to, branch, person, family, request_type, self.kind, self.state, self.by]
    }
}

/// Period, branch, person, product family and type, and what the page adds.
#[component]
pub(super) fn Filters(asked: Asked, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    let branches = branch_choices(use_branches());
    view! {
        <div class="filter-bar report-filters">
            <DateFilter param=asked.from label=text(l::reports::from) />
            <DateFilter param=asked.to label=text(l::reports::to) />
            <FilterSelect param=asked.branch options=branches all=text(l::filter_bar::all_branches) />
            <FilterSelect
                param=asked.request_type
                options=kit::choices!(RequestType)
                all=text(l::queue::any_type)
            />
            <FamilyFilter param=asked.family />
            <PersonFilter param=asked.person />
            {children.map(|children| children())}
            <Show when=move || asked.is_set()>
                <Button look=ButtonLook::Ghost icon=Icon::X on_press=move |()| clear_params(&asked.all())>
                    {t(l::queue::clear)}
                </Button>
            </Show>
        </div>
    }
}

/// A day in the address bar.
#[component]
fn DateFilter(param: Param, #[prop(into)] label: Signal<String>) -> impl IntoView {
    view! {
        <label class="report-date">
            <span>{move || label.get()}</span>
            <input
                type="date"
                class="input"
                prop:value=move || param.get().unwrap_or_default()
                on:change=move |event| param.set(Some(&event_target_value(&event)))
            />
        </label>
    }
}

/// A product family that there is, by its own name or that of one of its models.
#[component]
fn FamilyFilter(param: Param) -> impl IntoView {
    let api = use_api();
    let search = move |typed: String| -> Suggestions {
        Box::pin(async move {
            let query = query_string([("q", Some(typed)), ("limit", Some("50".to_owned()))]);
            let page: Page<ProductView> = api.get(&format!("/products{query}")).await?;
            Ok(families(page.items))
        })
    };
    let name = Signal::derive(move || param.get());
    view! { <PickFilter param=param label=l::reports::family name=name search=Callback::new(search) /> }
}

/// Each family once, with its models.
fn families(products: Vec<ProductView>) -> Vec<Suggestion> {
    let mut all: Vec<Suggestion> = Vec::new();
    for ProductView { family, model, .. } in products {
        match all.iter_mut().find(|known| known.id == family) {
            Some(known) => {
                known.detail.push('、');
                known.detail.push_str(&model);
            }
            None => all.push(Suggestion { id: family.clone(), title: family, detail: model }),
        }
    }
    all
}

/// Owner or engineer; for whoever may see colleagues.
#[component]
fn PersonFilter(param: Param) -> impl IntoView {
    let (api, session) = (use_api(), use_session());
    let may_pick = Memo::new(move |_| session.can(Permission::UsersRead));
    let search = move |typed: String| -> Suggestions {
        Box::pin(async move {
            let query = query_string([("q", Some(typed)), ("limit", Some("8".to_owned()))]);
            let page: Page<UserView> = api.get(&format!("/users{query}")).await?;
            let line = |user: UserView| Suggestion {
                id: user.id.to_string(),
                title: user.name,
                detail: user.account,
            };
            Ok(page.items.into_iter().map(line).collect())
        })
    };
    let known = use_query(move || {
        let id = param.get().filter(|_| may_pick.get());
        async move {
            match id {
                Some(id) => api.get::<UserView>(&format!("/users/{id}")).await.map(|user| Some(user.name)),
                None => Ok(None),
            }
        }
    });
    let name =
        Signal::derive(move || param.get().map(|_| known.data().flatten().unwrap_or_else(|| "…".to_owned())));
    view! {
        <Show when=move || may_pick.get() || param.get().is_some()>
            <PickFilter param=param label=l::reports::person name=name search=Callback::new(search) />
        </Show>
    }
}

/// A filter that is searched for; what was picked stands there until it is taken out.
#[component]
fn PickFilter(
    param: Param,
    label: fn(Lang) -> &'static str,
    /// What is picked, in words
    name: Signal<Option<String>>,
    search: Callback<String, Suggestions>,
) -> impl IntoView {
    let is_picked = Memo::new(move |_| param.get().is_some());
    let spoken = Signal::derive(move || {
        format!("{}：{} {}", label(lang()), name.get().unwrap_or_default(), l::form::remove(lang()))
    });
    let shown = move || {
        if is_picked.get() {
            view! {
                <span class="report-date">
                    <span>{t(label)}</span>
                    <Button icon=Icon::X label=spoken on_press=move |()| param.set(None)>
                        {move || name.get()}
                    </Button>
                </span>
            }
            .into_any()
        } else {
            let typed = RwSignal::new(String::new());
            view! {
                <Field label=text(label)>
                    <Combobox
                        text=typed
                        search=search
                        on_pick=move |found: Suggestion| param.set(Some(&found.id))
                        placeholder=text(l::reports::anything)
                        least=1
                    />
                </Field>
            }
            .into_any()
        }
    };
    view! { <div class="filter-pick">{shown}</div> }
}
