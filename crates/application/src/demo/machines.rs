//! Installed units: which machine, whose, since when. Kept small in memory, because a load test has more than a million.

use chrono::{Datelike as _, Days, NaiveDate};
use domain::{
    assets::{
        CustomerKind, Product, SerialNo, Unit, UnitIdentity, UnitStatus, UnitVerification, standard_products,
    },
    kernel::{Line, ProductId, Timestamp, UnitId},
    sla::{date_of, start_of_date},
    tickets::{KnownUnit, ProductFacts, Verification},
    warranty::{Agreed, BuyerKind, Dates, Reading, Subject},
};

use super::{chance::Chance, customers::Customer, line};
use crate::{AppError, Ids, assets::UnitSeed, sla::rules::ZONE};

const STREAM: u64 = 1 << 41;
const DAY: i64 = 86_400_000;
/// Units are sold over this many years before now.
const YEARS: i64 = 5;

/// A product of the catalogue with its id.
#[derive(Debug)]
pub(super) struct Model {
    pub id: ProductId,
    pub product: &'static Product,
}

/// Family, share of the installed base in 1/1000, failures of a unit and year: the volumes of a middle-sized manufacturer.
pub(super) const FAMILIES: &[(&str, u32, f64)] = &[
    ("VMC", 72, 0.95),
    ("KY", 130, 0.80),
    ("IV300", 525, 0.06),
    ("CP", 218, 0.12),
    ("HR", 32, 1.10),
    ("IPC", 12, 0.35),
    ("AGRI", 6, 0.60),
    ("MAT", 5, 0.10),
];

#[derive(Debug, Clone, Copy)]
pub(super) struct Machine {
    pub id: UnitId,
    pub customer: u32,
    /// Counts within the model and month
    number: u32,
    sold: NaiveDate,
    pub model: u8,
    pub site: u8,
    delivered_after: u8,
    accepted_after: u8,
    /// Running hours of a day; 0 for what has no meter
    daily_hours: u8,
    read_before_days: u8,
    status: UnitStatus,
}

pub(super) fn models(ids: &Ids, now: Timestamp) -> Vec<Model> {
    standard_products().map(|product| Model { id: ids.next::<ProductId>(now), product }).collect()
}

/// Where the units of each family begin and end: consecutive, in the order of [`FAMILIES`].
pub(super) fn ranges(units: u32) -> Vec<(u32, u32)> {
    let mut ranges = Vec::with_capacity(FAMILIES.len());
    let mut from = 0;
    let mut share = 0;
    for (_, thousandths, _) in FAMILIES {
        share += thousandths;
        let to = (u64::from(units) * u64::from(share) / 1_000) as u32;
        ranges.push((from, to));
        from = to;
    }
    ranges
}

/// What a unit is made from.
pub(super) struct Making<'a> {
    pub seed: u64,
    pub now: Timestamp,
    pub models: &'a [Model],
    pub ranges: &'a [(u32, u32)],
    pub customers: &'a [Customer],
    pub natural_persons: u32,
}

/// Unit number `index`.
pub(super) fn make(index: u32, making: &Making<'_>) -> Machine {
    let mut chance = Chance::new(making.seed, STREAM + u64::from(index));
    let ids = Ids::seeded(making.seed ^ (STREAM + u64::from(index)));
    let family = making.ranges.iter().position(|(from, to)| (*from..*to).contains(&index)).unwrap_or(2);
    let (code, ..) = FAMILIES[family];
    let of_family: Vec<usize> =
        (0..making.models.len()).filter(|m| making.models[*m].product.family.as_str() == code).collect();
    let model = *chance.pick(&of_family);
    let personal = matches!(code, "IPC" | "AGRI");
    let customer = owner(&mut chance, personal, making);
    // more of the young ones: sales grow
    let age = (chance.real(0.0, 1.0).powf(1.25) * (YEARS * 365) as f64) as i64 + 20;
    let sold = date_of(ZONE, making.now.plus_millis(-age * DAY));
    let sites = making.customers[customer as usize].sites.len();
    let metered = matches!(code, "KY" | "CP" | "VMC" | "HR");
    let status = *chance.of(&[
        (UnitStatus::InUse, 96.6),
        (UnitStatus::Moved, 1.6),
        (UnitStatus::Scrapped, 1.0),
        (UnitStatus::Exported, 0.8),
    ]);
    Machine {
        id: ids.next::<UnitId>(making.now.plus_millis(-age * DAY)),
        customer,
        number: index - making.ranges[family].0 + 1,
        sold,
        model: model as u8,
        site: chance.below(sites) as u8,
        delivered_after: chance.between(3, 25) as u8,
        accepted_after: if code == "VMC" || code == "HR" { chance.between(5, 60) as u8 } else { 0 },
        daily_hours: if metered { chance.between(5, 14) as u8 } else { 0 },
        read_before_days: chance.between(1, 60) as u8,
        status,
    }
}

/// Few customers have many units: the first ones of the list.
fn owner(chance: &mut Chance, personal: bool, making: &Making<'_>) -> u32 {
    let all = making.customers.len() as u32;
    let companies = all - making.natural_persons;
    if personal {
        companies + chance.below(making.natural_persons as usize) as u32
    } else {
        ((chance.real(0.0, 1.0).powf(1.7) * f64::from(companies)) as u32).min(companies.saturating_sub(1))
    }
}

impl Machine {
    pub(super) fn dates(&self) -> Dates {
        let after = |days: u8| self.sold.checked_add_days(Days::new(days.into()));
        let delivered = after(self.delivered_after);
        let accepted = delivered.and_then(|d| d.checked_add_days(Days::new(self.accepted_after.into())));
        Dates {
            sold_at: Some(self.sold),
            delivered_at: delivered,
            installed_at: accepted.filter(|_| self.accepted_after > 0),
            accepted_at: accepted.filter(|_| self.accepted_after > 0),
            ..Dates::default()
        }
    }

