//! The job of scenario S7 and the words to talk about it.

use domain::{
    kernel::{Actor, AttachmentId, Currency, Line, Money, Rejection, TicketId, Timestamp, UserId},
    parts::{Part, PartOrigin, PartPrice},
    pricing::{
        Content, Evidence, LineKind, PriceSource, Quantity, Quotation, UnitOfMeasure, Work, price_line,
    },
    tickets::ServiceMode,
    warranty::ChargeClass,
};
use uuid::Uuid;

pub(crate) fn yuan(text: &str) -> Money {
    Money::parse(text, Currency::Cny).unwrap()
}

pub(crate) fn line(text: &str) -> Line {
    Line::parse(text).unwrap()
}

pub(crate) fn quantity(text: &str) -> Quantity {
    Quantity::parse(text).unwrap()
}

/// Local time of Shanghai, `2025-06-10 10:12`.
pub(crate) fn at(text: &str) -> Timestamp {
    format!("{}:00+08:00", text.replace(' ', "T")).parse().unwrap()
}

pub(crate) fn user(n: u128) -> UserId {
    UserId(Uuid::from_u128(n))
}

pub(crate) fn person(n: u128) -> Actor {
    Actor::User { id: user(n), name: format!("用户{n}") }
}

pub(crate) fn customer() -> Actor {
    Actor::Customer { name: "客户".to_owned() }
}

pub(crate) fn source() -> PriceSource {
    PriceSource { rule: "D1".into(), table: "parts".into(), version: 1, clause: "R-5.4.15".into() }
}

pub(crate) fn work(kind: LineKind, code: &str, of: &str, list: &str, cost: &str) -> Work {
    Work {
        kind,
        code: line(code),
        name: line(code),
        unit: UnitOfMeasure::Piece,
        quantity: quantity(of),
        included: Quantity::ZERO,
        list_price: yuan(list),
        cost: yuan(cost),
        source: source(),
        covered_by: None,
    }
}

pub(crate) fn content(version: u32, class: ChargeClass, work: Vec<Work>) -> Content {
    Content {
        ticket: TicketId(Uuid::from_u128(7)),
        version,
        charge_class: class,
        mode: ServiceMode::OnSite,
        lines: work.into_iter().map(|work| price_line(class, work).unwrap()).collect(),
        valid_until: at("2025-06-25 10:12"),
    }
}

pub(crate) fn v1() -> Content {
    let mut travel = work(LineKind::Travel, "DISTANCE", "86", "2.00", "1.00");
    travel.included = quantity("30");
    let work = vec![
        work(LineKind::Part, "KY-AF", "1", "280.00", "165.00"),
        work(LineKind::Part, "KY-BRG", "1", "3600.00", "2350.00"),
        work(LineKind::Labour, "LABOUR", "4", "180.00", "90.00"),
        travel,
    ];
    content(1, ChargeClass::Paid, work)
}

pub(crate) fn v2() -> Content {
    let mut content = Content { version: 2, ..v1() };
    let valve = work(LineKind::Part, "KY-TV", "1", "650.00", "310.00");
    content.lines.push(price_line(ChargeClass::Paid, valve).unwrap());
    content.lines[2].quantity = quantity("5");
    content
}

pub(crate) fn sms() -> Evidence {
    Evidence::SmsCode { phone_tail: line("0001") }
}

pub(crate) fn recorded_call() -> Evidence {
    Evidence::RecordedCall { recording: AttachmentId(Uuid::from_u128(1)), speaker: line("王工") }
}

/// v1 made and sent on 2025-06-10 10:12.
pub(crate) fn sent() -> Quotation {
    let mut quotation = Quotation::default();
    quotation.draft(v1(), person(1), at("2025-06-10 10:00")).unwrap();
    quotation.send(1, at("2025-06-10 10:12")).unwrap();
    quotation
}

/// … and consented to at 15:40.
pub(crate) fn consented() -> Quotation {
    let mut quotation = sent();
    quotation.consent(1, &v1().hash(), sms(), customer(), at("2025-06-10 15:40")).unwrap();
    quotation
}

pub(crate) fn part(number: &str, list: &str) -> Part {
    Part {
        number: line(number),
        name: line(number),
        origin: PartOrigin::Original,
        standard_no: None,
        fits: vec![line("KY-55")],
        prices: vec![PartPrice {
            valid_from: "2025-01-01".parse().unwrap(),
            list: yuan(list),
            cost: yuan("1.00"),
        }],
    }
}

/// The code of a refusal, or `ok`.
pub(crate) fn code<T>(result: Result<T, Rejection>) -> String {
    result.map_or_else(|no| no.reasons()[0].code.to_string(), |_| "ok".to_owned())
}
