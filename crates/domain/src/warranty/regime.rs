//! Which law or contract decides (rules A1–A8), with its parameters as data.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

use super::{Agreed, Cause};
use crate::kernel::codes;

codes! {
    /// The body of rules a decision rests on.
    pub enum RegimeCode {
        Agri = "CN-2010-AGRI", "农业机械产品修理、更换、退货责任规定", "Farm machinery warranty rules (2010)";
        Pc = "CN-2002-PC", "微型计算机商品修理更换退货责任规定", "Microcomputer warranty rules (2002)";
        Phone = "CN-2001-PHONE", "移动电话机商品修理更换退货责任规定", "Mobile phone warranty rules (2001)";
        AudioVideo = "CN-2002-AV", "家用视听商品修理更换退货责任规定", "Home audio and video warranty rules (2002)";
        Auto = "CN-2021-AUTO", "家用汽车产品修理更换退货责任规定", "Family car warranty rules (2021)";
        General = "CN-1995-GENERAL", "部分商品修理更换退货责任规定", "Warranty rules for listed goods (1995)";
        Consumer = "CN-CONSUMER-DEFAULT", "消费者权益保护法", "Consumer protection law";
        B2b = "CN-B2B-CONTRACT", "合同与民法典", "Contract and civil code";
    }
}

codes! {
    /// What kind of goods a product is, as far as the law distinguishes them.
    pub enum Category {
        Industrial = "industrial", "工业设备", "Industrial equipment";
        Material = "material", "原材料及耗材", "Materials and consumables";
        Computer = "computer", "微型计算机", "Microcomputer";
        MobilePhone = "mobile_phone", "移动电话机", "Mobile phone";
        AudioVideo = "audio_video", "家用视听商品", "Home audio and video";
        FarmMachine = "farm_machine", "农业机械", "Farm machine";
        Car = "car", "家用汽车", "Family car";
        ColourTv = "colour_tv", "彩色电视机", "Colour TV";
        FlatTv = "flat_tv", "平板电视机", "Flat TV";
        Camcorder = "camcorder", "摄录像机", "Camcorder";
        HouseholdAirConditioner = "household_air_conditioner", "家用空调", "Household air conditioner";
        Fridge = "fridge", "电冰箱", "Fridge";
        WashingMachine = "washing_machine", "洗衣机", "Washing machine";
        Fan = "fan", "电风扇", "Fan";
        Microwave = "microwave", "微波炉", "Microwave oven";
        VacuumCleaner = "vacuum_cleaner", "吸尘器", "Vacuum cleaner";
        RangeHood = "range_hood", "吸排油烟机", "Range hood";
        GasWaterHeater = "gas_water_heater", "燃气热水器", "Gas water heater";
        ListedHouseholdGood = "listed_household_good", "其他目录内商品", "Other listed household good";
        OtherGoods = "other_goods", "其他商品", "Other goods";
    }
}

codes! {
    /// Who bought the goods, as far as the law distinguishes buyers.
    pub enum BuyerKind {
        Consumer = "consumer", "消费者", "Consumer";
        Business = "business", "企业用户", "Business";
        Farmer = "farmer", "农业生产者", "Farmer";
    }
}

