use contract::access::UserView;
use kit::{
    i18n::lang,
    ui::{Dialog, DialogSize},
};
use leptos::prelude::*;

use super::absences::Absences;
use crate::l;

/// The absences of somebody whom one leads.
#[component]
pub(super) fn AbsenceDialog(
    user: RwSignal<Option<UserView>>,
    #[prop(into)] on_change: Callback<()>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(user.with(Option::is_some)));
    Effect::new(move |was: Option<bool>| {
        let is = open.get();
        if was == Some(true) && !is {
            user.set(None);
        }
        is
    });
    let title = Signal::derive(move || {
        l::people::absence::of(lang(), user.get().map(|user| user.name).unwrap_or_default())
    });
    view! {
        <Dialog open=open title=title size=DialogSize::Wide>
            {move || user.get().map(|user| view! { <Absences user_id=user.id on_change=on_change /> })}
        </Dialog>
    }
}
