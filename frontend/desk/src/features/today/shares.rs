use contract::reports::Share;
use domain::tickets::RequestType;
use kit::i18n::{Lang, lang, t};
use leptos::prelude::*;

use crate::l;

/// What the shares are shares of; decides how a key is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Branch,
    Type,
    Product,
    Priority,
}

/// As many lines as fit beside each other; the rest is summed up in the last one.
const LINES: usize = 8;

/// One bar: its whole length is `open`, of which `overdue` is late.
#[derive(Debug, Clone, PartialEq)]
struct Bar {
    name: String,
    open: u64,
    overdue: u64,
    /// Nothing for the sum of the rest
    query: Option<String>,
}

fn bars(by: By, mut shares: Vec<Share>, lang: Lang) -> Vec<Bar> {
    if by == By::Priority {
        shares.sort_by(|a, b| a.key.cmp(&b.key));
    }
    let name = |share: &Share| match (by, share.key.parse::<RequestType>()) {
        (By::Type, Ok(code)) => lang.pick(code.zh(), code.en()).to_owned(),
        _ if share.label.is_empty() => l::today::no_product(lang).to_owned(),
        _ => share.label.clone(),
    };
    let rest = if shares.len() > LINES { shares.split_off(LINES - 1) } else { Vec::new() };
    let mut bars: Vec<Bar> = shares
        .into_iter()
        .map(|share| Bar {
            name: name(&share),
            open: share.open,
            overdue: share.overdue,
            query: Some(share.query),
        })
        .collect();
    if !rest.is_empty() {
        let (open, overdue) = rest.iter().fold((0, 0), |(open, late), s| (open + s.open, late + s.overdue));
        bars.push(Bar { name: l::today::others(lang, rest.len()), open, overdue, query: None });
    }
    bars
}

/// Open requests by something, each bar with its late part; every figure leads to its list.
#[component]
pub(super) fn Shares(by: By, #[prop(into)] title: Signal<String>, shares: Vec<Share>) -> impl IntoView {
    let lines = move || {
        let bars = bars(by, shares.clone(), lang());
        let longest = bars.iter().map(|bar| bar.open).max().unwrap_or(1).max(1);
        if bars.is_empty() {
            return view! { <p class="muted">{l::today::nothing_open(lang())}</p> }.into_any();
        }
        bars.into_iter().map(|bar| line(bar, longest)).collect_view().into_any()
    };
    view! {
        <section class="card-box share-card">
            <header>
                <h2>{move || title.get()}</h2>
                <span class="share-key">{t(l::today::on_time_late)}</span>
            </header>
            <div class="card-body share-list">{lines}</div>
        </section>
    }
}

fn line(bar: Bar, longest: u64) -> AnyView {
    let width = |part: u64| format!("{}%", part.saturating_mul(1000) / longest / 10);
    let (on_time, late) = (width(bar.open.saturating_sub(bar.overdue)), width(bar.overdue));
    let overdue = (bar.overdue > 0).then(|| bar.overdue.to_string());
    let drawn = view! {
        <span class="share-name">{bar.name}</span>
        <span class="share-bar" aria-hidden="true">
            <span class="share-on-time" style:width=on_time></span>
            <span class="share-late" style:width=late></span>
        </span>
        <span class="share-open">{bar.open}</span>
    };
    match bar.query {
        Some(query) => {
            let late_href = format!("/tickets?{query}&overdue=true");
            view! {
                <div class="share-line">
                    <a class="share-link" href=format!("/tickets?{query}")>{drawn}</a>
                    {match overdue {
                        Some(count) => view! { <a class="share-overdue" href=late_href>{count}</a> }.into_any(),
                        None => view! { <span class="share-overdue"></span> }.into_any(),
                    }}
                </div>
            }
            .into_any()
        }
        None => view! {
            <div class="share-line muted">
                <span class="share-link">{drawn}</span>
                <span class="share-overdue">{overdue}</span>
            </div>
        }
        .into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(key: &str, open: u64) -> Share {
        Share {
            key: key.into(),
            label: key.into(),
            open,
            overdue: open / 2,
            query: format!("scope=open&k={key}"),
        }
    }

    #[test]
    fn priorities_stand_in_their_order_and_types_have_their_names() {
        let names = |by, shares| -> Vec<String> {
            bars(by, shares, Lang::Zh).into_iter().map(|bar| bar.name).collect()
        };
        assert_eq!(names(By::Priority, vec![share("P3", 9), share("P1", 1)]), ["P1", "P3"]);
        assert_eq!(names(By::Type, vec![share("repair", 9), share("refund", 1)]), ["维修", "退款"]);
        assert_eq!(names(By::Product, vec![share("", 4)]), ["未登记产品"]);
    }

    #[test]
    fn many_shares_end_in_one_sum_that_keeps_the_total() {
        let shares: Vec<Share> = (1..=20).map(|n| share(&format!("B{n:02}"), n)).collect();
        let bars = bars(By::Branch, shares, Lang::Zh);
        assert_eq!(bars.len(), LINES);
        assert_eq!(bars.iter().map(|bar| bar.open).sum::<u64>(), 210);
        assert_eq!(bars.last().and_then(|bar| bar.query.clone()), None);
    }
}
