//! The product form as signals.

use leptos::prelude::*;

use super::content::{ProductContent, TermContent};
use crate::features::form::FormFields;

#[derive(Clone, Copy)]
pub(super) struct ProductFields {
    pub(super) version: RwSignal<Option<i64>>,
    pub(super) model: RwSignal<String>,
    pub(super) name: RwSignal<String>,
    pub(super) family: RwSignal<String>,
    pub(super) category: RwSignal<String>,
    pub(super) immovable: RwSignal<bool>,
    pub(super) batch_only: RwSignal<bool>,
    pub(super) external_id: RwSignal<String>,
    pub(super) terms: RwSignal<Vec<TermFields>>,
}

#[derive(Clone, Copy)]
pub(crate) struct TermFields {
    pub(super) covers: RwSignal<String>,
    pub(super) part_group: RwSignal<String>,
    pub(super) months: RwSignal<String>,
    pub(super) running_hours: RwSignal<String>,
    pub(super) starts: RwSignal<String>,
    pub(super) latest_from: RwSignal<String>,
    pub(super) latest_days: RwSignal<String>,
}

impl TermFields {
    pub(crate) fn new(content: TermContent) -> Self {
        Self {
            covers: RwSignal::new(content.covers),
            part_group: RwSignal::new(content.part_group),
            months: RwSignal::new(content.months),
            running_hours: RwSignal::new(content.running_hours),
            starts: RwSignal::new(content.starts),
            latest_from: RwSignal::new(content.latest_from),
            latest_days: RwSignal::new(content.latest_days),
        }
    }

    pub(crate) fn content(&self) -> TermContent {
        TermContent {
            covers: self.covers.get(),
            part_group: self.part_group.get(),
            months: self.months.get(),
            running_hours: self.running_hours.get(),
            starts: self.starts.get(),
            latest_from: self.latest_from.get(),
            latest_days: self.latest_days.get(),
        }
    }
}

impl ProductFields {
    pub(super) fn new(content: ProductContent) -> Self {
        let text = || RwSignal::new(String::new());
        let fields = Self {
            version: RwSignal::new(None),
            model: text(),
            name: text(),
            family: text(),
            category: text(),
            immovable: RwSignal::new(false),
            batch_only: RwSignal::new(false),
            external_id: text(),
            terms: RwSignal::new(Vec::new()),
        };
        fields.fill(content);
        fields
    }
}

impl FormFields for ProductFields {
    type Content = ProductContent;

    fn content(self) -> ProductContent {
        ProductContent {
            version: self.version.get(),
            model: self.model.get(),
            name: self.name.get(),
            family: self.family.get(),
            category: self.category.get(),
            immovable: self.immovable.get(),
            batch_only: self.batch_only.get(),
            external_id: self.external_id.get(),
            terms: self.terms.with(|all| all.iter().map(TermFields::content).collect()),
        }
    }

    fn fill(self, content: ProductContent) {
        self.version.set(content.version);
        self.model.set(content.model);
        self.name.set(content.name);
        self.family.set(content.family);
        self.category.set(content.category);
        self.immovable.set(content.immovable);
        self.batch_only.set(content.batch_only);
        self.external_id.set(content.external_id);
        self.terms.set(content.terms.into_iter().map(TermFields::new).collect());
    }
}
