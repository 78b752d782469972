use leptos::prelude::*;

use super::{Button, Glyph, Icon};
use crate::{
    api::ApiError,
    i18n::{lang, t},
    l,
};

/// Keeps the layout while something loads.
#[component]
pub fn Skeleton(#[prop(default = 5)] rows: usize) -> impl IntoView {
    view! {
        <div class="skeleton-rows" role="status" aria-label=t(l::states::loading)>
            {(0..rows).map(|_| view! { <div class="skeleton-row"></div> }).collect_view()}
        </div>
    }
}

/// Says what will appear here, and offers the first action as children.
#[component]
pub fn EmptyState(
    #[prop(default = Icon::Inbox)] icon: Icon,
    #[prop(into)] title: Signal<String>,
    #[prop(optional, into)] text: MaybeProp<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="state-box">
            <Glyph icon=icon />
            <h3>{move || title.get()}</h3>
            <p>{move || text.get()}</p>
            {children.map(|children| view! { <div class="state-actions">{children()}</div> })}
        </div>
    }
}

/// What happened, what is safe, what to do, the request id, and a retry.
#[component]
pub fn ErrorState(error: ApiError, #[prop(optional, into)] on_retry: Option<Callback<()>>) -> impl IntoView {
    let icon = match error {
        ApiError::Network => Icon::WifiOff,
        ApiError::Forbidden(_) => Icon::Lock,
        ApiError::NotFound => Icon::Search,
        _ => Icon::TriangleAlert,
    };
    let request_id = error.request_id().map(str::to_owned);
    let advised = error.clone();
    view! {
        <div class="state-box" role="alert">
            <Glyph icon=icon />
            <h3>{move || error.headline(lang())}</h3>
            <p>{move || advised.advice(lang())}</p>
            {request_id
                .map(|id| view! { <p class="state-id">{t(l::error::request_id)} " " <code>{id}</code></p> })}
            {on_retry
                .map(|retry| {
                    view! {
                        <div class="state-actions">
                            <Button icon=Icon::RefreshCw on_press=move |()| retry.run(())>
                                {t(l::error::retry)}
                            </Button>
                        </div>
                    }
                })}
        </div>
    }
}
