//! 报表: what was promised and kept. Figures are pure functions of what happened; each has its numerator and denominator
//! in writing.

mod case;
mod codes;
mod conformance;
mod definition;
mod outcome;
mod period;
mod ratio;

pub use case::{Case, Counted, PromiseCase};
pub use codes::{Deviation, KpiCode, KpiUnit, PivotAxis, ReportGroup};
pub use conformance::deviations;
pub use definition::KpiDefinition;
pub use outcome::{ClockFact, Outcome};
pub use period::{FREEZE_DAYS, LONGEST_DAYS, Period, PeriodError, Slice, month_name, month_named};
pub use ratio::{Hundredths, Tally};