    /// The first day on which the unit can fail.
    pub(super) fn in_use_from(&self) -> NaiveDate {
        let days = u64::from(self.delivered_after) + u64::from(self.accepted_after) + 1;
        self.sold.checked_add_days(Days::new(days)).unwrap_or(self.sold)
    }

    fn read_at(&self, now: Timestamp) -> Timestamp {
        let at = now.plus_millis(-i64::from(self.read_before_days) * DAY);
        at.max(start_of_date(ZONE, self.sold))
    }

    fn running_hours(&self, now: Timestamp) -> Option<u32> {
        let days = self.read_at(now).millis_since(start_of_date(ZONE, self.in_use_from())) / DAY;
        (self.daily_hours > 0).then(|| u32::try_from(days.max(0)).unwrap_or(0) * u32::from(self.daily_hours))
    }

    fn buyer(&self, models: &[Model], customers: &[Customer]) -> BuyerKind {
        match (models[self.model as usize].product.family.as_str(), customers[self.customer as usize].kind) {
            ("AGRI", _) => BuyerKind::Farmer,
            (_, CustomerKind::NaturalPerson) => BuyerKind::Consumer,
            _ => BuyerKind::Business,
        }
    }

    fn identity(&self, models: &[Model]) -> Result<UnitIdentity, AppError> {
        let product = models[self.model as usize].product;
        let short: String = product.model.as_str().chars().filter(char::is_ascii_alphanumeric).collect();
        let (year, month) = (self.sold.year() % 100, self.sold.month());
        if product.batch_only {
            let batch_no = line(&format!("{short}-{year:02}{month:02}-{}", self.number % 9 + 1))?;
            return Ok(UnitIdentity::Batch { batch_no, quantity: self.number % 40 + 5 });
        }
        let text = format!("{short}-{year:02}{month:02}-{:05}", self.number);
        let serial_no =
            SerialNo::parse(&text).map_err(|error| AppError::inconsistent("unit", &text, error))?;
        Ok(UnitIdentity::Serial { serial_no })
    }

    pub(super) fn seed(
        &self,
        models: &[Model],
        customers: &[Customer],
        now: Timestamp,
        branches: &[domain::kernel::BranchId],
    ) -> Result<UnitSeed, AppError> {
        let owner = &customers[self.customer as usize];
        let site = &owner.sites[self.site as usize];
        Ok(UnitSeed {
            id: self.id,
            identity: self.identity(models)?,
            product_id: models[self.model as usize].id,
            customer_id: Some(owner.id),
            site_id: Some(site.id),
            branch_id: branches[site.branch],
            buyer: self.buyer(models, customers),
            status: self.status,
            verification: UnitVerification::Verified,
            dates: self.dates(),
            running_hours: self.running_hours(now),
            external_id: None,
            at: self.read_at(now),
        })
    }

    /// The warranty question's subject, as the stored row gives it.
    pub(super) fn subject(
        &self,
        models: &[Model],
        customers: &[Customer],
        now: Timestamp,
    ) -> Result<Subject, AppError> {
        let readings = self.running_hours(now).map(|hours| Reading { at: self.read_at(now), hours });
        let unit = Unit {
            identity: self.identity(models)?,
            status: self.status,
            verification: UnitVerification::Verified,
            buyer: self.buyer(models, customers),
            price: None,
            dates: self.dates(),
            readings: readings.into_iter().collect(),
            agreed: Agreed::default(),
        };
        Ok(unit.subject(models[self.model as usize].product))
    }

    pub(super) fn known(&self, models: &[Model]) -> Result<KnownUnit, AppError> {
        let model = &models[self.model as usize];
        let (serial, batch) = match self.identity(models)? {
            UnitIdentity::Serial { serial_no } => (Some(line(serial_no.as_str())?), None),
            UnitIdentity::Batch { batch_no, .. } => (None, Some(batch_no)),
        };
        Ok(KnownUnit {
            unit_id: self.id,
            product_id: Some(model.id),
            model: Some(model.product.model.clone()),
            serial,
            batch,
            purchased_on: Some(self.sold),
            immovable: model.product.immovable,
            batch_only: model.product.batch_only,
        })
    }

    /// What a request records of a unit that was found.
    pub(super) fn facts(&self, models: &[Model]) -> Result<ProductFacts, AppError> {
        let known = self.known(models)?;
        let quantity = match self.identity(models)? {
            UnitIdentity::Batch { quantity, .. } => Some(quantity),
            UnitIdentity::Serial { .. } => None,
        };
        Ok(ProductFacts {
            product_id: known.product_id,
            unit_id: Some(known.unit_id),
            model: known.model,
            serial: known.serial,
            batch: known.batch,
            quantity,
            purchased_on: known.purchased_on,
            immovable: known.immovable,
            batch_only: known.batch_only,
            verification: Verification::Verified,
        })
    }

    /// What a request records of a serial number with a slip of the tongue: nobody finds it.
    pub(super) fn misheard(&self, models: &[Model]) -> Result<ProductFacts, AppError> {
        let facts = self.facts(models)?;
        let wrong: Option<Line> =
            facts.serial.as_ref().map(|serial| line(&format!("{serial}8"))).transpose()?;
        Ok(ProductFacts {
            unit_id: None,
            serial: wrong,
            purchased_on: None,
            verification: Verification::Pending,
            ..facts
        })
    }

    pub(super) fn is_working(&self) -> bool {
        matches!(self.status, UnitStatus::InUse | UnitStatus::Moved)
    }
}
