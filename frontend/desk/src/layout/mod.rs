//! The frame around every page.

mod bell;
mod brand;
mod drawer;
mod keys;
mod navigation;
mod palette;
mod palette_model;
mod shell;
mod switches;
mod top_bar;
mod user_menu;

pub(crate) use bell::{Unread, use_unread};
pub(crate) use brand::{Brand, BrandMark};
pub(crate) use shell::Shell;
pub(crate) use switches::{LanguageSwitch, ThemeSwitch};
