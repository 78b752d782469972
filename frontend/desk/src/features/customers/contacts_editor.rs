use kit::{
    i18n::{t, text},
    ui::{Button, ButtonLook, Field, Icon, TextInput},
};
use leptos::prelude::*;

use super::{content::ContactContent, fields::ContactFields};
use crate::{
    features::form::{pointer_at, remove_line},
    l,
};

/// The contacts of the form, line by line.
#[component]
pub(super) fn ContactsEditor(contacts: RwSignal<Vec<ContactFields>>) -> impl IntoView {
    let lines = move || {
        let line = |(at, fields): (usize, ContactFields)| view! { <ContactLine at=at fields=fields contacts=contacts /> };
        contacts.get().into_iter().enumerate().map(line).collect_view()
    };
    view! {
        <fieldset class="line-editor">
            <legend>{t(l::customers::contacts)}</legend>
            {lines}
            <Button
                icon=Icon::Plus
                look=ButtonLook::Ghost
                on_press=move |()| contacts.update(|all| all.push(ContactFields::new(ContactContent::default())))
            >
                {t(l::customers::add_contact)}
            </Button>
        </fieldset>
    }
}

#[component]
fn ContactLine(at: usize, fields: ContactFields, contacts: RwSignal<Vec<ContactFields>>) -> impl IntoView {
    let pointer = move |field| pointer_at("contacts", at, field);
    view! {
        <div class="edit-line contact-line">
            <Field label=text(l::customers::contact_name) pointer=pointer("name") required=true>
                <TextInput value=fields.name max_length=60 />
            </Field>
            <Field label=text(l::customers::phone) pointer=pointer("phone") required=true>
                <TextInput value=fields.phone kind="tel" max_length=30 />
            </Field>
            <Field label=text(l::customers::position) pointer=pointer("position")>
                <TextInput value=fields.position max_length=60 />
            </Field>
            <Field label=text(l::customers::email) pointer=pointer("email")>
                <TextInput value=fields.email kind="email" max_length=200 />
            </Field>
            <Button
                icon=Icon::Trash2
                look=ButtonLook::Ghost
                label=text(l::form::remove)
                on_press=move |()| remove_line(contacts, at)
            />
        </div>
    }
}
