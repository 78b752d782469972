//! The steps of the flow as forms: which fields a step asks for, and the body it sends.

/// A field that takes one of the domain's own codes.
macro_rules! codes {
    ($codes:ty) => {
        Kind::Code(|lang: kit::i18n::Lang| {
            <$codes>::ALL
                .iter()
                .map(|code| kit::ui::Choice::new(code.as_str(), lang.pick(code.zh(), code.en())))
                .collect()
        })
    };
}

mod body;
mod dialog;
mod field;
mod form;
mod instead;
mod merge_pick;
mod parts;
mod people;
mod pick;
mod promise_inputs;
mod promise_specs;
mod send;
mod signing;
mod spec;
mod specs;
mod upload;

pub(super) use dialog::CommandDialog;
pub(super) use send::{Commands, use_commands};
pub(super) use upload::upload;
