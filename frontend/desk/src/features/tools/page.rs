use domain::access::Permission;
use kit::{
    i18n::{lang, text},
    session::use_session,
    state::use_param,
    ui::{PageHead, Tab, Tabs},
};
use leptos::prelude::*;

use super::{sla_tab::SlaTab, warranty_tab::WarrantyTab};
use crate::l;

/// 试算
#[component]
pub(crate) fn ToolsPage() -> impl IntoView {
    let (tab, session) = (use_param("tab"), use_session());
    let may_sla = untrack(|| session.can(Permission::SlaPreview));
    let tabs = Signal::derive(move || {
        let lang = lang();
        let sla = Tab { code: "sla", label: l::tools::sla(lang).to_owned(), count: None };
        let warranty = Tab { code: "warranty", label: l::tools::warranty(lang).to_owned(), count: None };
        if may_sla { vec![sla, warranty] } else { vec![warranty] }
    });
    let shows_warranty = Memo::new(move |_| !may_sla || tab.is("warranty"));
    view! {
        <PageHead title=text(l::tools::title) note=text(l::tools::note) />
        <Tabs param=tab tabs=tabs label=text(l::tools::title) />
        <div class="tab-body">
            {move || if shows_warranty.get() { view! { <WarrantyTab /> }.into_any() } else { view! { <SlaTab /> }.into_any() }}
        </div>
    }
}
