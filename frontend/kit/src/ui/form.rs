use domain::kernel::{Reason, Timestamp};
use leptos::{context::Provider, prelude::*};

use super::{Button, ButtonLook, Glyph, Icon};
use crate::{
    api::ApiError,
    i18n::{lang, t},
    l,
    state::{Draft, messages_at},
    time::{Civil, SHANGHAI},
};

/// The errors of the form around a field, and which pointers have a field of their own.
#[derive(Debug, Clone, Copy)]
pub(super) struct FormErrors {
    error: RwSignal<Option<ApiError>>,
    claimed: StoredValue<Vec<&'static str>>,
}

impl FormErrors {
    pub(super) fn claim(self, pointer: &'static str) {
        self.claimed.update_value(|all| all.push(pointer));
        on_cleanup(move || {
            self.claimed.try_update_value(|all| {
                if let Some(at) = all.iter().position(|known| *known == pointer) {
                    all.swap_remove(at);
                }
            });
        });
    }

    pub(super) fn message_at(self, pointer: &str) -> Option<String> {
        self.error.with(|error| messages_at(error.as_ref(), pointer))
    }

    /// Messages that no field shows.
    fn homeless(self) -> Vec<String> {
        self.error.with(|error| {
            let errors =
                error.as_ref().and_then(ApiError::problem).map_or(&[][..], |problem| &problem.errors);
            self.claimed.with_value(|claimed| {
                errors
                    .iter()
                    .filter(|e| !claimed.contains(&e.pointer.as_str()))
                    .map(|e| format!("{} {}", e.pointer.trim_start_matches('/'), e.message))
                    .collect()
            })
        })
    }
}

/// A form around a [`crate::state::Submit`]: its fields show the server's messages, the rest stands above them.
#[component]
pub fn Form(
    /// `submit.error()`
    error: RwSignal<Option<ApiError>>,
    #[prop(into)] on_submit: Callback<()>,
    #[prop(optional, into)] class: &'static str,
    children: Children,
) -> impl IntoView {
    let errors = FormErrors { error, claimed: StoredValue::new(Vec::new()) };
    let form = NodeRef::<leptos::html::Form>::new();
    Effect::new(move |_| {
        if error.with(Option::is_some) {
            request_animation_frame(move || focus_first_invalid(form));
        }
    });
    view! {
        <form
            node_ref=form
            class=format!("form {class}")
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                on_submit.run(());
            }
        >
            {move || {
                let homeless = errors.homeless();
                error.get().map(|error| view! { <FormAlert error=error messages=homeless /> })
            }}
            <Provider value=errors>{children()}</Provider>
        </form>
    }
}

fn focus_first_invalid(form: NodeRef<leptos::html::Form>) {
    let invalid =
        form.get_untracked().and_then(|form| form.query_selector("[aria-invalid=true]").ok().flatten());
    if let Some(Ok(input)) = invalid.map(wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>) {
        let _ = input.focus();
    }
}

/// What the server said, with every reason and the request id.
#[component]
pub fn FormAlert(
    error: ApiError,
    /// Messages that belong to no field on screen.
    #[prop(optional)]
    messages: Vec<String>,
) -> impl IntoView {
    let reasons = error.problem().map(|problem| problem.reasons.clone()).unwrap_or_default();
    let request_id = error.request_id().map(str::to_owned);
    let advised = error.clone();
    view! {
        <div class="alert-box tone-bad" role="alert">
            <Glyph icon=Icon::CircleAlert />
            <div>
                <p class="alert-title">{move || error.headline(lang())}</p>
                <ul>
                    {reasons.into_iter().map(|reason| view! { <li>{move || reason_text(&reason)}</li> }).collect_view()}
                    {messages.into_iter().map(|message| view! { <li>{message}</li> }).collect_view()}
                </ul>
                <p class="alert-advice">{move || advised.advice(lang())}</p>
                {request_id
                    .map(|id| view! { <p class="alert-id">{t(l::error::request_id)} " " <code>{id}</code></p> })}
            </div>
        </div>
    }
}

/// Instants of a detail by the clocks of the screen: nobody reads `2026-03-02T10:00:00.000Z`.
fn on_our_clocks(detail: &str) -> String {
    let spoken = |word: &str| match word.parse::<Timestamp>() {
        Ok(at) => Civil::at(at, SHANGHAI).date_time(),
        Err(_) => word.to_owned(),
    };
    detail.split(' ').map(spoken).collect::<Vec<_>>().join(" ")
}

/// A business reason in words.
pub(super) fn reason_text(reason: &Reason) -> String {
    let words = lang().pick(reason.code.zh(), reason.code.en());
    reason
        .detail
        .as_ref()
        .map_or_else(|| words.to_owned(), |detail| format!("{words}：{}", on_our_clocks(detail)))
}

/// Says that the form continues an earlier draft, with a way to start anew.
#[component]
pub fn DraftNotice(draft: Draft, #[prop(into)] on_discard: Callback<()>) -> impl IntoView {
    view! {
        <Show when=move || draft.is_restored()>
            <div class="alert-box tone-neutral" role="status">
                <Glyph icon=Icon::History />
                <span class="grow">{t(l::form::draft_restored)}</span>
                <Button
                    look=ButtonLook::Ghost
                    on_press=move |()| {
                        draft.discard();
                        on_discard.run(());
                    }
                >
                    {t(l::form::discard_draft)}
                </Button>
            </div>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::on_our_clocks;

    #[test]
    fn instants_of_a_detail_are_chinas_and_the_rest_stays() {
        assert_eq!(
            on_our_clocks("2026-03-02T10:00:00.000Z – 2026-03-03T00:00:00.000Z"),
            "2026-03-02 18:00 – 2026-03-03 08:00"
        );
        assert_eq!(on_our_clocks("not_configured"), "not_configured");
    }
}
