use contract::tickets::TimelineEntry;
use kit::{
    i18n::{lang, t},
    ui::{Glyph, TimeText},
};
use leptos::prelude::*;

use super::{super::words::actor_name, telling::tell};
use crate::l;

/// What happened last, a line each, for a request that is shown beside something else.
#[component]
pub(crate) fn LatestEntries(entries: Vec<TimelineEntry>) -> impl IntoView {
    let line = |entry: TimelineEntry| {
        move || {
            let line = tell(&entry, lang());
            view! {
                <li class=format!("latest-line {}", line.tone.class())>
                    <Glyph icon=line.icon />
                    <span class="grow">
                        {line.head}
                        <small class="muted block">
                            {actor_name(&entry.actor, lang())} " · " <TimeText at=entry.at />
                        </small>
                    </span>
                </li>
            }
        }
    };
    view! {
        <section>
            <h3 class="latest-title">{t(l::timeline::title)}</h3>
            <ol class="latest">{entries.into_iter().map(line).collect_view()}</ol>
        </section>
    }
}
