//! A warranty term in one sentence.

use domain::warranty::{Covers, CoversCode, Term};
use kit::i18n::Lang;

use crate::l;

fn covers(covers: &Covers, lang: Lang) -> String {
    match covers {
        Covers::Unit => lang.pick(CoversCode::Unit.zh(), CoversCode::Unit.en()).to_owned(),
        Covers::MainPart => lang.pick(CoversCode::MainPart.zh(), CoversCode::MainPart.en()).to_owned(),
        Covers::PartGroup(name) => name.to_string(),
    }
}

/// `整机 12 个月或 4000 小时`
pub(super) fn short(term: &Term, lang: Lang) -> String {
    let limits = match (term.months(), term.running_hours()) {
        (Some(months), Some(hours)) => l::products::months_or_hours(lang, hours, months),
        (None, Some(hours)) => l::products::hours(lang, hours),
        (months, None) => l::products::months(lang, months.unwrap_or_default()),
    };
    format!("{} {limits}", covers(term.covers(), lang))
}

/// The same with the date it runs from.
pub(super) fn full(term: &Term, lang: Lang) -> String {
    let event = |event: domain::warranty::StartEvent| lang.pick(event.zh(), event.en());
    let from = l::products::from(lang, event(term.starts()));
    let cap = term.latest_start().map(|latest| l::products::latest(lang, latest.days, event(latest.from)));
    [Some(short(term, lang)), Some(from), cap]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(lang.pick("，", ", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_reads_as_a_sentence() {
        let term: Term = serde_json::from_str(
            r#"{"covers":"unit","months":12,"running_hours":4000,"starts":"accepted_at","latest_start":{"from":"delivered_at","days":90}}"#,
        )
        .unwrap();
        assert_eq!(full(&term, Lang::Zh), "整机 12 个月或 4000 小时，自验收日起，不迟于交付日后 90 天");
        let spindle: Term = serde_json::from_str(
            r#"{"covers":"part_group","part_group":"主轴","months":18,"starts":"sold_at"}"#,
        )
        .unwrap();
        assert_eq!(short(&spindle, Lang::En), "主轴 18 months");
    }
}
