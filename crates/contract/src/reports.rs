//! Figures of the dashboard; every figure names the list that makes it up.

use domain::kernel::{BranchId, Timestamp};

wire! {
    pub struct Dashboard {
        pub as_of: Timestamp,
        pub open: Figure,
        pub overdue: Figure,
        pub due_today: Figure,
        pub due_soon: Figure,
        pub unassigned: Figure,
        pub awaiting_review: Figure,
        pub waiting: Figure,
        pub by_branch: Vec<Share>,
        pub by_type: Vec<Share>,
        pub by_product: Vec<Share>,
        pub by_priority: Vec<Share>,
        /// Registered and solved per day, the last 30 days in the standard zone
        pub trend: Vec<TrendDay>,
    }

    pub struct Figure {
        pub value: u64,
        /// Query string of `GET /tickets` that lists exactly these
        pub query: String,
    }

    pub struct Share {
        pub key: String,
        pub label: String,
        pub open: u64,
        pub overdue: u64,
        pub query: String,
    }

    pub struct TrendDay {
        pub date: chrono::NaiveDate,
        pub registered: u64,
        pub solved: u64,
        pub breached: u64,
    }
}

query! {
    pub struct DashboardQuery {
        pub branch_id: Option<BranchId>,
    }
}
