//! Who is signed in. The access token lives in memory, the refresh token in this browser's storage, so that a reload
//! stays signed in and a stolen page dump does not. Tabs share the refresh token: only one of them renews at a time.

mod lock;
mod renewal;

use contract::access::{LoginRequest, Me, RefreshRequest, TokenResponse};
use domain::{
    access::{Permission, Principal, Resource},
    kernel::Actor,
};
use leptos::prelude::{
    Get, GetUntracked, GetValue, RwSignal, Set, SetValue, StoredValue, With, expect_context, provide_context,
};
use renewal::Renewal;

use crate::{
    api::{Anonymous, Api, ApiError},
    browser::{self, storage},
};

const REFRESH: &str = "aftercare.refresh";
/// A token this close to its end is renewed before it is used.
const MARGIN_MILLIS: i64 = 10_000;

/// Where the sign-in stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Phase {
    /// A stored sign-in is being renewed.
    Restoring,
    /// It could not be renewed because the server does not answer; nothing is lost.
    Unreachable(ApiError),
    SignedOut(SignedOut),
    SignedIn,
}

/// Why nobody is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedOut {
    Fresh,
    ByChoice,
    /// The server no longer accepts the sign-in. The user stays known, so that the page can stay open behind a sign-in
    /// dialog and nothing that was typed is lost.
    Expired,
}

#[derive(Debug, Clone)]
struct AccessToken {
    text: String,
    ends_at_millis: i64,
}

/// The session of this page; copy it freely.
#[derive(Debug, Clone, Copy)]
pub struct Session {
    phase: RwSignal<Phase>,
    user: RwSignal<Option<Me>>,
    access: StoredValue<Option<AccessToken>>,
    renewal: Renewal,
}

/// The session of this page.
#[must_use]
pub fn use_session() -> Session {
    expect_context()
}

impl Session {
    /// Creates the session and renews a stored sign-in. Called once, by the app.
    #[must_use]
    pub fn provide() -> Self {
        let session = Self {
            phase: RwSignal::new(Phase::Restoring),
            user: RwSignal::new(None),
            access: StoredValue::new(None),
            renewal: Renewal::new(),
        };
        provide_context(session);
        session.follow_other_tabs();
        if storage::get(REFRESH).is_some() {
            session.restore();
        } else {
            session.phase.set(Phase::SignedOut(SignedOut::Fresh));
        }
        session
    }

    /// Gives the pages below their signed-in client ([`crate::api::use_api`]).
    #[must_use]
    pub fn provide_api(self) -> Api {
        let api = Api::new(self);
        provide_context(api);
        api
    }

    /// Renews the stored sign-in; also the retry after [`Phase::Unreachable`].
    pub fn restore(self) {
        self.phase.set(Phase::Restoring);
        leptos::task::spawn_local(async move {
            if let Err(error) = self.renew("").await
                && self.phase.get_untracked() == Phase::Restoring
            {
                self.phase.set(Phase::Unreachable(error));
            }
        });
    }

    /// # Errors
    /// As [`Anonymous::sign_in`].
    pub async fn sign_in(self, login: &LoginRequest) -> Result<(), ApiError> {
        let tokens = Anonymous.sign_in(login).await?;
        self.accept(tokens);
        Ok(())
    }

    /// Ends the sign-in here and in the other tabs, and tells the server. Drafts stay.
    pub fn sign_out(self) {
        let refresh = storage::get(REFRESH);
        self.end(SignedOut::ByChoice);
        if let Some(refresh_token) = refresh {
            leptos::task::spawn_local(async move {
                // best effort: offline, the token runs out by itself
                let _ = Anonymous.sign_out(&RefreshRequest { refresh_token }).await;
            });
        }
    }

    #[must_use]
    pub fn phase(self) -> Phase {
        self.phase.get()
    }

    /// The signed-in person.
    #[must_use]
    pub fn user(self) -> Option<Me> {
        self.user.get()
    }

