//! 邮件受理: what becomes of a message that reaches us by e-mail.
//!
//! The application reads a message into an [`Envelope`], looks up what it refers to, and asks [`decide`] once. Every
//! ruling names its [`MailRule`], so that a person who looks at the list sees why.

mod address;
mod codes;
mod envelope;
mod mentions;
mod poll;
mod reply_text;
mod ruling;

pub use address::EmailAddress;
pub use codes::{MailKind, MailRule, MailState};
pub use envelope::{Envelope, MAX_DELAY_MILLIS, OwnMail, message_ids};
pub use mentions::{serials_in, ticket_numbers_in};
pub use poll::{FolderPosition, MailSecurity, MailboxFault, Wanted, next_poll_millis, wanted};
pub use reply_text::{described, reply_of, tidy};
pub use ruling::{Limits, MailStep, Ruling, Situation, Standing, Thread, ThreadBy, decide};
