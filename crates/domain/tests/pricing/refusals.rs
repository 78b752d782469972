//! Bad input: refused with its reason, and nothing is half-done.

use domain::{
    kernel::{Currency, Money},
    parts::{IssueJob, IssueRequest, PartOrigin, may_issue},
    pricing::{
        Account, Actual, CODE_ATTEMPTS, CodeChallenge, Content, InvoiceRequest, LineKind, Quantity,
        Quotation, Split, Tariff, Tariffs, price_line, settle, standard_tariffs,
    },
    tickets::ServiceMode,
    warranty::{ChargeClass, Payer},
};
use serde_json::json;

use crate::world::{
    at, code, consented, content, customer, line, part, person, quantity, recorded_call, sent, sms, v1, v2,
    work, yuan,
};

fn tariff(version: u32, from: &str, until: Option<&str>, items: &serde_json::Value) -> Tariff {
    serde_json::from_value(json!({
        "table": "repair", "version": version, "title": "维修", "clause": "R-5.4.15",
        "valid_from": from, "valid_until": until, "items": items,
    }))
    .unwrap()
}

fn item(code: &str, amount: &str, currency: &str) -> serde_json::Value {
    json!({ "code": code, "kind": "labour", "name": "工时", "unit": "hour",
            "price": { "amount": amount, "currency": currency } })
}

#[test]
fn the_old_price_is_used_on_the_day_before_the_new_one() {
    let tariffs = standard_tariffs();
    let price = |day: &str| tariffs.price("installation", "PIPE", day.parse().unwrap()).unwrap();
    assert_eq!(price("2025-06-30").item.price, yuan("75.00"));
    assert_eq!(price("2025-07-01").item.price, yuan("80.00"));
    assert_eq!(
        (price("2025-07-01").source.version, price("2025-07-01").source.clause.as_str()),
        (2, "R-5.A.3")
    );
    let unpublished = tariffs.price("installation", "PIPE", "2024-12-31".parse().unwrap());
    assert_eq!(code(unpublished), "price_unpublished");
    assert_eq!(
        code(tariffs.price("repair", "SURCHARGE", "2025-07-01".parse().unwrap())),
        "price_unpublished"
    );
}

#[test]
fn faulty_tariffs_are_refused() {
    let good = || json!([item("LABOUR", "180.00", "CNY")]);
    let refused = |tables| code(Tariffs::new(tables));
    assert_eq!(refused(vec![tariff(1, "2025-01-01", None, &good())]), "ok");
    for (items, reason) in [
        (json!([]), "tariff_invalid"),
        (json!([item("LABOUR", "-0.01", "CNY")]), "amount_negative"),
        (json!([item("A", "1.00", "CNY"), item("A", "1.00", "CNY")]), "tariff_invalid"),
        (json!([item("A", "1.00", "CNY"), item("B", "1.00", "USD")]), "currencies_mixed"),
    ] {
        assert_eq!(refused(vec![tariff(1, "2025-01-01", None, &items)]), reason);
    }
    let pair = |first_until, second_from| {
        refused(vec![tariff(1, "2025-01-01", first_until, &good()), tariff(2, second_from, None, &good())])
    };
    assert_eq!(pair(Some("2025-06-30"), "2025-07-01"), "ok");
    assert_eq!(pair(Some("2025-07-01"), "2025-07-01"), "tariff_overlaps");
    assert_eq!(pair(None, "2025-07-01"), "tariff_overlaps");
    assert_eq!(refused(vec![tariff(1, "2025-02-01", Some("2025-01-31"), &good())]), "tariff_invalid");
}

#[test]
fn faulty_prices_never_become_a_line() {
    let mut negative = work(LineKind::Part, "X", "1", "-1.00", "0.00");
    assert_eq!(code(price_line(ChargeClass::Paid, negative.clone())), "amount_negative");
    negative.list_price = Money::from_minor(100, Currency::Usd);
    assert_eq!(code(price_line(ChargeClass::Paid, negative)), "currencies_mixed");
    let mut huge = work(LineKind::Part, "X", "1000000", "1.00", "0.00");
    huge.list_price = Money::from_minor(i64::MAX, Currency::Cny);
    assert_eq!(code(price_line(ChargeClass::Paid, huge)), "amount_too_large");
}

