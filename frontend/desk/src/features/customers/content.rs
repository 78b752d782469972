//! What stands in the customer form, as plain data.

use contract::assets::{ContactInput, CustomerView, SaveCustomer, SiteInput};
use serde::{Deserialize, Serialize};

use crate::features::form::filled;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CustomerContent {
    /// Of the record that is being changed; a draft keeps the version it began with
    pub(super) version: Option<i64>,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) grade: String,
    #[serde(default)]
    pub(super) contract_no: String,
    pub(super) branch_id: String,
    pub(super) external_id: String,
    pub(super) tax_no: String,
    pub(super) note: String,
    pub(super) contacts: Vec<ContactContent>,
    pub(super) sites: Vec<SiteContent>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ContactContent {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) phone: String,
    pub(super) email: String,
    pub(super) position: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SiteContent {
    pub(super) id: String,
    pub(super) address: String,
    pub(super) region: String,
}

impl ContactContent {
    fn is_blank(&self) -> bool {
        [&self.name, &self.phone, &self.email, &self.position].into_iter().all(|text| text.trim().is_empty())
    }
}

impl SiteContent {
    fn is_blank(&self) -> bool {
        self.address.trim().is_empty() && self.region.trim().is_empty()
    }
}

impl CustomerContent {
    /// A blank form: an enterprise of the person's own branch with one line for a contact and one for a site.
    pub(super) fn blank(branch_id: String) -> Self {
        let contacts = vec![ContactContent::default()];
        Self {
            kind: "enterprise".to_owned(),
            branch_id,
            contacts,
            sites: vec![SiteContent::default()],
            ..Self::default()
        }
    }

    pub(super) fn of(customer: &CustomerView) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        Self {
            version: Some(customer.version),
            name: customer.name.clone(),
            kind: customer.kind.as_str().to_owned(),
            grade: customer.grade.map(|grade| grade.as_str().to_owned()).unwrap_or_default(),
            contract_no: text(&customer.contract_no),
            branch_id: customer.branch_id.to_string(),
            external_id: text(&customer.external_id),
            tax_no: text(&customer.tax_no),
            note: text(&customer.note),
            contacts: customer
                .contacts
                .iter()
                .map(|contact| ContactContent {
                    id: contact.id.to_string(),
                    name: contact.name.clone(),
                    phone: contact.phone.clone(),
                    email: text(&contact.email),
                    position: text(&contact.position),
                })
                .collect(),
            sites: customer
                .sites
                .iter()
                .map(|site| SiteContent {
                    id: site.id.to_string(),
                    address: site.address.clone(),
                    region: text(&site.region),
                })
                .collect(),
        }
    }

    /// The form without the lines that nobody filled, so that the server's line numbers are those on screen.
    pub(super) fn without_blank_lines(mut self) -> Self {
        self.contacts.retain(|contact| !contact.is_blank());
        self.sites.retain(|site| !site.is_blank());
        self
    }

    /// The request, or the pointers of what must be chosen first.
    pub(super) fn request(&self) -> Result<SaveCustomer, Vec<&'static str>> {
        match (filled(&self.name), self.kind.parse(), self.branch_id.parse()) {
            (Some(name), Ok(kind), Ok(branch_id)) => Ok(SaveCustomer {
                name,
                kind,
                grade: self.grade.parse().ok(),
                contract_no: filled(&self.contract_no),
                branch_id,
                external_id: filled(&self.external_id),
                tax_no: filled(&self.tax_no),
                note: filled(&self.note),
                contacts: self.contacts.iter().map(contact).collect(),
                sites: self.sites.iter().map(site).collect(),
            }),
            (name, kind, branch) => {
                let checks =
                    [("/name", name.is_none()), ("/kind", kind.is_err()), ("/branch_id", branch.is_err())];
                Err(checks.into_iter().filter(|(_, wrong)| *wrong).map(|(pointer, _)| pointer).collect())
            }
        }
    }
}

fn contact(line: &ContactContent) -> ContactInput {
    ContactInput {
        id: line.id.parse().ok(),
        name: line.name.trim().to_owned(),
        phone: line.phone.trim().to_owned(),
        email: filled(&line.email),
        position: filled(&line.position),
    }
}

fn site(line: &SiteContent) -> SiteInput {
    SiteInput {
        id: line.id.parse().ok(),
        address: line.address.trim().to_owned(),
        region: filled(&line.region),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_be_chosen_is_named() {
        let blank = CustomerContent { name: " ".into(), ..CustomerContent::blank(String::new()) };
        assert_eq!(blank.request().unwrap_err(), ["/name", "/branch_id"]);
    }

    #[test]
    fn blank_lines_are_left_out_and_texts_trimmed() {
        let branch = "0192f3a4-7c00-7000-8000-0000000000b1".to_owned();
        let mut content = CustomerContent {
            name: " 山东鲁能 ".into(),
            tax_no: " ".into(),
            ..CustomerContent::blank(branch)
        };
        content.contacts.push(ContactContent {
            name: "李工".into(),
            phone: " 13800138000".into(),
            ..ContactContent::default()
        });
        let request = content.without_blank_lines().request().unwrap();
        assert_eq!((request.name.as_str(), request.tax_no), ("山东鲁能", None));
        assert_eq!(request.contacts.len(), 1);
        assert_eq!(request.contacts[0].phone, "13800138000");
        assert_eq!(request.sites, []);
    }
}
