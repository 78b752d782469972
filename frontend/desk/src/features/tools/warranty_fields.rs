//! The warranty question as signals.

use domain::warranty::StartEvent;
use leptos::prelude::*;

use super::warranty_content::{HistoryContent, WarrantyContent};
use crate::features::products::TermFields;

#[derive(Clone, Copy)]
pub(super) struct WarrantyFields {
    pub(super) source: RwSignal<String>,
    pub(super) unit_id: RwSignal<String>,
    pub(super) unit: RwSignal<String>,
    pub(super) category: RwSignal<String>,
    pub(super) buyer: RwSignal<String>,
    pub(super) price: RwSignal<String>,
    pub(super) dates: [RwSignal<String>; StartEvent::ALL.len()],
    pub(super) running_hours: RwSignal<String>,
    pub(super) terms: RwSignal<Vec<TermFields>>,
    pub(super) history: RwSignal<Vec<HistoryFields>>,
    pub(super) reported_at: RwSignal<String>,
    pub(super) fault_code: RwSignal<String>,
    pub(super) part_group: RwSignal<String>,
    pub(super) cause: RwSignal<String>,
    pub(super) need: RwSignal<String>,
    pub(super) as_of: RwSignal<String>,
}

#[derive(Clone, Copy)]
pub(super) struct HistoryFields {
    pub(super) kind: RwSignal<String>,
    pub(super) from: RwSignal<String>,
    pub(super) to: RwSignal<String>,
    pub(super) what: RwSignal<String>,
    pub(super) number: RwSignal<String>,
}

impl HistoryFields {
    /// A repair.
    pub(super) fn new() -> Self {
        let text = |text: &str| RwSignal::new(text.to_owned());
        Self { kind: text("repair"), from: text(""), to: text(""), what: text(""), number: text("") }
    }

    fn content(&self) -> HistoryContent {
        HistoryContent {
            kind: self.kind.get(),
            from: self.from.get(),
            to: self.to.get(),
            what: self.what.get(),
            number: self.number.get(),
        }
    }
}

impl WarrantyFields {
    pub(super) fn new(content: WarrantyContent) -> Self {
        Self {
            source: RwSignal::new(content.source),
            unit_id: RwSignal::new(content.unit_id),
            unit: RwSignal::new(String::new()),
            category: RwSignal::new(content.category),
            buyer: RwSignal::new(content.buyer),
            price: RwSignal::new(content.price),
            dates: std::array::from_fn(|_| RwSignal::new(String::new())),
            running_hours: RwSignal::new(content.running_hours),
            terms: RwSignal::new(content.terms.into_iter().map(TermFields::new).collect()),
            history: RwSignal::new(Vec::new()),
            reported_at: RwSignal::new(content.reported_at),
            fault_code: RwSignal::new(content.fault_code),
            part_group: RwSignal::new(content.part_group),
            cause: RwSignal::new(content.cause),
            need: RwSignal::new(content.need),
            as_of: RwSignal::new(content.as_of),
        }
    }

    pub(super) fn content(self) -> WarrantyContent {
        WarrantyContent {
            source: self.source.get(),
            unit_id: self.unit_id.get(),
            category: self.category.get(),
            buyer: self.buyer.get(),
            price: self.price.get(),
            dates: self.dates.iter().map(Get::get).collect(),
            running_hours: self.running_hours.get(),
            terms: self.terms.with(|all| all.iter().map(TermFields::content).collect()),
            history: self.history.with(|all| all.iter().map(HistoryFields::content).collect()),
            reported_at: self.reported_at.get(),
            fault_code: self.fault_code.get(),
            part_group: self.part_group.get(),
            cause: self.cause.get(),
            need: self.need.get(),
            as_of: self.as_of.get(),
        }
    }
}
