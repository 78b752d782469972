use std::time::Duration;

use contract::tickets::{TicketPreview, TicketView};
use domain::{kernel::TicketId, sla::Clock};
use kit::{
    api::{ApiError, use_api},
    browser::storage,
    i18n::{lang, t, text},
    state::{use_query, use_shortcut},
    time::{self, Countdown},
    ui::{CountdownText, EmptyState, Fact, FactList, FormAlert, Glyph, Icon, Skeleton},
};
use leptos::prelude::*;
use leptos_router::components::A;

use crate::{
    features::ticket::{ChargeBadge, LatestEntries, PriorityBadge, StateBadge, step_icon},
    l,
};

/// Whoever runs through the list asks nothing of the server before resting on a request.
const REST: Duration = Duration::from_millis(180);
/// Below this width the list has no room to give; the style sheet says the same.
const WIDE: f64 = 1200.0;
const CLOSED: &str = "aftercare.queue.preview.closed";

/// Whether the pane is wanted (kept in this browser) and whether the window has room for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pane {
    pub(super) wanted: RwSignal<bool>,
    wide: RwSignal<bool>,
}

impl Pane {
    pub(super) fn new() -> Self {
        let width = || window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or_default();
        let pane = Self {
            wanted: RwSignal::new(storage::get(CLOSED).is_none()),
            wide: RwSignal::new(width() >= WIDE),
        };
        Effect::new(
            move |_| if pane.wanted.get() { storage::remove(CLOSED) } else { storage::set(CLOSED, "1") },
        );
        let resized = window_event_listener(leptos::ev::resize, move |_| {
            let wide = width() >= WIDE;
            if pane.wide.get_untracked() != wide {
                pane.wide.set(wide);
            }
        });
        on_cleanup(move || resized.remove());
        use_shortcut("p", l::queue::keys::preview, move || pane.toggle());
        pane
    }

    pub(super) fn toggle(self) {
        self.wanted.update(|wanted| *wanted = !*wanted);
    }

    pub(super) fn is_shown(self) -> bool {
        self.wanted.get() && self.wide.get()
    }
}

/// The essentials of the selected request: one question to the server once the selection rests, taken back when it
/// moves on.
#[component]
pub(super) fn Preview(selected: Signal<Option<TicketId>>) -> impl IntoView {
    let api = use_api();
    let rested = RwSignal::new(selected.get_untracked());
    let pending = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |_| {
        let wanted = selected.get();
        if let Some(Some(earlier)) = pending.try_get_value() {
            earlier.clear();
        }
        if wanted == rested.get_untracked() {
            return;
        }
        pending.set_value(set_timeout_with_handle(move || _ = rested.try_set(wanted), REST).ok());
    });
    on_cleanup(move || {
        if let Some(Some(earlier)) = pending.try_get_value() {
            earlier.clear();
        }
    });
    let query = use_query(move || {
        let id = rested.get();
        async move {
            let Some(id) = id else { return Ok::<_, ApiError>(None) };
            api.get::<TicketPreview>(&format!("/tickets/{id}/preview")).await.map(Some)
        }
    });
    let body = move || {
        let wanted = selected.get();
        let shown = query.data().flatten().filter(|preview| Some(preview.ticket.id) == wanted);
        match (wanted, shown, query.error()) {
            (None, ..) => {
                view! { <EmptyState icon=Icon::PanelRight title=text(l::queue::preview::none) text=text(l::queue::preview::none_text) /> }
                    .into_any()
            }
            (_, Some(preview), _) => view! { <Essentials preview=preview /> }.into_any(),
            (_, None, Some(error)) => view! { <FormAlert error=error /> }.into_any(),
            (_, None, None) => view! { <Skeleton rows=8 /> }.into_any(),
        }
    };
    view! {
        <aside class="queue-preview card-box" aria-label=t(l::queue::preview::title) aria-live="polite">
            <div class="card-body">{body}</div>
        </aside>
    }
}

#[component]
fn Essentials(preview: TicketPreview) -> impl IntoView {
    let TicketPreview { ticket, latest } = preview;
    let as_of = time::now_untracked();
    let href = format!("/tickets/{}", ticket.id);
    let product = product(&ticket);
    let owner = ticket.ownership.as_ref().map(|owner| owner.owner_name.clone());
    let (kind, mode) = (ticket.request_type, ticket.mode);
    let charge = ticket.charge.as_ref().map(|charge| {
        let reason = charge.verdict.reasons.first().cloned();
        let words = move || reason.as_ref().map(|reason| lang().pick(&reason.text, &reason.text_en).clone());
        view! { <ChargeBadge class=charge.verdict.charge_class /> <small class="muted block">{words}</small> }
    });
    let next = ticket.next_steps.iter().find(|step| step.main && step.missing.is_empty()).map(|step| {
        let action = step.action;
        view! { <span class="preview-step"><Glyph icon=step_icon(action) /> {move || kit::label!(action)}</span> }
    });
    let clocks = open_clocks(&ticket.clocks).into_iter().filter_map(|clock| {
        let (kind, countdown) = (clock.kind, Countdown::of(clock, as_of)?);
        Some(view! {
            <li>
                <small class="muted">{move || kit::label!(kind)}</small>
                <CountdownText clock=Signal::stored(countdown) bar=true />
            </li>
        })
    });
    let clocks = clocks.collect_view();
    view! {
        <div class="stack">
            <header class="preview-head">
                <A href=href attr:class="preview-no">{ticket.no}</A>
                <StateBadge state=ticket.state />
                <PriorityBadge priority=ticket.priority />
            </header>
            <p class="preview-asked">{ticket.description}</p>
            <FactList>
                <Fact name=text(l::queue::preview::customer)>
                    {ticket.customer.name.to_string()}
                    <small class="muted block">
                        {format!("{} · {}", ticket.customer.contact_name, ticket.customer.phone)}
                    </small>
                </Fact>
                <Fact name=text(l::queue::preview::product)>{product}</Fact>
                <Fact name=text(l::queue::preview::kind)>
                    {move || kit::label!(kind)} " · " {move || kit::label!(mode)}
                </Fact>
                <Fact name=text(l::queue::column::owner)>
                    {move || owner.clone().unwrap_or_else(|| l::queue::nobody(lang()).to_owned())}
                </Fact>
                {charge.map(|charge| view! { <Fact name=text(l::queue::preview::charge)>{charge}</Fact> })}
                {next.map(|next| view! { <Fact name=text(l::queue::preview::next)>{next}</Fact> })}
            </FactList>
            <ul class="preview-clocks">{clocks}</ul>
            <LatestEntries entries=latest />
        </div>
    }
}

/// `KY-55 · KY55-240311`
fn product(ticket: &TicketView) -> String {
    let product = &ticket.product;
    let serial = product.serial.as_ref().or(product.batch.as_ref());
    let parts = [product.model.as_ref(), serial];
    let parts: Vec<String> = parts.into_iter().flatten().map(ToString::to_string).collect();
    if parts.is_empty() { "—".to_owned() } else { parts.join(" · ") }
}

/// What still runs, the nearest due first.
fn open_clocks(clocks: &[Clock]) -> Vec<&Clock> {
    let mut open: Vec<&Clock> =
        clocks.iter().filter(|clock| clock.is_open() && clock.due_at.is_some()).collect();
    open.sort_by_key(|clock| clock.due_at);
    open
}
