use leptos::prelude::*;

use super::{Choice, field::FieldContext};

/// A single line. `kind` is an input type: `text`, `tel`, `password`, `number`, `date`, `datetime-local`, `search`.
#[component]
pub fn TextInput(
    value: RwSignal<String>,
    #[prop(default = "text".into(), into)] kind: Signal<&'static str>,
    #[prop(optional, into)] placeholder: MaybeProp<String>,
    #[prop(optional, into)] label: MaybeProp<String>,
    #[prop(optional)] autofocus: bool,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional)] max_length: Option<u32>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] class: &'static str,
) -> impl IntoView {
    let field = FieldContext::here();
    let input = NodeRef::<leptos::html::Input>::new();
    if autofocus {
        Effect::new(move |_| {
            if let Some(input) = input.get() {
                let _ = input.focus();
            }
        });
    }
    view! {
        <input
            node_ref=input
            class=format!("input {class}")
            id=field.id.get_value()
            type=move || kind.get()
            placeholder=move || placeholder.get()
            aria-label=move || label.get()
            autocomplete=autocomplete
            maxlength=max_length
            required=field.required
            disabled=move || disabled.get()
            aria-invalid=move || field.invalid.get().then_some("true")
            aria-describedby=field.note_id()
            prop:value=move || value.get()
            on:input=move |event| value.set(event_target_value(&event))
        />
    }
}

/// Several lines.
#[component]
pub fn Textarea(
    value: RwSignal<String>,
    #[prop(default = 3)] rows: u32,
    #[prop(optional, into)] placeholder: MaybeProp<String>,
    #[prop(optional)] max_length: Option<u32>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    let field = FieldContext::here();
    view! {
        <textarea
            class="textarea"
            id=field.id.get_value()
            rows=rows
            placeholder=move || placeholder.get()
            maxlength=max_length
            required=field.required
            disabled=move || disabled.get()
            aria-invalid=move || field.invalid.get().then_some("true")
            aria-describedby=field.note_id()
            prop:value=move || value.get()
            on:input=move |event| value.set(event_target_value(&event))
        ></textarea>
    }
}

/// One of a list; `value` holds its code. `empty` adds a first line for "none".
#[component]
pub fn Select(
    value: RwSignal<String>,
    #[prop(into)] options: Signal<Vec<Choice>>,
    #[prop(optional, into)] empty: MaybeProp<String>,
    #[prop(optional, into)] label: MaybeProp<String>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] on_change: Option<Callback<String>>,
) -> impl IntoView {
    let field = FieldContext::here();
    let lines = move || {
        let first = empty.get().map(|label| Choice::new("", label));
        first
            .into_iter()
            .chain(options.get())
            .map(|choice| {
                let code = choice.code.clone();
                let selected = move || value.with(|value| *value == code);
                view! { <option value=choice.code prop:selected=selected>{choice.label}</option> }
            })
            .collect_view()
    };
    view! {
        <select
            class="select"
            id=field.id.get_value()
            aria-label=move || label.get()
            required=field.required
            disabled=move || disabled.get()
            aria-invalid=move || field.invalid.get().then_some("true")
            aria-describedby=field.note_id()
            on:change=move |event| {
                let code = event_target_value(&event);
                value.set(code.clone());
                if let Some(on_change) = on_change {
                    on_change.run(code);
                }
            }
        >
            {lines}
        </select>
    }
}

/// Yes or no, with its words beside it.
#[component]
pub fn Checkbox(
    value: RwSignal<bool>,
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <label class="check">
            <input
                type="checkbox"
                class="checkbox"
                disabled=move || disabled.get()
                prop:checked=move || value.get()
                on:change=move |event| value.set(event_target_checked(&event))
            />
            <span>{move || label.get()}</span>
        </label>
    }
}
