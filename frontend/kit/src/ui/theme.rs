//! Light or dark, by CSS custom properties alone: `<html data-theme>` chooses the set.

use leptos::prelude::*;

use crate::browser::{self, storage};

const CHOICE: &str = "aftercare.theme";

/// What this browser chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
    /// As the device says
    System,
}

impl Theme {
    const fn code(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::System => "system",
        }
    }

    fn stored() -> Self {
        match storage::get(CHOICE).as_deref() {
            Some("light") => Self::Light,
            Some("dark") => Self::Dark,
            _ => Self::System,
        }
    }

    fn is_dark(self) -> bool {
        let prefers = || {
            let query = web_sys::window()?.match_media("(prefers-color-scheme: dark)").ok()??;
            Some(query.matches())
        };
        self == Self::Dark || (self == Self::System && prefers().unwrap_or(false))
    }
}

/// The theme of the page.
#[derive(Debug, Clone, Copy)]
pub struct ThemeChoice(RwSignal<Theme>);

/// Called once by the app; the page already shows the stored choice.
#[must_use]
pub fn provide_theme() -> ThemeChoice {
    let theme = ThemeChoice(RwSignal::new(Theme::stored()));
    provide_context(theme);
    theme
}

#[must_use]
pub fn use_theme() -> ThemeChoice {
    expect_context()
}

impl ThemeChoice {
    #[must_use]
    pub fn get(self) -> Theme {
        self.0.get()
    }

    #[must_use]
    pub fn is_dark(self) -> bool {
        self.0.get().is_dark()
    }

    pub fn choose(self, theme: Theme) {
        storage::set(CHOICE, theme.code());
        browser::set_root_attribute("data-theme", if theme.is_dark() { "dark" } else { "light" });
        self.0.set(theme);
    }

    /// The other one of light and dark.
    pub fn switch(self) {
        self.choose(if self.0.get_untracked().is_dark() { Theme::Light } else { Theme::Dark });
    }
}
