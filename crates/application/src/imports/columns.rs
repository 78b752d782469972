//! Which column of a list is which field of ours, and which word which code.

use std::{collections::BTreeMap, sync::LazyLock};

use contract::imports::ImportKind;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vocabulary {
    #[serde(rename = "note")]
    _note: String,
    customers: BTreeMap<String, Vec<String>>,
    units: BTreeMap<String, Vec<String>>,
    words: BTreeMap<String, BTreeMap<String, String>>,
}

#[expect(clippy::expect_used, reason = "part of the binary; a test reads it")]
static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../data/import/columns.json")).expect("columns.json")
});

/// A name without what people vary: case, width, spaces, signs, a remark in brackets at the end.
fn plain(text: &str) -> String {
    let half: String = text.trim().chars().map(half_width).collect();
    let bare = half.split_once('(').map_or(half.as_str(), |(before, _)| before);
    let bare = if bare.trim().is_empty() { half.as_str() } else { bare };
    bare.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '*' | ':' | '.'))
        .flat_map(char::to_lowercase)
        .collect()
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '【' | '[' => '(',
        other => other,
    }
}

fn names(kind: ImportKind) -> Option<&'static BTreeMap<String, Vec<String>>> {
    match kind {
        ImportKind::Customers => Some(&VOCABULARY.customers),
        ImportKind::Units => Some(&VOCABULARY.units),
        // a mapping file says it
        ImportKind::Tickets => None,
    }
}

/// The field that a column of that name holds.
pub(super) fn field_of(kind: ImportKind, header: &str) -> Option<&'static str> {
    let header = plain(header);
    if header.is_empty() {
        return None;
    }
    let is_it = |name: &str| plain(name) == header;
    names(kind)?
        .iter()
        .find(|(field, names)| is_it(field) || names.iter().any(|name| is_it(name)))
        .map(|(field, _)| field.as_str())
}

/// The code that a word means in one of the lists of words; the word itself when it is none.
fn code_of<'a>(list: &str, word: &'a str) -> &'a str {
    let plain_word = plain(word);
    let found =
        VOCABULARY.words.get(list).and_then(|words| words.iter().find(|(name, _)| plain(name) == plain_word));
    found.map_or(word, |(_, code)| code.as_str())
}

/// A code by itself, by its Chinese or its English label, or by a word that is used for it.
pub(super) fn pick<T: Copy>(
    list: &str,
    word: &str,
    all: &[T],
    names_of: impl Fn(T) -> [&'static str; 3],
) -> Option<T> {
    let wanted = plain(code_of(list, word));
    all.iter().copied().find(|code| names_of(*code).into_iter().any(|name| plain(name) == wanted))
}

#[cfg(test)]
mod tests {
    use domain::assets::{BuyerKind, CustomerKind};

    use super::*;

    #[test]
    fn headers_of_both_languages_are_known() {
        for (header, field) in [
            ("客户名称", "name"),
            ("Customer Name", "name"),
            ("联系电话（必填）", "phone"),
            ("PHONE_NUMBER", "phone"),
            ("*手机号:", "phone"),
            ("ＥＲＰ编号", "external_id"),
            ("地址", "address"),
            ("行政区划代码", "region"),
        ] {
            assert_eq!(field_of(ImportKind::Customers, header), Some(field), "{header}");
        }
        assert_eq!(field_of(ImportKind::Units, "出厂编号"), Some("serial"));
        assert_eq!(field_of(ImportKind::Units, "S/N"), Some("serial"));
        assert_eq!(field_of(ImportKind::Units, "Date of Sale"), Some("sold_on"));
        assert_eq!(field_of(ImportKind::Customers, "颜色"), None);
        assert_eq!(field_of(ImportKind::Customers, " "), None);
    }

    #[test]
    fn no_name_means_two_fields() {
        for (list, fields) in [("customers", &VOCABULARY.customers), ("units", &VOCABULARY.units)] {
            let mut seen = BTreeMap::new();
            for (field, names) in fields {
                for name in names {
                    if let Some(other) = seen.insert(plain(name), field) {
                        assert_eq!(other, field, "{list}: {name}");
                    }
                }
            }
        }
    }

    #[test]
    fn codes_are_understood_by_code_label_and_word() {
        let kind = |word| pick("customer_kind", word, CustomerKind::ALL, |k| [k.as_str(), k.zh(), k.en()]);
        assert_eq!(kind("enterprise"), Some(CustomerKind::Enterprise));
        assert_eq!(kind("企事业单位"), Some(CustomerKind::Enterprise));
        assert_eq!(kind("个人"), Some(CustomerKind::NaturalPerson));
        assert_eq!(kind("外星人"), None);
        assert_eq!(
            pick("buyer_kind", "家用", BuyerKind::ALL, |k| [k.as_str(), k.zh(), k.en()]),
            Some(BuyerKind::Consumer)
        );
    }

    #[test]
    fn every_word_means_a_code() {
        let known = |list: &str, code: &str| match list {
            "customer_kind" => code.parse::<CustomerKind>().is_ok(),
            "buyer_kind" => code.parse::<BuyerKind>().is_ok(),
            "unit_status" => code.parse::<domain::assets::UnitStatus>().is_ok(),
            "customer_grade" => code.parse::<domain::assets::CustomerGrade>().is_ok(),
            _ => false,
        };
        for (list, words) in &VOCABULARY.words {
            assert!(words.values().all(|code| known(list, code)), "{list}");
        }
    }
}
