//! What stands in the unit form, as plain data.

use std::str::FromStr;

use contract::assets::{SaveUnit, UnitView};
use serde::{Deserialize, Serialize};

use crate::features::form::filled;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct UnitContent {
    /// Of the record that is being changed; a draft keeps the version it began with
    pub(super) version: Option<i64>,
    /// `serial` or `batch`
    pub(super) identity: String,
    pub(super) serial: String,
    pub(super) batch: String,
    pub(super) quantity: String,
    pub(super) product_id: String,
    pub(super) product: String,
    pub(super) customer_id: String,
    pub(super) customer: String,
    pub(super) site_id: String,
    pub(super) branch_id: String,
    pub(super) buyer: String,
    pub(super) status: String,
    pub(super) sold_on: String,
    pub(super) delivered_on: String,
    pub(super) installed_on: String,
    pub(super) accepted_on: String,
    pub(super) running_hours: String,
    pub(super) external_id: String,
}

/// Why the form cannot be sent yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unready {
    Missing(Vec<&'static str>),
    Unreadable(Vec<&'static str>),
}

impl UnitContent {
    pub(super) fn blank(branch_id: String, customer_id: String) -> Self {
        Self {
            identity: "serial".into(),
            branch_id,
            customer_id,
            buyer: "business".into(),
            ..Self::default()
        }
    }

    pub(super) fn of(unit: &UnitView) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        fn shown<T: ToString>(value: &Option<T>) -> String {
            value.as_ref().map(T::to_string).unwrap_or_default()
        }
        Self {
            version: Some(unit.version),
            identity: if unit.batch.is_some() { "batch" } else { "serial" }.to_owned(),
            serial: text(&unit.serial),
            batch: text(&unit.batch),
            quantity: shown(&unit.quantity),
            product_id: unit.product.id.to_string(),
            product: unit.product.model.clone(),
            customer_id: unit.customer.as_ref().map(|customer| customer.id.to_string()).unwrap_or_default(),
            customer: unit.customer.as_ref().map(|customer| customer.name.clone()).unwrap_or_default(),
            site_id: unit.site.as_ref().map(|site| site.id.to_string()).unwrap_or_default(),
            branch_id: unit.branch_id.to_string(),
            buyer: unit.buyer.as_str().to_owned(),
            status: unit.status.as_str().to_owned(),
            sold_on: shown(&unit.sold_on),
            delivered_on: shown(&unit.delivered_on),
            installed_on: shown(&unit.installed_on),
            accepted_on: shown(&unit.accepted_on),
            running_hours: shown(&unit.running_hours),
            external_id: text(&unit.external_id),
        }
    }

    /// The request, or what stands in its way.
    pub(super) fn request(&self) -> Result<SaveUnit, Unready> {
        let by_batch = self.identity == "batch";
        let missing: Vec<&'static str> = [
            ("/serial", !by_batch && self.serial.trim().is_empty()),
            ("/batch", by_batch && self.batch.trim().is_empty()),
            ("/quantity", by_batch && self.quantity.trim().is_empty()),
            ("/product_id", self.product_id.is_empty()),
            ("/branch_id", self.branch_id.is_empty()),
            ("/buyer", self.buyer.is_empty()),
        ]
        .into_iter()
        .filter(|(_, wrong)| *wrong)
        .map(|(pointer, _)| pointer)
        .collect();
        if !missing.is_empty() {
            return Err(Unready::Missing(missing));
        }
        self.readable(by_batch)
    }

    fn readable(&self, by_batch: bool) -> Result<SaveUnit, Unready> {
        let mut wrong = Vec::new();
        let request = SaveUnit {
            serial: filled(&self.serial).filter(|_| !by_batch),
            batch: filled(&self.batch).filter(|_| by_batch),
            quantity: read(&self.quantity, "/quantity", &mut wrong).filter(|_| by_batch),
            product_id: self.product_id.parse().map_err(|_| Unready::Missing(vec!["/product_id"]))?,
            customer_id: self.customer_id.parse().ok(),
            site_id: self.site_id.parse().ok(),
            branch_id: self.branch_id.parse().map_err(|_| Unready::Missing(vec!["/branch_id"]))?,
            buyer: self.buyer.parse().map_err(|_| Unready::Missing(vec!["/buyer"]))?,
            status: self.status.parse().ok(),
            sold_on: read(&self.sold_on, "/sold_on", &mut wrong),
            delivered_on: read(&self.delivered_on, "/delivered_on", &mut wrong),
            installed_on: read(&self.installed_on, "/installed_on", &mut wrong),
            accepted_on: read(&self.accepted_on, "/accepted_on", &mut wrong),
            running_hours: read(&self.running_hours, "/running_hours", &mut wrong),
            external_id: filled(&self.external_id),
        };
        if wrong.is_empty() { Ok(request) } else { Err(Unready::Unreadable(wrong)) }
    }
}

fn read<T: FromStr>(text: &str, pointer: &'static str, wrong: &mut Vec<&'static str>) -> Option<T> {
    let read = filled(text)?.parse().ok();
    if read.is_none() {
        wrong.push(pointer);
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ready() -> UnitContent {
        let id = "0192f3a4-7c00-7000-8000-0000000000b1".to_owned();
        UnitContent {
            serial: " KY55-240311 ".into(),
            product_id: id.clone(),
            ..UnitContent::blank(id, String::new())
        }
    }

    #[test]
    fn a_machine_needs_a_serial_and_a_batch_its_quantity() {
        let machine = UnitContent { serial: String::new(), ..ready() };
        assert_eq!(machine.request(), Err(Unready::Missing(vec!["/serial"])));
        let batch = UnitContent { identity: "batch".into(), ..ready() };
        assert_eq!(batch.request(), Err(Unready::Missing(vec!["/batch", "/quantity"])));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let content = UnitContent { sold_on: "2025-02-30".into(), running_hours: "3 000".into(), ..ready() };
        assert_eq!(content.request(), Err(Unready::Unreadable(vec!["/sold_on", "/running_hours"])));
    }

    #[test]
    fn a_machine_has_no_batch() {
        let request =
            UnitContent { batch: "PS24".into(), quantity: "3".into(), ..ready() }.request().unwrap();
        assert_eq!(
            (request.serial.as_deref(), request.batch, request.quantity),
            (Some("KY55-240311"), None, None)
        );
    }
}
