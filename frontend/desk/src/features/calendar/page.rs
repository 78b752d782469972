use kit::{
    i18n::{lang, text},
    state::use_param,
    ui::{PageHead, Tab, Tabs},
};
use leptos::prelude::*;

use super::{month_tab::MonthTab, policy_tab::PolicyTab};
use crate::l;

/// 日历与政策
#[component]
pub(crate) fn CalendarPage() -> impl IntoView {
    let tab = use_param("tab");
    let tabs = Signal::derive(move || {
        let lang = lang();
        vec![
            Tab { code: "calendar", label: l::calendar::calendar(lang).to_owned(), count: None },
            Tab { code: "policy", label: l::calendar::policy(lang).to_owned(), count: None },
        ]
    });
    let shows_policy = Memo::new(move |_| tab.is("policy"));
    view! {
        <PageHead title=text(l::calendar::title) />
        <Tabs param=tab tabs=tabs label=text(l::calendar::title) />
        <div class="tab-body">
            {move || if shows_policy.get() { view! { <PolicyTab /> }.into_any() } else { view! { <MonthTab /> }.into_any() }}
        </div>
    }
}
