use contract::{page::Page, tickets::TicketSummary};
use kit::{
    api::{query_string, use_api},
    i18n::t,
    live::use_live,
    state::{use_list, use_list_keys},
    ui::{EmptyState, Icon, ListView},
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::focus::Focus;
use crate::{
    features::request_list::{Columns, RequestRows},
    l,
};

const SHOWN: usize = 10;

/// What is due next: mine for an engineer, the branch's for the others. Changes are announced, nothing moves by itself.
#[component]
pub(super) fn DueNext(focus: Focus, #[prop(into)] branch: Signal<Option<String>>) -> impl IntoView {
    let api = use_api();
    let list = use_list(move |_| {
        let query = query_string([
            ("limit", Some(SHOWN.to_string())),
            ("scope", Some("open".to_owned())),
            ("assignee", focus.assignee()),
            ("branch_id", branch.get()),
        ]);
        async move {
            let page = api.get::<Page<TicketSummary>>(&format!("/tickets{query}")).await?;
            Ok(Page { next_cursor: None, ..page })
        }
    });
    use_live().on_event(move |event| {
        if event.kind.starts_with("ticket.") {
            list.announce();
        }
    });
    let navigate = use_navigate();
    let open = move |at: usize| {
        let id = list.items().with_untracked(|all| all.get(at).map(|request| request.id));
        if let Some(id) = id {
            navigate(&format!("/tickets/{id}"), Default::default());
        }
    };
    let keys = [l::today::keys::next, l::today::keys::previous, l::today::keys::open];
    let selected = use_list_keys(keys, move || list.items().with_untracked(Vec::len), open);
    let (title, all) = match focus {
        Focus::Own => (l::today::due_mine as fn(_) -> _, "/tickets?scope=open&assignee=me"),
        Focus::Team => (l::today::due_next as fn(_) -> _, "/tickets?scope=open"),
    };
    view! {
        <section class="due-next">
            <header class="section-head">
                <h2>{t(title)}</h2>
                <a href=all>{t(l::today::show_all)}</a>
            </header>
            <ListView
                list=list
                empty=std::sync::Arc::new(move || {
                    view! {
                        <div class="card-box">
                            <EmptyState
                                icon=Icon::CircleCheck
                                title=kit::i18n::text(l::today::nothing_due)
                                text=kit::i18n::text(l::today::nothing_due_text)
                            />
                        </div>
                    }
                        .into_any()
                })
            >
                <RequestRows
                    requests=list.items()
                    columns=Columns::All
                    label=kit::i18n::text(title)
                    selected=selected
                />
            </ListView>
        </section>
    }
}
