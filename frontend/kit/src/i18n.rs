//! Chinese and English. The texts are functions made from `locales/`; this is what they need while running.

use std::{fmt::Display, sync::LazyLock};

use leptos::prelude::{ArcRwSignal, Get, GetUntracked, Set, Signal};

use crate::browser::{self, storage};

/// A language of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    Zh,
    En,
}

impl Lang {
    /// The BCP 47 tag for `<html lang>`, `Accept-Language` and the stored choice.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    #[must_use]
    pub fn from_tag(tag: &str) -> Self {
        if tag.starts_with("en") { Self::En } else { Self::Zh }
    }

    /// The text of this language.
    #[must_use]
    pub const fn pick<T: Copy>(self, zh: T, en: T) -> T {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

const CHOICE: &str = "aftercare.language";
/// One language for the whole page, readable where no reactive owner is (after an `await`, in an event handler).
static LANGUAGE: LazyLock<ArcRwSignal<Lang>> =
    LazyLock::new(|| ArcRwSignal::new(storage::get(CHOICE).map_or(Lang::Zh, |tag| Lang::from_tag(&tag))));

/// The language of the screen; what reads it in a view follows the switch.
#[must_use]
pub fn lang() -> Lang {
    LANGUAGE.get()
}

/// The language at this moment, without following the switch.
#[must_use]
pub fn lang_now() -> Lang {
    LANGUAGE.get_untracked()
}

/// Switches the screen and remembers it in this browser.
pub fn choose(lang: Lang) {
    storage::set(CHOICE, lang.tag());
    LANGUAGE.set(lang);
    browser::set_root_attribute("lang", lang.tag());
}

/// A text in a view that follows the language: `{t(l::nav::today)}`, `placeholder=t(l::search::hint)`.
pub fn t(text: fn(Lang) -> &'static str) -> impl Fn() -> &'static str + Copy + Send + Sync + 'static {
    move || text(lang())
}

/// The same as a signal, for the text properties of components: `title=text(l::nav::today)`.
#[must_use]
pub fn text(text: fn(Lang) -> &'static str) -> Signal<String> {
    Signal::derive(move || text(lang()).to_owned())
}

/// Puts the values between the braces. `{n|hour|hours}` is the first form when `n` is 1.
#[must_use]
pub fn fill(template: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut filled = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, inside, after)) =
        rest.split_once('{').and_then(|(before, tail)| tail.split_once('}').map(|(i, a)| (before, i, a)))
    {
        filled.push_str(before);
        let mut parts = inside.split('|');
        let name = parts.next().unwrap_or_default();
        let value =
            values.iter().find(|(key, _)| *key == name).map(|(_, v)| v.to_string()).unwrap_or_default();
        match (parts.next(), parts.next()) {
            (Some(one), Some(many)) => filled.push_str(if value == "1" { one } else { many }),
            _ => filled.push_str(&value),
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_take_their_places() {
        let text = "{hours} working {hours|hour|hours} left · {due}";
        assert_eq!(fill(text, &[("hours", &1), ("due", &"10:30")]), "1 working hour left · 10:30");
        assert_eq!(fill(text, &[("hours", &3), ("due", &"10:30")]), "3 working hours left · 10:30");
    }

    #[test]
    fn a_value_with_braces_stays_as_it_is() {
        assert_eq!(fill("<{name}>", &[("name", &"{x}")]), "<{x}>");
        assert_eq!(fill("open {", &[]), "open {");
    }

    #[test]
    fn tags_are_read_by_their_language() {
        assert_eq!(Lang::from_tag("en-GB"), Lang::En);
        assert_eq!(Lang::from_tag("zh"), Lang::Zh);
        assert_eq!(Lang::from_tag(""), Lang::Zh);
    }
}
