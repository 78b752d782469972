//! 登录

mod card;
mod page;

pub(crate) use card::SignInAgain;
pub(crate) use page::SignInPage;
