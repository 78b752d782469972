//! Golden price cases to the fen, each with the answers that simple implementations give.

use domain::{
    kernel::{Line, TicketId},
    pricing::{Content, LineKind, Quantity, QuoteLine, UnitOfMeasure, Work, price_line},
    tickets::ServiceMode,
    warranty::{ChargeClass, Payer},
};
use serde::Deserialize;
use uuid::Uuid;

use crate::world::{at, source, yuan};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    class: ChargeClass,
    mode: ServiceMode,
    work: Vec<Item>,
    amounts: Vec<String>,
    total: String,
    internal_cost: Option<String>,
    wrong: Vec<String>,
    formulas: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    kind: LineKind,
    code: Line,
    unit: UnitOfMeasure,
    quantity: Quantity,
    #[serde(default)]
    included: Quantity,
    list: String,
    cost: String,
    covered_by: Option<Payer>,
}

fn priced(case: &Case) -> Vec<QuoteLine> {
    let work = case.work.iter().map(|item| Work {
        kind: item.kind,
        code: item.code.clone(),
        name: item.code.clone(),
        unit: item.unit,
        quantity: item.quantity,
        included: item.included,
        list_price: yuan(&item.list),
        cost: yuan(&item.cost),
        source: source(),
        covered_by: item.covered_by,
    });
    work.map(|work| price_line(case.class, work).unwrap()).collect()
}

#[test]
fn every_case_has_its_price() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../golden/pricing_cases.json")).unwrap();
    assert!(cases.len() >= 7);
    for case in &cases {
        let lines = priced(case);
        let amounts: Vec<String> = lines.iter().map(|line| line.amount().unwrap().to_string()).collect();
        assert_eq!(amounts, case.amounts, "{}", case.name);
        for (line, formula) in lines.iter().zip(&case.formulas) {
            assert_eq!(&line.formula().unwrap(), formula, "{}", case.name);
        }
        let content = Content {
            ticket: TicketId(Uuid::from_u128(7)),
            version: 1,
            charge_class: case.class,
            mode: case.mode,
            lines,
            valid_until: at("2025-06-25 10:12"),
        };
        let total = content.total().unwrap().to_string();
        assert_eq!(total, case.total, "{}", case.name);
        assert!(!case.wrong.contains(&total), "{}", case.name);
        if let Some(cost) = &case.internal_cost {
            assert_eq!(&content.internal_cost().unwrap().to_string(), cost, "{}", case.name);
        }
    }
}
