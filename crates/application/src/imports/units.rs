//! A row of a list of installed units: what it changes. Empty cells leave what is known.

use std::collections::HashMap;

use chrono::NaiveDate;
use contract::{Shape as _, assets::SaveUnit};
use domain::{
    assets::{BuyerKind, SerialNo, UnitStatus, UnitVerification},
    kernel::{CustomerId, ProductId, SiteId},
};
use sea_orm::ConnectionTrait;

use super::{
    columns::pick,
    customers::coded,
    dates,
    finding::{Finding, Level, refusals},
    list::{Lookup, Planned},
    rows::Fields,
};
use crate::{
    AppError,
    assets::{
        StoredCustomer, UnitDraft, UnitKey, customer_by_external_id, customers_named, product_row,
        unit_as_input, unit_row,
    },
};

/// What makes rows the same unit: the external id, else serial number or batch within the product.
pub(super) fn key(fields: Fields<'_>) -> Option<String> {
    if let Some(id) = fields.get("external_id") {
        return Some(format!("id {id}"));
    }
    let product = fields.get("product_external_id").or_else(|| fields.get("model"))?;
    if let Some(serial) = fields.get("serial").and_then(|serial| SerialNo::parse(serial).ok()) {
        return Some(format!("serial {product} {serial}"));
    }
    let customer =
        fields.get("customer_external_id").or_else(|| fields.get("customer_name")).unwrap_or_default();
    fields.get("batch").map(|batch| format!("batch {product} {batch} {customer}"))
}

/// The unit as the row wants it, or why not.
pub(super) async fn plan<C: ConnectionTrait>(
    conn: &C,
    lookup: &Lookup<'_>,
    fields: Fields<'_>,
    earlier: &HashMap<String, crate::assets::store::unit::Model>,
) -> Result<(Planned, Vec<Finding>), AppError> {
    let line = fields.row.line;
    let mut findings = Vec::new();
    let Some(product) = product(conn, fields, &mut findings).await? else {
        return Ok((Planned::Rejected, findings));
    };
    let customer = customer(conn, fields, &mut findings).await?;
    let Some(mut input) = read(lookup, fields, ProductId(product.id), customer.as_ref(), &mut findings)
    else {
        return Ok((Planned::Rejected, findings));
    };
    let serial_key =
        input.serial.as_deref().and_then(|serial| SerialNo::parse(serial).ok()).map(String::from);
    let unit_key = UnitKey {
        external_id: input.external_id.as_deref(),
        serial_key: serial_key.as_deref(),
        batch: input.batch.as_deref(),
        product: ProductId(product.id),
        customer: input.customer_id,
    };
    let known = match key(fields).and_then(|key| earlier.get(&key).cloned()) {
        Some(known) => Some(known),
        None => unit_row(conn, unit_key).await?,
    };
    if let Some(known) = &known {
        input = kept(fields, input, unit_as_input(known)?);
    } else if let Some(customer) = &customer
        && fields.get("buyer").is_none()
    {
        input.buyer = customer.kind()?.usual_buyer();
    }
    let shape = input.problems();
    let draft = if shape.is_empty() {
        // the list is the sales data: what it has is verified
        UnitDraft::new(lookup.ids, lookup.now, &input, product, UnitVerification::Verified, known)
    } else {
        Err(AppError::Invalid(shape))
    };
    let checked = match draft {
        Ok(draft) => match (draft.check_references(conn).await, draft.check_unique(conn).await) {
            (Ok(()), Ok(())) => Ok(draft),
            (Err(error), _) | (_, Err(error)) => Err(error),
        },
        Err(error) => Err(error),
    };
    match checked {
        Ok(draft) => Ok((Planned::Unit(Box::new(draft)), findings)),
        Err(error) => {
            findings.extend(refusals(line, error, |pointer| fields.place(field_at(pointer)))?);
            Ok((Planned::Rejected, findings))
        }
    }
}

fn refuse(fields: Fields<'_>, findings: &mut Vec<Finding>, field: &str, code: &str, zh: &str, en: &str) {
    let finding = Finding::error(fields.row.line, code, zh, en);
    findings.push(match fields.place(field) {
        Some((column, value)) => finding.at(&column, &value),
        None => finding,
    });
}

async fn product<C: ConnectionTrait>(
    conn: &C,
    fields: Fields<'_>,
    findings: &mut Vec<Finding>,
) -> Result<Option<crate::assets::store::product::Model>, AppError> {
    let (model, external_id) = (fields.get("model"), fields.get("product_external_id"));
    let field = if external_id.is_some() { "product_external_id" } else { "model" };
    let found = product_row(conn, model, external_id).await?;
    match (&found, model.or(external_id)) {
        (None, None) => refuse(fields, findings, field, "required", "缺少产品型号", "the product is missing"),
        (None, Some(_)) => {
            refuse(fields, findings, field, "unknown_reference", "没有这个产品", "there is no such product");
        }
        (Some(_), _) => {}
    }
    Ok(found)
}

async fn customer<C: ConnectionTrait>(
    conn: &C,
    fields: Fields<'_>,
    findings: &mut Vec<Finding>,
) -> Result<Option<StoredCustomer>, AppError> {
    if let Some(id) = fields.get("customer_external_id") {
        let found = customer_by_external_id(conn, id).await?;
        if found.is_none() {
            refuse(
                fields,
                findings,
                "customer_external_id",
                "unknown_reference",
                "没有这个客户",
                "there is no such customer",
            );
        }
        return Ok(found);
    }
    let Some(name) = fields.get("customer_name") else { return Ok(None) };
    let mut found = customers_named(conn, name).await?;
    match found.len() {
        1 => return Ok(found.pop()),
        0 => refuse(
            fields,
            findings,
            "customer_name",
            "unknown_reference",
            "没有这个客户",
            "there is no such customer",
        ),
        _ => refuse(
            fields,
            findings,
            "customer_name",
            "ambiguous",
            "有多个同名客户，请填写客户编号",
            "several customers have this name; give the customer's number",
        ),
    }
    Ok(None)
}

