//! Signing in and out, staying signed in, the own password.

use contract::access::{ChangePassword, GrantView, LoginRequest, Me, RefreshRequest, TokenResponse};
use contract::problem::FieldError;
use domain::{
    access::{Authority, Scope, check_password},
    kernel::{Actor, BranchId, Timestamp, UserId},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, prelude::Expr};
use uuid::Uuid;

use super::{
    Account, Caller, branches,
    failures::{Failures, NO_FAILURES},
    sessions,
    sessions::Presented,
    store::user_account,
    tokens::{ACCESS_SECONDS, Access},
    unknown_names,
};
use crate::{App, AppError, tx::Tx};

impl App {
    /// Signs a person in. An unknown account, a wrong password and an account that was switched off look the same, take as
    /// long, and are locked after as many failures.
    ///
    /// # Errors
    /// 401 `bad_credentials`; 429 `locked_out` after five failures within a quarter of an hour.
    pub async fn sign_in(&self, request: &LoginRequest) -> Result<TokenResponse, AppError> {
        let account = Account::parse(&request.account).ok();
        let known = match &account {
            None => None,
            Some(account) => {
                let by_account = user_account::Column::Account.eq(account.as_str());
                user_account::Entity::find().filter(by_account).one(self.db.read()).await?
            }
        };
        let unknown = self.unknown_names.hash(&request.account);
        let failed = match &known {
            Some(user) => failures(user)?,
            None => unknown_names::failures(self.db.read(), &unknown).await?,
        };
        failed.refuse_locked(self.now())?;
        let stored = known.as_ref().map(|user| user.password_hash.as_str());
        let fits = self.passwords.fits(&request.password, stored, &self.ids).await?;

        let tx = self.begin_system().await?;
        let Some(user) = known else {
            let locked = unknown_names::note_failure(&tx, &unknown).await?;
            // what was typed may be a password: it is not written down
            note(&tx, "sign_in.failed", None, "unknown_account").await?;
            if locked {
                note(&tx, "sign_in.locked", None, "too_many_failures").await?;
            }
            tx.commit().await?;
            return Err(AppError::BadCredentials);
        };
        let user = locked_row(&tx, user.id).await?.ok_or(AppError::BadCredentials)?;
        failures(&user)?.refuse_locked(tx.now())?;
        if !fits || !user.active {
            // also counted when switched off: a right password must not show by never being locked
            note_failure(&tx, &user, if fits { "switched_off" } else { "wrong_password" }).await?;
            tx.commit().await?;
            return Err(AppError::BadCredentials);
        }
        if user.failures != NO_FAILURES {
            set_failures(&tx, user.id, &Failures::default()).await?;
        }
        let session = self.ids.next::<Uuid>(tx.now());
        let refresh = sessions::issue(&tx, UserId(user.id), session).await?;
        note(&tx, "sign_in.succeeded", Some(user.id), "password").await?;
        let now = tx.now();
        tx.commit().await?;
        self.authorities.forget_user(UserId(user.id));
        self.token_response(Access { user: UserId(user.id), session }, refresh, now).await
    }

    /// Goes on with a session: the old refresh token is used up, a new one takes its place.
    ///
    /// # Errors
    /// 401 `token_reused` when the token was used before; the session is over then. 401 when it is worthless.
    pub async fn refresh_session(&self, request: &RefreshRequest) -> Result<TokenResponse, AppError> {
        let tx = self.begin_system().await?;
        match sessions::present(&tx, &request.refresh_token).await? {
            Presented::Worthless => Err(AppError::Unauthenticated),
            Presented::Reused { user, session } => {
                tx.audit(
                    &Actor::System,
                    "session.reused",
                    "session",
                    session,
                    &serde_json::json!({ "user_id": user }),
                )
                .await?;
                tx.commit().await?;
                self.authorities.forget_user(user);
                Err(AppError::TokenReused)
            }
            Presented::Good { user, session } => {
                let active =
                    user_account::Entity::find_by_id(user.0).one(tx.conn()).await?.is_some_and(|u| u.active);
                if !active {
                    return Err(AppError::Unauthenticated);
                }
                let refresh = sessions::issue(&tx, user, session).await?;
                let now = tx.now();
                tx.commit().await?;
                self.token_response(Access { user, session }, refresh, now).await
            }
        }
    }

