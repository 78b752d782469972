use contract::tickets::TimelineEntry;
use kit::{
    i18n::{lang, t, text},
    state::use_param,
    ui::{EmptyState, Glyph, Icon, ListView, Tab, Tabs, TimeText},
};
use leptos::prelude::*;

use super::{
    super::{state::use_ticket, words::actor_name},
    kind::Kind,
    telling::tell,
};
use crate::l;

/// How much later a step may be recorded than it happened without saying so.
const SAME_MILLIS: i64 = 60_000;

/// The timeline with its filter.
#[component]
pub(in super::super) fn Timeline() -> impl IntoView {
    let list = use_ticket().timeline;
    let show = use_param("show");
    let tabs = move || {
        let every = Tab { code: "", label: l::timeline::all(lang()).to_owned(), count: None };
        let one = |kind: Kind| Tab { code: kind.code(), label: name(kind).to_owned(), count: None };
        std::iter::once(every).chain(Kind::ALL.map(one)).collect::<Vec<_>>()
    };
    let entries = Memo::new(move |_| {
        let wanted = show.get();
        let all = list.items().get();
        let fits = |entry: &TimelineEntry| {
            wanted.as_deref().is_none_or(|code| tell(entry, lang()).kind.code() == code)
        };
        all.into_iter().filter(fits).collect::<Vec<_>>()
    });
    view! {
        <section class="card-box timeline-box" aria-label=t(l::timeline::title)>
            <header>
                <h2>{t(l::timeline::title)}</h2>
            </header>
            <Tabs param=show tabs=Signal::derive(tabs) label=text(l::timeline::filter) />
            <div class="card-body">
                <ListView list=list>
                    <ol class="timeline">
                        <For each=move || entries.get() key=|entry| entry.id let:entry>
                            <Line entry=entry />
                        </For>
                    </ol>
                    <Show when=move || entries.with(Vec::is_empty)>
                        <EmptyState icon=Icon::History title=text(l::timeline::nothing) />
                    </Show>
                </ListView>
            </div>
        </section>
    }
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Work => l::timeline::work(lang()),
        Kind::Notice => l::timeline::notices(lang()),
        Kind::File => l::timeline::files(lang()),
        Kind::Clock => l::timeline::clock(lang()),
    }
}

#[component]
fn Line(entry: TimelineEntry) -> impl IntoView {
    let at = entry.at;
    move || {
        let line = tell(&entry, lang());
        let earlier = line.happened_at.filter(|happened| at.millis_since(*happened).abs() > SAME_MILLIS);
        let facts =
            line.facts.into_iter().map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> });
        view! {
            <li class=format!("timeline-line {}", line.tone.class())>
                <span class="timeline-icon"><Glyph icon=line.icon /></span>
                <div class="grow">
                    <p class="timeline-head">
                        <b>{actor_name(&entry.actor, lang())}</b>
                        " "
                        {line.head}
                        <span class="timeline-at"><TimeText at=at /></span>
                    </p>
                    {line.quote.map(|words| view! { <blockquote>{words}</blockquote> })}
                    <dl class="timeline-facts">
                        {facts.collect_view()}
                        {earlier
                            .map(|at| {
                                view! {
                                    <div>
                                        <dt>{t(l::timeline::happened)}</dt>
                                        <dd><TimeText at=at long=true /></dd>
                                    </div>
                                }
                            })}
                    </dl>
                </div>
            </li>
        }
    }
}
