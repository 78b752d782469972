use serde::{Deserialize, Serialize};

use super::{ApiKeyId, UserId};

/// Who did something: a person, a third-party system, the customer by link, or the system itself (a timer).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Actor {
    User { id: UserId, name: String },
    ApiKey { id: ApiKeyId, name: String },
    Customer { name: String },
    System,
}

impl Actor {
    #[must_use]
    pub const fn user_id(&self) -> Option<UserId> {
        match self {
            Self::User { id, .. } => Some(*id),
            _ => None,
        }
    }
}
