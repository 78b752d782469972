//! Customers with contacts and sites; among them the cases that real data have: merged, moved abroad, a contact who died.

use domain::{
    assets::{CustomerGrade, CustomerKind, Phone, Region, owner_for},
    kernel::{BranchId, ContactId, CustomerId, Line, SiteId, Timestamp},
    tickets::{CustomerFacts, Ownership},
};

use super::{
    chance::Chance,
    company::Company,
    geography::{TOWNS, Town},
    line, names,
};
use crate::{
    AppError, Ids,
    assets::{Contact, CustomerSeed, Site},
    sla::rules::ZONE,
};

const STREAM: u64 = 1 << 40;
const POSITIONS: &[&str] = &["设备部经理", "设备主管", "维修班长", "生产主管", "动力车间主任", "采购主管"];
const ROADS: &[&str] =
    &["创新路", "工业大道", "兴业路", "科技路", "迎宾大道", "经三路", "纬五路", "振兴街", "建设路", "长江路"];

/// What requests need of a customer.
#[derive(Debug)]
pub(super) struct Customer {
    pub id: CustomerId,
    pub kind: CustomerKind,
    pub name: Line,
    pub contacts: Vec<(Line, Line)>,
    pub sites: Vec<Place>,
    pub branch: usize,
}

/// A site with the owner of its area.
#[derive(Debug)]
pub(super) struct Place {
    pub id: SiteId,
    pub address: Line,
    pub region: Option<Line>,
    /// Place in the list of branches
    pub branch: usize,
    pub owner: Option<Ownership>,
}

impl Customer {
    pub(super) fn facts(&self, contact: usize, site: usize) -> Option<CustomerFacts> {
        let (name, phone) = self.contacts.get(contact).or_else(|| self.contacts.first())?;
        let site = self.sites.get(site).or_else(|| self.sites.first());
        Some(CustomerFacts {
            customer_id: Some(self.id),
            name: self.name.clone(),
            contact_name: name.clone(),
            phone: phone.clone(),
            address: site.map(|site| site.address.clone()),
            region: site.and_then(|site| site.region.clone()),
        })
    }
}

/// How many of a hundred customers are natural persons: they own the computers and the farm machines.
pub(super) const fn natural_persons(customers: u32) -> u32 {
    let share = customers / 12;
    if share < 5 { 5 } else { share }
}

/// Customer number `index` of `all`. The last ones are natural persons.
pub(super) fn make(
    index: u32,
    all: u32,
    seed: u64,
    company: &Company,
    now: Timestamp,
) -> Result<(CustomerSeed, Customer), AppError> {
    let mut chance = Chance::new(seed, STREAM + u64::from(index));
    let ids = Ids::seeded(seed ^ (STREAM + u64::from(index)));
    let at = now.plus_millis(-chance.between(200, 1_500) * 86_400_000);
    let weights: Vec<f64> = TOWNS.iter().map(|town| town.weight).collect();
    // the demo account sees something: the third customer is in its town
    let town = if index % 20 == 2 { &TOWNS[24] } else { &TOWNS[chance.weighted(&weights)] };
    let kind = kind_of(index, all, &mut chance);
    let name = match kind {
        CustomerKind::Enterprise => names::company(&mut chance, town),
        CustomerKind::IndividualBusiness => names::workshop(&mut chance, town),
        CustomerKind::NaturalPerson => names::person(&mut chance),
    };
    let mut contacts = contacts(&mut chance, &ids, kind, &name, town, at)?;
    let mut sites = vec![site(&mut chance, &ids, kind, town, at)?];
    if kind == CustomerKind::Enterprise && chance.percent(35.0) {
        let other = &TOWNS[chance.weighted(&weights)];
        sites.push(site(&mut chance, &ids, kind, other, at)?);
    }
    let note = special(index, &mut chance, &ids, &mut contacts, &mut sites, at)?;
    let places = sites.iter().map(|site| place(site, company, at)).collect::<Result<Vec<_>, _>>()?;
    let branch = places.first().map_or(0, |place| place.branch);
    let home = company.branches.get(branch).map(|b| b.id);
    let seed = CustomerSeed {
        id: ids.next::<CustomerId>(at),
        name: line(&name)?,
        kind,
        grade: (kind == CustomerKind::Enterprise).then(|| grade(&mut chance)),
        branch_id: home.ok_or_else(|| AppError::inconsistent("customer", index, "no branch"))?,
        external_id: Some(format!("C{:06}", index + 1)),
        tax_no: (kind != CustomerKind::NaturalPerson).then(|| names::tax_number(&mut chance, town)),
        note,
        contacts,
        sites,
        at,
    };
    let customer = Customer {
        id: seed.id,
        kind,
        name: seed.name.clone(),
        contacts: seed.contacts.iter().map(reachable).collect::<Result<_, _>>()?,
        sites: places,
        branch,
    };
    Ok((seed, customer))
}

