//! 客户: the list, one customer with everything around it, and the form.

mod contacts_editor;
mod content;
mod fields;
mod form;
mod form_page;
mod list_page;
mod page;
mod page_lists;
mod page_side;
mod phone_link;
mod picker;
mod sites_editor;

pub(crate) use form_page::{EditCustomerPage, NewCustomerPage};
pub(crate) use list_page::CustomersPage;
pub(crate) use page::CustomerPage;
pub(crate) use phone_link::PhoneLink;
pub(crate) use picker::CustomerPicker;