#[test]
fn faulty_quotes_are_refused_and_leave_no_version() {
    let mut foreign = v1();
    foreign.lines[1].unit_price = Money::from_minor(100, Currency::Usd);
    let mut negative = v1();
    negative.lines[0].unit_price = yuan("-280.00");
    let mut charged_free = v1();
    charged_free.charge_class = ChargeClass::Free;
    for (content, reason) in [
        (Content { lines: Vec::new(), ..v1() }, "quote_empty"),
        (foreign, "currencies_mixed"),
        (negative, "amount_negative"),
        (charged_free, "free_job_charged"),
        (Content { mode: ServiceMode::Remote, ..v1() }, "travel_on_remote"),
        (v2(), "quote_outdated"),
        (Content { valid_until: at("2025-06-10 10:00"), ..v1() }, "quote_expired"),
    ] {
        let mut quotation = Quotation::default();
        assert_eq!(code(quotation.draft(content, person(1), at("2025-06-10 10:00"))), reason);
        assert_eq!(quotation, Quotation::default());
    }
}

#[test]
fn a_consent_that_does_not_fit_is_refused_and_changes_nothing() {
    let hash = v1().hash();
    let late = "2025-06-25 10:13";
    for (version, hash, evidence, by, when, reason) in [
        (1, v2().hash(), sms(), customer(), "2025-06-10 15:40", "quote_tampered"),
        (1, hash.clone(), sms(), customer(), late, "quote_expired"),
        (2, hash.clone(), sms(), customer(), "2025-06-10 15:40", "quote_not_found"),
        (0, hash.clone(), sms(), customer(), "2025-06-10 15:40", "quote_not_found"),
        (1, hash.clone(), sms(), customer(), "2025-06-10 10:11", "time_out_of_order"),
        (1, hash, recorded_call(), person(1), "2025-06-10 15:40", "consent_recorder_is_maker"),
    ] {
        let mut quotation = sent();
        assert_eq!(code(quotation.consent(version, &hash, evidence, by, at(when))), reason);
        assert_eq!(quotation, sent());
    }
    let mut unsent = Quotation::default();
    unsent.draft(v1(), person(1), at("2025-06-10 10:00")).unwrap();
    let early = unsent.consent(1, &v1().hash(), sms(), customer(), at("2025-06-10 10:01"));
    assert_eq!(code(early), "quote_not_sent");
    let mut twice = consented();
    let again = twice.consent(1, &v1().hash(), sms(), customer(), at("2025-06-10 15:41"));
    assert_eq!(code(again), "quote_answered");
    let mut reported = sent();
    let other = reported.consent(1, &v1().hash(), recorded_call(), person(2), at("2025-06-10 15:40"));
    assert_eq!(code(other), "ok");
}

#[test]
fn an_older_version_cannot_be_consented_to() {
    let mut quotation = sent();
    quotation.draft(v2(), person(1), at("2025-06-10 11:00")).unwrap();
    let old = quotation.consent(1, &v1().hash(), sms(), customer(), at("2025-06-10 15:40"));
    assert_eq!(code(old), "quote_outdated");
}

#[test]
fn content_changed_after_the_consent_no_longer_binds() {
    let mut stored = serde_json::to_value(consented()).unwrap();
    assert_eq!(code(serde_json::from_value::<Quotation>(stored.clone()).unwrap().consented()), "ok");
    stored["versions"][0]["content"]["lines"][0]["unit_price"]["amount"] = "281.00".into();
    let tampered: Quotation = serde_json::from_value(stored).unwrap();
    assert_eq!(code(tampered.consented()), "quote_tampered");
}

#[test]
fn every_field_of_the_content_is_under_the_hash() {
    let original = v1().hash();
    let mut other_split = v1();
    other_split.lines[0].split = Split::all(Payer::Manufacturer);
    let mut other_quantity = v1();
    other_quantity.lines[2].quantity = quantity("4.5");
    for changed in [
        Content { version: 2, ..v1() },
        Content { valid_until: at("2025-06-26 10:12"), ..v1() },
        Content { charge_class: ChargeClass::Other, ..v1() },
        other_split,
        other_quantity,
    ] {
        assert_ne!(changed.hash(), original);
    }
}

