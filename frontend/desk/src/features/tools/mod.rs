//! 试算: what would the clocks say, who would pay? Nothing is stored.

mod clock_card;
mod history_editor;
mod page;
mod sla_content;
mod sla_facts;
mod sla_fields;
mod sla_tab;
mod warranty_content;
mod warranty_fields;
mod warranty_form;
mod warranty_tab;

pub(crate) use page::ToolsPage;