fn kind_of(index: u32, all: u32, chance: &mut Chance) -> CustomerKind {
    if index >= all - natural_persons(all) {
        CustomerKind::NaturalPerson
    } else if chance.percent(8.0) {
        CustomerKind::IndividualBusiness
    } else {
        CustomerKind::Enterprise
    }
}

fn grade(chance: &mut Chance) -> CustomerGrade {
    *chance.of(&[(CustomerGrade::A, 15.0), (CustomerGrade::B, 55.0), (CustomerGrade::C, 30.0)])
}

fn contacts(
    chance: &mut Chance,
    ids: &Ids,
    kind: CustomerKind,
    customer: &str,
    town: &Town,
    at: Timestamp,
) -> Result<Vec<Contact>, AppError> {
    let own = kind == CustomerKind::NaturalPerson;
    let count = if own { 1 } else { 1 + chance.weighted(&[45.0, 40.0, 15.0]) };
    let mut list = Vec::with_capacity(count);
    for number in 0..count {
        let name = if own { customer.to_owned() } else { names::person(chance) };
        let desk = !own && number == 1 && chance.percent(60.0);
        let phone = if desk { names::landline(chance, town) } else { names::mobile(chance) };
        list.push(Contact {
            id: ids.next::<ContactId>(at),
            name: line(&name)?,
            phone: phone_of(&phone)?,
            email: None,
            position: if own { None } else { Some(line(chance.word(POSITIONS))?) },
        });
    }
    Ok(list)
}

fn phone_of(text: &str) -> Result<Phone, AppError> {
    Phone::parse(text).map_err(|error| AppError::inconsistent("customer", "demo", error))
}

fn site(
    chance: &mut Chance,
    ids: &Ids,
    kind: CustomerKind,
    town: &Town,
    at: Timestamp,
) -> Result<Site, AppError> {
    let (road, number) = (chance.word(ROADS), chance.between(1, 399));
    let tail = if kind == CustomerKind::NaturalPerson {
        format!("{}幢{}室", chance.between(1, 30), chance.between(101, 1_802))
    } else {
        format!("{}号厂房", chance.between(1, 9))
    };
    let city = if town.province.starts_with(town.city) { String::new() } else { format!("{}市", town.city) };
    let address = format!("{}{city}{}{road}{number}号{tail}", town.province, town.district);
    let region =
        Region::parse(town.region).map_err(|error| AppError::inconsistent("customer", "demo", error))?;
    Ok(Site { id: ids.next::<SiteId>(at), address: line(&address)?, region: Some(region) })
}

fn place(site: &Site, company: &Company, at: Timestamp) -> Result<Place, AppError> {
    let area =
        site.region.and_then(|region| owner_for(&company.areas, &company.colleagues, region, at, ZONE));
    let by_id = |id: BranchId| company.branches.iter().position(|branch| branch.id == id);
    let branch = area.as_ref().and_then(|area| by_id(area.branch)).unwrap_or(0);
    let owner = area.and_then(|area| {
        let person = company.person(area.owner)?;
        Some(Ownership {
            owner_id: person.id,
            owner_name: person.name.clone(),
            why: area.why,
            why_en: Some(area.why_en),
            at,
        })
    });
    let region = site.region.map(|region| line(&region.to_string())).transpose()?;
    Ok(Place { id: site.id, address: site.address.clone(), region, branch, owner })
}

/// A contact who can be called: name and number.
fn reachable(contact: &Contact) -> Result<(Line, Line), AppError> {
    Ok((contact.name.clone(), line(contact.phone.as_str())?))
}

/// Merged customers, a contact who died, a factory abroad: a few of every hundred.
fn special(
    index: u32,
    chance: &mut Chance,
    ids: &Ids,
    contacts: &mut Vec<Contact>,
    sites: &mut Vec<Site>,
    at: Timestamp,
) -> Result<Option<String>, AppError> {
    Ok(match index % 50 {
        7 => Some("2025年吸收合并同城子公司，原客户档案并入本客户；旧合同与发票仍使用原名称。".to_owned()),
        13 => {
            let late = names::person(chance);
            let name = line(&format!("{late}（已故）"))?;
            let phone = phone_of(&names::mobile(chance))?;
            contacts.push(Contact {
                id: ids.next::<ContactId>(at),
                name,
                phone,
                email: None,
                position: None,
            });
            Some(format!("原联系人{late}已去世，请勿拨打其号码，有事联系现任设备负责人。"))
        }
        21 => {
            let address = line("越南北宁省桂武工业园 N4 路 12 号（出口设备）")?;
            sites.push(Site { id: ids.next::<SiteId>(at), address, region: None });
            Some("部分设备已随产线迁至越南工厂，服务须经海外部安排。".to_owned())
        }
        33 => Some("联系电话曾登记错误，已按来电更正。".to_owned()),
        _ => None,
    })
}
