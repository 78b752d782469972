use contract::tickets::TicketView;
use domain::tickets::Action;
use kit::{
    api::{ApiError, Method, use_api},
    i18n::lang_now,
    state::{Draft, Submit, use_submit},
    ui::use_toasts,
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use serde_json::{Value, json};

use super::{
    super::{state::TicketState, steps_model::is_instant},
    signing::Signing,
};
use crate::l;

/// The step that is being taken on this page: at most one.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Commands {
    pub(super) state: TicketState,
    pub(super) open: RwSignal<bool>,
    pub(super) action: RwSignal<Action>,
    pub(super) submit: Submit<(Action, Value)>,
    pub(super) signing: Signing,
    pub(super) draft: StoredValue<Option<Draft>>,
    /// What the step before already said; taken over by the next form
    pub(super) prefill: StoredValue<Vec<(&'static str, String)>>,
}

/// The steps of this page.
pub(in super::super) fn use_commands() -> Commands {
    expect_context()
}

impl Commands {
    pub(in super::super) fn provide(state: TicketState) -> Self {
        let (api, toasts, signing) = (use_api(), use_toasts(), Signing::new());
        let open = RwSignal::new(false);
        let action = RwSignal::new(Action::Comment);
        let draft = StoredValue::new(None::<Draft>);
        let navigate = use_navigate();
        let submit = use_submit(
            move |(action, body): (Action, Value), key| async move {
                if action == Action::Sign {
                    return signing.send(api, state, body, key).await;
                }
                let (id, version) = state.now(|ticket| (ticket.id, ticket.version));
                let path = format!("/tickets/{id}/{}", action.as_str());
                api.request(Method::Post, &path).if_match(version).retry_key(key).json(&body).send().await
            },
            move |ticket: TicketView| {
                if let Some(draft) = draft.get_value() {
                    draft.discard();
                }
                open.set(false);
                let done = action.get_untracked();
                if ticket.id == state.id {
                    state.done(ticket);
                } else {
                    // merged into another one, or a new one was split off
                    navigate(&format!("/tickets/{}", ticket.id), NavigateOptions::default());
                }
                toasts.good(l::command::done(lang_now(), lang_now().pick(done.zh(), done.en())));
            },
        );
        let commands =
            Self { state, open, action, submit, signing, draft, prefill: StoredValue::new(Vec::new()) };
        Effect::new(move |_| {
            let Some(error) = submit.error().get() else { return };
            // a step without a form shows why it was refused in the form that it lacks
            open.set(true);
            if error == ApiError::PreconditionFailed {
                state.reload();
            }
        });
        provide_context(commands);
        commands
    }

    /// Opens the form of a step, or takes the step at once when it needs none.
    pub(in super::super) fn begin(self, action: Action) {
        if self.submit.busy().get_untracked() {
            return;
        }
        self.submit.clear_error();
        self.draft.set_value(None);
        self.prefill.set_value(Vec::new());
        self.action.set(action);
        if is_instant(action) {
            self.submit.send((action, json!({})));
        } else {
            self.open.set(true);
        }
    }

    /// Goes on with the form of another step, taking over what was already said.
    pub(super) fn instead(self, action: Action, said: Vec<(&'static str, String)>) {
        self.begin(action);
        self.prefill.set_value(said);
    }

    /// Whether this step is on its way.
    pub(in super::super) fn is_busy(self, action: Action) -> bool {
        self.submit.is_busy() && self.action.get() == action
    }
}