#[test]
fn a_code_works_once_in_time_and_for_its_content() {
    let sent_at = at("2025-06-10 15:35");
    let new = || CodeChallenge::new("482913", "salt", "hash", sent_at);
    let mut code_once = new();
    assert_eq!(code(code_once.answer(" 482913 ", "hash", at("2025-06-10 15:40"))), "ok");
    assert_eq!(code(code_once.answer("482913", "hash", at("2025-06-10 15:40"))), "code_used");
    assert_eq!(code(new().answer("482913", "hash", at("2025-06-10 15:45"))), "ok");
    assert_eq!(code(new().answer("482913", "hash", at("2025-06-10 15:46"))), "code_expired");
    assert_eq!(code(new().answer("482913", "other", at("2025-06-10 15:40"))), "quote_tampered");
    let mut guessed = new();
    for _ in 0..CODE_ATTEMPTS {
        assert_eq!(code(guessed.answer("000000", "hash", at("2025-06-10 15:40"))), "code_wrong");
    }
    assert_eq!(code(guessed.answer("482913", "hash", at("2025-06-10 15:40"))), "code_locked");
    assert!(!serde_json::to_string(&new()).unwrap().contains("482913"));
}

#[test]
fn a_part_of_the_wrong_origin_or_fit_is_not_issued() {
    let issue = |class, origin, standard: bool, agreed, model: &str| {
        let mut part = part("KY-BRG", "3600.00");
        part.origin = origin;
        part.standard_no = standard.then(|| line("GB/T 307.1"));
        let job = IssueJob { charge_class: class, model: Some(line(model)), agreed_to_other_origin: agreed };
        let (when, none) = (at("2025-06-10 15:41"), Quantity::ZERO);
        let request = IssueRequest { part: &part, quantity: Quantity::whole(1), issued: none, at: when };
        code(may_issue(&request, &job, consented().consented().ok().as_ref()))
    };
    use ChargeClass::{Contract, Free, Paid};
    use PartOrigin::{Equivalent, Original, Used};
    assert_eq!(issue(Free, Original, false, false, "KY-55"), "ok");
    assert_eq!(issue(Free, Original, false, false, "KY-37"), "part_unfit");
    assert_eq!(issue(Free, Used, false, true, "KY-55"), "part_origin_refused");
    assert_eq!(issue(Contract, Used, false, true, "KY-55"), "part_origin_refused");
    assert_eq!(issue(Free, Equivalent, true, false, "KY-55"), "part_agreement_missing");
    assert_eq!(issue(Free, Equivalent, true, true, "KY-55"), "ok");
    assert_eq!(issue(Paid, Equivalent, true, false, "KY-55"), "ok");
    assert_eq!(issue(Paid, Equivalent, false, false, "KY-55"), "part_standard_missing");
    assert_eq!(issue(Paid, Used, false, false, "KY-55"), "part_agreement_missing");
    assert_eq!(issue(Paid, Used, false, true, "KY-55"), "ok");
}

#[test]
fn a_free_job_is_not_invoiced_and_a_company_needs_its_tax_number() {
    let request = |number: Option<&str>, rate| InvoiceRequest {
        title: line("苏州精工"),
        tax_number: number.map(line),
        buyer_is_company: true,
        tax_rate: rate,
    };
    let mut free = Quotation::default();
    let labour = work(LineKind::Labour, "LABOUR", "4", "180.00", "90.00");
    let free_content = content(1, ChargeClass::Free, vec![labour]);
    let hash = free_content.hash();
    free.draft(free_content, person(1), at("2025-06-10 10:00")).unwrap();
    free.send(1, at("2025-06-10 10:12")).unwrap();
    free.consent(1, &hash, sms(), customer(), at("2025-06-10 15:40")).unwrap();
    let done = [Actual { line: 0, quantity: quantity("1") }];
    let mut account = Account::new(settle(&free.consented().unwrap(), &done).unwrap());
    let asked = account.request_invoice(request(Some("91320500MA1N12345X"), 1300), at("2025-06-12 11:00"));
    assert_eq!(code(asked), "nothing_to_invoice");

    let quotation = consented();
    for (number, rate, reason) in [
        (None, 1300, "tax_number_invalid"),
        (Some("91320500"), 1300, "tax_number_invalid"),
        (Some("91320500ma1n12345x"), 1300, "tax_number_invalid"),
        (Some("91320500MA1N12345X"), 5001, "tax_rate_invalid"),
        (Some("91320500MA1N12345X"), 0, "ok"),
    ] {
        let mut account = Account::new(settle(&quotation.consented().unwrap(), &done).unwrap());
        let asked = account.request_invoice(request(number, rate), at("2025-06-12 11:00"));
        assert_eq!(code(asked), reason, "{number:?}");
    }
}
