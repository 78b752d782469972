//! Every component of the kit on one page, with made-up content: for looking at while changing them
//! (`just web --dev --features=gallery`, then `/gallery`). Not part of the product.

mod charts;
mod forms;
mod lists;
mod states;

use charts::Charts;
use forms::Forms;
use kit::ui::{Button, ButtonLook, Icon, PageHead, Tab, Tabs};
use leptos::prelude::*;
use lists::Lists;
use states::States;

#[component]
pub(crate) fn GalleryPage() -> impl IntoView {
    let part = kit::state::use_param("part");
    let tab = |code, label: &str, count| Tab { code, label: label.to_owned(), count };
    let tabs = Signal::derive(move || {
        vec![
            tab("lists", "列表", Some(12)),
            tab("forms", "表单", None),
            tab("states", "状态", Some(4)),
            tab("charts", "图表", None),
        ]
    });
    view! {
        <PageHead title="组件" note="SH-2026-000123 · 仅供开发查看".to_owned()>
            <Button icon=Icon::Download>"导出"</Button>
            <Button look=ButtonLook::Primary icon=Icon::Plus>"登记需求"</Button>
        </PageHead>
        <div class="stack">
            <Tabs param=part tabs=tabs label="部分" />
            {move || match part.get().as_deref() {
                Some("forms") => view! { <Forms /> }.into_any(),
                Some("states") => view! { <States /> }.into_any(),
                Some("charts") => view! { <Charts /> }.into_any(),
                _ => view! { <Lists /> }.into_any(),
            }}
        </div>
    }
}
