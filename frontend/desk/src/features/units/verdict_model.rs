//! How a warranty answer is spoken.

use domain::warranty::{ChargeClass, Coverage, CoversCode, Payer, Verdict, WarrantyReason};
use kit::{
    i18n::Lang,
    time::{Civil, SHANGHAI},
    ui::{Icon, Tone},
};

use crate::l;

pub(super) const fn class_look(class: ChargeClass) -> (Tone, Icon) {
    match class {
        ChargeClass::Free => (Tone::Good, Icon::ShieldCheck),
        ChargeClass::Contract => (Tone::Active, Icon::FileCheck),
        ChargeClass::Paid => (Tone::Warn, Icon::Banknote),
        ChargeClass::Other => (Tone::Neutral, Icon::Info),
    }
}

pub(super) const fn payer_tone(payer: Payer) -> Tone {
    match payer {
        Payer::Manufacturer => Tone::Good,
        Payer::Contract => Tone::Active,
        Payer::Customer => Tone::Warn,
    }
}

/// The item of a coverage line: `parts`, `main_part`, or the name of a part group.
pub(super) fn item(coverage: &Coverage, lang: Lang) -> String {
    match coverage.item.as_str() {
        "parts" => l::units::parts(lang).to_owned(),
        "labour" => l::units::labour(lang).to_owned(),
        "travel" => l::units::travel(lang).to_owned(),
        "unit" => lang.pick(CoversCode::Unit.zh(), CoversCode::Unit.en()).to_owned(),
        "main_part" => lang.pick(CoversCode::MainPart.zh(), CoversCode::MainPart.en()).to_owned(),
        name => name.to_owned(),
    }
}

pub(super) fn reason(reason: &WarrantyReason, lang: Lang) -> String {
    match lang {
        Lang::Zh => reason.text.clone(),
        Lang::En => reason.text_en.clone(),
    }
}

/// `还有 370 天`, `今天是最后一天`, `已过 20 天`, as of the answer's own day.
pub(super) fn days_left(verdict: &Verdict, lang: Lang) -> Option<String> {
    let today = Civil::at(verdict.as_of, SHANGHAI).date().parse().ok()?;
    let days = verdict.warranty_ends_on?.signed_duration_since(today).num_days();
    Some(match days {
        0 => l::units::last_day(lang).to_owned(),
        1.. => l::units::days_left(lang, days),
        _ => l::units::days_over(lang, -days),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(ends_on: &str) -> Verdict {
        serde_json::from_value(serde_json::json!({
            "regime": "CN-2002-PC", "charge_class": "free", "warranty_ends_on": ends_on, "remedies": [],
            "coverage": [{ "item": "main_part", "payer": "manufacturer", "until": "2027-02-01" }, { "item": "主轴", "payer": "customer", "until": null }],
            "reasons": [{ "rule": "B3", "clause": "第13条", "text": "换货", "text_en": "Exchange" }],
            "as_of": "2025-05-11T17:00:00Z"
        }))
        .unwrap()
    }

    #[test]
    fn days_are_counted_in_china() {
        let said = |ends_on| days_left(&verdict(ends_on), Lang::Zh).unwrap();
        assert_eq!(said("2025-05-22"), "还有 10 天");
        assert_eq!(said("2025-05-12"), "今天是最后一天");
        assert_eq!(said("2025-05-02"), "已过 10 天");
    }

    #[test]
    fn items_and_reasons_follow_the_language() {
        let verdict = verdict("2025-05-12");
        let items = |lang| verdict.coverage.iter().map(|line| item(line, lang)).collect::<Vec<_>>();
        assert_eq!(items(Lang::Zh), ["主要部件", "主轴"]);
        assert_eq!(items(Lang::En), ["Main parts", "主轴"]);
        assert_eq!(reason(&verdict.reasons[0], Lang::En), "Exchange");
    }
}
