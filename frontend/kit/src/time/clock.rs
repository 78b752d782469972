//! The server's clock as seen from here: this browser's clock plus the difference that answers have shown, so that a
//! phone with a wrong clock still counts down correctly.

use std::sync::{
    LazyLock,
    atomic::{AtomicI64, Ordering},
};

use domain::kernel::Timestamp;
use leptos::prelude::{ArcRwSignal, Get, Set};

use crate::browser;

static OFFSET_MILLIS: AtomicI64 = AtomicI64::new(0);
static MINUTE: LazyLock<ArcRwSignal<i64>> = LazyLock::new(|| ArcRwSignal::new(0));

/// `Date` headers count in whole seconds, so a difference below this is no difference.
const TOLERANCE_MILLIS: i64 = 2_000;

/// Takes over the server's time of an answer (its `Date` header, in milliseconds).
pub(crate) fn heard(server_millis: i64) {
    let offset = server_millis - browser::local_millis();
    OFFSET_MILLIS.store(if offset.abs() < TOLERANCE_MILLIS { 0 } else { offset }, Ordering::Relaxed);
}

/// No browser's clock is taken to be after the year 2200.
const LATEST_MILLIS: i64 = 7_258_118_400_000;

/// The server's time, without following it.
#[must_use]
pub fn now_untracked() -> Timestamp {
    let millis = browser::local_millis() + OFFSET_MILLIS.load(Ordering::Relaxed);
    Timestamp::from_millis(millis.clamp(0, LATEST_MILLIS))
        .unwrap_or_else(|_| unreachable!("1970–2200 lies inside 1900–9999"))
}

/// The server's time; what reads it in a view is drawn again every 15 seconds.
#[must_use]
pub fn now() -> Timestamp {
    MINUTE.get();
    now_untracked()
}

/// Lets [`now`] tick; called once when the app starts.
pub fn start() {
    leptos::task::spawn_local(async {
        loop {
            browser::pause(15_000).await;
            MINUTE.set(browser::local_millis());
        }
    });
}
