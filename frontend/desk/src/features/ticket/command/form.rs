use std::collections::BTreeMap;

use domain::tickets::Action;
use kit::{
    i18n::{lang, lang_now, t},
    state::use_draft,
    time,
    ui::{Button, ButtonLook, Form},
};
use leptos::prelude::*;

use super::{
    super::promises::{AskedExtension, OpenOrders},
    body::{Filled, Lacking, body, is_asked},
    field::CommandField,
    instead::ExtensionInstead,
    send::use_commands,
    spec::{Kind, Spec},
    specs::specs,
};
use crate::{features::form, l};

/// One field's text; the draft keeps them by pointer.
type Slot = (&'static str, RwSignal<String>);

/// What the fields of the form around say.
#[derive(Clone, Copy)]
pub(super) struct FormTexts(StoredValue<Vec<Slot>>);

impl FormTexts {
    pub(super) fn here() -> Self {
        expect_context()
    }

    /// The text of a field; follows it.
    pub(super) fn says(self, pointer: &str) -> Option<String> {
        let text = self
            .0
            .with_value(|slots| slots.iter().find(|(known, _)| *known == pointer).map(|(_, text)| *text));
        text.map(|text| text.get())
    }
}

/// The fields of a step, their texts kept as a draft, and the button that takes the step.
#[component]
pub(super) fn CommandForm(action: Action) -> impl IntoView {
    let commands = use_commands();
    let fields = commands.state.now(|ticket| specs(action, ticket, time::now_untracked(), lang_now()));
    let slots = StoredValue::new(slots(action, &fields));
    let fields = StoredValue::new(fields);
    let texts = FormTexts(slots);
    provide_context(texts);
    let submit = move |()| {
        let filled = fields.with_value(|fields| send_body(fields, &slots.get_value()));
        match filled {
            Ok(body) if needs_drawing(fields) && commands.signing.sheet.is_empty() => {
                let _: serde_json::Value = body;
                commands.submit.error().set(Some(form::missing(&["/image"])));
            }
            Ok(body) => commands.submit.send((action, body)),
            Err(lacking) if !lacking.missing.is_empty() => {
                commands.submit.error().set(Some(form::missing(&lacking.missing)));
            }
            Err(lacking) => commands.submit.error().set(Some(form::unreadable(&lacking.unreadable))),
        }
    };
    let (usual, rare): (Vec<_>, Vec<_>) = fields.get_value().into_iter().partition(|spec| !spec.rare);
    let line = move |spec: Spec| field_line(spec, slots);
    view! {
        <Form error=commands.submit.error() on_submit=submit class="command-form">
            {explanation(action).map(|text| view! { <p class="muted">{t(text)}</p> })}
            {shown_first(action)}
            <div class="form-grid">{usual.into_iter().map(line).collect_view()}</div>
            {(!rare.is_empty())
                .then(|| {
                    view! {
                        <details class="command-more">
                            <summary>{t(l::command::more)}</summary>
                            <div class="form-grid">{rare.into_iter().map(line).collect_view()}</div>
                        </details>
                    }
                })}
            <div class="dialog-actions command-actions">
                <Button on_press=move |()| commands.open.set(false)>{t(l::command::cancel)}</Button>
                <Button look=look(action) submit=true busy=commands.submit.busy()>
                    {move || lang().pick(action.zh(), action.en())}
                </Button>
            </div>
        </Form>
    }
}

/// The texts of the fields: from the draft, else what is known.
fn slots(action: Action, fields: &[Spec]) -> Vec<Slot> {
    let commands = use_commands();
    let start: BTreeMap<String, String> =
        fields.iter().map(|spec| (spec.pointer.to_owned(), spec.start.clone())).collect();
    let content = RwSignal::new(start);
    let draft = use_draft(&format!("ticket.{}.{}", commands.state.id, action.as_str()), content);
    commands.draft.set_value(Some(draft));
    let said = commands.prefill.get_value();
    if !said.is_empty() {
        content
            .update(|kept| kept.extend(said.into_iter().map(|(pointer, text)| (pointer.to_owned(), text))));
    }
    let text =
        |spec: &Spec| content.with_untracked(|kept| kept.get(spec.pointer).cloned().unwrap_or_default());
    let slots: Vec<Slot> = fields.iter().map(|spec| (spec.pointer, RwSignal::new(text(spec)))).collect();
    let followed = slots.clone();
    Effect::new(move |_| {
        content.set(followed.iter().map(|(pointer, text)| ((*pointer).to_owned(), text.get())).collect());
    });
    slots
}

fn send_body(fields: &[Spec], slots: &[Slot]) -> Result<serde_json::Value, Lacking> {
    let filled: Vec<Filled<'_>> = fields
        .iter()
        .zip(slots)
        .map(|(spec, (_, text))| Filled { spec, text: text.get_untracked() })
        .collect();
    body(&filled)
}

fn needs_drawing(fields: StoredValue<Vec<Spec>>) -> bool {
    fields.with_value(|fields| fields.iter().any(|spec| matches!(spec.kind, Kind::Signature)))
}

/// A field that is only there while it is asked for.
fn field_line(spec: Spec, slots: StoredValue<Vec<Slot>>) -> impl IntoView {
    let says = move |pointer: &str| FormTexts(slots).says(pointer);
    let text = slots
        .with_value(|slots| slots.iter().find(|(known, _)| *known == spec.pointer).map(|(_, text)| *text));
    let asked = {
        let spec = spec.clone();
        Memo::new(move |_| is_asked(&spec, says))
    };
    text.map(|text| {
        view! {
            <Show when=move || asked.get()>
                <CommandField spec=spec.clone() text=text />
            </Show>
        }
    })
}

/// What one must have read before answering it.
fn shown_first(action: Action) -> Option<AnyView> {
    Some(match action {
        Action::DecideExtension => view! { <AskedExtension /> }.into_any(),
        Action::AnswerUrge => view! { <OpenOrders /> }.into_any(),
        Action::Pause => view! { <ExtensionInstead /> }.into_any(),
        _ => return None,
    })
}

/// What a step without fields will do.
const fn explanation(action: Action) -> Option<fn(kit::i18n::Lang) -> &'static str> {
    Some(match action {
        Action::Archive => l::command::explain::archive,
        Action::Sign => l::command::explain::sign,
        Action::Reopen => l::command::explain::reopen,
        Action::Decide => l::command::explain::decide,
        Action::End => l::command::explain::end,
        Action::Review => l::command::explain::review,
        Action::VerifyProduct => l::command::explain::verify,
        Action::Extend => l::command::explain::extend,
        Action::AskExtension => l::command::explain::ask_extension,
        Action::Transfer => l::command::explain::transfer,
        Action::ReturnTransfer => l::command::explain::return_transfer,
        Action::Merge => l::command::explain::merge,
        Action::Split => l::command::explain::split,
        Action::Urge => l::command::explain::urge,
        _ => return None,
    })
}

const fn look(action: Action) -> ButtonLook {
    match action {
        Action::End | Action::CancelVisit | Action::Merge => ButtonLook::Danger,
        _ => ButtonLook::Primary,
    }
}
