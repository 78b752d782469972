use leptos::prelude::*;

use super::{Button, ButtonLook, Icon, field::fresh_id};
use crate::{i18n::t, l};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DialogSize {
    #[default]
    Normal,
    Wide,
    /// A sheet at the side, for facts and previews; the whole screen on a phone
    Side,
}

impl DialogSize {
    const fn class(self) -> &'static str {
        match self {
            Self::Normal => "dialog",
            Self::Wide => "dialog dialog-wide",
            Self::Side => "dialog dialog-side",
        }
    }
}

/// A native `<dialog>`: the browser keeps the focus inside, Escape closes, the focus returns. Its content exists only
/// while it is open; put the buttons into `<div class="dialog-actions">`.
#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    #[prop(optional)] size: DialogSize,
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = NodeRef::<leptos::html::Dialog>::new();
    let title_id = StoredValue::new(fresh_id());
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => {
                let _ = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    view! {
        <dialog
            node_ref=dialog
            class=size.class()
            aria-labelledby=title_id.get_value()
            on:close=move |_| open.set(false)
        >
            <Show when=move || open.get()>
                <header class="dialog-head">
                    <h2 id=title_id.get_value()>{move || title.get()}</h2>
                    <Button
                        look=ButtonLook::Ghost
                        icon=Icon::X
                        label=Signal::derive(move || t(l::dialog::close)().to_owned())
                        on_press=move |()| open.set(false)
                    />
                </header>
                <div class="dialog-body">{children()}</div>
            </Show>
        </dialog>
    }
}

/// Asks before something that cannot be taken back.
#[component]
pub fn ConfirmDialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] text: Signal<String>,
    /// The verb on the button: "Delete", "Archive".
    #[prop(into)]
    action: Signal<String>,
    #[prop(optional)] look: ButtonLook,
    #[prop(into)] on_confirm: Callback<()>,
) -> impl IntoView {
    view! {
        <Dialog open=open title=title>
            <p>{move || text.get()}</p>
            <div class="dialog-actions">
                <Button on_press=move |()| open.set(false)>{t(l::dialog::cancel)}</Button>
                <Button
                    look=look
                    on_press=move |()| {
                        open.set(false);
                        on_confirm.run(());
                    }
                >
                    {move || action.get()}
                </Button>
            </div>
        </Dialog>
    }
}
