//! Known things fill themselves, and never over what a person typed.

use contract::tickets::TicketCustomer;
use domain::{kernel::Line, tickets::CustomerFacts};
use leptos::prelude::*;

use super::{fields::Fields, form::CustomerTexts};

/// Takes over what the server knows of the customer; `sent` is what it was told.
pub(super) fn fill(
    fields: Fields,
    known: RwSignal<CustomerTexts>,
    sent: &TicketCustomer,
    facts: Option<&CustomerFacts>,
) {
    let inputs = [fields.name, fields.contact_name, fields.phone, fields.address, fields.region];
    let typed = inputs.map(|input| input.get_untracked());
    let (filled, ours) = merged(&typed, &known.get_untracked(), sent, facts);
    for ((input, before), after) in inputs.into_iter().zip(&typed).zip(filled) {
        if *before != after {
            input.set(after);
        }
    }
    if known.with_untracked(|known| *known != ours) {
        known.set(ours);
    }
}

/// The five texts as they should read, and which of them are the server's own.
fn merged(
    typed: &[String; 5],
    known: &CustomerTexts,
    sent: &TicketCustomer,
    facts: Option<&CustomerFacts>,
) -> ([String; 5], CustomerTexts) {
    let said = [&sent.name, &sent.contact_name, &sent.phone, &sent.address, &sent.region];
    let stored = facts.filter(|facts| facts.customer_id.is_some()).map(texts);
    let mut filled = typed.clone();
    let mut ours = CustomerTexts::default();
    for at in 0..typed.len() {
        // what was told comes back as it was told
        let fresh = stored.as_ref().filter(|_| said[at].is_none()).map(|stored| stored[at].clone());
        let is_ours = typed[at].trim().is_empty() || typed[at] == known.0[at];
        if let (true, None) = (is_ours, &said[at]) {
            filled[at] = fresh.clone().unwrap_or_default();
            ours.0[at] = filled[at].clone();
        }
    }
    (filled, ours)
}

fn texts(facts: &CustomerFacts) -> [String; 5] {
    let line = |text: Option<&Line>| text.map(ToString::to_string).unwrap_or_default();
    [
        facts.name.to_string(),
        facts.contact_name.to_string(),
        facts.phone.to_string(),
        line(facts.address.as_ref()),
        line(facts.region.as_ref()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(name: &str, phone: &str) -> CustomerFacts {
        serde_json::from_value(serde_json::json!({
            "customer_id": "0199c0de-0000-7000-8000-000000000001", "name": name, "contact_name": "王工", "phone": phone,
            "address": null, "region": "370102"
        }))
        .unwrap()
    }

    fn five(texts: [&str; 5]) -> [String; 5] {
        texts.map(str::to_owned)
    }

    #[test]
    fn an_empty_form_takes_over_what_is_stored() {
        let (filled, ours) = merged(
            &five([""; 5]),
            &CustomerTexts::default(),
            &TicketCustomer::default(),
            Some(&facts("济南恒通", "13800138000")),
        );
        assert_eq!(filled, five(["济南恒通", "王工", "13800138000", "", "370102"]));
        assert_eq!(ours.0, filled);
    }

    #[test]
    fn what_a_person_typed_stays_and_is_sent_again() {
        let sent = TicketCustomer { phone: Some("13900139000".to_owned()), ..TicketCustomer::default() };
        let (filled, ours) = merged(
            &five(["", "", "13900139000", "", ""]),
            &CustomerTexts::default(),
            &sent,
            Some(&facts("济南恒通", "13900139000")),
        );
        assert_eq!(filled[2], "13900139000");
        assert_eq!((ours.0[2].as_str(), ours.0[0].as_str()), ("", "济南恒通"));
    }

    #[test]
    fn another_serial_replaces_the_customer_it_had_filled_in() {
        let before = CustomerTexts(five(["甲公司", "王工", "13800138000", "", "370102"]));
        let (filled, _) = merged(
            &before.0.clone(),
            &before,
            &TicketCustomer::default(),
            Some(&facts("乙公司", "13700137000")),
        );
        assert_eq!((filled[0].as_str(), filled[2].as_str()), ("乙公司", "13700137000"));
        let (filled, ours) = merged(&before.0.clone(), &before, &TicketCustomer::default(), None);
        assert_eq!(filled, five([""; 5]));
        assert_eq!(ours, CustomerTexts::default());
    }

    #[test]
    fn an_answer_to_an_older_text_does_not_overwrite_what_was_typed_meanwhile() {
        let (filled, ours) = merged(
            &five(["丙", "", "", "", ""]),
            &CustomerTexts::default(),
            &TicketCustomer::default(),
            Some(&facts("济南恒通", "13800138000")),
        );
        assert_eq!((filled[0].as_str(), ours.0[0].as_str()), ("丙", ""));
    }
}
