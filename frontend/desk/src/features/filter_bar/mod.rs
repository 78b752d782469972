//! Filters of a list page, bound to the address bar.

use kit::{
    state::Param,
    ui::{Choice, Glyph, Icon, Select},
};
use leptos::prelude::*;

const REST: std::time::Duration = std::time::Duration::from_millis(250);

/// A search that goes into the address bar when the typing rests.
#[component]
pub(crate) fn SearchBox(param: Param, #[prop(into)] placeholder: Signal<String>) -> impl IntoView {
    let typed = RwSignal::new(untrack(|| param.get()).unwrap_or_default());
    let pending = StoredValue::new(None::<TimeoutHandle>);
    // the back button and "clear" change the parameter from outside
    Effect::new(move |_| {
        let said = param.get().unwrap_or_default();
        if said != typed.get_untracked().trim() {
            typed.set(said);
        }
    });
    let hold = move || {
        if let Some(Some(timer)) = pending.try_get_value() {
            timer.clear();
        }
    };
    on_cleanup(hold);
    let on_input = move |event| {
        typed.set(event_target_value(&event));
        hold();
        let apply = move || param.set(Some(typed.get_untracked().trim()));
        pending.set_value(set_timeout_with_handle(apply, REST).ok());
    };
    view! {
        <label class="search-box">
            <Glyph icon=Icon::Search />
            <input
                type="search"
                class="input"
                autocomplete="off"
                maxlength="100"
                aria-label=move || placeholder.get()
                placeholder=move || placeholder.get()
                prop:value=move || typed.get()
                on:input=on_input
            />
        </label>
    }
}

/// One of a list as a filter; the first line takes the filter away.
#[component]
pub(crate) fn FilterSelect(
    param: Param,
    #[prop(into)] options: Signal<Vec<Choice>>,
    /// What no choice means: "All branches".
    #[prop(into)]
    all: Signal<String>,
) -> impl IntoView {
    let chosen = RwSignal::new(String::new());
    Effect::new(move |_| chosen.set(param.get().unwrap_or_default()));
    let change = move |code: String| param.set(Some(&code));
    view! {
        <div class="filter-select">
            <Select value=chosen options=options empty=all label=all on_change=Callback::new(change) />
        </div>
    }
}
