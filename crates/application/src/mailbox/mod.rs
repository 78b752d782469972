//! 邮件受理: messages become requests, words at requests, or a list that a person looks at. What is decided is the
//! domain's; here it is read, looked up and carried out.

mod carry_out;
mod handle;
mod imap;
mod list;
mod look_up;
mod mailboxes;
mod poller;
mod read;
mod receive;
mod sent;
mod store;

use domain::mailbox::{Limits, OwnMail};

pub use imap::authorities;
pub use list::Original;

/// By what our own mail is recognised, and how much incoming mail may do on its own.
#[derive(Debug, Clone, Default)]
pub struct MailPolicy {
    pub own: OwnMail,
    pub limits: Limits,
    /// Mailboxes may be read without TLS: for tests
    pub allow_insecure: bool,
    /// Certificates (DER) of one's own authority, trusted for mailboxes besides those of the machine
    pub extra_roots: Vec<Vec<u8>>,
}
