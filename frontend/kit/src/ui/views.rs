use std::sync::Arc;

use leptos::prelude::*;

use super::{Button, EmptyState, ErrorState, FormAlert, Icon, Pill, Skeleton};
use crate::{
    i18n::{lang, t},
    l,
    state::{CursorList, Query},
};

/// A [`Query`] in its four states: skeleton, error with retry, value, and value with a failed refresh.
/// `<QueryView query=ticket view=move |ticket| view! { … }.into_any() />`
#[component]
pub fn QueryView<T>(
    query: Query<T>,
    #[prop(default = 6)] rows: usize,
    view: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
{
    let draw = Arc::new(view);
    let retry = Callback::new(move |()| query.reload());
    let shown = move || match (query.data(), query.error()) {
        (Some(data), None) => draw(data),
        (Some(data), Some(error)) => {
            let draw = Arc::clone(&draw);
            leptos::view! {
                <FormAlert error=error />
                {draw(data)}
            }
            .into_any()
        }
        (None, Some(error)) => leptos::view! { <ErrorState error=error on_retry=retry /> }.into_any(),
        (None, None) => leptos::view! { <Skeleton rows=rows /> }.into_any(),
    };
    leptos::view! { <div aria-busy=move || query.is_busy().then_some("true")>{shown}</div> }
}

/// A [`CursorList`] in its states, with the "n new" pill above and "load more" below. `view` draws the items (a table,
/// cards) once; it reads `list.items()` itself. `empty` is drawn when there are none.
#[component]
pub fn ListView<T>(
    list: CursorList<T>,
    /// Says what will appear, and offers the first action.
    #[prop(optional)]
    empty: Option<ChildrenFn>,
    children: ChildrenFn,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
{
    let state = Memo::new(move |_| {
        let count = list.items().with(Vec::len);
        match (list.is_loaded(), list.error().is_some()) {
            (true, _) if count > 0 => Shown::Items,
            (true, false) => Shown::Empty,
            (_, true) => Shown::Error,
            (false, false) => Shown::Loading,
        }
    });
    let retry = Callback::new(move |()| list.reload());
    let body = move || match state.get() {
        Shown::Items => children().into_any(),
        Shown::Loading => view! { <Skeleton rows=8 /> }.into_any(),
        Shown::Empty => match &empty {
            Some(empty) => empty().into_any(),
            None => {
                let title = Signal::derive(move || l::states::nothing(lang()).to_owned());
                view! { <EmptyState title=title /> }.into_any()
            }
        },
        Shown::Error => list.error().map(|e| view! { <ErrorState error=e on_retry=retry /> }).into_any(),
    };
    view! {
        <Show when=move || list.waiting() != 0>
            <div class="pill-place">
                <Pill
                    text=Signal::derive(move || l::states::fresh(lang(), list.waiting()))
                    on_press=move |()| list.reload()
                />
            </div>
        </Show>
        <div aria-busy=move || list.is_busy().then_some("true")>{body}</div>
        <Show when=move || state.get() == Shown::Items && list.has_more()>
            <div class="list-more">
                <Button
                    icon=Icon::ChevronDown
                    busy=Signal::derive(move || list.is_busy())
                    on_press=move |()| list.load_more()
                >
                    {t(l::states::load_more)}
                </Button>
            </div>
        </Show>
        {move || {
            let failed = list.error().filter(|_| state.get() == Shown::Items);
            failed.map(|error| view! { <FormAlert error=error /> })
        }}
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Loading,
    Empty,
    Error,
    Items,
}
