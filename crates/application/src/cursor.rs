//! Opaque keyset cursors: the sort key and id of the last item, base64.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};

use crate::AppError;

/// The last item's position.
pub(crate) fn encode<T: Serialize>(position: &T) -> Option<String> {
    serde_json::to_vec(position).ok().map(|bytes| URL_SAFE_NO_PAD.encode(bytes))
}

/// # Errors
/// 422 at `?cursor` when it was not made by `encode` of the same list.
pub(crate) fn decode<T: DeserializeOwned>(cursor: Option<&str>) -> Result<Option<T>, AppError> {
    let Some(text) = cursor else { return Ok(None) };
    let refused = || AppError::invalid("?cursor", "format", "cursor was not issued by this list");
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| refused())?;
    serde_json::from_slice(&bytes).map(Some).map_err(|_| refused())
}

/// Cuts a list that was read with `limit + 1` and says where the next page begins.
pub(crate) fn page<T, P: Serialize>(
    mut items: Vec<T>,
    limit: u64,
    position: impl Fn(&T) -> P,
) -> contract::page::Page<T> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = items.len() > limit;
    items.truncate(limit);
    let next_cursor = if more { items.last().and_then(|last| encode(&position(last))) } else { None };
    contract::page::Page { items, next_cursor }
}

pub(crate) fn limit(asked: Option<u64>) -> u64 {
    asked.unwrap_or(contract::page::DEFAULT_LIMIT).clamp(1, contract::page::MAX_LIMIT)
}
