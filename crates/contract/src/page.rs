//! Lists: keyset pages, `limit` 1..100 (default 20), an opaque `cursor`.

use serde::{Deserialize, Serialize};

/// One page of a list; `next_cursor` is null on the last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next_cursor: Option<String>,
}

/// Default page size.
pub const DEFAULT_LIMIT: u64 = 20;
/// Largest page size.
pub const MAX_LIMIT: u64 = 100;

query! {
    /// Position in a list.
    pub struct PageQuery {
        /// Items per page, 1..100, default 20
        #[validate(range(min = 1, max = 100))]
        pub limit: Option<u64>,
        /// `next_cursor` of the page before
        #[validate(length(max = 500))]
        pub cursor: Option<String>,
    }
}
