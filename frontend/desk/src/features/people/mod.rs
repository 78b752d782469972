//! Who works here: people, branches, API keys, the audit trail, and when they are away.

mod absence_content;
mod absence_dialog;
mod absence_form;
mod absences;
mod areas_editor;
mod audit_tab;
mod branch_content;
mod branch_data;
mod branch_dialog;
mod branches_tab;
mod key_dialog;
mod keys_tab;
mod page;
mod person_picker;
mod reset_dialog;
mod user_content;
mod user_dialog;
mod users_tab;

pub(crate) use absences::Absences;
pub(crate) use branch_data::{branch_choices, own_branch, use_branches};
pub(crate) use page::PeoplePage;
pub(crate) use person_picker::PersonPicker;
