//! 客户服务需求.

mod commands;
mod linking;
mod requests;

use crate::routes::Routes;

pub(crate) fn routes(cfg: &mut impl Routes) {
    requests::routes(cfg);
    commands::routes(cfg);
    linking::routes(cfg);
}
