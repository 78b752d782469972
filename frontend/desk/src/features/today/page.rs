use contract::{
    reports::Dashboard,
    tickets::{QueueCount, QueueCounts},
};
use domain::access::Permission;
use kit::{
    api::{query_string, use_api},
    i18n::{lang, t, text},
    live::use_live,
    session::use_session,
    state::{Query, use_param, use_query},
    time::{self, Civil, SHANGHAI},
    ui::{ButtonLook, Icon, LinkButton, PageHead, QueryView},
};
use leptos::prelude::*;

use super::{
    due_next::DueNext,
    figures::Figures,
    focus::Focus,
    queues::{Queues, queues_of},
    shares::{By, Shares},
    trend::Trend,
};
use crate::{
    features::{
        filter_bar::FilterSelect,
        people::{branch_choices, use_branches},
    },
    l,
};

/// Events come in bursts; the figures follow once they rest.
const REST: std::time::Duration = std::time::Duration::from_millis(1500);

/// The start page.
#[component]
pub(crate) fn TodayPage() -> impl IntoView {
    let (api, session) = (use_api(), use_session());
    let branch = use_param("branch_id");
    let dashboard = use_query(move || {
        let query = query_string([branch.pair()]);
        async move { api.get::<Dashboard>(&format!("/reports/dashboard{query}")).await }
    });
    let queues =
        use_query(move || async move { Ok(api.get::<QueueCounts>("/tickets/queues").await?.queues) });
    follow_events(dashboard, queues);
    let focus = untrack(|| Focus::of(|permission| session.can(permission)));
    let leads = untrack(|| session.can(Permission::ReportsRead));
    let may_register = untrack(|| session.can(Permission::TicketsRegister));
    let note = Signal::derive(move || {
        let now = Civil::at(time::now(), SHANGHAI);
        now.long(lang())
    });
    view! {
        <PageHead title=text(l::today::title) note=note>
            {leads.then(|| view! { <BranchFilter /> })}
            {may_register
                .then(|| {
                    view! {
                        <LinkButton href="/tickets/new" look=ButtonLook::Primary icon=Icon::Plus>
                            {t(l::nav::new_request)}
                        </LinkButton>
                    }
                })}
        </PageHead>
        <div class="stack today">
            <QueryView query=dashboard rows=2 view=move |dashboard| view! { <Figures dashboard=dashboard /> }.into_any() />
            <div class="with-side">
                <DueNext focus=focus branch=Signal::derive(move || branch.get()) />
                <QueryView
                    query=queues
                    rows=5
                    view=move |queues| {
                        let branch = branch.get();
                        let queues = in_branch(branch.is_some(), queues, dashboard);
                        view! { <Queues queues=queues branch=branch /> }.into_any()
                    }
                />
            </div>
            {leads.then(|| view! { <QueryView query=dashboard rows=8 view=insight /> })}
        </div>
    }
}

/// The API counts the queues of everything one sees; those of one branch follow from its figures by type.
fn in_branch(one_branch: bool, all: Vec<QueueCount>, dashboard: Query<Dashboard>) -> Vec<QueueCount> {
    match (one_branch, dashboard.data()) {
        (true, Some(dashboard)) => queues_of(&dashboard.by_type),
        _ => all,
    }
}

#[component]
fn BranchFilter() -> impl IntoView {
    let options = branch_choices(use_branches());
    view! { <FilterSelect param=use_param("branch_id") options=options all=text(l::filter_bar::all_branches) /> }
}

fn insight(dashboard: Dashboard) -> AnyView {
    let Dashboard { trend, by_branch, by_type, by_product, by_priority, .. } = dashboard;
    view! {
        <div class="stack">
            <Trend days=trend />
            <div class="share-grid">
                <Shares by=By::Branch title=text(l::today::by_branch) shares=by_branch />
                <Shares by=By::Type title=text(l::today::by_type) shares=by_type />
                <Shares by=By::Product title=text(l::today::by_product) shares=by_product />
                <Shares by=By::Priority title=text(l::today::by_priority) shares=by_priority />
            </div>
        </div>
    }
    .into_any()
}

/// Figures follow the events, and once a minute the clock: time alone makes a request late.
fn follow_events(dashboard: Query<Dashboard>, queues: Query<Vec<QueueCount>>) {
    let pending = StoredValue::new(None::<TimeoutHandle>);
    let reload = move || {
        dashboard.reload();
        queues.reload();
    };
    let hold = move || {
        if let Some(Some(timer)) = pending.try_get_value() {
            timer.clear();
        }
    };
    use_live().on_event(move |event| {
        if event.kind.starts_with("ticket.") {
            hold();
            pending.set_value(set_timeout_with_handle(reload, REST).ok());
        }
    });
    let minute = Memo::new(move |_| time::now().millis() / 60_000);
    Effect::new(move |before: Option<i64>| {
        let now = minute.get();
        if before.is_some_and(|before| before != now) {
            reload();
        }
        now
    });
    on_cleanup(hold);
}
