//! State of a page: what it loads, what it sends, what it keeps, what the address bar says.

mod draft;
mod keys;
mod list;
mod param;
mod query;
mod submit;

pub use draft::{Draft, use_draft};
pub use keys::{Shortcut, Shortcuts, provide_shortcuts, use_list_keys, use_shortcut, use_shortcuts};
pub use list::{CursorList, use_list};
pub use param::{Param, clear_params, set_params, use_param};
pub use query::{Query, use_query};
pub(crate) use submit::messages_at;
pub use submit::{Submit, use_submit};
