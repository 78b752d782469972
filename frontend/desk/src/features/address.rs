//! What the path of the address bar says.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The id of the record that the page shows: `/customers/:id`.
pub(crate) fn use_path_id() -> Memo<String> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|map| map.get("id")).unwrap_or_default())
}
