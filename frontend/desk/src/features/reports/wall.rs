use contract::reports::{PromiseRow, Share, Wall};
use kit::{
    api::use_api,
    i18n::{Lang, lang, t, text},
    live::use_live,
    state::{Query, use_query},
    time::{self, Civil, SHANGHAI, countdown::natural_span},
    ui::{Icon, LinkButton, PageHead, QueryView, Tone},
};
use leptos::prelude::*;

use crate::l;

/// Events come in bursts; the wall follows once they rest.
const REST: std::time::Duration = std::time::Duration::from_millis(1500);

/// 看板: the whole screen, large enough to be read from five metres.
#[component]
pub(crate) fn WallPage() -> impl IntoView {
    let api = use_api();
    let wall = use_query(move || async move { api.get::<Wall>("/reports/wall").await });
    follow(wall);
    let note = Signal::derive(move || Civil::at(time::now(), SHANGHAI).long(lang()));
    view! {
        <div class="wall">
            <PageHead title=text(l::reports::wall) note=note>
                <LinkButton href="/reports" icon=Icon::X>{t(l::reports::leave)}</LinkButton>
            </PageHead>
            <QueryView query=wall rows=8 view=|wall| board(wall) />
        </div>
    }
}

fn board(wall: Wall) -> AnyView {
    let Wall { due_soon_count, due_soon, breached_count, breached, branches, .. } = wall;
    view! {
        <div class="wall-board">
            <Lines
                name=l::reports::breached
                none=l::reports::no_breach
                tone=Tone::Bad
                count=breached_count
                rows=breached
            />
            <Lines
                name=l::reports::due_soon
                none=l::reports::no_due
                tone=Tone::Warn
                count=due_soon_count
                rows=due_soon
            />
            <Load branches=branches />
        </div>
    }
    .into_any()
}

/// Promises of a part that fit above the load of the branches.
const LINES: usize = 6;

#[component]
fn Lines(
    name: fn(Lang) -> &'static str,
    none: fn(Lang) -> &'static str,
    tone: Tone,
    count: u64,
    rows: Vec<PromiseRow>,
) -> impl IntoView {
    let shown = rows.len().min(LINES) as u64;
    let tone = if count == 0 { Tone::Quiet } else { tone };
    let line = |row: PromiseRow| {
        let (kind, due) = (row.kind, row.due_at);
        let span = move || {
            let left = due.millis_since(time::now()) / 1000;
            let span = natural_span(left.abs(), lang());
            if left < 0 { l::reports::late_by(lang(), span) } else { l::reports::left(lang(), span) }
        };
        view! {
            <li>
                <a href=format!("/tickets/{}", row.ticket_id)>{row.ticket_no}</a>
                <span>{move || kit::label!(kind)} " · " {row.branch_name}</span>
                <strong>{span}</strong>
            </li>
        }
    };
    view! {
        <section class=format!("wall-part {}", tone.class())>
            <h2><span>{t(name)}</span><strong>{count}</strong></h2>
            {(count == 0).then(|| view! { <p class="wall-none">{t(none)}</p> })}
            <ul>{rows.into_iter().take(LINES).map(line).collect_view()}</ul>
            {(count > shown).then(|| view! { <p class="wall-more">{move || l::reports::more(lang(), count - shown)}</p> })}
        </section>
    }
}

/// Branches that fit on the wall.
const BRANCHES: usize = 10;

#[component]
fn Load(branches: Vec<Share>) -> impl IntoView {
    let longest = branches.iter().map(|share| share.open).max().unwrap_or(1).max(1);
    let line = |share: Share| {
        let width = |part: u64| format!("{}%", part.saturating_mul(100) / longest);
        view! {
            <li>
                <span class="wall-branch">{share.label}</span>
                <span class="share-bar" aria-hidden="true">
                    <span class="share-on-time" style:width=width(share.open.saturating_sub(share.overdue))></span>
                    <span class="share-late" style:width=width(share.overdue)></span>
                </span>
                <strong>
                    {share.open} " / " <span class:wall-overdue=share.overdue != 0>{share.overdue}</span>
                </strong>
            </li>
        }
    };
    view! {
        <section class="wall-part wall-load tone-neutral">
            <h2><span>{t(l::reports::load)}</span></h2>
            <ul>{branches.into_iter().take(BRANCHES).map(line).collect_view()}</ul>
        </section>
    }
}

/// The wall follows the events, and every minute the clock: time alone breaks a promise.
fn follow(wall: Query<Wall>) {
    let pending = StoredValue::new(None::<TimeoutHandle>);
    let hold = move || {
        if let Some(Some(timer)) = pending.try_get_value() {
            timer.clear();
        }
    };
    use_live().on_event(move |event| {
        if event.kind.starts_with("ticket.") {
            hold();
            pending.set_value(set_timeout_with_handle(move || wall.reload(), REST).ok());
        }
    });
    let minute = Memo::new(move |_| time::now().millis() / 60_000);
    Effect::new(move |before: Option<i64>| {
        let now = minute.get();
        if before.is_some_and(|before| before != now) {
            wall.reload();
        }
        now
    });
    on_cleanup(hold);
}
