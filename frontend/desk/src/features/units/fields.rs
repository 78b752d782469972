//! The unit form as signals.

use leptos::prelude::*;

use super::content::UnitContent;
use crate::features::form::FormFields;

#[derive(Clone, Copy)]
pub(super) struct UnitFields {
    pub(super) version: RwSignal<Option<i64>>,
    pub(super) identity: RwSignal<String>,
    pub(super) serial: RwSignal<String>,
    pub(super) batch: RwSignal<String>,
    pub(super) quantity: RwSignal<String>,
    pub(super) product_id: RwSignal<String>,
    pub(super) product: RwSignal<String>,
    pub(super) customer_id: RwSignal<String>,
    pub(super) customer: RwSignal<String>,
    pub(super) site_id: RwSignal<String>,
    pub(super) branch_id: RwSignal<String>,
    pub(super) buyer: RwSignal<String>,
    pub(super) status: RwSignal<String>,
    pub(super) sold_on: RwSignal<String>,
    pub(super) delivered_on: RwSignal<String>,
    pub(super) installed_on: RwSignal<String>,
    pub(super) accepted_on: RwSignal<String>,
    pub(super) running_hours: RwSignal<String>,
    pub(super) external_id: RwSignal<String>,
}

impl UnitFields {
    pub(super) fn new(content: UnitContent) -> Self {
        let text = || RwSignal::new(String::new());
        let fields = Self {
            version: RwSignal::new(None),
            identity: text(),
            serial: text(),
            batch: text(),
            quantity: text(),
            product_id: text(),
            product: text(),
            customer_id: text(),
            customer: text(),
            site_id: text(),
            branch_id: text(),
            buyer: text(),
            status: text(),
            sold_on: text(),
            delivered_on: text(),
            installed_on: text(),
            accepted_on: text(),
            running_hours: text(),
            external_id: text(),
        };
        fields.fill(content);
        fields
    }
}

impl FormFields for UnitFields {
    type Content = UnitContent;

    fn content(self) -> UnitContent {
        UnitContent {
            version: self.version.get(),
            identity: self.identity.get(),
            serial: self.serial.get(),
            batch: self.batch.get(),
            quantity: self.quantity.get(),
            product_id: self.product_id.get(),
            product: self.product.get(),
            customer_id: self.customer_id.get(),
            customer: self.customer.get(),
            site_id: self.site_id.get(),
            branch_id: self.branch_id.get(),
            buyer: self.buyer.get(),
            status: self.status.get(),
            sold_on: self.sold_on.get(),
            delivered_on: self.delivered_on.get(),
            installed_on: self.installed_on.get(),
            accepted_on: self.accepted_on.get(),
            running_hours: self.running_hours.get(),
            external_id: self.external_id.get(),
        }
    }

    fn fill(self, content: UnitContent) {
        self.version.set(content.version);
        self.identity.set(content.identity);
        self.serial.set(content.serial);
        self.batch.set(content.batch);
        self.quantity.set(content.quantity);
        self.product_id.set(content.product_id);
        self.product.set(content.product);
        self.customer_id.set(content.customer_id);
        self.customer.set(content.customer);
        self.site_id.set(content.site_id);
        self.branch_id.set(content.branch_id);
        self.buyer.set(content.buyer);
        self.status.set(content.status);
        self.sold_on.set(content.sold_on);
        self.delivered_on.set(content.delivered_on);
        self.installed_on.set(content.installed_on);
        self.accepted_on.set(content.accepted_on);
        self.running_hours.set(content.running_hours);
        self.external_id.set(content.external_id);
    }
}
