//! The customer form as signals.

use leptos::prelude::*;

use super::content::{ContactContent, CustomerContent, SiteContent};
use crate::features::form::FormFields;

#[derive(Clone, Copy)]
pub(super) struct CustomerFields {
    pub(super) version: RwSignal<Option<i64>>,
    pub(super) name: RwSignal<String>,
    pub(super) kind: RwSignal<String>,
    pub(super) grade: RwSignal<String>,
    pub(super) contract_no: RwSignal<String>,
    pub(super) branch_id: RwSignal<String>,
    pub(super) external_id: RwSignal<String>,
    pub(super) tax_no: RwSignal<String>,
    pub(super) note: RwSignal<String>,
    pub(super) contacts: RwSignal<Vec<ContactFields>>,
    pub(super) sites: RwSignal<Vec<SiteFields>>,
}

#[derive(Clone, Copy)]
pub(super) struct ContactFields {
    id: RwSignal<String>,
    pub(super) name: RwSignal<String>,
    pub(super) phone: RwSignal<String>,
    pub(super) email: RwSignal<String>,
    pub(super) position: RwSignal<String>,
}

#[derive(Clone, Copy)]
pub(super) struct SiteFields {
    id: RwSignal<String>,
    pub(super) address: RwSignal<String>,
    pub(super) region: RwSignal<String>,
}

impl ContactFields {
    pub(super) fn new(content: ContactContent) -> Self {
        let ContactContent { id, name, phone, email, position } = content;
        Self {
            id: RwSignal::new(id),
            name: RwSignal::new(name),
            phone: RwSignal::new(phone),
            email: RwSignal::new(email),
            position: RwSignal::new(position),
        }
    }

    fn content(&self) -> ContactContent {
        ContactContent {
            id: self.id.get(),
            name: self.name.get(),
            phone: self.phone.get(),
            email: self.email.get(),
            position: self.position.get(),
        }
    }
}

impl SiteFields {
    pub(super) fn new(content: SiteContent) -> Self {
        let SiteContent { id, address, region } = content;
        Self { id: RwSignal::new(id), address: RwSignal::new(address), region: RwSignal::new(region) }
    }

    fn content(&self) -> SiteContent {
        SiteContent { id: self.id.get(), address: self.address.get(), region: self.region.get() }
    }
}

impl CustomerFields {
    pub(super) fn new(content: CustomerContent) -> Self {
        let text = || RwSignal::new(String::new());
        let fields = Self {
            version: RwSignal::new(None),
            name: text(),
            kind: text(),
            grade: text(),
            contract_no: text(),
            branch_id: text(),
            external_id: text(),
            tax_no: text(),
            note: text(),
            contacts: RwSignal::new(Vec::new()),
            sites: RwSignal::new(Vec::new()),
        };
        fields.fill(content);
        fields
    }
}

impl FormFields for CustomerFields {
    type Content = CustomerContent;

    fn content(self) -> CustomerContent {
        CustomerContent {
            version: self.version.get(),
            name: self.name.get(),
            kind: self.kind.get(),
            grade: self.grade.get(),
            contract_no: self.contract_no.get(),
            branch_id: self.branch_id.get(),
            external_id: self.external_id.get(),
            tax_no: self.tax_no.get(),
            note: self.note.get(),
            contacts: self.contacts.with(|all| all.iter().map(ContactFields::content).collect()),
            sites: self.sites.with(|all| all.iter().map(SiteFields::content).collect()),
        }
    }

    fn fill(self, content: CustomerContent) {
        self.version.set(content.version);
        self.name.set(content.name);
        self.kind.set(content.kind);
        self.grade.set(content.grade);
        self.contract_no.set(content.contract_no);
        self.branch_id.set(content.branch_id);
        self.external_id.set(content.external_id);
        self.tax_no.set(content.tax_no);
        self.note.set(content.note);
        self.contacts.set(content.contacts.into_iter().map(ContactFields::new).collect());
        self.sites.set(content.sites.into_iter().map(SiteFields::new).collect());
    }
}
