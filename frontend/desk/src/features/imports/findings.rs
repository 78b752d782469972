use contract::{imports::ImportFinding, page::Page};
use kit::{
    api::{query_string, use_api},
    i18n::{lang, t, text},
    state::{use_list, use_param},
    ui::{Badge, EmptyState, Icon, ListView, Tab, TableFrame, Tabs, Tone},
};
use leptos::prelude::*;

use crate::l;

/// What was found, by row and column.
#[component]
pub(super) fn Findings(id: Memo<String>) -> impl IntoView {
    let api = use_api();
    let level = use_param("level");
    let list = use_list(move |cursor| {
        let query = query_string([level.pair(), ("limit", Some("100".to_owned())), ("cursor", cursor)]);
        let id = id.get();
        async move { api.get::<Page<ImportFinding>>(&format!("/imports/{id}/findings{query}")).await }
    });
    let tabs = Signal::derive(move || {
        let lang = lang();
        let tab = |code, label: &str| Tab { code, label: label.to_owned(), count: None };
        vec![
            tab("all", l::imports::all_findings(lang)),
            tab("error", l::imports::errors(lang)),
            tab("warning", l::imports::warnings(lang)),
        ]
    });
    let rows = move || list.items().get().into_iter().map(row).collect_view();
    view! {
        <section>
            <Tabs param=level tabs=tabs label=text(l::imports::findings) />
            <div class="tab-body">
                <ListView
                    list=list
                    empty=std::sync::Arc::new(|| {
                        view! {
                            <EmptyState
                                icon=Icon::CircleCheck
                                title=text(l::imports::no_findings)
                                text=text(l::imports::no_findings_text)
                            />
                        }
                            .into_any()
                    })
                >
                    <TableFrame label=text(l::imports::findings)>
                        <thead>
                            <tr>
                                <th class="num fit">{t(l::imports::row)}</th>
                                <th class="fit">{t(l::imports::column)}</th>
                                <th>{t(l::imports::value)}</th>
                                <th>{t(l::imports::finding)}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </TableFrame>
                </ListView>
            </div>
        </section>
    }
}

fn row(finding: ImportFinding) -> impl IntoView {
    let ImportFinding { row, column, value, level, code, message } = finding;
    let is_error = level == "error";
    let (tone, icon) = if is_error { (Tone::Bad, Icon::CircleX) } else { (Tone::Warn, Icon::TriangleAlert) };
    let words = Signal::derive(move || {
        if is_error { l::imports::error(lang()) } else { l::imports::warning(lang()) }.to_owned()
    });
    view! {
        <tr>
            <td class="num fit half" data-label=t(l::imports::row)>{row}</td>
            <td class="fit half" data-label=t(l::imports::column)>{column}</td>
            <td class="finding-value" data-label=t(l::imports::value)>{value.map(|value| view! { <code>{value}</code> })}</td>
            <td data-label=t(l::imports::finding) title=code>
                <Badge text=words tone=tone icon=icon />
                " "
                {message}
            </td>
        </tr>
    }
}