/// A rule id and where it is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Clause {
    pub rule: String,
    pub clause: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Applies {
    pub rule: String,
    pub clause: String,
    /// Empty = any
    pub categories: Vec<Category>,
    /// Empty = any
    pub buyers: Vec<BuyerKind>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DayClause {
    pub rule: String,
    pub clause: String,
    pub days: u16,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Exclusion {
    pub cause: Cause,
    pub rule: String,
    pub clause: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EarlyReturn {
    pub rule: String,
    pub clause: String,
    pub days: u16,
    pub exchange_too: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FailedRepairs {
    pub count: usize,
    pub exchange: Clause,
    pub none_in_stock: Clause,
    pub declined: Clause,
    pub depreciation: Clause,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RemedyRules {
    pub early_return: Option<EarlyReturn>,
    pub early_exchange: Option<DayClause>,
    pub failed_repairs: Option<FailedRepairs>,
    /// In 1/10000 of the price per day of use
    pub depreciation_per_day: BTreeMap<Category, u16>,
}

/// How long a repair may take before the law opens another right; no extension goes past it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepairCap {
    pub rule: String,
    pub clause: String,
    /// Counted from the report, as a policy writes targets: `PT720H@CAL-24x7`, `30WD@CAL-8x5`
    pub target: String,
    /// Only while parts are waited for, or only otherwise; always when absent
    #[serde(default)]
    waiting_parts: Option<bool>,
}

/// One body of rules with its parameters.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regime {
    code: RegimeCode,
    /// A law: agreements may only add to it
    statutory: bool,
    pub(super) applies: Applies,
    pub(super) term: Clause,
    extends_by_repair: bool,
    extends_by_custody: bool,
    pub(super) rolls_last_rest_day: bool,
    pub(super) exchange_restarts: Clause,
    pub(super) part_restarts: Option<Clause>,
    pub(super) post_repair_guarantee: DayClause,
    #[serde(default)]
    repair_caps: Vec<RepairCap>,
    exclusions: Vec<Exclusion>,
    pub(super) remedies: Option<RemedyRules>,
}

#[derive(Deserialize)]
struct Table {
    regimes: Vec<Regime>,
}

#[expect(clippy::expect_used, reason = "the table is part of the binary; a test reads it")]
static REGIMES: LazyLock<Vec<Regime>> = LazyLock::new(|| {
    let table: Table = serde_json::from_str(include_str!("../../data/regimes.json")).expect("regimes.json");
    table.regimes
});

impl Regime {
    /// The regime of a sale: the first of the table that fits (A1–A7). The last one, the contract, fits every sale.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a test asks for every category and buyer")]
    pub fn of_sale(category: Category, buyer: BuyerKind) -> &'static Self {
        REGIMES.iter().find(|regime| regime.fits(category, buyer)).expect("the last regime fits every sale")
    }

    /// The regime of that code.
    #[must_use]
    pub fn by_code(code: RegimeCode) -> Option<&'static Self> {
        REGIMES.iter().find(|regime| regime.code == code)
    }

    /// How long a repair may take (B7, B8, B17, B23); none where the law says nothing.
    #[must_use]
    pub fn repair_cap(&self, waiting_parts: bool) -> Option<&RepairCap> {
        self.repair_caps.iter().find(|cap| cap.waiting_parts.is_none_or(|only| only == waiting_parts))
    }

    fn fits(&self, category: Category, buyer: BuyerKind) -> bool {
        let Applies { categories, buyers, .. } = &self.applies;
        (categories.is_empty() || categories.contains(&category))
            && (buyers.is_empty() || buyers.contains(&buyer))
    }

    #[must_use]
    pub const fn code(&self) -> RegimeCode {
        self.code
    }

    pub(super) fn exclusion(&self, cause: Cause) -> Option<&Exclusion> {
        self.exclusions.iter().find(|exclusion| exclusion.cause == cause)
    }

    pub(super) fn repair_extends(&self, agreed: Agreed) -> bool {
        self.agree(self.extends_by_repair, agreed.repair_extends)
    }

    pub(super) fn custody_extends(&self, agreed: Agreed) -> bool {
        self.agree(self.extends_by_custody, agreed.custody_extends)
    }

    pub(super) fn exchange_restarts(&self, agreed: Agreed) -> bool {
        self.agree(true, agreed.exchange_restarts)
    }

    const fn agree(&self, regime: bool, agreed: Option<bool>) -> bool {
        match agreed {
            Some(agreed) if self.statutory => regime || agreed,
            Some(agreed) => agreed,
            None => regime,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cap_is_a_target_with_a_calendar() {
        for cap in REGIMES.iter().flat_map(|regime| &regime.repair_caps) {
            let target: crate::sla::Target = cap.target.parse().unwrap();
            assert!(target.calendar.is_some(), "{}", cap.target);
        }
        let pc = Regime::by_code(RegimeCode::Pc).unwrap();
        assert_eq!(pc.repair_cap(false).map(|cap| cap.rule.as_str()), Some("B7"));
        assert_eq!(pc.repair_cap(true).map(|cap| cap.target.as_str()), Some("PT1440H@CAL-24x7"));
        assert!(Regime::by_code(RegimeCode::B2b).unwrap().repair_cap(true).is_none());
    }

    #[test]
    fn every_regime_is_in_the_table_once_and_every_sale_has_one() {
        let codes: Vec<_> = REGIMES.iter().map(Regime::code).collect();
        assert_eq!(codes, RegimeCode::ALL);
        for category in Category::ALL {
            for buyer in BuyerKind::ALL {
                assert!(Regime::of_sale(*category, *buyer).fits(*category, *buyer));
            }
        }
    }

    #[test]
    fn the_choice_follows_goods_and_buyer() {
        let cases = [
            (Category::Computer, BuyerKind::Consumer, RegimeCode::Pc),
            (Category::Computer, BuyerKind::Business, RegimeCode::B2b),
            (Category::Industrial, BuyerKind::Business, RegimeCode::B2b),
            (Category::FarmMachine, BuyerKind::Farmer, RegimeCode::Agri),
            (Category::FarmMachine, BuyerKind::Business, RegimeCode::B2b),
            (Category::Car, BuyerKind::Consumer, RegimeCode::Auto),
            (Category::Fridge, BuyerKind::Consumer, RegimeCode::General),
            (Category::AudioVideo, BuyerKind::Consumer, RegimeCode::AudioVideo),
            (Category::MobilePhone, BuyerKind::Consumer, RegimeCode::Phone),
            (Category::Industrial, BuyerKind::Consumer, RegimeCode::Consumer),
        ];
        for (category, buyer, code) in cases {
            assert_eq!(Regime::of_sale(category, buyer).code(), code, "{category} {buyer}");
        }
    }

    #[test]
    fn only_a_defect_or_an_open_cause_is_never_excluded() {
        for regime in REGIMES.iter() {
            for cause in Cause::ALL {
                let open = matches!(cause, Cause::ProductDefect | Cause::Unknown);
                assert_eq!(regime.exclusion(*cause).is_none(), open, "{} {cause}", regime.code());
            }
        }
    }

    #[test]
    fn an_agreement_adds_to_the_law_and_decides_between_businesses() {
        let (pc, b2b) = (
            Regime::of_sale(Category::Computer, BuyerKind::Consumer),
            Regime::of_sale(Category::Industrial, BuyerKind::Business),
        );
        let agreed = |value| Agreed { repair_extends: value, exchange_restarts: value, ..Agreed::default() };
        assert!(pc.repair_extends(agreed(Some(false))) && pc.exchange_restarts(agreed(Some(false))));
        assert!(!b2b.repair_extends(agreed(None)) && b2b.repair_extends(agreed(Some(true))));
        assert!(b2b.exchange_restarts(agreed(None)) && !b2b.exchange_restarts(agreed(Some(false))));
    }
}
