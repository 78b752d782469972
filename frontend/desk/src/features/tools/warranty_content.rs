//! The warranty question, as typed.

use contract::{
    problem::FieldError,
    warranty::{EvaluateWarranty, WarrantySubject},
};
use domain::{
    kernel::{Currency, Line, Money, Timestamp},
    warranty::{Agreed, BuyerKind, Category, Cause, FaultReport, HistoryFact, Need, StartEvent},
};
use serde::{Deserialize, Serialize};

use crate::features::{
    form::{filled, instant},
    products::{TermContent, terms},
};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct WarrantyContent {
    /// `unit`: its stored facts; `described`: as typed here
    pub(super) source: String,
    pub(super) unit_id: String,
    pub(super) category: String,
    pub(super) buyer: String,
    pub(super) price: String,
    /// By [`StartEvent`], in the order of its list
    pub(super) dates: Vec<String>,
    pub(super) running_hours: String,
    pub(super) terms: Vec<TermContent>,
    pub(super) history: Vec<HistoryContent>,
    pub(super) reported_at: String,
    pub(super) fault_code: String,
    pub(super) part_group: String,
    pub(super) cause: String,
    pub(super) need: String,
    pub(super) as_of: String,
}

/// Something that happened to the unit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct HistoryContent {
    /// `repair`, `part_replaced`, `exchanged`, `custody`, `extended`
    pub(super) kind: String,
    pub(super) from: String,
    pub(super) to: String,
    /// Fault code of a repair, part group of a replaced part
    pub(super) what: String,
    /// Months of a new part's or an extended warranty, days a repair waited for parts
    pub(super) number: String,
}

impl HistoryContent {
    fn fact(&self) -> Result<HistoryFact, &'static str> {
        let from = instant(&self.from).ok_or("from");
        let to = filled(&self.to).map(|text| instant(&text).ok_or("to")).transpose()?;
        let number =
            filled(&self.number).map(|text| text.parse::<u16>().map_err(|_| "number")).transpose()?;
        let what = filled(&self.what).map(|text| Line::parse(&text).map_err(|_| "what")).transpose()?;
        Ok(match self.kind.as_str() {
            "repair" => HistoryFact::Repair {
                fault: what,
                in_at: from?,
                out_at: to,
                waiting_parts_days: number.unwrap_or(0),
            },
            "part_replaced" => {
                HistoryFact::PartReplaced { part_group: what.ok_or("what")?, at: from?, months: number }
            }
            "exchanged" => HistoryFact::Exchanged { at: from? },
            "custody" => HistoryFact::Custody { in_at: from?, out_at: to },
            "extended" => {
                HistoryFact::Extended { at: from.ok(), months: Some(number.ok_or("number")?), until: None }
            }
            _ => return Err("kind"),
        })
    }
}

impl WarrantyContent {
    pub(super) fn blank(unit_id: String) -> Self {
        Self {
            source: if unit_id.is_empty() { "described" } else { "unit" }.to_owned(),
            unit_id,
            category: Category::Industrial.as_str().to_owned(),
            buyer: BuyerKind::Business.as_str().to_owned(),
            price: String::new(),
            dates: vec![String::new(); StartEvent::ALL.len()],
            running_hours: String::new(),
            terms: vec![TermContent::default()],
            history: Vec::new(),
            reported_at: String::new(),
            fault_code: String::new(),
            part_group: String::new(),
            cause: Cause::Unknown.as_str().to_owned(),
            need: Need::Service.as_str().to_owned(),
            as_of: String::new(),
        }
    }

    /// The request, or the pointers of what cannot be read.
    pub(super) fn request(&self) -> Result<EvaluateWarranty, Vec<String>> {
        let mut wrong = Vec::new();
        let by_unit = self.source == "unit";
        let unit_id = self.unit_id.parse().ok();
        if by_unit && unit_id.is_none() {
            wrong.push("/unit_id".to_owned());
        }
        let subject = (!by_unit).then(|| self.subject(&mut wrong));
        let mut history = Vec::new();
        for (at, line) in self.history.iter().enumerate() {
            match line.fact() {
                Ok(fact) => history.push(fact),
                Err(field) => wrong.push(format!("/history/{at}/{field}")),
            }
        }
        let fault = self.fault(&mut wrong);
        let as_of = time(&self.as_of, "/as_of", &mut wrong);
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Ok(EvaluateWarranty {
            unit_id: unit_id.filter(|_| by_unit),
            subject,
            history,
            fault,
            need: self.need.parse().ok(),
            contract: None,
            as_of,
            same_model_in_stock: None,
            substitute_in_stock: None,
        })
    }

