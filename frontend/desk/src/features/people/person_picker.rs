use contract::{access::UserView, page::Page};
use kit::{
    api::{query_string, use_api},
    i18n::lang_now,
    ui::{Combobox, Suggestion, Suggestions},
};
use leptos::prelude::*;

use crate::features::form::unpick_on_typing;

/// A person by name or account. `id` is empty until one is picked, and again when the text changes.
#[component]
pub(crate) fn PersonPicker(id: RwSignal<String>, name: RwSignal<String>) -> impl IntoView {
    let api = use_api();
    unpick_on_typing(id, name);
    let search = move |typed: String| -> Suggestions {
        Box::pin(async move {
            let query = query_string([
                ("q", Some(typed)),
                ("active", Some("true".to_owned())),
                ("limit", Some("8".to_owned())),
            ]);
            let page = api.get::<Page<UserView>>(&format!("/users{query}")).await?;
            Ok(page.items.into_iter().map(suggestion).collect())
        })
    };
    view! { <Combobox text=name search=Callback::new(search) on_pick=move |person: Suggestion| id.set(person.id) least=1 /> }
}

fn suggestion(user: UserView) -> Suggestion {
    let lang = lang_now();
    let role = |grant: &contract::access::GrantView| {
        format!("{} · {}", lang.pick(grant.role.zh(), grant.role.en()), grant.branch_name)
    };
    let detail = user.roles.iter().map(role).collect::<Vec<_>>().join("；");
    Suggestion { id: user.id.to_string(), title: user.name, detail: format!("{} {detail}", user.account) }
}
