use domain::{
    sla::Priority,
    tickets::{RequestType, StateCode},
};
use kit::{
    i18n::{Lang, lang, t, text},
    state::Param,
    ui::{Button, ButtonLook, Choice, Glyph, Icon},
};
use leptos::prelude::*;

use super::filters::Filters;
use crate::{
    features::{
        filter_bar::{FilterSelect, SearchBox},
        people::{branch_choices, use_branches},
    },
    l,
};

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
            <SearchBox param=filters.q placeholder=text(l::queue::search) />
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
        <FilterSelect param=filters.scope all=text(l::queue::scope::open) options=scopes() />
        <FilterSelect param=filters.state all=text(l::queue::any_state) options=kit::choices!(StateCode) />
        <FilterSelect param=filters.request_type all=text(l::queue::any_type) options=kit::choices!(RequestType) />
        <FilterSelect param=filters.priority all=text(l::queue::any_priority) options=kit::choices!(Priority) />
        <BranchSelect param=filters.branch />
        <FilterSelect param=filters.sort all=text(l::queue::sort::due) options=sorts() />
        <Switch param=filters.assignee value="me" icon=Icon::User label=l::queue::mine />
        <Switch param=filters.overdue value="true" icon=Icon::ClockAlert label=l::queue::overdue />
        <Switch param=filters.unassigned value="true" icon=Icon::CircleHelp label=l::queue::unassigned />
        <Switch param=filters.awaiting_review value="true" icon=Icon::FileCheck label=l::queue::awaiting_review />
    }
}

fn scopes() -> Signal<Vec<Choice>> {
    Choice::all(|lang| {
        vec![
            Choice::new("closed", l::queue::scope::closed(lang)),
            Choice::new("all", l::queue::scope::all(lang)),
        ]
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

/// Only for who sees more than one branch.
#[component]
fn BranchSelect(param: Param) -> impl IntoView {
    let choices = branch_choices(use_branches());
    view! {
        <Show when=move || choices.with(|all| all.len() > 1)>
            <FilterSelect param=param all=text(l::queue::any_branch) options=choices />
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
