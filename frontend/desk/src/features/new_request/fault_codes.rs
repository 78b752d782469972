use domain::assets::{FaultCode, fault_codes};
use kit::{
    i18n::{Lang, lang_now},
    ui::{Combobox, Suggestion},
};
use leptos::prelude::*;

const SHOWN: usize = 12;

/// A fault code by code or words; what is not in the catalogue stays as it was typed.
#[component]
pub(crate) fn FaultCodeInput(value: RwSignal<String>) -> impl IntoView {
    let search = move |typed: String| -> kit::ui::Suggestions {
        let found = matching(fault_codes(), &typed, lang_now());
        Box::pin(async move { Ok(found) })
    };
    view! { <Combobox text=value search=search on_pick=move |_| () least=1 placeholder="E01".to_owned() /> }
}

/// Codes that begin with what was typed first, then those whose words contain it.
fn matching(codes: &[FaultCode], typed: &str, lang: Lang) -> Vec<Suggestion> {
    let wanted = typed.trim().to_lowercase();
    let by_code = |fault: &&FaultCode| fault.code.as_str().to_lowercase().starts_with(&wanted);
    let by_words = |fault: &&FaultCode| {
        let words = [&fault.zh, &fault.en, &fault.group.zh, &fault.group.en, &fault.family];
        words.into_iter().any(|text| text.as_str().to_lowercase().contains(&wanted))
    };
    let first = codes.iter().filter(by_code);
    let then = codes.iter().filter(|fault| !by_code(fault)).filter(by_words);
    first.chain(then).take(SHOWN).map(|fault| suggestion(fault, lang)).collect()
}

fn suggestion(fault: &FaultCode, lang: Lang) -> Suggestion {
    let words = lang.pick(&fault.zh, &fault.en);
    let group = lang.pick(&fault.group.zh, &fault.group.en);
    Suggestion {
        id: format!("{}-{}", fault.family, fault.code),
        title: fault.code.to_string(),
        detail: format!("{words} · {group} · {}", fault.family),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_by_its_beginning_before_words() {
        let found = matching(fault_codes(), "e01", Lang::Zh);
        assert_eq!(found[0].title, "E01");
        assert!(
            found[0].detail.contains("排气高温") && found[0].detail.ends_with("KY"),
            "{}",
            found[0].detail
        );
    }

    #[test]
    fn a_code_is_found_by_words_of_both_languages() {
        let titles = |typed: &str| {
            matching(fault_codes(), typed, Lang::En).into_iter().map(|s| s.title).collect::<Vec<_>>()
        };
        assert!(titles("排气高温").contains(&"E01".to_owned()));
        assert!(matching(fault_codes(), "no such words", Lang::En).is_empty());
        assert!(titles("").len() == SHOWN);
    }
}
