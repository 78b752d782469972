//! 邮件受理: handing mail in, and the list of what came.

mod handle;
mod messages;

use crate::routes::Routes;

pub(crate) fn routes(cfg: &mut impl Routes) {
    cfg.service(messages::receive_mail)
        .service(messages::list_mail)
        .service(messages::show_mail)
        .service(messages::download_mail)
        .service(messages::note_sent_mail)
        .service(handle::assign_mail)
        .service(handle::register_mail)
        .service(handle::dismiss_mail);
}
