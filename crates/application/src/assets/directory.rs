//! Contacts and sites of a customer: they live inside the customer and are kept with it as documents.

use contract::{
    assets::{ContactInput, ContactView, SiteInput, SiteView},
    problem::FieldError,
};
use domain::{
    assets::{Phone, Region},
    kernel::{ContactId, Line, SiteId},
};
use serde::{Deserialize, Serialize};

use crate::AppError;

/// A person at the customer's (联系人).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Contact {
    pub id: ContactId,
    pub name: Line,
    pub phone: Phone,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Line>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Line>,
}

/// A place where the customer uses our products (使用地点).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Site {
    pub id: SiteId,
    pub address: Line,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
}

impl Contact {
    pub(crate) fn view(&self) -> ContactView {
        ContactView {
            id: self.id,
            name: self.name.to_string(),
            phone: self.phone.to_string(),
            email: self.email.as_ref().map(ToString::to_string),
            position: self.position.as_ref().map(ToString::to_string),
        }
    }
}

impl Site {
    pub(crate) fn view(&self) -> SiteView {
        SiteView {
            id: self.id,
            address: self.address.to_string(),
            region: self.region.map(|region| region.to_string()),
        }
    }
}

pub(crate) fn contacts_of(row: &super::store::customer::Model) -> Result<Vec<Contact>, AppError> {
    serde_json::from_str(&row.contacts).map_err(|error| AppError::inconsistent("customer", row.id, error))
}

pub(crate) fn sites_of(row: &super::store::customer::Model) -> Result<Vec<Site>, AppError> {
    serde_json::from_str(&row.sites).map_err(|error| AppError::inconsistent("customer", row.id, error))
}

/// The trimmed line, or a field error; what is empty is no value.
pub(crate) fn line(errors: &mut Vec<FieldError>, pointer: &str, text: Option<&str>) -> Option<Line> {
    let text = text.map(str::trim).filter(|text| !text.is_empty())?;
    match Line::parse(text) {
        Ok(line) => Some(line),
        Err(error) => {
            errors.push(FieldError::new(pointer, "format", error.to_string()));
            None
        }
    }
}

/// The trimmed line, which must not be empty.
pub(crate) fn required(errors: &mut Vec<FieldError>, pointer: &str, text: &str) -> Option<Line> {
    if text.trim().is_empty() {
        errors.push(FieldError::new(pointer, "required", "must not be empty"));
        return None;
    }
    line(errors, pointer, Some(text))
}

/// Contacts as sent, with the ids they had: by id, or, from a sender who knows no ids, by name and phone. New ones get an
/// id from `next`.
pub(crate) fn contacts(
    inputs: &[ContactInput],
    known: &[Contact],
    errors: &mut Vec<FieldError>,
    next: impl Fn() -> ContactId,
) -> Vec<Contact> {
    let mut list: Vec<Contact> = Vec::with_capacity(inputs.len());
    for (index, input) in inputs.iter().enumerate() {
        let at = |field: &str| format!("/contacts/{index}/{field}");
        let name = required(errors, &at("name"), &input.name);
        let phone = Phone::parse(&input.phone)
            .map_err(|error| errors.push(FieldError::new(at("phone"), "format", error.to_string())))
            .ok();
        let email = line(errors, &at("email"), input.email.as_deref());
        let position = line(errors, &at("position"), input.position.as_deref());
        let (Some(name), Some(phone)) = (name, phone) else { continue };
        let taken = |id: ContactId| list.iter().any(|contact| contact.id == id);
        let id = match input.id {
            Some(id) if taken(id) => Err(FieldError::new(at("id"), "duplicate", "the id occurs twice")),
            Some(id) if known.iter().any(|contact| contact.id == id) => Ok(id),
            Some(_) => Err(FieldError::new(
                at("id"),
                "unknown_reference",
                "no contact of this customer; leave it out for a new one",
            )),
            None => Ok(known
                .iter()
                .find(|contact| contact.name == name && contact.phone == phone && !taken(contact.id))
                .map_or_else(&next, |contact| contact.id)),
        };
        match id {
            Ok(id) => list.push(Contact { id, name, phone, email, position }),
            Err(error) => errors.push(error),
        }
    }
    list
}

