use domain::access::Permission;
use kit::{
    i18n::{Lang, lang, text},
    session::use_session,
    state::use_param,
    ui::{PageHead, Tab, Tabs},
};
use leptos::prelude::*;

use super::{audit_tab::AuditTab, branches_tab::BranchesTab, keys_tab::KeysTab, users_tab::UsersTab};
use crate::l;

/// Code in the address, name, what it asks for.
type TabEntry = (&'static str, fn(Lang) -> &'static str, Permission);

/// What the page has, each with what it asks for.
const TABS: [TabEntry; 4] = [
    ("users", l::people::users, Permission::UsersRead),
    ("branches", l::people::branches, Permission::BranchesRead),
    ("keys", l::people::keys, Permission::ApiKeysRead),
    ("audit", l::people::audit, Permission::AuditRead),
];

/// 人员与组织
#[component]
pub(crate) fn PeoplePage() -> impl IntoView {
    let (tab, session) = (use_param("tab"), use_session());
    let permitted = move || TABS.into_iter().filter(move |(.., permission)| session.can(*permission));
    let tabs = Signal::derive(move || {
        let lang = lang();
        permitted()
            .map(|(code, label, _)| Tab { code, label: label(lang).to_owned(), count: None })
            .collect::<Vec<_>>()
    });
    let shown = Memo::new(move |_| {
        let wanted = tab.get();
        let found = permitted().find(|(code, ..)| Some(*code) == wanted.as_deref());
        found.or_else(|| permitted().next()).map(|(code, ..)| code)
    });
    view! {
        <PageHead title=text(l::people::title) />
        <Tabs param=tab tabs=tabs label=text(l::people::title) />
        <div class="tab-body">
            {move || match shown.get() {
                Some("branches") => view! { <BranchesTab /> }.into_any(),
                Some("keys") => view! { <KeysTab /> }.into_any(),
                Some("audit") => view! { <AuditTab /> }.into_any(),
                _ => view! { <UsersTab /> }.into_any(),
            }}
        </div>
    }
}
