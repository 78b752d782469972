use leptos::prelude::*;

/// The head of a page: its name (also the window's title) and its actions as children.
#[component]
pub fn PageHead(
    #[prop(into)] title: Signal<String>,
    /// One line below: number, count, what is shown.
    #[prop(optional, into)]
    note: MaybeProp<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    Effect::new(move |_| document().set_title(&format!("{} · Aftercare", title.get())));
    view! {
        <header class="page-head">
            <div class="page-title">
                <h1>{move || title.get()}</h1>
                {move || note.get().map(|note| view! { <p>{note}</p> })}
            </div>
            {children.map(|children| view! { <div class="page-actions">{children()}</div> })}
        </header>
    }
}
