use contract::{reports::Share, tickets::QueueCount};
use domain::tickets::{RequestType, WorkQueue};
use kit::{
    i18n::{lang, t},
    ui::{Glyph, Icon},
};
use leptos::prelude::*;

use crate::l;

/// The queues of one branch, out of its figures by type.
pub(super) fn queues_of(by_type: &[Share]) -> Vec<QueueCount> {
    let count = |queue: &WorkQueue| {
        let own = by_type
            .iter()
            .filter(|share| share.key.parse::<RequestType>().is_ok_and(|t| t.queue() == *queue));
        let (open, overdue) =
            own.fold((0, 0), |(open, overdue), share| (open + share.open, overdue + share.overdue));
        QueueCount { queue: *queue, open, overdue }
    };
    WorkQueue::ALL.iter().map(count).collect()
}

const fn icon(queue: WorkQueue) -> Icon {
    match queue {
        WorkQueue::Complaints => Icon::MessageSquare,
        WorkQueue::Repairs => Icon::Wrench,
        WorkQueue::Returns => Icon::Undo2,
        WorkQueue::Maintenance => Icon::ShieldCheck,
        WorkQueue::Other => Icon::Ellipsis,
    }
}

/// 四个队列 and the rest (R-10.2.5.2), each with its late ones.
#[component]
pub(super) fn Queues(queues: Vec<QueueCount>, branch: Option<String>) -> impl IntoView {
    let in_branch = branch.map(|id| format!("&branch_id={id}")).unwrap_or_default();
    let line = |QueueCount { queue, open, overdue }: QueueCount| {
        let href = format!("/tickets?scope=open&queue={queue}{in_branch}");
        view! {
            <li class="queue-line">
                <a class="queue-name" href=href.clone()>
                    <Glyph icon=icon(queue) />
                    <span>{move || kit::label!(queue)}</span>
                    <strong>{open}</strong>
                </a>
                {(overdue > 0)
                    .then(|| {
                        view! {
                            <a class="queue-late" href=format!("{href}&overdue=true")>
                                {move || l::today::late(lang(), overdue)}
                            </a>
                        }
                    })}
            </li>
        }
    };
    view! {
        <section class="card-box">
            <header><h2>{t(l::today::queues)}</h2></header>
            <ul class="queue-list">{queues.into_iter().map(line).collect_view()}</ul>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_add_up_to_their_queue() {
        let share = |key: &str, open, overdue| Share {
            key: key.into(),
            label: key.into(),
            open,
            overdue,
            query: String::new(),
        };
        let queues = queues_of(&[
            share("repair", 5, 2),
            share("recall", 1, 1),
            share("refund", 3, 0),
            share("unheard_of", 9, 9),
        ]);
        let of = |queue| queues.iter().find(|q| q.queue == queue).map(|q| (q.open, q.overdue));
        assert_eq!(of(WorkQueue::Repairs), Some((6, 3)));
        assert_eq!(of(WorkQueue::Returns), Some((3, 0)));
        assert_eq!(of(WorkQueue::Complaints), Some((0, 0)));
    }
}
