use kit::{
    i18n::{t, text},
    ui::{Button, ButtonLook, Field, Icon, TextInput},
};
use leptos::prelude::*;

use super::{branch_content::AreaContent, person_picker::PersonPicker};
use crate::{
    features::form::{pointer_at, remove_line},
    l,
};

/// A service area as signals.
#[derive(Clone, Copy)]
pub(super) struct AreaFields {
    region_prefix: RwSignal<String>,
    owner_id: RwSignal<String>,
    owner: RwSignal<String>,
    deputy_id: RwSignal<String>,
    deputy: RwSignal<String>,
}

impl AreaFields {
    pub(super) fn new(content: AreaContent) -> Self {
        Self {
            region_prefix: RwSignal::new(content.region_prefix),
            owner_id: RwSignal::new(content.owner_id),
            owner: RwSignal::new(content.owner),
            deputy_id: RwSignal::new(content.deputy_id),
            deputy: RwSignal::new(content.deputy),
        }
    }

    pub(super) fn content(&self) -> AreaContent {
        AreaContent {
            region_prefix: self.region_prefix.get_untracked(),
            owner_id: self.owner_id.get_untracked(),
            owner: self.owner.get_untracked(),
            deputy_id: self.deputy_id.get_untracked(),
            deputy: self.deputy.get_untracked(),
        }
    }
}

/// 服务区域 with who is responsible (R-11.2.2.1).
#[component]
pub(super) fn AreasEditor(areas: RwSignal<Vec<AreaFields>>) -> impl IntoView {
    let line = move |(at, fields): (usize, AreaFields)| {
        view! {
            <div class="edit-line area-line">
                <Field label=text(l::people::region) pointer=pointer_at("areas", at, "region_prefix") required=true>
                    <TextInput value=fields.region_prefix max_length=6 />
                </Field>
                <Field label=text(l::people::area_owner) pointer=pointer_at("areas", at, "owner_id") required=true>
                    <PersonPicker id=fields.owner_id name=fields.owner />
                </Field>
                <Field label=text(l::people::area_deputy) pointer=pointer_at("areas", at, "deputy_id")>
                    <PersonPicker id=fields.deputy_id name=fields.deputy />
                </Field>
                <Button
                    icon=Icon::Trash2
                    look=ButtonLook::Ghost
                    label=text(l::form::remove)
                    on_press=move |()| remove_line(areas, at)
                />
            </div>
        }
    };
    view! {
        <fieldset class="line-editor">
            <legend>{t(l::people::areas)}</legend>
            <p class="muted area-note">{t(l::people::areas_text)}</p>
            {move || areas.get().into_iter().enumerate().map(line).collect_view()}
            <Button
                icon=Icon::Plus
                look=ButtonLook::Ghost
                on_press=move |()| areas.update(|all| all.push(AreaFields::new(AreaContent::default())))
            >
                {t(l::people::add_area)}
            </Button>
        </fieldset>
    }
}
