//! The question to the clocks as signals.

use leptos::prelude::*;

use super::sla_content::{FactContent, SlaContent};
use crate::features::form::FormFields;

#[derive(Clone, Copy)]
pub(super) struct SlaFields {
    pub(super) source: RwSignal<String>,
    pub(super) kind: RwSignal<String>,
    pub(super) target: RwSignal<String>,
    pub(super) calendar: RwSignal<String>,
    pub(super) pausable: RwSignal<bool>,
    pub(super) request_type: RwSignal<String>,
    pub(super) mode: RwSignal<String>,
    pub(super) priority: RwSignal<String>,
    pub(super) branch_id: RwSignal<String>,
    pub(super) customer_grade: RwSignal<String>,
    pub(super) contract_no: RwSignal<String>,
    pub(super) received_at: RwSignal<String>,
    pub(super) as_of: RwSignal<String>,
    pub(super) facts: RwSignal<Vec<FactFields>>,
}

#[derive(Clone, Copy)]
pub(super) struct FactFields {
    pub(super) at: RwSignal<String>,
    pub(super) kind: RwSignal<String>,
    pub(super) reason: RwSignal<String>,
    pub(super) priority: RwSignal<String>,
}

impl FactFields {
    pub(super) fn new(content: FactContent) -> Self {
        let FactContent { at, kind, reason, priority } = content;
        Self {
            at: RwSignal::new(at),
            kind: RwSignal::new(kind),
            reason: RwSignal::new(reason),
            priority: RwSignal::new(priority),
        }
    }

    fn content(&self) -> FactContent {
        FactContent {
            at: self.at.get(),
            kind: self.kind.get(),
            reason: self.reason.get(),
            priority: self.priority.get(),
        }
    }
}

impl SlaFields {
    pub(super) fn new(content: SlaContent) -> Self {
        let text = || RwSignal::new(String::new());
        let fields = Self {
            source: text(),
            kind: text(),
            target: text(),
            calendar: text(),
            pausable: RwSignal::new(true),
            request_type: text(),
            mode: text(),
            priority: text(),
            branch_id: text(),
            customer_grade: text(),
            contract_no: text(),
            received_at: text(),
            as_of: text(),
            facts: RwSignal::new(Vec::new()),
        };
        fields.fill(content);
        fields
    }
}

impl FormFields for SlaFields {
    type Content = SlaContent;

    fn content(self) -> SlaContent {
        SlaContent {
            source: self.source.get(),
            kind: self.kind.get(),
            target: self.target.get(),
            calendar: self.calendar.get(),
            pausable: self.pausable.get(),
            request_type: self.request_type.get(),
            mode: self.mode.get(),
            priority: self.priority.get(),
            branch_id: self.branch_id.get(),
            customer_grade: self.customer_grade.get(),
            contract_no: self.contract_no.get(),
            received_at: self.received_at.get(),
            as_of: self.as_of.get(),
            facts: self.facts.with(|all| all.iter().map(FactFields::content).collect()),
        }
    }

    fn fill(self, content: SlaContent) {
        self.source.set(content.source);
        self.kind.set(content.kind);
        self.target.set(content.target);
        self.calendar.set(content.calendar);
        self.pausable.set(content.pausable);
        self.request_type.set(content.request_type);
        self.mode.set(content.mode);
        self.priority.set(content.priority);
        self.branch_id.set(content.branch_id);
        self.customer_grade.set(content.customer_grade);
        self.contract_no.set(content.contract_no);
        self.received_at.set(content.received_at);
        self.as_of.set(content.as_of);
        self.facts.set(content.facts.into_iter().map(FactFields::new).collect());
    }
}
