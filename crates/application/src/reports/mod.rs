//! 报表: figures of the day, promises kept and broken, indicators, what the months were.

mod cases;
mod conformance;
mod dashboard;
mod export;
mod kpis;
mod labels;
mod months;
mod pivot;
mod promises;
mod refresh;
mod scope;
mod store;
mod urges;
mod wall;

pub(crate) use dashboard::{Counted, open_counts, overdue_counts};