/// Sites as sent, with the ids they had: by id, or by address.
pub(crate) fn sites(
    inputs: &[SiteInput],
    known: &[Site],
    errors: &mut Vec<FieldError>,
    next: impl Fn() -> SiteId,
) -> Vec<Site> {
    let mut list: Vec<Site> = Vec::with_capacity(inputs.len());
    for (index, input) in inputs.iter().enumerate() {
        let at = |field: &str| format!("/sites/{index}/{field}");
        let address = required(errors, &at("address"), &input.address);
        let region = input.region.as_deref().and_then(|text| {
            Region::parse(text)
                .map_err(|error| errors.push(FieldError::new(at("region"), "format", error.to_string())))
                .ok()
        });
        let Some(address) = address else { continue };
        let taken = |id: SiteId| list.iter().any(|site| site.id == id);
        let id = match input.id {
            Some(id) if taken(id) => Err(FieldError::new(at("id"), "duplicate", "the id occurs twice")),
            Some(id) if known.iter().any(|site| site.id == id) => Ok(id),
            Some(_) => Err(FieldError::new(
                at("id"),
                "unknown_reference",
                "no site of this customer; leave it out for a new one",
            )),
            None => Ok(known
                .iter()
                .find(|site| site.address == address && !taken(site.id))
                .map_or_else(&next, |site| site.id)),
        };
        match id {
            Ok(id) => list.push(Site { id, address, region }),
            Err(error) => errors.push(error),
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(id: Option<u128>, name: &str, phone: &str) -> ContactInput {
        let id = id.map(|n| ContactId(uuid::Uuid::from_u128(n)));
        ContactInput { id, name: name.to_owned(), phone: phone.to_owned(), email: None, position: None }
    }

    fn new_id() -> ContactId {
        ContactId(uuid::Uuid::from_u128(99))
    }

    fn known() -> Vec<Contact> {
        let (id, name) = (ContactId(uuid::Uuid::from_u128(1)), Line::parse("王工").unwrap());
        vec![Contact { id, name, phone: Phone::parse("13800138000").unwrap(), email: None, position: None }]
    }

    #[test]
    fn a_sender_without_ids_does_not_make_the_contact_anew() {
        let mut errors = Vec::new();
        let list = contacts(
            &[contact(None, " 王工 ", "138-0013-8000"), contact(None, "李工", "13800138000")],
            &known(),
            &mut errors,
            new_id,
        );
        assert_eq!((errors.len(), list[0].id.0.as_u128(), list[1].id.0.as_u128()), (0, 1, 99));
    }

    #[test]
    fn a_foreign_id_and_an_id_twice_are_refused_with_their_place() {
        let mut errors = Vec::new();
        let sent = [
            contact(Some(1), "王工", "13800138000"),
            contact(Some(1), "王工", "13800138001"),
            contact(Some(7), "李", "13800138002"),
        ];
        contacts(&sent, &known(), &mut errors, new_id);
        let found: Vec<_> = errors.iter().map(|e| (e.pointer.as_str(), e.code.as_str())).collect();
        assert_eq!(found, [("/contacts/1/id", "duplicate"), ("/contacts/2/id", "unknown_reference")]);
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let mut errors = Vec::new();
        contacts(&[contact(None, "  ", "12345")], &[], &mut errors, new_id);
        let found: Vec<_> = errors.iter().map(|e| (e.pointer.as_str(), e.code.as_str())).collect();
        assert_eq!(found, [("/contacts/0/name", "required"), ("/contacts/0/phone", "format")]);
    }
}