/// What the row says; nothing when one of its cells cannot be read.
fn read(
    lookup: &Lookup<'_>,
    fields: Fields<'_>,
    product_id: ProductId,
    customer: Option<&StoredCustomer>,
    findings: &mut Vec<Finding>,
) -> Option<SaveUnit> {
    let text = |field: &str| fields.get(field).map(ToOwned::to_owned);
    let branch = match fields.get("branch") {
        Some(named) => lookup.branch(named).or_else(|| {
            refuse(
                fields,
                findings,
                "branch",
                "unknown_reference",
                "没有这个机构",
                "there is no such branch",
            );
            None
        }),
        // the branch that looks after the customer looks after the customer's machines
        None => customer.map(|customer| domain::kernel::BranchId(customer.row.branch_id)),
    };
    let buyer = coded(fields, "buyer", findings, |word| {
        pick("buyer_kind", word, BuyerKind::ALL, |code| [code.as_str(), code.zh(), code.en()])
    });
    let status = coded(fields, "status", findings, |word| {
        pick("unit_status", word, UnitStatus::ALL, |code| [code.as_str(), code.zh(), code.en()])
    });
    let input = SaveUnit {
        serial: text("serial"),
        batch: text("batch"),
        quantity: number(fields, "quantity", findings),
        product_id,
        customer_id: customer.map(|customer| CustomerId(customer.row.id)),
        site_id: site(fields, customer, findings),
        branch_id: branch.unwrap_or(lookup.branch_id),
        buyer: buyer.unwrap_or(BuyerKind::Business),
        status,
        sold_on: date(fields, "sold_on", findings),
        delivered_on: date(fields, "delivered_on", findings),
        installed_on: date(fields, "installed_on", findings),
        accepted_on: date(fields, "accepted_on", findings),
        running_hours: number(fields, "running_hours", findings),
        external_id: text("external_id"),
    };
    let refused = findings.iter().any(|finding| finding.level == Level::Error);
    (!refused).then_some(input)
}

/// What is known, changed where the row has something to say.
fn kept(fields: Fields<'_>, row: SaveUnit, known: SaveUnit) -> SaveUnit {
    let says = |field: &str| fields.get(field).is_some();
    let moved = row.customer_id.is_some() && row.customer_id != known.customer_id;
    let number = |serial: &Option<String>| serial.as_deref().and_then(|serial| SerialNo::parse(serial).ok());
    // the same number, typed in another way, is no other number
    let same_serial = number(&row.serial).is_some() && number(&row.serial) == number(&known.serial);
    SaveUnit {
        serial: if same_serial { known.serial } else { row.serial.or(known.serial) },
        batch: row.batch.or(known.batch),
        quantity: row.quantity.or(known.quantity),
        product_id: row.product_id,
        customer_id: row.customer_id.or(known.customer_id),
        // the place of the old owner is not the new one's
        site_id: row.site_id.or(if moved { None } else { known.site_id }),
        branch_id: if says("branch") || moved { row.branch_id } else { known.branch_id },
        buyer: if says("buyer") { row.buyer } else { known.buyer },
        status: row.status.or(known.status),
        sold_on: row.sold_on.or(known.sold_on),
        delivered_on: row.delivered_on.or(known.delivered_on),
        installed_on: row.installed_on.or(known.installed_on),
        accepted_on: row.accepted_on.or(known.accepted_on),
        running_hours: row.running_hours.or(known.running_hours),
        external_id: row.external_id.or(known.external_id),
    }
}

fn date(fields: Fields<'_>, field: &str, findings: &mut Vec<Finding>) -> Option<NaiveDate> {
    let text = fields.get(field)?;
    let date = dates::parse(text);
    if date.is_none() {
        refuse(
            fields,
            findings,
            field,
            "format",
            "日期无法识别，请用 2025-03-07 的形式",
            "the date cannot be read; write it as 2025-03-07",
        );
    }
    date
}

fn number(fields: Fields<'_>, field: &str, findings: &mut Vec<Finding>) -> Option<u32> {
    let text = fields.get(field)?;
    // thousands may be set apart
    let plain: String = text.chars().filter(|c| !matches!(c, ',' | '，' | ' ')).collect();
    let number = plain.parse().ok();
    if number.is_none() {
        refuse(fields, findings, field, "format", "不是整数", "is no whole number");
    }
    number
}

fn site(
    fields: Fields<'_>,
    customer: Option<&StoredCustomer>,
    findings: &mut Vec<Finding>,
) -> Option<SiteId> {
    let address = fields.get("site")?;
    let found =
        customer.and_then(|customer| customer.sites.iter().find(|site| site.address.as_str() == address));
    if found.is_none()
        && let Some((column, value)) = fields.place("site")
    {
        let finding = Finding::warning(
            fields.row.line,
            "unknown_reference",
            "客户没有这个使用地点，未采用",
            "the customer has no such site; not used",
        );
        findings.push(finding.at(&column, &value));
    }
    found.map(|site| site.id)
}

/// The field of a list that a field of a request comes from.
fn field_at(pointer: &str) -> &str {
    match pointer.trim_start_matches('/') {
        "product_id" => "model",
        "customer_id" => "customer_name",
        "site_id" => "site",
        "branch_id" => "branch",
        field => field,
    }
}
