use std::sync::Arc;

use domain::{
    access::{Authority, Permission, Principal, Resource, can, can_anywhere},
    kernel::{Actor, UserId},
};
use uuid::Uuid;

use crate::AppError;

/// An authenticated caller; every use case asks it first.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Shared with what is remembered of the caller
    pub principal: Arc<Principal>,
    /// The session of a signed-in person
    pub(super) session: Option<Uuid>,
}

impl Caller {
    /// The system itself: timers, imports, demo data.
    #[must_use]
    pub fn system() -> Self {
        Self::of(Arc::new(Principal::system()))
    }

    #[must_use]
    pub const fn of(principal: Arc<Principal>) -> Self {
        Self { principal, session: None }
    }

    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.principal.actor
    }

    /// The signed-in person.
    ///
    /// # Errors
    /// 403 for machines: what is asked for belongs to a person.
    pub fn person(&self) -> Result<UserId, AppError> {
        self.principal.actor.user_id().ok_or_else(|| AppError::Forbidden("only for people".to_owned()))
    }

    /// Under which idempotency keys are kept: one caller never meets another's.
    #[must_use]
    pub fn key(&self) -> String {
        match &self.principal.actor {
            Actor::User { id, .. } => format!("user:{id}"),
            Actor::ApiKey { id, .. } => format!("key:{id}"),
            Actor::Customer { name } => format!("customer:{name}"),
            Actor::System => "system".to_owned(),
        }
    }

    #[must_use]
    pub fn is_system(&self) -> bool {
        matches!(self.principal.authority, Authority::System)
    }

    /// # Errors
    /// 403 when there is no row at all to which this is permitted.
    pub fn require_anywhere(&self, permission: Permission) -> Result<(), AppError> {
        if can_anywhere(&self.principal, permission) {
            Ok(())
        } else {
            Err(AppError::Forbidden(permission.as_str().to_owned()))
        }
    }

    /// # Errors
    /// 403 when this row's branch, owner or assignee does not permit it.
    pub fn require(&self, permission: Permission, resource: &Resource) -> Result<(), AppError> {
        let decision = can(&self.principal, permission, resource);
        if decision.allowed {
            Ok(())
        } else {
            Err(AppError::Forbidden(format!("{}: {}", permission.as_str(), decision.rule.as_str())))
        }
    }

    /// A row that one may not read does not exist for the caller.
    ///
    /// # Errors
    /// 404.
    pub fn require_visible(&self, permission: Permission, resource: &Resource) -> Result<(), AppError> {
        if can(&self.principal, permission, resource).allowed { Ok(()) } else { Err(AppError::NotFound) }
    }
}
