//! A row of a customer list: what it changes. Empty cells leave what is known; several rows of one customer add contacts
//! and sites to it.

use std::collections::HashMap;

use contract::{
    Shape as _,
    assets::{ContactInput, SaveCustomer, SiteInput},
};
use domain::{
    assets::{CustomerGrade, CustomerKind, Phone},
    kernel::BranchId,
};
use sea_orm::ConnectionTrait;

use super::{
    columns::pick,
    finding::{Finding, refusals},
    list::{Lookup, Planned},
    rows::Fields,
};
use crate::{
    AppError,
    assets::{CustomerDraft, StoredCustomer, customer_by_external_id, customers_named},
};

/// What makes rows the same customer: the external id, else name and telephone number.
pub(super) fn key(fields: Fields<'_>) -> Option<String> {
    if let Some(id) = fields.get("external_id") {
        return Some(format!("id {id}"));
    }
    let phone = fields.get("phone").and_then(|text| phones(text).ok()).and_then(|all| all.into_iter().next());
    fields
        .get("name")
        .map(|name| format!("name {name} {}", phone.map_or_else(String::new, |phone| phone.to_string())))
}

/// The customer as the row wants it, or why not.
pub(super) async fn plan<C: ConnectionTrait>(
    conn: &C,
    lookup: &Lookup<'_>,
    fields: Fields<'_>,
    earlier: &HashMap<String, StoredCustomer>,
) -> Result<(Planned, Vec<Finding>), AppError> {
    let line = fields.row.line;
    let mut findings = Vec::new();
    let known = match key(fields).and_then(|key| earlier.get(&key).cloned()) {
        Some(known) => Some(known),
        None => stored(conn, fields).await?,
    };
    let input = merged(lookup, fields, known.as_ref(), &mut findings)?;
    let Some(input) = input else { return Ok((Planned::Rejected, findings)) };
    let shape = input.problems();
    let draft = if shape.is_empty() {
        CustomerDraft::new(lookup.ids, lookup.now, &input, known.map(|known| known.row))
    } else {
        Err(AppError::Invalid(shape))
    };
    let checked = match draft {
        Ok(draft) => match draft.check_references(conn).await {
            Ok(()) => Ok(draft),
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    };
    match checked {
        Ok(draft) => Ok((Planned::Customer(Box::new(draft)), findings)),
        Err(error) => {
            findings.extend(refusals(line, error, |pointer| fields.place(field_at(pointer)))?);
            Ok((Planned::Rejected, findings))
        }
    }
}

async fn stored<C: ConnectionTrait>(
    conn: &C,
    fields: Fields<'_>,
) -> Result<Option<StoredCustomer>, AppError> {
    let external_id = fields.get("external_id");
    if let Some(id) = external_id
        && let Some(found) = customer_by_external_id(conn, id).await?
    {
        return Ok(Some(found));
    }
    let Some(name) = fields.get("name") else { return Ok(None) };
    let phones = fields.get("phone").and_then(|text| phones(text).ok()).unwrap_or_default();
    let same_phone = |customer: &StoredCustomer| {
        phones.is_empty() || customer.contacts.iter().any(|contact| phones.contains(&contact.phone))
    };
    // one that has another external id is another customer
    let same_id = |customer: &StoredCustomer| external_id.is_none() || customer.row.external_id.is_none();
    let named = customers_named(conn, name).await?;
    Ok(named.into_iter().find(|customer| same_phone(customer) && same_id(customer)))
}

fn merged(
    lookup: &Lookup<'_>,
    fields: Fields<'_>,
    known: Option<&StoredCustomer>,
    findings: &mut Vec<Finding>,
) -> Result<Option<SaveCustomer>, AppError> {
    let line = fields.row.line;
    let before = findings.len();
    let refuse = |findings: &mut Vec<Finding>, field: &str, code: &str, zh: &str, en: &str| {
        let finding = Finding::error(line, code, zh, en);
        findings.push(match fields.place(field) {
            Some((column, value)) => finding.at(&column, &value),
            None => finding,
        });
    };
    if known.is_none() && fields.get("name").is_none() {
        refuse(findings, "name", "required", "缺少客户名称", "the customer's name is missing");
    }
    let branch = match fields.get("branch") {
        None => None,
        Some(named) => {
            let found = lookup.branch(named);
            if found.is_none() {
                refuse(findings, "branch", "unknown_reference", "没有这个机构", "there is no such branch");
            }
            found
        }
    };
    let kind = coded(fields, "kind", findings, |word| {
        pick("customer_kind", word, CustomerKind::ALL, |code| [code.as_str(), code.zh(), code.en()])
    });
    let grade = coded(fields, "grade", findings, |word| {
        pick("customer_grade", word, CustomerGrade::ALL, |code| [code.as_str(), code.zh(), code.en()])
    });
    let mut input = match known {
        Some(known) => known.as_input()?,
        None => fresh(lookup.branch_id),
    };
    let set = |slot: &mut Option<String>, field: &str| {
        if let Some(value) = fields.get(field) {
            *slot = Some(value.to_owned());
        }
    };
    set(&mut input.external_id, "external_id");
    set(&mut input.tax_no, "tax_no");
    set(&mut input.note, "note");
    if let Some(name) = fields.get("name") {
        input.name = name.to_owned();
    }
    input.branch_id = branch.unwrap_or(input.branch_id);
    input.kind = kind.unwrap_or(input.kind);
    input.grade = grade.or(input.grade);
    contact(fields, &mut input, findings);
    site(fields, &mut input, findings);
    let refused = findings.iter().skip(before).any(|finding| finding.level == super::finding::Level::Error);
    Ok((!refused).then_some(input))
}

fn fresh(branch_id: BranchId) -> SaveCustomer {
    SaveCustomer {
        name: String::new(),
        kind: CustomerKind::Enterprise,
        grade: None,
        contract_no: None,
        branch_id,
        external_id: None,
        tax_no: None,
        note: None,
        contacts: Vec::new(),
        sites: Vec::new(),
    }
}

/// The code of a field; a word that is none is an error.
pub(super) fn coded<T>(
    fields: Fields<'_>,
    field: &str,
    findings: &mut Vec<Finding>,
    read: impl FnOnce(&str) -> Option<T>,
) -> Option<T> {
    let word = fields.get(field)?;
    let code = read(word);
    if code.is_none() {
        let finding =
            Finding::error(fields.row.line, "unknown_code", "取值无法识别", "the value is none of the list");
        findings.push(
            fields
                .place(field)
                .map_or_else(|| finding.clone(), |(column, value)| finding.clone().at(&column, &value)),
        );
    }
    code
}

/// The row's contact: known by one of its numbers, else new.
fn contact(fields: Fields<'_>, input: &mut SaveCustomer, findings: &mut Vec<Finding>) {
    let line = fields.row.line;
    let name = fields.get("contact_name");
    let Some(text) = fields.get("phone") else {
        if let (Some(_), Some((column, value))) = (name, fields.place("contact_name")) {
            let finding = Finding::warning(
                line,
                "missing",
                "联系人没有电话，未导入",
                "a contact without a telephone number is not imported",
            );
            findings.push(finding.at(&column, &value));
        }
        return;
    };
    let phones = match phones(text) {
        Ok(phones) => phones,
        Err(wrong) => {
            let finding = Finding::error(
                line,
                "format",
                "电话无法识别",
                format!("`{wrong}` is not a telephone number"),
            );
            findings.push(
                fields
                    .place("phone")
                    .map_or_else(|| finding.clone(), |(column, value)| finding.clone().at(&column, &value)),
            );
            return;
        }
    };
    // of a person the customer's name is the contact's
    let name = name.unwrap_or(&input.name).chars().take(60).collect::<String>();
    for phone in phones {
        let known = input.contacts.iter_mut().find(|contact| contact.phone == phone.as_str());
        let (email, position) =
            (fields.get("email").map(ToOwned::to_owned), fields.get("position").map(ToOwned::to_owned));
        match known {
            Some(contact) => {
                if fields.get("contact_name").is_some() {
                    contact.name.clone_from(&name);
                }
                contact.email = email.or_else(|| contact.email.take());
                contact.position = position.or_else(|| contact.position.take());
            }
            None => input.contacts.push(ContactInput {
                id: None,
                name: name.clone(),
                phone: phone.into(),
                email,
                position,
            }),
        }
    }
}

fn site(fields: Fields<'_>, input: &mut SaveCustomer, findings: &mut Vec<Finding>) {
    let region = fields.get("region").map(ToOwned::to_owned);
    let Some(address) = fields.get("address") else {
        if let Some((column, value)) = fields.place("region").filter(|_| region.is_some()) {
            let finding = Finding::warning(
                fields.row.line,
                "missing",
                "没有地址，行政区划未采用",
                "a region without an address is not used",
            );
            findings.push(finding.at(&column, &value));
        }
        return;
    };
    match input.sites.iter_mut().find(|site| site.address == address) {
        Some(site) => site.region = region.or_else(|| site.region.take()),
        None => input.sites.push(SiteInput { id: None, address: address.to_owned(), region }),
    }
}

/// One number, or several in one cell.
fn phones(text: &str) -> Result<Vec<Phone>, String> {
    if let Ok(phone) = Phone::parse(text) {
        return Ok(vec![phone]);
    }
    let parts = text
        .split(['/', ',', ';', '、', '，', '；', '\n', ' '])
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let mut all: Vec<Phone> = Vec::new();
    for part in parts {
        let phone = Phone::parse(part).map_err(|_| part.to_owned())?;
        if !all.contains(&phone) {
            all.push(phone);
        }
    }
    Ok(all)
}

/// The field of a list that a field of a request comes from.
fn field_at(pointer: &str) -> &str {
    match (pointer.starts_with("/contacts/"), pointer.rsplit('/').next().unwrap_or_default()) {
        (true, "name") => "contact_name",
        (false, "branch_id") => "branch",
        (_, last) => last,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_may_hold_several_numbers() {
        let read =
            |text: &str| phones(text).map(|all| all.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(read("138 0013 8000"), Ok(vec!["13800138000".to_owned()]));
        assert_eq!(
            read("13800138000/0512-66668888"),
            Ok(vec!["13800138000".to_owned(), "0512-66668888".to_owned()])
        );
        assert_eq!(read("13800138000、13800138000"), Ok(vec!["13800138000".to_owned()]));
        assert_eq!(read("1.38E+10"), Err("1.38E+10".to_owned()));
        assert_eq!(read("13800138000/无"), Err("无".to_owned()));
    }

    #[test]
    fn a_refused_field_is_found_in_its_column() {
        for (pointer, field) in [
            ("/contacts/3/phone", "phone"),
            ("/contacts/0/name", "contact_name"),
            ("/sites/0/region", "region"),
            ("/name", "name"),
            ("/branch_id", "branch"),
        ] {
            assert_eq!(field_at(pointer), field);
        }
    }
}