    #[must_use]
    pub fn user_untracked(self) -> Option<Me> {
        self.user.get_untracked()
    }

    /// Whether the signed-in person holds this permission in any branch.
    #[must_use]
    pub fn can(self, permission: Permission) -> bool {
        self.user.with(|user| user.as_ref().is_some_and(|me| me.permissions.contains(&permission)))
    }

    /// Whether the signed-in person may do this to that row: the decision that the server takes too.
    #[must_use]
    pub fn can_do(self, permission: Permission, row: &Resource) -> bool {
        self.user.with(|user| {
            user.as_ref().is_some_and(|me| {
                let actor = Actor::User { id: me.id, name: me.name.clone() };
                let principal = Principal { actor, authority: me.authority.clone() };
                domain::access::can(&principal, permission, row).allowed
            })
        })
    }

    /// A token that will be accepted for the next seconds.
    pub(crate) async fn fresh_access_token(self) -> Result<String, ApiError> {
        match self.access.get_value() {
            Some(token) if token.ends_at_millis - MARGIN_MILLIS > browser::local_millis() => Ok(token.text),
            Some(token) => self.renew(&token.text).await,
            None => self.renew("").await,
        }
    }

    /// A token other than `stale`; all callers that wait share one renewal.
    pub(crate) async fn renew(self, stale: &str) -> Result<String, ApiError> {
        if let Some(token) = self.access.get_value()
            && token.text != stale
        {
            return Ok(token.text);
        }
        self.renewal.join(move || self.renew_alone()).await
    }

    async fn renew_alone(self) -> Result<String, ApiError> {
        let _lock = lock::hold("aftercare.refresh").await;
        // read inside the lock: another tab may have rotated it
        let Some(refresh_token) = storage::get(REFRESH) else {
            self.end(SignedOut::Expired);
            return Err(ApiError::Unauthorized(None));
        };
        match Anonymous.refresh(&RefreshRequest { refresh_token }).await {
            Ok(tokens) => {
                let access = tokens.access_token.clone();
                self.accept(tokens);
                Ok(access)
            }
            Err(error) => {
                if matches!(
                    error,
                    ApiError::Unauthorized(_) | ApiError::Forbidden(_) | ApiError::Validation(_)
                ) {
                    self.end(SignedOut::Expired);
                }
                Err(error)
            }
        }
    }

    fn accept(self, tokens: TokenResponse) {
        storage::set(REFRESH, &tokens.refresh_token);
        let lasts_millis = i64::try_from(tokens.expires_in).unwrap_or(0).saturating_mul(1000);
        let ends_at_millis = browser::local_millis().saturating_add(lasts_millis);
        self.access.set_value(Some(AccessToken { text: tokens.access_token, ends_at_millis }));
        if self.user.get_untracked().as_ref() != Some(&tokens.user) {
            self.user.set(Some(tokens.user));
        }
        if self.phase.get_untracked() != Phase::SignedIn {
            self.phase.set(Phase::SignedIn);
        }
    }

    /// A sign-in that ran out stays in the storage: removing it would look like a sign-out to the other tabs.
    fn end(self, why: SignedOut) {
        self.access.set_value(None);
        if why != SignedOut::Expired {
            storage::remove(REFRESH);
            self.user.set(None);
        }
        self.phase.set(Phase::SignedOut(why));
    }

    /// Signing out in one tab signs out all; signing in brings the others back.
    fn follow_other_tabs(self) {
        let handle = leptos::prelude::window_event_listener(leptos::ev::storage, move |event| {
            if event.key().as_deref() != Some(REFRESH) {
                return;
            }
            let signed_out = matches!(self.phase.get_untracked(), Phase::SignedOut(_));
            match (event.new_value(), signed_out) {
                (None, false) => self.end(SignedOut::ByChoice),
                (Some(_), true) => self.restore(),
                _ => {}
            }
        });
        leptos::prelude::on_cleanup(move || handle.remove());
    }
}
