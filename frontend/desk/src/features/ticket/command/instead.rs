//! A reason inside the house does not pause a clock: it is extended instead (2.3 item 3).

use domain::{
    sla::PauseReason,
    tickets::{Action, ExtensionReason},
};
use kit::{
    i18n::t,
    ui::{Button, Glyph, Icon},
};
use leptos::prelude::*;

use super::{
    super::steps_model::{Steps, icon},
    form::FormTexts,
    send::use_commands,
};
use crate::l;

/// Offered as soon as such a reason is chosen; the extension starts with what was already said.
#[component]
pub(super) fn ExtensionInstead() -> impl IntoView {
    let (commands, texts) = (use_commands(), FormTexts::here());
    let way = commands.state.part(|ticket| {
        let steps = Steps::of(&ticket.next_steps);
        [Action::Extend, Action::AskExtension].into_iter().find(|action| steps.can(*action))
    });
    let reason = Memo::new(move |_| {
        texts.says("/reason").and_then(|code| code.parse::<PauseReason>().ok()).and_then(extension_reason)
    });
    let press = move |action: Action, reason: ExtensionReason| {
        let said = |pointer: &str| untrack(|| texts.says(pointer)).unwrap_or_default();
        let mut known = vec![("/reason", reason.as_str().to_owned())];
        for (to, text) in
            [("/notice_channel", said("/notice_channel")), ("/new_due_at", said("/expected_until"))]
        {
            if !text.is_empty() {
                known.push((to, text));
            }
        }
        commands.instead(action, known);
    };
    move || {
        let (reason, action) = (reason.get()?, way.get());
        Some(view! {
            <div class="alert-box tone-warn" role="status">
                <Glyph icon=Icon::TriangleAlert />
                <p class="grow">{t(l::command::instead)}</p>
                {action
                    .map(|action| {
                        view! {
                            <Button icon=icon(action) on_press=move |()| press(action, reason)>
                                {move || kit::label!(action)}
                            </Button>
                        }
                    })}
            </div>
        })
    }
}

/// The same as a reason of an extension; none for what may pause.
const fn extension_reason(reason: PauseReason) -> Option<ExtensionReason> {
    Some(match reason {
        PauseReason::WaitingParts => ExtensionReason::WaitingParts,
        PauseReason::WaitingStaff => ExtensionReason::StaffAbsent,
        PauseReason::WaitingHq => ExtensionReason::WaitingHq,
        PauseReason::CustomerFeeDecision
        | PauseReason::CustomerDowntimeWindow
        | PauseReason::CustomerInformation
        | PauseReason::ForceMajeure => return None,
    })
}
