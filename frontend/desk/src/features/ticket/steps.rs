use domain::{
    kernel::Reason,
    tickets::{Action, NextStep},
};
use kit::{
    i18n::{lang, t, text},
    state::use_shortcut,
    ui::{Button, ButtonLook, Dialog, Glyph, Icon},
};
use leptos::prelude::*;

use super::{
    command::{Commands, use_commands},
    state::use_ticket,
    steps_model::{Steps, icon, remedy},
    words::reason_words,
};
use crate::l;

/// How many steps stand beside the main one before "more".
const BESIDE_MAIN: usize = 4;

/// What can be done now, and what the steps ahead still lack.
#[component]
pub(super) fn StepsBar() -> impl IntoView {
    let (ticket, commands) = (use_ticket(), use_commands());
    let steps = ticket.part(|ticket| Steps::of(&ticket.next_steps));
    let more = RwSignal::new(false);
    use_shortcut("s", l::ticket::keys::main, move || {
        if let Some(main) = steps.with_untracked(|steps| steps.main) {
            commands.begin(main);
        }
    });
    use_shortcut("c", l::ticket::keys::comment, move || {
        if steps.with_untracked(|steps| steps.can(Action::Comment)) {
            commands.begin(Action::Comment);
        }
    });
    view! {
        <Show when=move || steps.with(|steps| !steps.is_empty())>
            <section class="card-box steps" aria-label=t(l::ticket::steps::title)>
                <div class="steps-row">
                    <div class="steps-main">
                        {move || steps.with(|steps| steps.main).map(|action| view! { <StepButton action=action main=true /> })}
                        <Button icon=Icon::Ellipsis class="steps-more" on_press=move |()| more.set(true)>
                            {t(l::ticket::steps::more)}
                        </Button>
                    </div>
                    <div class="steps-ready">
                        {move || {
                            let ready = steps.with(|steps| steps.ready.clone());
                            ready.into_iter().take(BESIDE_MAIN).map(|action| view! { <StepButton action=action /> }).collect_view()
                        }}
                    </div>
                </div>
                <Blocked steps=steps />
            </section>
        </Show>
        <MoreSteps steps=steps open=more />
    }
}

#[component]
fn StepButton(action: Action, #[prop(optional)] main: bool) -> impl IntoView {
    let commands = use_commands();
    view! {
        <Button
            look=if main { ButtonLook::Primary } else { ButtonLook::Plain }
            icon=icon(action)
            busy=Signal::derive(move || commands.is_busy(action))
            on_press=move |()| commands.begin(action)
        >
            {move || kit::label!(action)}
        </Button>
    }
}

/// Every step that is possible, in one sheet: the way to all of them on a phone.
#[component]
fn MoreSteps(steps: Memo<Steps>, open: RwSignal<bool>) -> impl IntoView {
    let commands = use_commands();
    let group = move |actions: Vec<Action>| {
        actions
            .into_iter()
            .map(|action| {
                view! {
                    <button
                        type="button"
                        class="menu-item step-item"
                        on:click=move |_| {
                            open.set(false);
                            commands.begin(action);
                        }
                    >
                        <Glyph icon=icon(action) />
                        <span>{move || kit::label!(action)}</span>
                    </button>
                }
            })
            .collect_view()
    };
    view! {
        <Dialog open=open title=text(l::ticket::steps::more)>
            <div class="step-list">{move || group(steps.with(|steps| steps.main.into_iter().chain(steps.ready.clone()).collect()))}</div>
            <h3 class="muted">{t(l::ticket::steps::beside)}</h3>
            <div class="step-list">{move || group(steps.with(|steps| steps.beside.clone()))}</div>
        </Dialog>
    }
}

/// Steps that are not possible yet say what is missing, with the way to it.
#[component]
fn Blocked(steps: Memo<Steps>) -> impl IntoView {
    let lines = move || {
        let Steps { blocked, .. } = steps.get();
        blocked.into_iter().map(|step| view! { <BlockedStep step=step steps=steps /> }).collect_view()
    };
    view! {
        <Show when=move || steps.with(|steps| !steps.blocked.is_empty())>
            <details class="steps-blocked">
                <summary>{move || l::ticket::steps::blocked(lang(), steps.with(|steps| steps.blocked.len()))}</summary>
                <ul>{lines}</ul>
            </details>
        </Show>
    }
}

#[component]
fn BlockedStep(step: NextStep, steps: Memo<Steps>) -> impl IntoView {
    let commands = use_commands();
    let action = step.action;
    view! {
        <li>
            <span class="blocked-step" aria-disabled="true">
                <Glyph icon=Icon::Lock />
                {move || kit::label!(action)}
            </span>
            <span class="blocked-why">
                {step.missing.into_iter().map(|reason| missing(reason, steps, commands)).collect_view()}
            </span>
        </li>
    }
}

/// A missing fact; the step that brings it is one press away when it is possible.
fn missing(reason: Reason, steps: Memo<Steps>, commands: Commands) -> impl IntoView {
    let way = remedy(reason.code).filter(|action| steps.with_untracked(|steps| steps.can(*action)));
    let words = move || reason_words(&reason, lang());
    match way {
        Some(action) => {
            view! { <button type="button" class="link-button" on:click=move |_| commands.begin(action)>{words}</button> }.into_any()
        }
        None => view! { <span>{words}</span> }.into_any(),
    }
}
