use domain::sla::{Clock, ClockState, Threshold, TraceStep};
use kit::{
    i18n::{Lang, lang, t, text},
    ui::{Badge, Fact, FactList, Icon, TimeText, Tone},
};
use leptos::prelude::*;

use crate::{
    features::calendar::{target_text, used_text},
    l,
};

const fn look(state: ClockState) -> (Tone, Icon) {
    match state {
        ClockState::Running => (Tone::Active, Icon::Clock),
        ClockState::Paused => (Tone::Quiet, Icon::CirclePause),
        ClockState::Met => (Tone::Good, Icon::CircleCheck),
        ClockState::Breached => (Tone::Bad, Icon::ClockAlert),
        ClockState::Missed => (Tone::Bad, Icon::CircleX),
        ClockState::Cancelled => (Tone::Quiet, Icon::Ban),
    }
}

/// One clock with its due time, its thresholds, and how the due time came about.
#[component]
pub(super) fn ClockCard(clock: Clock) -> impl IntoView {
    let (kind, state, consumed, provisional) =
        (clock.kind, clock.state, clock.consumed_seconds, clock.provisional);
    let working = clock.working_time;
    let (tone, icon) = look(state);
    let moved = clock.original_due_at.filter(|original| Some(*original) != clock.due_at);
    let (target, calendar) = (clock.target, clock.calendar);
    let due = match clock.due_at {
        Some(at) => view! { <strong class="clock-due"><TimeText at=at long=true /></strong> }.into_any(),
        None => view! { <span class="muted">{t(l::tools::no_due)}</span> }.into_any(),
    };
    view! {
        <section class="card-box">
            <header>
                <h2>{move || kit::label!(kind)}</h2>
                {provisional
                    .then(|| view! { <Badge text=text(l::calendar::provisional) tone=Tone::Warn icon=Icon::TriangleAlert /> })}
                <Badge text=Signal::derive(move || kit::label!(state).to_owned()) tone=tone icon=icon />
            </header>
            <div class="card-body stack">
                <FactList>
                    <Fact name=text(l::tools::due_at)>{due}</Fact>
                    {moved.map(|at| view! { <Fact name=text(l::tools::original_due)><TimeText at=at long=true /></Fact> })}
                    <Fact name=text(l::tools::target)>
                        {move || target_text(&target, lang())} " " <span class="muted">{calendar}</span>
                    </Fact>
                    <Fact name=text(l::tools::consumed)>{move || used_text(consumed, working, lang())}</Fact>
                    <Thresholds thresholds=clock.thresholds />
                </FactList>
                <div>
                    <h3>{t(l::tools::trace)}</h3>
                    <Trace steps=clock.trace />
                </div>
            </div>
        </section>
    }
}

#[component]
fn Thresholds(thresholds: Vec<Threshold>) -> impl IntoView {
    let line = |Threshold { percent, fire_at }: Threshold| {
        view! { <span class="threshold"><b>{percent} "%"</b> <TimeText at=fire_at long=true /></span> }
    };
    (!thresholds.is_empty()).then(|| {
        view! {
            <Fact name=text(l::tools::thresholds)>
                <div class="threshold-list">{thresholds.into_iter().map(line).collect_view()}</div>
            </Fact>
        }
    })
}

/// The derivation of a due time, step by step.
#[component]
fn Trace(steps: Vec<TraceStep>) -> impl IntoView {
    let line = |step: TraceStep| {
        let words = move || match lang() {
            Lang::Zh => step.zh(),
            Lang::En => step.en(),
        };
        view! { <li>{words}</li> }
    };
    view! { <ol class="trace-list">{steps.into_iter().map(line).collect_view()}</ol> }
}
