//! The steps of the flow as forms: which fields a step asks for, and the body it sends.

mod body;
mod dialog;
mod field;
mod form;
mod parts;
mod people;
mod pick;
mod send;
mod signing;
mod spec;
mod specs;
mod upload;

pub(super) use dialog::CommandDialog;
pub(super) use send::{Commands, use_commands};
pub(super) use upload::upload;
