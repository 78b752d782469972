//! What the browser apps share: user interface, API client, session, texts, time on screen, live updates.
//! The view-models are plain structs with native tests; everything that touches the browser is thin.

pub mod api;
pub mod browser;
pub mod i18n;
pub mod live;
pub mod session;
pub mod state;
pub mod time;
pub mod ui;

/// The kit's own texts.
pub mod l {
    include!(concat!(env!("OUT_DIR"), "/locales.rs"));
}
