//! Parts (备件): a minimal catalogue and the one rule that says whether a part may be issued to a job. Stock comes later.

mod catalogue;
mod issue;

pub use catalogue::{Part, PartOrigin, PartPrice};
pub use issue::{IssueJob, IssueRequest, may_issue};
