use kit::{
    i18n::{lang, t},
    session::{Session, use_session},
    ui::{Glyph, Icon, ThemeChoice, use_theme},
};
use leptos::{ev::KeyboardEvent, prelude::*};
use leptos_router::hooks::use_navigate;

use super::{
    palette_model::{Command, Line, Target, lines},
    shell::ShellDialogs,
    switches::switch_language,
};
use crate::{
    l,
    routes::{NEW_REQUEST, navigation, search_path},
};

/// `Ctrl+K` and `/`: search anything, go anywhere, without the mouse.
#[component]
pub(super) fn Palette() -> impl IntoView {
    let dialogs = expect_context::<ShellDialogs>();
    let open = dialogs.palette;
    let dialog = NodeRef::<leptos::html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    view! {
        <dialog
            node_ref=dialog
            class="palette"
            aria-label=t(l::palette::title)
            on:close=move |_| open.set(false)
            on:click=move |event| {
                let on_backdrop = dialog.get_untracked().is_some_and(|dialog| {
                    event.target().is_some_and(|target| &target == dialog.as_ref())
                });
                if on_backdrop {
                    open.set(false);
                }
            }
        >
            <Show when=move || open.get()>
                <PaletteBody dialogs=dialogs />
            </Show>
        </dialog>
    }
}

#[component]
fn PaletteBody(dialogs: ShellDialogs) -> impl IntoView {
    let session = use_session();
    let (typed, active) = (RwSignal::new(String::new()), RwSignal::new(0_usize));
    let found = Memo::new(move |_| offered(session, &typed.get()));
    let choose = chooser(session, dialogs);
    let pressed = move |event: KeyboardEvent| {
        let last = found.with(Vec::len).saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" => active.update(|at| *at = (*at + 1).min(last)),
            "ArrowUp" => active.update(|at| *at = at.saturating_sub(1)),
            "Enter" if !event.is_composing() => {
                if let Some(line) = found.with(|found| found.get(active.get_untracked()).cloned()) {
                    choose.run(line);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    let input = NodeRef::<leptos::html::Input>::new();
    Effect::new(move |_| input.get().map(|input| input.focus()));
    view! {
        <div class="palette-input">
            <Glyph icon=Icon::Search />
            <input
                node_ref=input
                type="text"
                autocomplete="off"
                role="combobox"
                aria-controls="palette-list"
                aria-expanded="true"
                aria-label=t(l::palette::title)
                aria-activedescendant=move || format!("palette-{}", active.get())
                placeholder=t(l::palette::hint)
                prop:value=move || typed.get()
                on:input=move |event| {
                    typed.set(event_target_value(&event));
                    active.set(0);
                }
                on:keydown=pressed
            />
            <kbd class="kbd">"Esc"</kbd>
        </div>
        <ul class="palette-list" id="palette-list" role="listbox">
            {move || {
                found
                    .get()
                    .into_iter()
                    .enumerate()
                    .map(|(at, line)| view! { <PaletteLine at=at line=line active=active choose=choose /> })
                    .collect_view()
            }}
        </ul>
    }
}

#[component]
fn PaletteLine(at: usize, line: Line, active: RwSignal<usize>, choose: Callback<Line>) -> impl IntoView {
    let chosen = line.clone();
    view! {
        <li
            id=format!("palette-{at}")
            role="option"
            aria-selected=move || if active.get() == at { "true" } else { "false" }
            on:pointermove=move |_| {
                if active.get_untracked() != at {
                    active.set(at);
                }
            }
            on:click=move |_| choose.run(chosen.clone())
        >
            <Glyph icon=line.icon />
            <span class="grow clip">{line.title}</span>
            <small>{line.note}</small>
        </li>
    }
}

fn offered(session: Session, typed: &str) -> Vec<Line> {
    let may_register = session.can(NEW_REQUEST.permission);
    lines(typed, &navigation(session), may_register, search_path(session), lang())
}

fn chooser(session: Session, dialogs: ShellDialogs) -> Callback<Line> {
    let navigate = use_navigate();
    let theme = use_theme();
    Callback::new(move |line: Line| {
        dialogs.palette.set(false);
        match line.target {
            Target::Page(path) => navigate(&path, Default::default()),
            Target::Command(command) => perform(command, session, dialogs, theme),
        }
    })
}

fn perform(command: Command, session: Session, dialogs: ShellDialogs, theme: ThemeChoice) {
    match command {
        Command::Language => switch_language(),
        Command::Theme => theme.switch(),
        Command::Keys => dialogs.keys.set(true),
        Command::SignOut => session.sign_out(),
    }
}
