use leptos::prelude::*;

use super::{Button, ButtonLook, Icon, field::fresh_id};
use crate::{
    i18n::{t, text},
    l,
};

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
    /// Whether Escape and the cross close it; otherwise only what happens inside does.
    #[prop(default = true)]
    dismissible: bool,
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
            on:close=move |_| {
                if dismissible {
                    open.set(false);
                } else if let (true, Some(dialog)) = (open.get_untracked(), dialog.get_untracked()) {
                    // browsers close on a second Escape whatever the page says
                    let _ = dialog.show_modal();
                }
            }
        >
            <Show when=move || open.get()>
                <header class="dialog-head">
                    <h2 id=title_id.get_value()>{move || title.get()}</h2>
                    {dismissible.then(|| view! { <CloseButton open=open /> })}
                </header>
                <div class="dialog-body">{children()}</div>
            </Show>
        </dialog>
    }
}

#[component]
fn CloseButton(open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Button
            look=ButtonLook::Ghost
            icon=Icon::X
            label=text(l::dialog::close)
            on_press=move |()| open.set(false)
        />
    }
}

/// Asks before something that cannot be taken back.
#[component]
pub fn ConfirmDialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    #[prop(into, name = "text")] question: Signal<String>,
    /// The verb on the button: "Delete", "Archive".
    #[prop(into)]
    action: Signal<String>,
    #[prop(optional)] look: ButtonLook,
    #[prop(into)] on_confirm: Callback<()>,
) -> impl IntoView {
    view! {
        <Dialog open=open title=title>
            <p>{move || question.get()}</p>
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
