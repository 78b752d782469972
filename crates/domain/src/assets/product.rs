//! Products (产品型号): what the company sells, with the terms of its warranty.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::{
    kernel::{Line, Money},
    warranty::{Category, Term},
};

/// A product model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// 型号
    pub model: Line,
    pub name: Line,
    pub name_en: Line,
    /// Code of the family, which has the fault codes
    pub family: Line,
    pub category: Category,
    /// 不可搬运: served on site, never sent in (R-2.2.7.1)
    pub immovable: bool,
    /// 按批次: raw material and the like without serial numbers
    pub batch_only: bool,
    pub terms: Vec<Term>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list_price: Option<Money>,
}

/// A product family of the standard catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductFamily {
    pub code: Line,
    pub zh: Line,
    pub en: Line,
    pub products: Vec<Product>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalogue {
    #[serde(rename = "note")]
    _note: String,
    families: Vec<Family>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Family {
    code: Line,
    zh: Line,
    en: Line,
    category: Category,
    #[serde(default)]
    immovable: bool,
    #[serde(default)]
    batch_only: bool,
    terms: Vec<Term>,
    models: Vec<Model>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Model {
    model: Line,
    name: Line,
    name_en: Line,
    list_price: Option<Money>,
}

#[expect(clippy::expect_used, reason = "the catalogue is part of the binary; a test reads it")]
static FAMILIES: LazyLock<Vec<ProductFamily>> = LazyLock::new(|| {
    let catalogue: Catalogue =
        serde_json::from_str(include_str!("../../data/products.json")).expect("products.json");
    catalogue.families.into_iter().map(ProductFamily::from).collect()
});

impl From<Family> for ProductFamily {
    fn from(family: Family) -> Self {
        let Family { code, zh, en, category, immovable, batch_only, terms, models } = family;
        let product = |Model { model, name, name_en, list_price }| Product {
            model,
            name,
            name_en,
            family: code.clone(),
            category,
            immovable,
            batch_only,
            terms: terms.clone(),
            list_price,
        };
        let products = models.into_iter().map(product).collect();
        Self { code, zh, en, products }
    }
}

/// The families of the standard catalogue that a new database starts with.
#[must_use]
pub fn standard_families() -> &'static [ProductFamily] {
    &FAMILIES
}

/// Every model of the standard catalogue.
pub fn standard_products() -> impl Iterator<Item = &'static Product> {
    FAMILIES.iter().flat_map(|family| &family.products)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn product(model: &str) -> &'static Product {
        standard_products().find(|product| product.model.as_str() == model).unwrap()
    }

    fn terms(model: &str) -> Vec<(String, Option<u16>, Option<u32>, &'static str)> {
        let terms = product(model).terms.iter();
        terms
            .map(|t| (t.covers().item().to_owned(), t.months(), t.running_hours(), t.starts().as_str()))
            .collect()
    }

    #[test]
    fn the_terms_are_those_of_the_catalogue() {
        let of = |item: &str, months, hours, starts| (item.to_owned(), Some(months), hours, starts);
        let vmc = [
            of("unit", 12, None, "accepted_at"),
            of("主轴", 18, None, "accepted_at"),
            of("数控系统", 24, None, "accepted_at"),
        ];
        assert_eq!(terms("VMC-850"), vmc);
        assert_eq!(
            product("VMC-850").terms[0].latest_start().map(|l| (l.from.as_str(), l.days)),
            Some(("delivered_at", 90))
        );
        assert_eq!(
            terms("KY-55"),
            [of("unit", 12, Some(4000), "delivered_at"), of("主机", 24, None, "delivered_at")]
        );
        assert_eq!(terms("IV300-75"), [of("unit", 18, None, "shipped_at")]);
        assert_eq!(
            terms("CP80-160"),
            [of("unit", 12, None, "delivered_at"), of("机械密封", 6, None, "delivered_at")]
        );
        assert_eq!(
            terms("HR-20"),
            [of("unit", 24, None, "delivered_at"), of("减速机", 36, None, "delivered_at")]
        );
        assert_eq!(terms("IPC-15"), [of("unit", 12, None, "sold_at"), of("main_part", 24, None, "sold_at")]);
        assert_eq!(terms("4LZ-6.0"), [of("unit", 12, None, "sold_at"), of("main_part", 24, None, "sold_at")]);
    }

    #[test]
    fn machining_centres_stay_where_they_are_and_grease_has_no_serial_number() {
        let flags: Vec<_> =
            standard_products().map(|p| (p.family.as_str(), p.immovable, p.batch_only)).collect();
        assert!(flags.iter().all(|(family, immovable, _)| *immovable == (*family == "VMC")));
        assert!(flags.iter().all(|(family, _, batch)| *batch == (*family == "MAT")));
        assert!(flags.iter().any(|(family, ..)| *family == "MAT"));
    }

    #[test]
    fn models_are_unique() {
        let mut models: Vec<_> = standard_products().map(|p| p.model.as_str()).collect();
        models.sort_unstable();
        assert!(models.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
