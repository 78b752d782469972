//! What holds for every price.

use domain::{
    kernel::{Currency, Money},
    pricing::{LineKind, Quantity, Split, price_line},
    warranty::{ChargeClass, Payer},
};
use proptest::{option, prelude::*, sample::select};

use crate::world::{content, work};

fn money(minor: i64) -> Money {
    Money::from_minor(minor, Currency::Cny)
}

fn thousandths(n: i64) -> Quantity {
    Quantity::parse(&format!("{}.{:03}", n / 1000, n % 1000)).unwrap()
}

fn customer_pays(
    class: ChargeClass,
    kind: LineKind,
    covered: Option<Payer>,
    of: i64,
    list: i64,
    cost: i64,
) -> i64 {
    let mut item = work(kind, "X", "1", "1.00", "1.00");
    item.quantity = thousandths(of);
    item.list_price = money(list);
    item.cost = money(cost);
    item.covered_by = covered;
    content(1, class, vec![item]).total().unwrap().minor()
}

proptest! {
    #[test]
    fn the_parts_of_a_line_sum_to_it_exactly(minor in 0i64..1_000_000_000_000, customer in 0u16..=10_000, rest in 0u16..=10_000) {
        let split = Split::new(customer, rest.min(10_000 - customer)).unwrap();
        let parts = Payer::ALL.iter().map(|payer| split.part(*payer, money(minor)).minor());
        let parts: Vec<i64> = parts.collect();
        prop_assert_eq!(parts.iter().sum::<i64>(), minor);
        prop_assert!(parts.iter().all(|part| *part >= 0));
    }

    #[test]
    fn a_smaller_share_never_costs_the_customer_more(minor in 0i64..1_000_000_000, one in 0u16..=10_000, other in 0u16..=10_000) {
        let part = |share| Split::new(share, 0).unwrap().part(Payer::Customer, money(minor)).minor();
        prop_assert!(part(one.min(other)) <= part(one.max(other)));
    }

    #[test]
    fn more_coverage_never_raises_the_customers_price(
        kind in select(LineKind::ALL), of in 0i64..1_000_000, list in 0i64..10_000_000, cost in 0i64..10_000_000,
    ) {
        let pays = |class, covered| customer_pays(class, kind, covered, of, list, cost);
        use ChargeClass::{Contract, Free, Paid};
        prop_assert!(pays(Free, None) <= pays(Contract, None));
        prop_assert!(pays(Contract, None) <= pays(Paid, None));
        for class in [Free, Contract, Paid] {
            prop_assert_eq!(pays(class, Some(Payer::Manufacturer)), 0);
            prop_assert_eq!(pays(class, Some(Payer::Contract)), 0);
        }
    }

    #[test]
    fn a_total_is_the_sum_of_its_lines(lines in proptest::collection::vec((0i64..100_000, 0i64..1_000_000, option::of(select(Payer::ALL))), 1..12)) {
        let work: Vec<_> = lines.iter().map(|(of, list, covered)| {
            let mut item = work(LineKind::Labour, "X", "1", "1.00", "1.00");
            (item.quantity, item.list_price, item.covered_by) = (thousandths(*of), money(*list), *covered);
            item
        }).collect();
        let priced: Vec<_> = work.iter().cloned().map(|w| price_line(ChargeClass::Paid, w).unwrap()).collect();
        let sum: i64 = priced.iter().map(|line| line.paid_by(Payer::Customer).unwrap().minor()).sum();
        prop_assert_eq!(content(1, ChargeClass::Paid, work).total().unwrap().minor(), sum);
    }
}
