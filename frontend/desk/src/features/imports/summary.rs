use contract::imports::{ImportColumn, ImportDetected, ImportState, ImportTickets, ImportView};
use kit::{
    i18n::{Lang, lang, t},
    ui::{Glyph, Icon},
};
use leptos::prelude::*;

use super::{
    model::{is_running, percent},
    page::StateOfImport,
};
use crate::l;

/// Progress, sums that add up to the rows of the file, and which column was taken for what.
#[component]
pub(super) fn Summary(import: ImportView) -> impl IntoView {
    let state = import.state;
    let share = percent(&import);
    let (done, total) = (import.rows_done, import.rows_total);
    let next = move || match state {
        ImportState::Checking => l::imports::next::checking(lang()),
        ImportState::Checked => l::imports::next::checked(lang()),
        ImportState::Applying => l::imports::next::applying(lang()),
        ImportState::Done => l::imports::next::done(lang()),
        ImportState::Failed => l::imports::next::failed(lang()),
    };
    let sums = [
        (l::imports::created as fn(Lang) -> _, import.created, false),
        (l::imports::updated, import.updated, false),
        (l::imports::unchanged, import.unchanged, false),
        (l::imports::rejected, import.rejected, true),
    ];
    view! {
        <section class="card-box">
            <div class="import-head">
                <StateOfImport state=state />
                <p class="grow">{next}</p>
                <span class="num">{move || l::imports::progress(lang(), done, total)}</span>
            </div>
            {is_running(state)
                .then(|| {
                    view! { <progress class="import-bar" max="100" value=share.map(|share| share.to_string())></progress> }
                })}
            {import
                .failure
                .map(|failure| {
                    view! { <p class="import-failure" role="alert"><Glyph icon=Icon::CircleX />{failure}</p> }
                })}
            <dl class="import-sums">{sums.map(sum).into_iter().collect_view()}</dl>
            {import.tickets.map(|tickets| view! { <OfTickets tickets=tickets /> })}
            <Columns detected=import.detected />
        </section>
    }
}

fn sum((name, count, is_bad): (fn(Lang) -> &'static str, u64, bool)) -> impl IntoView {
    let alarming = is_bad && count > 0;
    view! {
        <div class="import-sum">
            <dt>{t(name)}</dt>
            <dd class:rejected-count=alarming>{count}</dd>
        </div>
    }
}

#[component]
fn OfTickets(tickets: ImportTickets) -> impl IntoView {
    let ImportTickets { total, created, unchanged, rejected } = tickets;
    view! { <p class="import-line">{move || l::imports::of_tickets(lang(), created, rejected, total, unchanged)}</p> }
}

#[component]
fn Columns(detected: ImportDetected) -> impl IntoView {
    let ImportDetected { encoding, format, separator, columns } = detected;
    if columns.is_empty() {
        return None;
    }
    let how = [
        Some(format.to_uppercase()),
        Some(encoding),
        separator.map(|s| if s == "\t" { "TAB".to_owned() } else { s }),
    ];
    let how = how.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let unused = columns.iter().filter(|column| column.field.is_none()).count();
    let known = columns.len() - unused;
    let line = |column: ImportColumn| {
        let used = column.field.is_some();
        view! {
            <li class="import-column" class:muted=!used>
                <span>{column.header}</span>
                <Glyph icon=Icon::ArrowRight />
                {match column.field {
                    Some(field) => view! { <code>{field}</code> }.into_any(),
                    None => view! { <span>{t(l::imports::not_used)}</span> }.into_any(),
                }}
            </li>
        }
    };
    Some(view! {
        <details class="import-columns">
            <summary>{move || l::imports::columns(lang(), known, unused)} " " <span class="muted">{how}</span></summary>
            <ul>{columns.into_iter().map(line).collect_view()}</ul>
        </details>
    })
}
