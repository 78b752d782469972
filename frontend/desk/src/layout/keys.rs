use kit::{
    i18n::{lang, text},
    state::use_shortcuts,
    ui::Dialog,
};
use leptos::prelude::*;

use super::shell::ShellDialogs;
use crate::l;

/// `?`: what the keyboard does on this page.
#[component]
pub(super) fn KeysDialog() -> impl IntoView {
    let dialogs = expect_context::<ShellDialogs>();
    let shortcuts = use_shortcuts();
    let lines = move || {
        shortcuts
            .list()
            .into_iter()
            .map(|shortcut| {
                view! {
                    <dt><kbd class="kbd">{shortcut.keys}</kbd></dt>
                    <dd>{move || (shortcut.label)(lang())}</dd>
                }
            })
            .collect_view()
    };
    view! {
        <Dialog open=dialogs.keys title=text(l::nav::keys)>
            <dl class="keys">{lines}</dl>
        </Dialog>
    }
}
