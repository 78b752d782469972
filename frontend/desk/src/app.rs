//! What stands around every page: session, theme, messages, keys; and who sees what of it.

use domain::kernel::UserId;
use kit::{
    api::ApiError,
    session::{Phase, Session, SignedOut},
    state::provide_shortcuts,
    time::clock,
    ui::{ErrorState, provide_theme, provide_toasts},
};
use leptos::prelude::*;
use leptos_router::components::Router;

use crate::{
    features::sign_in::{SignInAgain, SignInPage},
    layout::{Brand, Shell},
};

/// The whole app.
#[component]
pub(crate) fn App() -> impl IntoView {
    let _ = provide_theme();
    let toasts = provide_toasts();
    let _ = provide_shortcuts();
    let session = Session::provide();
    clock::start();
    let screen = Memo::new(move |_| Screen::of(session));
    view! {
        <Router>
            {move || match screen.get() {
                Screen::Restoring => view! { <div class="splash"><Brand /></div> }.into_any(),
                Screen::Unreachable(error) => {
                    view! { <ErrorState error=error on_retry=move |()| session.restore() /> }.into_any()
                }
                Screen::SignIn(why) => view! { <SignInPage why=why /> }.into_any(),
                Screen::Desk(_) => view! { <Shell session=session /> }.into_any(),
            }}
            <Show when=move || is_interrupted(session)>
                <SignInAgain />
            </Show>
        </Router>
        {toasts.view()}
    }
}

/// What is on screen. A page stays while the same person signs in again.
#[derive(Debug, Clone, PartialEq)]
enum Screen {
    Restoring,
    Unreachable(ApiError),
    SignIn(SignedOut),
    Desk(UserId),
}

impl Screen {
    fn of(session: Session) -> Self {
        match (session.user(), session.phase()) {
            (Some(user), _) => Self::Desk(user.id),
            (None, Phase::SignedOut(why)) => Self::SignIn(why),
            (None, Phase::Unreachable(error)) => Self::Unreachable(error),
            (None, _) => Self::Restoring,
        }
    }
}

fn is_interrupted(session: Session) -> bool {
    session.phase() == Phase::SignedOut(SignedOut::Expired) && session.user().is_some()
}
