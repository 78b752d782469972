use contract::reports::{Dashboard, Figure};
use kit::{
    i18n::{Lang, t},
    ui::{Glyph, Icon, Tone},
};
use leptos::prelude::*;

use crate::l;

/// One figure with its name; its tone counts only while there is something to do.
struct Tile {
    name: fn(Lang) -> &'static str,
    icon: Icon,
    tone: Tone,
    figure: Figure,
}

fn tiles(dashboard: Dashboard) -> [Tile; 7] {
    let tile = |name, icon, tone, figure| Tile { name, icon, tone, figure };
    [
        tile(l::today::overdue, Icon::ClockAlert, Tone::Bad, dashboard.overdue),
        tile(l::today::due_soon, Icon::Timer, Tone::Warn, dashboard.due_soon),
        tile(l::today::due_today, Icon::Clock, Tone::Active, dashboard.due_today),
        tile(l::today::unassigned, Icon::UserCheck, Tone::Warn, dashboard.unassigned),
        tile(l::today::awaiting_review, Icon::ClipboardCheck, Tone::Active, dashboard.awaiting_review),
        tile(l::today::waiting, Icon::CirclePause, Tone::Neutral, dashboard.waiting),
        tile(l::today::open, Icon::ListTodo, Tone::Neutral, dashboard.open),
    ]
}

/// The figures of the day.
#[component]
pub(super) fn Figures(dashboard: Dashboard) -> impl IntoView {
    let tile = |Tile { name, icon, tone, figure }: Tile| {
        let tone = if figure.value == 0 { Tone::Quiet } else { tone };
        view! {
            <a class=format!("figure-tile {}", tone.class()) href=format!("/tickets?{}", figure.query)>
                <span class="figure-name"><Glyph icon=icon />{t(name)}</span>
                <strong class="figure-value">{figure.value}</strong>
            </a>
        }
    };
    view! { <nav class="figure-strip" aria-label=t(l::today::figures)>{tiles(dashboard).map(tile).into_iter().collect_view()}</nav> }
}
