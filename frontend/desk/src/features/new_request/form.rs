//! What is typed, and what of it is sent.

use contract::tickets::{CreateTicket, RegistrationDraft, TicketCustomer, TicketProduct};
use domain::{
    kernel::{CustomerId, UnitId},
    sla::{Impact, Priority, Severity},
    tickets::{Channel, RequestType, ServiceMode},
};
use kit::time::{Civil, SHANGHAI};
use serde::{Deserialize, Serialize};

/// The form as text, as the draft keeps it. Lists hold their codes; an empty `mode` leaves the choice to the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct NewRequest {
    pub(super) serial: String,
    pub(super) unit_id: Option<UnitId>,
    pub(super) model: String,
    pub(super) batch: String,
    pub(super) quantity: String,
    pub(super) purchased_on: String,
    pub(super) customer_id: Option<CustomerId>,
    pub(super) name: String,
    pub(super) contact_name: String,
    pub(super) phone: String,
    pub(super) address: String,
    pub(super) region: String,
    pub(super) request_type: String,
    pub(super) mode: String,
    pub(super) channel: String,
    pub(super) severity: String,
    pub(super) impact: String,
    pub(super) description: String,
    pub(super) fault_code: String,
    pub(super) received_at: String,
}

impl Default for NewRequest {
    fn default() -> Self {
        let nothing = String::new;
        Self {
            serial: nothing(),
            unit_id: None,
            model: nothing(),
            batch: nothing(),
            quantity: nothing(),
            purchased_on: nothing(),
            customer_id: None,
            name: nothing(),
            contact_name: nothing(),
            phone: nothing(),
            address: nothing(),
            region: nothing(),
            request_type: RequestType::Repair.as_str().to_owned(),
            mode: nothing(),
            channel: Channel::Phone.as_str().to_owned(),
            severity: Severity::OrdinaryFault.as_str().to_owned(),
            impact: Impact::Runs.as_str().to_owned(),
            description: nothing(),
            fault_code: nothing(),
            received_at: nothing(),
        }
    }
}

/// Name, contact, telephone, address and region as the server filled them in; a text that still equals its own is not
/// sent, so that the server fills it again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct CustomerTexts(pub(super) [String; 5]);

impl NewRequest {
    pub(super) fn priority(&self) -> Option<Priority> {
        Some(Priority::from(self.severity.parse().ok()?, self.impact.parse().ok()?))
    }

    /// Whether there is enough to ask the server what it knows.
    pub(super) fn says_who_or_what(&self) -> bool {
        let words = [&self.serial, &self.model, &self.batch, &self.region];
        self.customer_id.is_some()
            || self.unit_id.is_some()
            || words.into_iter().any(|text| text.trim().chars().count() >= 3)
    }

    pub(super) fn draft(&self, known: &CustomerTexts) -> RegistrationDraft {
        RegistrationDraft {
            request_type: self.request_type.parse().ok(),
            mode: self.mode.parse().ok(),
            severity: self.severity.parse().ok(),
            impact: self.impact.parse().ok(),
            received_at: instant(&self.received_at),
            branch_id: None,
            fault_code: text(&self.fault_code),
            customer: self.customer(known),
            product: self.product(),
        }
    }

    /// The request to register; the codes always parse, they come from the lists.
    pub(super) fn request(&self, known: &CustomerTexts) -> CreateTicket {
        CreateTicket {
            request_type: self.request_type.parse().unwrap_or(RequestType::Repair),
            mode: self.mode.parse::<ServiceMode>().ok(),
            channel: self.channel.parse().unwrap_or(Channel::Phone),
            severity: self.severity.parse().unwrap_or(Severity::OrdinaryFault),
            impact: self.impact.parse().unwrap_or(Impact::Runs),
            description: self.description.trim().to_owned(),
            fault_code: text(&self.fault_code),
            received_at: instant(&self.received_at),
            branch_id: None,
            customer: self.customer(known),
            product: self.product(),
            owner_id: None,
            external_id: None,
        }
    }

    fn customer(&self, known: &CustomerTexts) -> TicketCustomer {
        let [name, contact_name, phone, address, region] = &known.0;
        let typed = |own: &str, known: &str| text(own).filter(|own| own != known.trim());
        TicketCustomer {
            customer_id: self.customer_id,
            contact_id: None,
            site_id: None,
            name: typed(&self.name, name),
            contact_name: typed(&self.contact_name, contact_name),
            phone: typed(&self.phone, phone),
            address: typed(&self.address, address),
            region: typed(&self.region, region).filter(|region| region.chars().count() == 6),
        }
    }

    fn product(&self) -> TicketProduct {
        TicketProduct {
            unit_id: self.unit_id,
            product_id: None,
            model: text(&self.model),
            serial: text(&self.serial),
            batch: text(&self.batch),
            quantity: self.quantity.trim().parse().ok(),
            purchased_on: self.purchased_on.trim().parse().ok(),
        }
    }
}

fn text(typed: &str) -> Option<String> {
    let typed = typed.trim();
    (!typed.is_empty()).then(|| typed.to_owned())
}

/// The instant of a `datetime-local` input.
fn instant(typed: &str) -> Option<domain::kernel::Timestamp> {
    SHANGHAI.instant(Civil::parse(typed.trim())?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> NewRequest {
        NewRequest {
            serial: " KY55-240311 ".to_owned(),
            name: "济南恒通".to_owned(),
            phone: "13800138000".to_owned(),
            region: "3701".to_owned(),
            description: "排气高温停机\n".to_owned(),
            received_at: "2025-03-03T09:00".to_owned(),
            quantity: "x".to_owned(),
            ..NewRequest::default()
        }
    }

    #[test]
    fn what_the_server_filled_in_is_not_sent_back() {
        let known = CustomerTexts(["济南恒通", "", "13900139000", "", ""].map(str::to_owned));
        let sent = typed().request(&known);
        assert_eq!((sent.customer.name, sent.customer.phone.as_deref()), (None, Some("13800138000")));
        assert_eq!(sent.customer.address, None);
    }

    #[test]
    fn texts_are_trimmed_and_what_is_no_value_is_left_out() {
        let sent = typed().request(&CustomerTexts::default());
        assert_eq!(sent.product.serial.as_deref(), Some("KY55-240311"));
        assert_eq!((sent.product.quantity, sent.customer.region, sent.fault_code), (None, None, None));
        assert_eq!(sent.description, "排气高温停机");
        assert_eq!(sent.received_at.unwrap().to_string(), "2025-03-03T01:00:00.000Z");
    }

    #[test]
    fn a_blank_form_is_a_repair_by_telephone_of_normal_priority() {
        let blank = NewRequest::default();
        assert_eq!(blank.priority(), Some(Priority::P3));
        assert_eq!(blank.request(&CustomerTexts::default()).channel, Channel::Phone);
        assert_eq!(blank.request(&CustomerTexts::default()).mode, None);
        assert!(!blank.says_who_or_what());
    }

    #[test]
    fn two_letters_of_a_serial_are_not_enough_to_ask() {
        let says = |serial: &str| {
            NewRequest { serial: serial.to_owned(), ..NewRequest::default() }.says_who_or_what()
        };
        assert!(!says("KY"));
        assert!(says("KY5"));
    }

    #[test]
    fn a_draft_of_an_older_form_still_opens() {
        let kept: NewRequest = serde_json::from_str(r#"{"serial":"KY55"}"#).unwrap();
        assert_eq!(kept, NewRequest { serial: "KY55".to_owned(), ..NewRequest::default() });
    }
}
