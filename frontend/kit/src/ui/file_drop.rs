use leptos::{ev::DragEvent, prelude::*};
use web_sys::{File, FileList};

use super::{Glyph, Icon, field::FieldContext};
use crate::{i18n::t, l};

/// Files by click, drop or, on a phone, camera.
#[component]
pub fn FileDrop(
    #[prop(into)] on_files: Callback<Vec<File>>,
    /// `image/*,application/pdf`, `.csv,.xlsx`
    #[prop(optional, into)]
    accept: &'static str,
    #[prop(optional)] multiple: bool,
    #[prop(optional, into)] hint: MaybeProp<String>,
) -> impl IntoView {
    let field = FieldContext::here();
    let over = RwSignal::new(false);
    let input = NodeRef::<leptos::html::Input>::new();
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else { return };
        give(on_files, input.files());
        // the same file may be chosen again
        input.set_value("");
    };
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        give(on_files, event.data_transfer().and_then(|data| data.files()));
    };
    view! {
        <label
            class="file-drop"
            class:file-over=move || over.get()
            on:dragover=move |event: DragEvent| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <Glyph icon=Icon::Upload />
            <span>{t(l::form::choose_files)}</span>
            <small>{move || hint.get()}</small>
            <input
                node_ref=input
                id=field.id.get_value()
                class="visually-hidden"
                type="file"
                accept=accept
                multiple=multiple
                on:change=chosen
            />
        </label>
    }
}

fn give(on_files: Callback<Vec<File>>, list: Option<FileList>) {
    let files: Vec<File> =
        list.map_or_else(Vec::new, |list| (0..list.length()).filter_map(|at| list.get(at)).collect());
    if !files.is_empty() {
        on_files.run(files);
    }
}
