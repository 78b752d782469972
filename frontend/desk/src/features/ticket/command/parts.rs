use kit::{
    i18n::{lang, t},
    ui::{Button, ButtonLook, Icon, TextInput},
};
use leptos::prelude::*;

use super::body::{PartRow, rows};
use crate::l;

#[derive(Clone, Copy)]
struct Row {
    key: u32,
    name: RwSignal<String>,
    number: RwSignal<String>,
    quantity: RwSignal<String>,
}

impl Row {
    fn new(key: u32, row: PartRow) -> Self {
        Self {
            key,
            name: RwSignal::new(row.name),
            number: RwSignal::new(row.number),
            quantity: RwSignal::new(row.quantity),
        }
    }

    fn typed(self) -> PartRow {
        PartRow { name: self.name.get(), number: self.number.get(), quantity: self.quantity.get() }
    }
}

/// The parts that a plan needs, row by row.
#[component]
pub(super) fn PartsInput(value: RwSignal<String>) -> impl IntoView {
    let next = StoredValue::new(0_u32);
    let make = move |row: PartRow| {
        next.update_value(|next| *next += 1);
        Row::new(next.get_value(), row)
    };
    let all =
        RwSignal::new(value.with_untracked(|text| rows(text)).into_iter().map(make).collect::<Vec<_>>());
    Effect::new(move |_| {
        let typed: Vec<PartRow> = all.get().into_iter().map(Row::typed).collect();
        let text =
            if typed.is_empty() { String::new() } else { serde_json::to_string(&typed).unwrap_or_default() };
        value.set(text);
    });
    let add = move |()| {
        all.update(|all| all.push(make(PartRow { quantity: "1".to_owned(), ..PartRow::default() })));
    };
    let words = |text: fn(kit::i18n::Lang) -> &'static str| Signal::derive(move || text(lang()).to_owned());
    view! {
        <div class="part-rows">
            <For each=move || all.get() key=|row| row.key let:row>
                <div class="part-row">
                    <TextInput value=row.name label=words(l::command::part_name) placeholder=words(l::command::part_name) />
                    <TextInput value=row.number label=words(l::command::part_number) placeholder=words(l::command::part_number) />
                    <TextInput value=row.quantity kind="number" label=words(l::command::quantity) />
                    <Button
                        look=ButtonLook::Ghost
                        icon=Icon::Trash2
                        label=words(l::command::remove)
                        on_press=move |()| all.update(|all| all.retain(|other| other.key != row.key))
                    />
                </div>
            </For>
            <Button icon=Icon::Plus on_press=add>{t(l::command::add_part)}</Button>
        </div>
    }
}
