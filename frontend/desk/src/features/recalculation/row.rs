use contract::sla::RecalculatedTicket;
use domain::{kernel::Timestamp, sla::MovedDue};
use kit::{
    i18n::{Lang, lang, t},
    time::{Civil, SHANGHAI, countdown::natural_span},
    ui::{Badge, Icon, TableFrame, Tone},
};
use leptos::prelude::*;

use crate::l;

/// Requests with what the newest rules make of their clocks.
#[component]
pub(super) fn Requests(
    items: RwSignal<Vec<RecalculatedTicket>>,
    /// The version that they would follow, or follow now
    policy: RwSignal<String>,
) -> impl IntoView {
    let rows = move || {
        let policy = policy.get();
        items.get().into_iter().map(move |item| row(item, policy.clone())).collect_view()
    };
    view! {
        <TableFrame label=kit::i18n::text(l::recalculation::requests)>
            <thead>
                <tr>
                    <th class="fit">{t(l::recalculation::request)}</th>
                    <th class="fit">{t(l::recalculation::what)}</th>
                    <th>{t(l::recalculation::moves)}</th>
                    <th>{t(l::recalculation::why)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </TableFrame>
    }
}

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    Moves,
    /// Newer rules, the same due times
    OnlyRules,
    /// A breach is a fact: it keeps its rules
    Keeps,
}

impl Effect {
    pub(super) fn of(item: &RecalculatedTicket) -> Self {
        match (item.kept_for.is_empty(), item.moved.is_empty()) {
            (false, _) => Self::Keeps,
            (true, false) => Self::Moves,
            (true, true) => Self::OnlyRules,
        }
    }

    const fn look(self) -> (Tone, Icon, fn(Lang) -> &'static str) {
        match self {
            Self::Moves => (Tone::Active, Icon::CalendarClock, l::recalculation::effect::moves),
            Self::OnlyRules => (Tone::Neutral, Icon::Check, l::recalculation::effect::only_rules),
            Self::Keeps => (Tone::Quiet, Icon::Lock, l::recalculation::effect::keeps),
        }
    }
}

fn row(item: RecalculatedTicket, policy: String) -> impl IntoView {
    let (tone, icon, words) = Effect::of(&item).look();
    let RecalculatedTicket { ticket_id, ticket_no, policy_before, calendars, moved, kept_for } = item;
    let moved = moved.into_iter().map(|due| view! { <Moved due=due /> }).collect_view();
    let why = move || {
        let lang = lang();
        let of_policy = (policy_before != policy)
            .then(|| l::recalculation::policy_changed(lang, &policy_before, &policy));
        let of_calendars =
            (!calendars.is_empty()).then(|| l::recalculation::calendars_changed(lang, calendars.join("、")));
        let kept = (!kept_for.is_empty()).then(|| {
            let kinds: Vec<&str> = kept_for.iter().map(|kind| lang.pick(kind.zh(), kind.en())).collect();
            l::recalculation::kept_for(lang, kinds.join("、"))
        });
        [of_policy, of_calendars, kept].into_iter().flatten().collect::<Vec<_>>().join("；")
    };
    view! {
        <tr>
            <td class="main fit"><a href=format!("/tickets/{ticket_id}")>{ticket_no}</a></td>
            <td class="fit" data-label=t(l::recalculation::what)>
                <Badge text=Signal::derive(move || words(lang()).to_owned()) tone=tone icon=icon />
            </td>
            <td class="moved-list" data-label=t(l::recalculation::moves)>{moved}</td>
            <td class="report-words" data-label=t(l::recalculation::why)>{why}</td>
        </tr>
    }
}

/// One clock: due before, due after, and by how much.
#[component]
fn Moved(due: MovedDue) -> impl IntoView {
    let MovedDue { clock, from, to, .. } = due;
    let instant = |at: Option<Timestamp>| match at {
        Some(at) => Civil::at(at, SHANGHAI).date_time(),
        None => l::recalculation::no_due(lang()).to_owned(),
    };
    let by = move || {
        let millis = from.zip(to).map(|(from, to)| to.millis_since(from))?;
        let span = natural_span(millis.abs() / 1000, lang());
        Some(if millis < 0 {
            l::recalculation::earlier(lang(), span)
        } else {
            l::recalculation::later(lang(), span)
        })
    };
    view! {
        <p class="moved-due">
            <b>{move || kit::label!(clock)}</b>
            " "
            <span class="num-left">{move || instant(from)} " → " {move || instant(to)}</span>
            " "
            <small class="muted">{by}</small>
        </p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_with_a_breach_keeps_its_rules_whatever_else_would_move() {
        let item = |moved: bool, kept: bool| -> RecalculatedTicket {
            let moved: Vec<_> = moved
                .then(|| serde_json::json!({ "clock": "resolution", "cycle": 1, "from": null, "to": null }))
                .into_iter()
                .collect();
            let kept: Vec<_> = kept.then_some("response").into_iter().collect();
            serde_json::from_value(serde_json::json!({
                "ticket_id": "0199c0de-0000-7000-8000-000000000001", "ticket_no": "SH-1", "policy_before": "1.0",
                "calendars": [], "moved": moved, "kept_for": kept
            }))
            .unwrap()
        };
        assert_eq!(Effect::of(&item(true, true)), Effect::Keeps);
        assert_eq!(Effect::of(&item(true, false)), Effect::Moves);
        assert_eq!(Effect::of(&item(false, false)), Effect::OnlyRules);
    }
}
