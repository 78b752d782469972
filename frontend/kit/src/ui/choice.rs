/// One of several: a stable code and what people read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub code: String,
    pub label: String,
}

impl Choice {
    pub fn new(code: impl Into<String>, label: impl Into<String>) -> Self {
        Self { code: code.into(), label: label.into() }
    }
}

/// The choices of a list of codes of the domain, following the language: `options=kit::choices!(RequestType)`.
#[macro_export]
macro_rules! choices {
    ($codes:ty) => {
        $crate::ui::Choice::all(move |lang| {
            <$codes>::ALL
                .iter()
                .map(|code| $crate::ui::Choice::new(code.as_str(), lang.pick(code.zh(), code.en())))
                .collect()
        })
    };
}

/// The label of one code of the domain in the language of the screen: `kit::label!(ticket.state)`.
#[macro_export]
macro_rules! label {
    ($code:expr) => {{
        let code = $code;
        $crate::i18n::lang().pick(code.zh(), code.en())
    }};
}

impl Choice {
    /// Choices that follow the language.
    pub fn all(
        list: impl Fn(crate::i18n::Lang) -> Vec<Self> + Send + Sync + 'static,
    ) -> leptos::prelude::Signal<Vec<Self>> {
        leptos::prelude::Signal::derive(move || list(crate::i18n::lang()))
    }
}
