//! Warranty (质保): which rules apply, until when the unit and its parts are covered, who pays, and what the customer may
//! ask for. One pure question, one answer that names rule, clause, facts and as-of date (R-6.3.1.1, R-8.3.1b).

mod charge;
mod days;
mod evaluate;
mod history;
mod question;
mod regime;
mod remedies;
mod standing;
mod term;
mod verdict;

pub use charge::ChargeClass;
pub use days::{instant_or_day, local_day, start_of_day, started_days};
pub use evaluate::evaluate;
pub use history::HistoryFact;
pub use question::{Agreed, Cause, ContractPeriod, FaultReport, Need, Question, Reading, Subject};
pub use regime::{BuyerKind, Category, Regime, RegimeCode, RepairCap};
pub use term::{
    Covers, CoversCode, Dates, LatestStart, Start, StartEvent, Term, TermError, TermShape, add_months,
};
pub use verdict::{Coverage, Payer, Remedy, RemedyKind, Verdict, WarrantyReason};
