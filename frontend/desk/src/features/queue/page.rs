use contract::{
    page::Page,
    tickets::{QueueCounts, TicketSummary},
};
use domain::tickets::WorkQueue;
use kit::{
    api::use_api,
    i18n::{lang, t, text},
    state::{CursorList, Query, use_list, use_list_keys, use_query},
    ui::{
        Button, ButtonLook, EmptyState, Glyph, Icon, LinkButton, ListView, PageHead, Tab, TableFrame, Tabs,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::{
    export::Export,
    filter_bar::FilterBar,
    filters::Filters,
    live,
    preview::{Pane, Preview},
    row::{QueueRow, row_id},
};
use crate::{l, routes::NEW_REQUEST};

/// `/tickets`: every request that one may see, the nearest deadline first.
#[component]
pub(crate) fn QueuePage() -> impl IntoView {
    let api = use_api();
    let filters = Filters::of_address();
    let list = use_list(move |cursor| {
        let query = filters.query(cursor);
        async move { api.get::<Page<TicketSummary>>(&format!("/tickets{query}")).await }
    });
    let counts = use_query(move || async move { api.get::<QueueCounts>("/tickets/queues").await });
    live::follow(list, counts);
    let selected = keys(list);
    let pane = Pane::new();
    let chosen = Memo::new(move |_| {
        let at = selected.get()?;
        list.items().with(|items| items.get(at).map(|ticket| ticket.id))
    });
    view! {
        <PageHead title=text(l::queue::title) note=Signal::derive(move || note(counts))>
            <Export filters=filters />
            <PreviewSwitch pane=pane />
        </PageHead>
        <Tabs param=filters.queue tabs=Signal::derive(move || tabs(counts)) label=text(l::queue::queues) />
        <FilterBar filters=filters />
        <div class="queue-split" class:queue-split-open=move || pane.is_shown()>
        <div class="queue-list">
        <ListView list=list empty=ToChildren::to_children(move || view! { <Nothing filters=filters /> })>
            <TableFrame label=text(l::queue::title) class="queue-table">
                <thead>
                    <tr>
                        <th class="fit">{t(l::queue::column::no)}</th>
                        <th class="fit">{t(l::queue::column::priority)}</th>
                        <th>{t(l::queue::column::customer)}</th>
                        <th>{t(l::queue::column::asked)}</th>
                        <th class="fit">{t(l::queue::column::owner)}</th>
                        <th class="fit">{t(l::queue::column::state)}</th>
                        <th class="queue-clock">{t(l::queue::column::clock)}</th>
                    </tr>
                </thead>
                <tbody>
                    <For
                        each=move || list.items().get().into_iter().enumerate()
                        key=|(at, ticket)| (*at, ticket.id, ticket.version)
                        children=move |(at, ticket)| view! { <QueueRow ticket=ticket at=at selected=selected /> }
                    />
                </tbody>
            </TableFrame>
        </ListView>
        </div>
        <Show when=move || pane.is_shown()>
            <Preview selected=chosen.into() />
        </Show>
        </div>
    }
}

/// Only where there is room for the pane.
#[component]
fn PreviewSwitch(pane: Pane) -> impl IntoView {
    view! {
        <button
            type="button"
            class="btn btn-plain queue-switch queue-preview-switch"
            aria-pressed=move || if pane.wanted.get() { "true" } else { "false" }
            on:click=move |_| pane.toggle()
        >
            <Glyph icon=Icon::PanelRight />
            {t(l::queue::preview::title)}
        </button>
    }
}

fn note(counts: Query<QueueCounts>) -> Option<String> {
    let queues = counts.data()?.queues;
    let sum = |of: fn(&contract::tickets::QueueCount) -> u64| queues.iter().map(of).sum::<u64>();
    Some(l::queue::note(lang(), sum(|queue| queue.open), sum(|queue| queue.overdue)))
}

fn tabs(counts: Query<QueueCounts>) -> Vec<Tab> {
    let known = counts.data().map(|counts| counts.queues).unwrap_or_default();
    let count = |wanted: WorkQueue| known.iter().find(|count| count.queue == wanted).map(|count| count.open);
    let all = (!known.is_empty()).then(|| known.iter().map(|count| count.open).sum());
    let every = Tab { code: "", label: l::queue::all(lang()).to_owned(), count: all };
    let one = |queue: &WorkQueue| Tab {
        code: queue.as_str(),
        label: kit::label!(*queue).to_owned(),
        count: count(*queue),
    };
    std::iter::once(every).chain(WorkQueue::ALL.iter().map(one)).collect()
}

/// `j`, `k`, `Enter`; the selected row stays in sight, and another filter starts without a selection.
fn keys(list: CursorList<TicketSummary>) -> RwSignal<Option<usize>> {
    let navigate = use_navigate();
    let items = list.items();
    let selected = use_list_keys(
        [l::queue::keys::next, l::queue::keys::previous, l::queue::keys::open],
        move || items.with_untracked(Vec::len),
        move |at| {
            let id = items.with_untracked(|items| items.get(at).map(|ticket| ticket.id));
            if let Some(id) = id {
                navigate(&format!("/tickets/{id}"), Default::default());
            }
        },
    );
    let first = Memo::new(move |_| items.with(|items| items.first().map(|ticket| ticket.id)));
    Effect::new(move |_| {
        first.track();
        selected.set(None);
    });
    Effect::new(move |_| {
        let row = selected.get().and_then(|at| document().get_element_by_id(&row_id(at)));
        if let Some(row) = row {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            row.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
    selected
}

/// Nothing matches, or nothing is there yet.
#[component]
fn Nothing(filters: Filters) -> impl IntoView {
    let session = kit::session::use_session();
    move || {
        if filters.count() > 0 {
            view! {
                <EmptyState icon=Icon::Search title=text(l::queue::no_match) text=text(l::queue::no_match_text)>
                    <Button icon=Icon::X on_press=move |()| filters.clear()>{t(l::queue::clear)}</Button>
                </EmptyState>
            }
            .into_any()
        } else {
            view! {
                <EmptyState icon=Icon::Inbox title=text(l::queue::empty) text=text(l::queue::empty_text)>
                    <Show when=move || session.can(NEW_REQUEST.permission)>
                        <LinkButton href=NEW_REQUEST.path look=ButtonLook::Primary icon=Icon::Plus>
                            {t(l::nav::new_request)}
                        </LinkButton>
                    </Show>
                </EmptyState>
            }
            .into_any()
        }
    }
}
