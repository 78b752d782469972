use contract::tickets::{TicketSummary, TicketView};
use domain::tickets::{Action, Visit};
use kit::{
    api::use_api,
    i18n::lang,
    state::use_query,
    time::{self, Countdown},
    ui::{CountdownText, Glyph, Icon},
};
use leptos::prelude::*;

use crate::{
    features::ticket::{PriorityBadge, StateBadge, map_link, step_icon, window},
    l,
};

/// What an engineer needs on the way: when, where, whom to call, and the next step.
#[derive(Debug, Clone, PartialEq)]
struct Job {
    window: Option<(domain::kernel::Timestamp, domain::kernel::Timestamp)>,
    place: Option<String>,
    contact: String,
    phone: String,
    next: Option<Action>,
}

impl Job {
    fn of(ticket: &TicketView) -> Self {
        let is_open = |visit: &&Visit| visit.finish.is_none() && visit.cancelled.is_none();
        let visit = ticket.cycle.visits.iter().find(is_open);
        let address = ticket.customer.address.as_ref();
        Self {
            window: visit.map(|visit| (visit.from, visit.to)),
            place: visit.map(|visit| &visit.place).or(address).map(ToString::to_string),
            contact: ticket.customer.contact_name.to_string(),
            phone: ticket.customer.phone.to_string(),
            next: ticket
                .next_steps
                .iter()
                .find(|step| step.main && step.missing.is_empty())
                .map(|step| step.action),
        }
    }
}

/// One job. Where and when come with the request itself, a moment later.
#[component]
pub(super) fn JobCard(job: TicketSummary) -> impl IntoView {
    let (api, id) = (use_api(), job.id);
    let ticket = use_query(move || async move { api.get::<TicketView>(&format!("/tickets/{id}")).await });
    let known = Memo::new(move |_| ticket.data().as_ref().map(Job::of));
    let href = format!("/tickets/{id}");
    let product = [job.model, job.serial].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        <li class="card-box job-card">
            <a class="job-head" href=href.clone()>
                <span class="row">
                    <b class="num">{job.no}</b>
                    <PriorityBadge priority=job.priority />
                    <StateBadge state=job.state />
                </span>
                <span class="job-customer">{job.customer_name}</span>
                <span class="muted">{product}</span>
                <span class="job-words">{job.description}</span>
            </a>
            {job
                .next_clock
                .map(|next| {
                    let kind = next.kind;
                    let clock = Signal::derive(move || Countdown::of_next(&next, time::now()));
                    view! {
                        <p class="job-clock">
                            <CountdownText clock=clock bar=true />
                            <small class="muted">{move || kit::label!(kind)}</small>
                        </p>
                    }
                })}
            {move || known.get().map(|job| view! { <OnTheWay job=job href=href.clone() /> })}
        </li>
    }
}

#[component]
fn OnTheWay(job: Job, href: String) -> impl IntoView {
    view! {
        {job
            .window
            .map(|(from, to)| {
                view! {
                    <p class="job-line">
                        <Glyph icon=Icon::Calendar />
                        {move || window(from, to, lang())}
                    </p>
                }
            })}
        {job
            .place
            .map(|place| {
                view! {
                    <a class="job-line" href=map_link(&place)>
                        <Glyph icon=Icon::MapPin />
                        {place.clone()}
                    </a>
                }
            })}
        <a class="job-line" href=format!("tel:{}", job.phone)>
            <Glyph icon=Icon::Phone />
            {job.contact}
            " "
            {job.phone.clone()}
        </a>
        <a class="btn btn-primary job-next" href=href>
            {match job.next {
                Some(action) => {
                    view! {
                        <Glyph icon=step_icon(action) />
                        {move || kit::label!(action)}
                    }
                        .into_any()
                }
                None => view! { {move || l::jobs::open(lang())} }.into_any(),
            }}
        </a>
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::features::ticket::sample::ticket;

    #[test]
    fn a_job_knows_the_open_visit_and_the_next_step() {
        let visit = |from: &str, cancelled: Option<&str>| {
            json!({ "id": "0199c0de-0000-7000-8000-000000000001", "engineer_id": "0199c0de-0000-7000-8000-000000000002",
                "engineer_name": "李卫国", "from": from, "to": "2026-03-04T03:00:00.000Z", "place": "二号车间",
                "note": null, "planned_at": "2026-03-03T03:00:00.000Z", "planned_by": { "kind": "system" }, "contacts": [],
                "agreed": true, "arrived_at": null, "safety_checked": false, "finish": null, "cancelled": cancelled })
        };
        let mut change = json!({ "next_steps": [{ "action": "log-contact", "missing": [], "main": true }] });
        change["cycle"] = json!({ "visits": [visit("2026-03-04T00:00:00.000Z", Some("改期")), visit("2026-03-04T01:00:00.000Z", None)],
            "diagnosis": null, "work": [], "resolution": null, "confirmation": null,
            "form": { "handed_in_at": null, "handed_in_by": null, "reviews": [] } });
        let job = Job::of(&ticket(change));
        assert_eq!(job.window.unwrap().0.to_string(), "2026-03-04T01:00:00.000Z");
        assert_eq!((job.place.as_deref(), job.next), (Some("二号车间"), Some(Action::LogContact)));
    }

    #[test]
    fn without_a_visit_the_place_is_the_customers() {
        let job = Job::of(&ticket(json!({})));
        assert_eq!((job.window, job.place.as_deref(), job.next), (None, Some("济南市历下区"), None));
    }
}
