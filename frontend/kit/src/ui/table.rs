use leptos::prelude::*;

/// Around `<thead>` and `<tbody>`: sticky header, tabular figures, and cards below 640 px. Give every `<td>` its column's
/// name as `data-label`, for the cards; `class="num"` for figures, `class="main"` for the cell that heads the card.
#[component]
pub fn TableFrame(
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] class: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="table-frame">
            <table class=format!("data-table {class}") aria-label=move || label.get()>
                {children()}
            </table>
        </div>
    }
}

/// Facts as a list of names and values; wraps [`Fact`]s.
#[component]
pub fn FactList(#[prop(optional, into)] class: &'static str, children: Children) -> impl IntoView {
    view! { <dl class=format!("facts {class}")>{children()}</dl> }
}

/// One name and its value.
#[component]
pub fn Fact(#[prop(into)] name: Signal<String>, children: Children) -> impl IntoView {
    view! {
        <div class="fact">
            <dt>{move || name.get()}</dt>
            <dd>{children()}</dd>
        </div>
    }
}
