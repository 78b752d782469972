//! 产品: the models with the terms of their warranty.

mod content;
mod fields;
mod form;
mod form_page;
mod list_page;
mod page;
mod picker;
mod term_text;
mod terms_editor;

pub(crate) use content::{TermContent, terms};
pub(crate) use fields::TermFields;
pub(crate) use form_page::{EditProductPage, NewProductPage};
pub(crate) use list_page::ProductsPage;
pub(crate) use page::ProductPage;
pub(crate) use picker::ProductPicker;
pub(crate) use terms_editor::TermsEditor;
