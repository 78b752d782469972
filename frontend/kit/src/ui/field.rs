use std::sync::atomic::{AtomicU32, Ordering};

use leptos::{context::Provider, prelude::*};

use super::form::FormErrors;

/// What an input learns from the field around it.
#[derive(Debug, Clone, Copy)]
pub struct FieldContext {
    pub id: StoredValue<String>,
    pub invalid: Signal<bool>,
    pub required: bool,
}

impl FieldContext {
    /// The field around, or a lone input's own.
    #[must_use]
    pub(super) fn here() -> Self {
        use_context().unwrap_or_else(|| Self {
            id: StoredValue::new(fresh_id()),
            invalid: Signal::derive(|| false),
            required: false,
        })
    }

    #[must_use]
    pub(super) fn note_id(self) -> String {
        format!("{}-note", self.id.get_value())
    }
}

pub(super) fn fresh_id() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("f{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Label, input, hint and error. `pointer` binds the server's message of the form around it: `/customer/phone`.
#[component]
pub fn Field(
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] pointer: &'static str,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] hint: MaybeProp<String>,
    /// A message of the page itself.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// `span-2` takes the whole width of a form grid.
    #[prop(optional, into)]
    class: &'static str,
    children: Children,
) -> impl IntoView {
    let form = use_context::<FormErrors>();
    if let (Some(form), false) = (form, pointer.is_empty()) {
        form.claim(pointer);
    }
    let message = Memo::new(move |_| error.get().or_else(|| form.and_then(|form| form.message_at(pointer))));
    let context = FieldContext {
        id: StoredValue::new(fresh_id()),
        invalid: Signal::derive(move || message.with(Option::is_some)),
        required,
    };
    view! {
        <div class=format!("field {class}") class:field-invalid=move || context.invalid.get()>
            <label class="field-label" for=context.id.get_value()>
                {move || label.get()}
                {required.then(|| view! { <span class="field-required" aria-hidden="true">"*"</span> })}
            </label>
            // an owner of its own: without it the context would reach whatever is shown next
            <Provider value=context>{children()}</Provider>
            <p class="field-note" id=context.note_id() role=move || context.invalid.get().then_some("alert")>
                {move || message.get().or_else(|| hint.get())}
            </p>
        </div>
    }
}
