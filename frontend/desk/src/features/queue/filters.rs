//! The state of the list, in the address bar: a reload, the back button and a sent link show the same list.

use kit::{
    api::query_string,
    state::{Param, clear_params, use_param},
};

const PAGE_SIZE: &str = "50";

/// Every filter of `GET /tickets` that the page offers or that other pages link to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Filters {
    pub(super) queue: Param,
    pub(super) q: Param,
    pub(super) scope: Param,
    pub(super) state: Param,
    pub(super) request_type: Param,
    pub(super) priority: Param,
    pub(super) branch: Param,
    pub(super) assignee: Param,
    pub(super) overdue: Param,
    pub(super) unassigned: Param,
    pub(super) awaiting_review: Param,
    pub(super) sort: Param,
    /// Only by links: of an owner, customer or unit, or due until an instant
    linked: [Param; 4],
}

impl Filters {
    pub(super) fn of_address() -> Self {
        Self {
            queue: use_param("queue"),
            q: use_param("q"),
            scope: use_param("scope"),
            state: use_param("state"),
            request_type: use_param("request_type"),
            priority: use_param("priority"),
            branch: use_param("branch_id"),
            assignee: use_param("assignee"),
            overdue: use_param("overdue"),
            unassigned: use_param("unassigned"),
            awaiting_review: use_param("awaiting_review"),
            sort: use_param("sort"),
            linked: ["owner_id", "customer_id", "unit_id", "due_before"].map(use_param),
        }
    }

    /// Those that narrow the list inside its queue.
    fn narrowing(self) -> Vec<Param> {
        let own = [
            self.q,
            self.scope,
            self.state,
            self.request_type,
            self.priority,
            self.branch,
            self.assignee,
            self.overdue,
            self.unassigned,
            self.awaiting_review,
        ];
        own.into_iter().chain(self.linked).collect()
    }

    /// How many filters are set beside the queue.
    pub(super) fn count(self) -> usize {
        self.narrowing().into_iter().filter(|param| param.get().is_some()).count()
    }

    pub(super) fn clear(self) {
        clear_params(&self.narrowing());
    }

    fn pairs(self) -> Vec<(&'static str, Option<String>)> {
        self.narrowing().into_iter().chain([self.queue, self.sort]).map(Param::pair).collect()
    }

    /// The same list without pages: what is exported.
    pub(super) fn whole(self) -> String {
        query_string(self.pairs())
    }

    /// `?queue=repairs&…&limit=50&cursor=…`
    pub(super) fn query(self, cursor: Option<String>) -> String {
        let mut pairs = self.pairs();
        pairs.extend([("limit", Some(PAGE_SIZE.to_owned())), ("cursor", cursor)]);
        query_string(pairs)
    }
}
