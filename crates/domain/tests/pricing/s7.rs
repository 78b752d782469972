//! Scenario S7: an out-of-warranty repair, with the customer's consent before parts are issued.

use domain::{
    kernel::Prose,
    parts::{IssueJob, IssueRequest, PartPrice, may_issue},
    pricing::{
        Account, Actual, Credit, InvoiceRequest, Payment, PaymentMethod, PaymentStatus, Quantity, Quotation,
        settle,
    },
    warranty::ChargeClass,
};

use crate::world::{at, code, consented, customer, line, part, person, quantity, sent, sms, v1, v2, yuan};

fn issue(quotation: &Quotation, number: &str, when: &str, issued: &str) -> String {
    let part = part(number, "3600.00");
    let job = IssueJob {
        charge_class: ChargeClass::Paid,
        model: Some(line("KY-55")),
        agreed_to_other_origin: false,
    };
    let request =
        IssueRequest { part: &part, quantity: Quantity::whole(1), issued: quantity(issued), at: at(when) };
    code(may_issue(&request, &job, quotation.consented().ok().as_ref()))
}

fn all_done() -> Vec<Actual> {
    let quoted = v1();
    quoted.lines.iter().enumerate().map(|(line, q)| Actual { line, quantity: q.quantity }).collect()
}

fn invoice_request() -> InvoiceRequest {
    InvoiceRequest {
        title: line("苏州精工机械有限公司"),
        tax_number: Some(line("91320500MA1N12345X")),
        buyer_is_company: true,
        tax_rate: 1300,
    }
}

fn payment(amount: &str, reference: &str, when: &str) -> Payment {
    let method = PaymentMethod::Transfer;
    Payment { amount: yuan(amount), method, reference: line(reference), at: at(when) }
}

#[test]
fn bearings_are_issued_after_the_consent_and_not_before() {
    assert_eq!(issue(&sent(), "KY-BRG", "2025-06-10 15:30", "0"), "consent_missing");
    let quotation = consented();
    assert_eq!(issue(&quotation, "KY-BRG", "2025-06-10 15:30", "0"), "consent_missing");
    assert_eq!(issue(&quotation, "KY-BRG", "2025-06-10 15:41", "0"), "ok");
    assert_eq!(issue(&quotation, "KY-BRG", "2025-06-10 15:41", "1"), "consent_exceeded");
}

#[test]
fn a_declined_second_version_leaves_the_first_one_binding() {
    let mut quotation = consented();
    quotation.draft(v2(), person(1), at("2025-06-11 09:00")).unwrap();
    assert_eq!(quotation.versions()[1].content.total().unwrap(), yuan("5542.00"));
    quotation.send(2, at("2025-06-11 09:05")).unwrap();
    assert_eq!(issue(&quotation, "KY-TV", "2025-06-11 09:06", "0"), "consent_exceeded");
    quotation.decline(2, None, customer(), at("2025-06-11 09:30")).unwrap();
    assert_eq!(issue(&quotation, "KY-TV", "2025-06-11 09:31", "0"), "consent_exceeded");
    assert_eq!(code(quotation.consented().unwrap().may_charge(yuan("4712.00"))), "ok");
    assert_eq!(code(quotation.consented().unwrap().may_charge(yuan("4712.01"))), "consent_exceeded");
}

#[test]
fn a_consented_second_version_binds() {
    let mut quotation = consented();
    quotation.draft(v2(), person(1), at("2025-06-11 09:00")).unwrap();
    quotation.send(2, at("2025-06-11 09:05")).unwrap();
    quotation.consent(2, &v2().hash(), sms(), customer(), at("2025-06-11 09:30")).unwrap();
    assert_eq!(issue(&quotation, "KY-TV", "2025-06-11 09:31", "0"), "ok");
    assert_eq!(code(quotation.consented().unwrap().may_charge(yuan("5542.00"))), "ok");
}

