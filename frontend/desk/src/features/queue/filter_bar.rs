use contract::{access::BranchView, page::Page};
use domain::{
    sla::Priority,
    tickets::{RequestType, StateCode},
};
use kit::{
    api::use_api,
    browser,
    i18n::{Lang, lang, t, text},
    state::{Param, use_query},
    ui::{Button, ButtonLook, Choice, Glyph, Icon, Select, TextInput},
};
use leptos::prelude::*;

use super::filters::Filters;
use crate::l;

const REST_MILLIS: i32 = 300;

/// Search, choices and switches; on a phone everything but the search is behind "filters".
#[component]
pub(super) fn FilterBar(filters: Filters) -> impl IntoView {
    let open = RwSignal::new(false);
    let summary = move || match filters.count() {
        0 => l::queue::filters(lang()).to_owned(),
        n => l::queue::filters_set(lang(), n),
    };
    view! {
        <div class="queue-filters" class:queue-filters-open=move || open.get()>
            <SearchField param=filters.q />
            <div class="queue-more">
                <Button icon=Icon::ListFilter on_press=move |()| open.update(|open| *open = !*open)>{summary}</Button>
            </div>
            <div class="queue-choices">
                <Choices filters=filters />
                <Show when=move || filters.count() != 0>
                    <Button look=ButtonLook::Ghost icon=Icon::X on_press=move |()| filters.clear()>
                        {t(l::queue::clear)}
                    </Button>
                </Show>
            </div>
        </div>
    }
}

#[component]
fn Choices(filters: Filters) -> impl IntoView {
    view! {
        <ParamSelect param=filters.scope empty=l::queue::scope::open options=scopes() />
        <ParamSelect param=filters.state empty=l::queue::any_state options=kit::choices!(StateCode) />
        <ParamSelect param=filters.request_type empty=l::queue::any_type options=kit::choices!(RequestType) />
        <ParamSelect param=filters.priority empty=l::queue::any_priority options=kit::choices!(Priority) />
        <BranchSelect param=filters.branch />
        <ParamSelect param=filters.sort empty=l::queue::sort::due options=sorts() />
        <Switch param=filters.assignee value="me" icon=Icon::User label=l::queue::mine />
        <Switch param=filters.overdue value="true" icon=Icon::ClockAlert label=l::queue::overdue />
        <Switch param=filters.unassigned value="true" icon=Icon::CircleHelp label=l::queue::unassigned />
        <Switch param=filters.awaiting_review value="true" icon=Icon::FileCheck label=l::queue::awaiting_review />
    }
}

fn scopes() -> Signal<Vec<Choice>> {
    Choice::all(|lang| {
        vec![Choice::new("closed", l::queue::scope::closed(lang)), Choice::new("all", l::queue::scope::all(lang))]
    })
}

fn sorts() -> Signal<Vec<Choice>> {
    Choice::all(|lang| {
        vec![
            Choice::new("-received_at", l::queue::sort::newest(lang)),
            Choice::new("received_at", l::queue::sort::oldest(lang)),
        ]
    })
}

/// A select bound to the address bar; its first line takes the filter out.
#[component]
fn ParamSelect(param: Param, empty: fn(Lang) -> &'static str, options: Signal<Vec<Choice>>) -> impl IntoView {
    let value = RwSignal::new(String::new());
    Effect::new(move |_| value.set(param.get().unwrap_or_default()));
    view! {
        <div class="queue-select" class:queue-set=move || param.get().is_some()>
            <Select
                value=value
                options=options
                empty=text(empty)
                label=text(empty)
                on_change=move |code: String| param.set(Some(&code))
            />
        </div>
    }
}

/// Only for who sees more than one branch.
#[component]
fn BranchSelect(param: Param) -> impl IntoView {
    let api = use_api();
    let branches = use_query(move || async move { api.get::<Page<BranchView>>("/branches?limit=100").await });
    let choices = Memo::new(move |_| {
        let all = branches.data().map(|page| page.items).unwrap_or_default();
        all.into_iter().map(|branch| Choice::new(branch.id.to_string(), branch.name)).collect::<Vec<_>>()
    });
    view! {
        <Show when=move || choices.with(|all| all.len() > 1)>
            <ParamSelect param=param empty=l::queue::any_branch options=choices.into() />
        </Show>
    }
}

#[component]
fn Switch(param: Param, value: &'static str, icon: Icon, label: fn(Lang) -> &'static str) -> impl IntoView {
    view! {
        <button
            type="button"
            class="btn btn-plain queue-switch"
            aria-pressed=move || if param.is(value) { "true" } else { "false" }
            on:click=move |_| param.toggle(value)
        >
            <Glyph icon=icon />
            {t(label)}
        </button>
    }
}

/// Searches when the typing rests; follows the address bar when it changes elsewhere.
#[component]
fn SearchField(param: Param) -> impl IntoView {
    let value = RwSignal::new(param.get().unwrap_or_default());
    let sent = StoredValue::new(value.get_untracked());
    Effect::new(move |_| {
        let given = param.get().unwrap_or_default();
        if sent.get_value() != given {
            sent.set_value(given.clone());
            value.set(given);
        }
    });
    let rest = StoredValue::new_local(None);
    Effect::new(move |first: Option<()>| {
        let typed = value.get().trim().to_owned();
        if first.is_none() || typed == sent.get_value() {
            return;
        }
        rest.set_value(Some(browser::after(REST_MILLIS, move || {
            sent.try_update_value(|sent| sent.clone_from(&typed));
            param.set(Some(&typed));
        })));
    });
    view! {
        <div class="queue-search">
            <Glyph icon=Icon::Search />
            <TextInput
                value=value
                kind="search"
                placeholder=text(l::queue::search)
                label=text(l::queue::search)
                max_length=100
            />
        </div>
    }
}