    /// Ends the session of a refresh token. A token that is worthless already is no error: one is signed out.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn sign_out(&self, request: &RefreshRequest) -> Result<(), AppError> {
        let tx = self.begin_system().await?;
        let Some((user, session)) = sessions::of_token(&tx, &request.refresh_token).await? else {
            return Ok(());
        };
        sessions::end(&tx, session).await?;
        note(&tx, "sign_out", Some(user.0), "by_choice").await?;
        tx.commit().await?;
        self.authorities.forget_user(user);
        Ok(())
    }

    /// Changes the own password and ends the other sessions.
    ///
    /// # Errors
    /// 422 when the current password is wrong (counts as a failed sign-in) or the new one is unsuitable; 429 when locked.
    pub async fn change_password(&self, caller: &Caller, request: &ChangePassword) -> Result<(), AppError> {
        let id = caller.person()?;
        let user = user_account::Entity::find_by_id(id.0)
            .one(self.db.read())
            .await?
            .ok_or(AppError::Unauthenticated)?;
        suitable(&request.new, &user.account, "/new")?;
        failures(&user)?.refuse_locked(self.now())?;
        let fits = self.passwords.fits(&request.current, Some(&user.password_hash), &self.ids).await?;
        let hash = self.passwords.hash(&request.new, &self.ids).await?;

        let tx = self.begin_system().await?;
        let user = locked_row(&tx, id.0).await?.filter(|u| u.active).ok_or(AppError::Unauthenticated)?;
        failures(&user)?.refuse_locked(tx.now())?;
        if !fits {
            note_failure(&tx, &user, "wrong_password").await?;
            tx.commit().await?;
            return Err(AppError::invalid("/current", "wrong_password", "is not the current password"));
        }
        user_account::Entity::update_many()
            .col_expr(user_account::Column::PasswordHash, Expr::value(hash))
            .col_expr(user_account::Column::Failures, Expr::value(NO_FAILURES))
            .col_expr(user_account::Column::UpdatedAt, Expr::value(tx.now().millis()))
            .filter(user_account::Column::Id.eq(id.0))
            .exec(tx.conn())
            .await?;
        sessions::end_all(&tx, id, caller.session).await?;
        tx.audit(caller.actor(), "user.password_changed", "user", id, &serde_json::json!({})).await?;
        tx.commit().await?;
        self.authorities.forget_user(id);
        Ok(())
    }

    /// The signed-in person with roles and permissions.
    ///
    /// # Errors
    /// 403 for machines.
    pub async fn me(&self, caller: &Caller) -> Result<Me, AppError> {
        let id = caller.person()?;
        let conn = self.db.read();
        let user =
            user_account::Entity::find_by_id(id.0).one(conn).await?.ok_or(AppError::Unauthenticated)?;
        let grants = match &caller.principal.authority {
            Authority::Roles { grants } => grants.as_slice(),
            Authority::Key { .. } | Authority::System => &[],
        };
        let at: Vec<BranchId> = grants.iter().map(|grant| grant.branch).collect();
        let names = branches::names(conn, &at).await?;
        let roles = grants
            .iter()
            .map(|grant| GrantView {
                role: grant.role,
                branch_id: grant.branch,
                branch_name: names.get(&grant.branch).cloned().unwrap_or_default(),
            })
            .collect();
        Ok(Me {
            id,
            account: user.account,
            name: user.name,
            roles,
            permissions: caller.principal.permissions(),
            all_branches: grants.iter().any(|grant| grant.scope == Scope::All),
            authority: caller.principal.authority.clone(),
        })
    }

    async fn token_response(
        &self,
        access: Access,
        refresh: String,
        now: Timestamp,
    ) -> Result<TokenResponse, AppError> {
        let access_token = self.tokens.issue(access, self.ids.next(now), now)?;
        let caller = self.authenticate(&access_token).await?;
        Ok(TokenResponse {
            user: self.me(&caller).await?,
            access_token,
            refresh_token: refresh,
            expires_in: ACCESS_SECONDS.unsigned_abs(),
        })
    }
}

/// # Errors
/// 422 with everything that is wrong with a new password.
pub(super) fn suitable(password: &str, account: &str, pointer: &str) -> Result<(), AppError> {
    check_password(password, account).map_err(|faults| {
        AppError::Invalid(faults.into_iter().map(|f| FieldError::new(pointer, f.as_str(), f.en())).collect())
    })
}

fn failures(user: &user_account::Model) -> Result<Failures, AppError> {
    Failures::parse(&user.failures).map_err(|what| AppError::inconsistent("user_account", user.id, what))
}

/// The row, which no other sign-in changes until we are done.
async fn locked_row(tx: &Tx<'_>, id: Uuid) -> Result<Option<user_account::Model>, AppError> {
    Ok(user_account::Entity::find_by_id(id).lock_exclusive().one(tx.conn()).await?)
}

async fn note_failure(tx: &Tx<'_>, user: &user_account::Model, why: &str) -> Result<(), AppError> {
    let mut failed = failures(user)?;
    let locked = failed.add(tx.now());
    set_failures(tx, user.id, &failed).await?;
    note(tx, "sign_in.failed", Some(user.id), why).await?;
    if locked {
        note(tx, "sign_in.locked", Some(user.id), "too_many_failures").await?;
        tracing::warn!(user = %user.id, "account locked after repeated failures");
    }
    Ok(())
}

async fn set_failures(tx: &Tx<'_>, user: Uuid, failed: &Failures) -> Result<(), AppError> {
    user_account::Entity::update_many()
        .col_expr(user_account::Column::Failures, Expr::value(failed.stored()))
        .filter(user_account::Column::Id.eq(user))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// An audit entry about a sign-in: ids only, no names, no addresses.
async fn note(tx: &Tx<'_>, action: &str, user: Option<Uuid>, why: &str) -> Result<(), AppError> {
    let subject = user.map_or_else(|| "unknown".to_owned(), |id| id.to_string());
    tx.audit(&Actor::System, action, "user", subject, &serde_json::json!({ "why": why })).await
}
