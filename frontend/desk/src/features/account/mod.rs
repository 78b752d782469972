//! My account: who I am here, when I am away, my password. Everybody has it.

mod page;
mod password;

pub(crate) use page::AccountPage;
