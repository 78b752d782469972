use domain::tickets::Action;
use kit::ui::{Dialog, DialogSize};
use leptos::prelude::*;

use super::{form::CommandForm, send::use_commands};

/// The form of the step that is being taken.
#[component]
pub(in super::super) fn CommandDialog() -> impl IntoView {
    let commands = use_commands();
    let title = Signal::derive(move || kit::label!(commands.action.get()).to_owned());
    view! {
        <Dialog open=commands.open title=title size=DialogSize::Wide>
            {move || {
                // one form may lead to another
                let action: Action = commands.action.get();
                view! { <CommandForm action=action /> }
            }}
        </Dialog>
    }
}