    fn subject(&self, wrong: &mut Vec<String>) -> WarrantySubject {
        let mut day = |event: StartEvent| {
            let at = StartEvent::ALL.iter().position(|known| *known == event)?;
            let text = filled(self.dates.get(at)?)?;
            text.parse().map_err(|_| wrong.push(format!("/subject/{}", event.as_str()))).ok()
        };
        let [sold_at, invoiced_at, shipped_at, delivered_at, installed_at, accepted_at] = [
            StartEvent::SoldAt,
            StartEvent::InvoicedAt,
            StartEvent::ShippedAt,
            StartEvent::DeliveredAt,
            StartEvent::InstalledAt,
            StartEvent::AcceptedAt,
        ]
        .map(&mut day);
        let price = filled(&self.price).map(|text| Money::parse(&text, Currency::Cny));
        if matches!(price, Some(Err(_))) {
            wrong.push("/subject/price".to_owned());
        }
        let hours = filled(&self.running_hours).map(|text| text.parse::<u32>());
        if matches!(hours, Some(Err(_))) {
            wrong.push("/subject/running_hours".to_owned());
        }
        WarrantySubject {
            category: self.category.parse().unwrap_or(Category::Industrial),
            buyer: self.buyer.parse().unwrap_or(BuyerKind::Business),
            price: price.and_then(Result::ok),
            sold_at,
            invoiced_at,
            shipped_at,
            delivered_at,
            installed_at,
            accepted_at,
            terms: terms(&self.terms, "terms").map_err(|pointers| wrong.extend(pointers)).unwrap_or_default(),
            verification: None,
            running_hours: hours.and_then(Result::ok),
            readings: Vec::new(),
            agreed: Agreed::default(),
        }
    }

    fn fault(&self, wrong: &mut Vec<String>) -> Option<FaultReport> {
        let reported_at = time(&self.reported_at, "/fault/reported_at", wrong)?;
        Some(FaultReport {
            code: filled(&self.fault_code).and_then(|text| Line::parse(&text).ok()),
            reported_at,
            cause: self.cause.parse().unwrap_or(Cause::Unknown),
            part_group: filled(&self.part_group).and_then(|text| Line::parse(&text).ok()),
        })
    }
}

/// The server's places of the history are those of the form's fields.
pub(super) fn place_of(error: &FieldError) -> Option<String> {
    let rest = error.pointer.strip_prefix("/history/")?;
    let (at, field) = rest.split_once('/')?;
    let field = match field {
        "in_at" | "at" => "from",
        "out_at" => "to",
        "months" | "waiting_parts_days" => "number",
        _ => "what",
    };
    Some(format!("/history/{at}/{field}"))
}

fn time(text: &str, pointer: &str, wrong: &mut Vec<String>) -> Option<Timestamp> {
    let text = filled(text)?;
    let read = instant(&text);
    if read.is_none() {
        wrong.push(pointer.to_owned());
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_api_can_be_typed() {
        let mut content = WarrantyContent {
            category: "computer".into(),
            buyer: "consumer".into(),
            price: "8600.00".into(),
            reported_at: "2025-05-06T09:00".into(),
            fault_code: "E07".into(),
            cause: "product_defect".into(),
            as_of: "2025-05-12T10:00".into(),
            ..WarrantyContent::blank(String::new())
        };
        content.dates[0] = "2025-01-10".into();
        content.history = vec![HistoryContent {
            kind: "repair".into(),
            from: "2025-02-10T09:00".into(),
            to: "2025-02-17T15:00".into(),
            what: "E07".into(),
            number: String::new(),
        }];
        let request = serde_json::to_value(content.request().unwrap()).unwrap();
        assert_eq!(request["subject"]["sold_at"], "2025-01-10");
        assert_eq!(request["subject"]["price"]["amount"], "8600.00");
        assert_eq!(request["history"][0]["in_at"], "2025-02-10T01:00:00.000Z");
        assert_eq!(request["fault"]["reported_at"], "2025-05-06T01:00:00.000Z");
    }

    #[test]
    fn every_unreadable_field_is_named() {
        let mut content = WarrantyContent {
            price: "dear".into(),
            as_of: "x".into(),
            ..WarrantyContent::blank(String::new())
        };
        content.history = vec![HistoryContent { kind: "extended".into(), ..HistoryContent::default() }];
        assert_eq!(content.request().unwrap_err(), ["/subject/price", "/history/0/number", "/as_of"]);
        let unit = WarrantyContent { source: "unit".into(), ..WarrantyContent::blank(String::new()) };
        assert_eq!(unit.request().unwrap_err(), ["/unit_id"]);
    }

    #[test]
    fn the_servers_places_are_found_in_the_form() {
        let place = |pointer: &str| place_of(&FieldError::new(pointer, "order", ""));
        assert_eq!(place("/history/2/out_at").as_deref(), Some("/history/2/to"));
        assert_eq!(place("/subject/terms"), None);
    }
}
