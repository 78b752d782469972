use kit::i18n::{Lang, t};
use leptos::prelude::*;

/// A part of the page with its name; closes by a press on it.
#[component]
pub(super) fn Panel(
    title: fn(Lang) -> &'static str,
    /// How many there are, beside the name
    #[prop(optional, into)]
    count: MaybeProp<usize>,
    #[prop(default = true)] open: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <details class="card-box panel" open=open>
            <summary>
                <h2>{t(title)}</h2>
                {move || count.get().map(|count| view! { <span class="tab-count">{count}</span> })}
            </summary>
            <div class="card-body">{children()}</div>
        </details>
    }
}
