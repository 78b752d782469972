use kit::{
    i18n::{t, text},
    ui::{Button, ButtonLook, Field, Icon, TextInput},
};
use leptos::prelude::*;

use super::{content::SiteContent, fields::SiteFields};
use crate::{
    features::form::{pointer_at, remove_line},
    l,
};

/// The places of use of the form, line by line.
#[component]
pub(super) fn SitesEditor(sites: RwSignal<Vec<SiteFields>>) -> impl IntoView {
    let lines = move || {
        let line = |(at, fields): (usize, SiteFields)| view! { <SiteLine at=at fields=fields sites=sites /> };
        sites.get().into_iter().enumerate().map(line).collect_view()
    };
    view! {
        <fieldset class="line-editor">
            <legend>{t(l::customers::sites)}</legend>
            {lines}
            <Button
                icon=Icon::Plus
                look=ButtonLook::Ghost
                on_press=move |()| sites.update(|all| all.push(SiteFields::new(SiteContent::default())))
            >
                {t(l::customers::add_site)}
            </Button>
        </fieldset>
    }
}

#[component]
fn SiteLine(at: usize, fields: SiteFields, sites: RwSignal<Vec<SiteFields>>) -> impl IntoView {
    let pointer = move |field| pointer_at("sites", at, field);
    view! {
        <div class="edit-line site-line">
            <Field label=text(l::customers::address) pointer=pointer("address") required=true>
                <TextInput value=fields.address max_length=200 />
            </Field>
            <Field label=text(l::customers::region) pointer=pointer("region") hint=text(l::customers::region_hint)>
                <TextInput value=fields.region max_length=6 />
            </Field>
            <Button
                icon=Icon::Trash2
                look=ButtonLook::Ghost
                label=text(l::form::remove)
                on_press=move |()| remove_line(sites, at)
            />
        </div>
    }
}
