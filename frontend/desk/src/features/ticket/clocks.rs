use domain::{
    kernel::Timestamp,
    sla::{Clock, DueChange, TraceStep},
};
use kit::{
    i18n::{lang, t},
    time::{Countdown, countdown::natural_span},
    ui::{Badge, CountdownText, TimeText, Tone},
};
use leptos::prelude::*;

use super::{panel::Panel, state::use_ticket, words::moment};
use crate::l;

/// Every clock with its state, its due time, and how that came about.
#[component]
pub(super) fn Clocks() -> impl IntoView {
    let ticket = use_ticket();
    let clocks = ticket.part(|ticket| ticket.clocks.clone());
    let keyed = move || {
        let mut all = clocks.get();
        // what still runs stands first
        all.sort_by_key(|clock| (!clock.is_open(), clock.due_at.is_none()));
        all
    };
    view! {
        <Panel title=l::ticket::clock::title>
            <ul class="clock-list">
                <For each=keyed key=clock_key let:clock>
                    <ClockLine clock=clock />
                </For>
            </ul>
        </Panel>
    }
}

/// A clock is drawn again when it changed; what was opened stays open otherwise.
fn clock_key(clock: &Clock) -> String {
    let Clock { kind, cycle, state, due_at, stopped_at, paused_since, trace, .. } = clock;
    format!("{kind}{cycle}{state}{due_at:?}{stopped_at:?}{paused_since:?}{}", trace.len())
}

#[component]
fn ClockLine(clock: Clock) -> impl IntoView {
    let ticket = use_ticket();
    let (kind, cycle) = (clock.kind, clock.cycle);
    let (trace, history, clauses) =
        (clock.trace.clone(), clock.due_history.clone(), clock.clauses.join("；"));
    let (target, calendar) = (clock.target.clone(), clock.calendar.clone());
    let (provisional, has_due) = (clock.provisional, clock.due_at.is_some());
    // the figures follow every answer, also while the line stays
    let shown = ticket.part(move |ticket| {
        let now = ticket.clocks.iter().find(|other| other.kind == kind && other.cycle == cycle);
        now.unwrap_or(&clock).clone()
    });
    let countdown = move || Countdown::of(&shown.get(), ticket.as_of());
    view! {
        <li class="clock-line">
            <div class="clock-head">
                <span class="grow">
                    <b>{move || kit::label!(kind)}</b>
                    {(cycle > 1).then(|| view! { <small class="muted">{move || l::ticket::clock::cycle(lang(), cycle)}</small> })}
                </span>
                <small class="muted">{target} " " {calendar}</small>
            </div>
            {move || match countdown() {
                Some(countdown) => view! { <CountdownText clock=Signal::stored(countdown) bar=true /> }.into_any(),
                None => view! { <p class="muted">{t(l::ticket::clock::no_due)}</p> }.into_any(),
            }}
            {move || moved(&shown.get())}
            {move || twice_resolved(&shown.get())}
            {provisional
                .then(|| {
                    let words = Signal::derive(move || l::ticket::clock::provisional(lang()).to_owned());
                    view! { <Badge text=words tone=Tone::Warn /> }
                })}
            {(has_due || !trace.is_empty())
                .then(|| {
                    view! {
                        <details class="clock-trace">
                            <summary>{t(l::ticket::clock::how)}</summary>
                            <ol>{trace.into_iter().map(trace_line).collect_view()}</ol>
                            {(history.len() > 1)
                                .then(|| {
                                    view! {
                                        <h3>{t(l::ticket::clock::history)}</h3>
                                        <ol>{history.into_iter().map(change_line).collect_view()}</ol>
                                    }
                                })}
                            {(!clauses.is_empty())
                                .then(|| view! { <p class="muted">{t(l::ticket::clock::clauses)} " " {clauses}</p> })}
                        </details>
                    }
                })}
        </li>
    }
}

/// The promise as it was first made stays in sight when the due time moved.
fn moved(clock: &Clock) -> Option<impl IntoView + use<>> {
    let (original, due) = (clock.original_due_at?, clock.due_at?);
    let last =
        clock.due_history.iter().rev().find(|change| change.due_at == Some(due)).map(|change| change.cause);
    (original != due).then(|| {
        view! {
            <p class="clock-moved">
                <span class="muted">{t(l::ticket::clock::original)}</span>
                <s><TimeText at=original long=true /></s>
                <span class="muted">{t(l::ticket::clock::now_due)}</span>
                <span>
                    <TimeText at=due long=true />
                    {last.map(|cause| view! { <small class="muted">" " {move || kit::label!(cause)}</small> })}
                </span>
            </p>
        }
    })
}

/// After a reopening the first solution and the whole time are different figures.
fn twice_resolved(clock: &Clock) -> Option<impl IntoView + use<>> {
    let (first, started, stopped) = (clock.first_stopped_at?, clock.started_at, clock.stopped_at);
    clock.reopened.then(|| {
        let span = move |to: Timestamp| natural_span(to.millis_since(started) / 1000, lang());
        view! {
            <p class="clock-moved">
                <span class="muted">{t(l::ticket::clock::first_stop)}</span>
                <span>{move || span(first)} " · " <TimeText at=first /></span>
                <span class="muted">{t(l::ticket::clock::total_stop)}</span>
                {match stopped {
                    Some(stopped) => view! { <span>{move || span(stopped)} " · " <TimeText at=stopped /></span> }.into_any(),
                    None => view! { <span>{t(l::ticket::clock::still_running)}</span> }.into_any(),
                }}
            </p>
        }
    })
}

fn trace_line(step: TraceStep) -> impl IntoView {
    view! { <li>{move || lang().pick(TraceStep::zh as fn(&TraceStep) -> String, TraceStep::en)(&step)}</li> }
}

fn change_line(change: DueChange) -> impl IntoView {
    let cause = change.cause;
    view! {
        <li>
            <span class="muted">{moment(change.at)}</span>
            " "
            {move || kit::label!(cause)}
            {change.due_at.map(|due| view! { " → " <TimeText at=due long=true /> })}
        </li>
    }
}
