use contract::{
    page::Page,
    sla::{Recalculate, RecalculatedTicket, Recalculation},
};
use domain::kernel::BranchId;
use kit::{
    api::{Method, use_api},
    i18n::{lang, t, text},
    state::{use_list, use_param},
    ui::{EmptyState, Glyph, Icon, LinkButton, ListView, PageHead},
};
use leptos::prelude::*;

use super::{
    apply::Apply,
    row::{Effect, Requests},
};
use crate::{
    features::{
        filter_bar::FilterSelect,
        people::{branch_choices, use_branches},
    },
    l,
};

/// Requests a page of the preview shows.
const PAGE: u64 = 50;

/// 重算时限
#[component]
pub(crate) fn RecalculationPage() -> impl IntoView {
    let branch = use_param("branch_id");
    let chosen = Memo::new(move |_| branch.value::<BranchId>());
    let branches = branch_choices(use_branches());
    let shown = move || match chosen.get() {
        Some(branch) => view! { <OfBranch branch=branch /> }.into_any(),
        None => view! {
            <EmptyState
                icon=Icon::CalendarClock
                title=text(l::recalculation::choose)
                text=text(l::recalculation::choose_text)
            />
        }
        .into_any(),
    };
    view! {
        <PageHead title=text(l::recalculation::title) note=text(l::recalculation::note)>
            <LinkButton href="/calendar" icon=Icon::CalendarDays>{t(l::calendar::title)}</LinkButton>
        </PageHead>
        <div class="stack">
            <div class="filter-bar">
                <FilterSelect param=branch options=branches all=text(l::customers::choose_branch) />
            </div>
            {shown}
        </div>
    }
}

#[component]
fn OfBranch(branch: BranchId) -> impl IntoView {
    let api = use_api();
    let policy = RwSignal::new(String::new());
    let preview = use_list(move |cursor| async move {
        let body = Recalculate { branch_id: branch, apply: false, reason: None, limit: Some(PAGE), cursor };
        let request = api.request(Method::Post, "/sla/recalculations").json(&body);
        let page = request.send::<Recalculation>().await?;
        policy.try_set(page.policy);
        Ok(Page { items: page.items, next_cursor: page.next_cursor })
    });
    let done = RwSignal::new(Vec::<RecalculatedTicket>::new());
    let applied = RwSignal::new(false);
    let finish = move |()| {
        applied.set(true);
        preview.reload();
    };
    // what would stay as it is needs no applying
    let something = Memo::new(move |_| {
        preview.items().with(|all| all.iter().any(|item| Effect::of(item) != Effect::Keeps))
    });
    view! {
        <Show when=move || applied.get() || !done.with(Vec::is_empty)>
            <Results done=done policy=policy />
        </Show>
        <section class="stack">
            <h2>{t(l::recalculation::preview)}</h2>
            <ListView
                list=preview
                empty=std::sync::Arc::new(move || {
                    view! {
                        <EmptyState
                            icon=Icon::CircleCheck
                            title=text(l::recalculation::none)
                            text=Signal::derive(move || l::recalculation::none_text(lang(), policy.get()))
                        />
                    }
                        .into_any()
                })
            >
                <Requests items=preview.items() policy=policy />
            </ListView>
        </section>
        <Show when=move || something.get()>
            <Apply branch=branch done=done on_done=finish />
        </Show>
    }
}

/// What was applied, in numbers and one by one.
#[component]
fn Results(done: RwSignal<Vec<RecalculatedTicket>>, policy: RwSignal<String>) -> impl IntoView {
    let count = move |effect: Effect| done.with(|all| all.iter().filter(|i| Effect::of(i) == effect).count());
    let words = move || {
        let (moved, kept) = (count(Effect::Moves), count(Effect::Keeps));
        l::recalculation::summary(lang(), kept, moved, count(Effect::OnlyRules))
    };
    view! {
        <section class="stack">
            <div class="alert-box tone-good" role="status">
                <Glyph icon=Icon::CircleCheck />
                <p class="grow">{words}</p>
            </div>
            <Show when=move || !done.with(Vec::is_empty)>
                <Requests items=done policy=policy />
            </Show>
        </section>
    }
}
