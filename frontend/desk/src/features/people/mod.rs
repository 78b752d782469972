//! Who works here: people, branches, API keys, the audit trail.

mod branch_data;

pub(crate) use branch_data::{branch_choices, own_branch, use_branches};
