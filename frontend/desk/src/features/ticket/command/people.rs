use contract::{access::UserView, page::Page};
use kit::{
    api::use_api,
    i18n::lang,
    state::use_query,
    ui::{Choice, ErrorState, Select, Skeleton},
};
use leptos::prelude::*;

use super::{field::NothingToChoose, send::use_commands};
use crate::l;

/// Engineers who can be sent to the request's branch.
#[component]
pub(super) fn PersonSelect(value: RwSignal<String>) -> impl IntoView {
    let (api, commands) = (use_api(), use_commands());
    let branch = commands.state.now(|ticket| ticket.branch_id);
    let people = use_query(move || async move {
        api.get::<Page<UserView>>(&format!("/branches/{branch}/engineers")).await
    });
    let empty = Signal::derive(move || l::command::choose(lang()).to_owned());
    move || match (people.data(), people.error()) {
        (Some(page), _) if page.items.is_empty() => view! { <NothingToChoose /> }.into_any(),
        (Some(page), _) => {
            let choices: Vec<Choice> = page.items.iter().map(choice).collect();
            view! { <Select value=value options=Signal::stored(choices) empty=empty /> }.into_any()
        }
        (None, Some(error)) => {
            view! { <ErrorState error=error on_retry=move |()| people.reload() /> }.into_any()
        }
        (None, None) => view! { <Skeleton rows=1 /> }.into_any(),
    }
}

fn choice(user: &UserView) -> Choice {
    let home = user.roles.first().map(|grant| grant.branch_name.as_str()).unwrap_or_default();
    Choice::new(
        user.id.to_string(),
        if home.is_empty() { user.name.clone() } else { format!("{} · {home}", user.name) },
    )
}
