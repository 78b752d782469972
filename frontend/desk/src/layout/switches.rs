use kit::{
    i18n::{self, Lang, lang, t},
    ui::{Button, ButtonLook, Icon, use_theme},
};
use leptos::prelude::*;

use crate::l;

/// The other language, by its own name.
#[component]
pub(crate) fn LanguageSwitch() -> impl IntoView {
    view! {
        <Button look=ButtonLook::Ghost icon=Icon::Languages on_press=move |()| switch_language()>
            {t(l::nav::language)}
        </Button>
    }
}

/// Chinese to English and back.
pub(super) fn switch_language() {
    i18n::choose(i18n::lang_now().pick(Lang::En, Lang::Zh));
}

/// Light to dark and back.
#[component]
pub(crate) fn ThemeSwitch() -> impl IntoView {
    let theme = use_theme();
    let icon = Signal::derive(move || if theme.is_dark() { Icon::Sun } else { Icon::Moon });
    let label = Signal::derive(move || {
        if theme.is_dark() { l::nav::theme_light(lang()) } else { l::nav::theme_dark(lang()) }.to_owned()
    });
    view! { <Button look=ButtonLook::Ghost icon=icon label=label on_press=move |()| theme.switch() /> }
}
