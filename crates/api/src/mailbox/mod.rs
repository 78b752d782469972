//! 邮件受理: handing mail in, and the list of what came.

mod handle;
mod mailboxes;
mod messages;

use crate::routes::Routes;

pub(crate) fn routes(cfg: &mut impl Routes) {
    cfg.service(messages::receive_mail)
        .service(messages::list_mail)
        .service(messages::show_mail)
        .service(messages::download_mail)
        .service(messages::note_sent_mail)
        .service(mailboxes::list_mailboxes)
        .service(mailboxes::create_mailbox)
        .service(mailboxes::show_mailbox)
        .service(mailboxes::update_mailbox)
        .service(handle::assign_mail)
        .service(handle::register_mail)
        .service(handle::dismiss_mail);
}