#[test]
fn a_later_price_list_does_not_alter_the_quote() {
    let mut bearing = part("KY-BRG", "3600.00");
    let day = |text: &str| text.parse().unwrap();
    bearing.prices.push(PartPrice {
        valid_from: day("2025-06-11"),
        list: yuan("3900.00"),
        cost: yuan("1.00"),
    });
    bearing.check().unwrap();
    assert_eq!(bearing.price_on(day("2025-06-10")).unwrap().list, yuan("3600.00"));
    assert_eq!(bearing.price_on(day("2025-06-11")).unwrap().list, yuan("3900.00"));
    let mut quotation = sent();
    quotation.consent(1, &v1().hash(), sms(), customer(), at("2025-06-25 10:12")).unwrap();
    assert_eq!(quotation.consented().unwrap().content().total().unwrap(), yuan("4712.00"));
}

#[test]
fn the_settlement_is_shown_then_invoiced_and_paid() {
    let quotation = consented();
    let settlement = settle(&quotation.consented().unwrap(), &all_done()).unwrap();
    assert_eq!(settlement.total, yuan("4712.00"));
    let mut account = Account::new(settlement);
    let early = payment("4712.00", "T-1", "2025-06-12 10:00");
    assert_eq!(code(account.pay(early)), "settlement_not_shown");
    account.show(at("2025-06-12 11:00"));
    account.request_invoice(invoice_request(), at("2025-06-12 11:00")).unwrap();
    let invoice = account.invoice().unwrap();
    // 280 → 32.21, 3600 → 414.16, 720 → 82.83, 112 → 12.88: each line on its own
    let taxes: Vec<String> = invoice.lines.iter().map(|line| line.tax.to_string()).collect();
    assert_eq!(taxes, ["32.21", "414.16", "82.83", "12.88"]);
    let sum: i64 = invoice.lines.iter().map(|line| line.net.minor() + line.tax.minor()).sum();
    assert_eq!(sum, 471_200);
    assert_eq!(account.status().unwrap(), PaymentStatus::Unpaid);
    account.pay(payment("4000.00", "T-1", "2025-06-12 12:00")).unwrap();
    assert_eq!(account.status().unwrap(), PaymentStatus::PartlyPaid);
    let before = account.clone();
    for (amount, reference, refused) in [
        ("712.00", "T-1", "payment_replayed"),
        ("712.01", "T-2", "payment_too_much"),
        ("0.00", "T-2", "amount_not_positive"),
        ("-1.00", "T-2", "amount_not_positive"),
    ] {
        assert_eq!(code(account.pay(payment(amount, reference, "2025-06-13 12:00"))), refused);
        assert_eq!(account, before, "nothing half-done");
    }
    account.pay(payment("712.00", "T-2", "2025-06-13 12:00")).unwrap();
    assert_eq!(account.status().unwrap(), PaymentStatus::Paid);

    let credit = |amount| Credit {
        amount: yuan(amount),
        reason: Prose::parse("滤芯退回").unwrap(),
        at: at("2025-06-14 09:00"),
    };
    account.credit(credit("280.00")).unwrap();
    assert_eq!(account.outstanding().unwrap(), yuan("-280.00"));
    assert_eq!(code(account.credit(credit("4432.01"))), "credit_too_much");
}

#[test]
fn less_done_costs_less_and_more_is_refused() {
    let quotation = consented();
    let binding = quotation.consented().unwrap();
    let mut done = all_done();
    done[2].quantity = quantity("3.5");
    assert_eq!(settle(&binding, &done).unwrap().total, yuan("4622.00"));
    done[2].quantity = quantity("4.001");
    assert_eq!(code(settle(&binding, &done)), "consent_exceeded");
    done[2] = Actual { line: 4, quantity: quantity("1") };
    assert_eq!(code(settle(&binding, &done)), "quote_line_unknown");
    done[2] = done[1];
    assert_eq!(code(settle(&binding, &done)), "quote_line_unknown", "a line is settled once");
}
