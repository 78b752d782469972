use leptos::prelude::*;

use crate::state::Param;

/// One tab: its code in the address bar, its words, and how many it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    pub code: &'static str,
    pub label: String,
    pub count: Option<u64>,
}

/// Tabs bound to a query parameter; the first one is the default. The page draws the panel itself.
#[component]
pub fn Tabs(
    param: Param,
    #[prop(into)] tabs: Signal<Vec<Tab>>,
    #[prop(into)] label: Signal<String>,
) -> impl IntoView {
    let strip = move || {
        tabs.get()
            .into_iter()
            .enumerate()
            .map(|(at, tab)| {
                let selected = move || match param.get() {
                    Some(code) => code == tab.code,
                    None => at == 0,
                };
                view! {
                    <button
                        type="button"
                        class="tab-item"
                        role="tab"
                        aria-selected=move || if selected() { "true" } else { "false" }
                        on:click=move |_| param.set((at != 0).then_some(tab.code))
                    >
                        {tab.label}
                        {tab.count.map(|count| view! { <span class="tab-count">{count}</span> })}
                    </button>
                }
            })
            .collect_view()
    };
    view! { <div class="tab-strip" role="tablist" aria-label=move || label.get()>{strip}</div> }
}
