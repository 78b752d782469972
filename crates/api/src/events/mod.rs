//! The feed of everything that happened, page by page and live.

mod feed;
pub(crate) mod live;

use crate::routes::Routes;

pub(crate) fn routes(cfg: &mut impl Routes) {
    cfg.service(feed::list_events).service(live::follow_events);
}
