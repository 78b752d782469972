//! Approvals (审批): one mechanism for everything that one person asks for and another must grant.

mod chain;
mod request;

pub use chain::{ApprovalKind, Chain, Step, standard_chains};
pub use request::{Approver, Decision, Delegation, Request, RequestState, Verdict};
