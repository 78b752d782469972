use kit::{
    api::ApiError,
    i18n::t,
    ui::{Button, ButtonLook},
};
use leptos::prelude::*;

use crate::l;

/// Somebody else changed the record meanwhile: take theirs, or put mine on top of it. Nothing is lost until one is chosen.
#[component]
pub(crate) fn StaleNotice(
    error: RwSignal<Option<ApiError>>,
    #[prop(into)] on_theirs: Callback<()>,
    #[prop(into)] on_mine: Callback<()>,
) -> impl IntoView {
    let stale = Memo::new(move |_| error.with(|e| matches!(e, Some(ApiError::PreconditionFailed))));
    view! {
        <Show when=move || stale.get()>
            <div class="row">
                <Button on_press=move |()| on_mine.run(())>{t(l::form::keep_mine)}</Button>
                <Button look=ButtonLook::Ghost on_press=move |()| on_theirs.run(())>{t(l::form::take_theirs)}</Button>
            </div>
        </Show>
    }
}
