use kit::{
    i18n::{t, text},
    session::SignedOut,
    ui::{Glyph, Icon},
};
use leptos::prelude::*;

use super::card::SignInForm;
use crate::{
    l,
    layout::{BrandMark, LanguageSwitch, ThemeSwitch},
};

/// The first thing anybody sees.
#[component]
pub(crate) fn SignInPage(why: SignedOut) -> impl IntoView {
    let note = match why {
        SignedOut::Fresh => None,
        SignedOut::ByChoice => Some(text(l::sign_in::left)),
        SignedOut::Expired => Some(text(l::sign_in::expired)),
    };
    Effect::new(move |_| document().set_title(&format!("{} · Aftercare", t(l::sign_in::title)())));
    view! {
        <div class="sign-in">
            <div class="sign-in-top">
                <LanguageSwitch />
                <ThemeSwitch />
            </div>
            <main class="sign-in-card">
                <div class="sign-in-brand">
                    <BrandMark />
                    <div>
                        <h1>{t(l::app::name)}</h1>
                        <p>{t(l::app::subtitle)}</p>
                    </div>
                </div>
                {note
                    .map(|note| {
                        view! {
                            <p class="alert-box tone-neutral sign-in-note" role="status">
                                <Glyph icon=Icon::Info />
                                <span class="grow">{move || note.get()}</span>
                            </p>
                        }
                    })}
                <div class="card-box">
                    <SignInForm />
                </div>
            </main>
        </div>
    }
}
