//! The one decision.

use super::{MailKind, MailRule};

/// How much mail may do on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Messages of one sender within an hour
    pub per_sender_hour: u64,
    /// Reopenings of one request by mail within 24 hours
    pub reopenings_per_day: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { per_sender_hour: 30, reopenings_per_day: 3 }
    }
}

/// How the request of a thread stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Not solved yet
    Open,
    /// Solved or archived
    Solved {
        /// Inside the window of the service policy (2.3 item 12)
        may_reopen: bool,
    },
    /// Cancelled, withdrawn, refused, duplicate
    Ended,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThreadBy {
    /// It answers a message of the request
    Reference,
    /// The subject names the request
    Number,
}

/// A request that the message may belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thread {
    pub standing: Standing,
    /// The sender is a contact of the customer, or the one whose message became the request
    pub sender_known: bool,
    /// By mail, within the last 24 hours
    pub reopenings: u64,
}

/// Everything the decision rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Situation {
    /// None: no readable message
    pub kind: Option<MailKind>,
    pub too_complex: bool,
    pub has_sender: bool,
    /// Another sender's message has this Message-ID
    pub id_taken: bool,
    /// Messages of this sender within the last hour, without this one
    pub sent_within_hour: u64,
    pub by_reference: Option<Thread>,
    pub by_number: Option<Thread>,
    /// Customers of whom the sender is a contact
    pub customers: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailStep {
    /// A new request
    Register,
    /// A word of the customer at the request
    Comment(ThreadBy),
    Reopen(ThreadBy),
    /// A new request that names the one that is over
    FollowUp(ThreadBy),
    NoteDelivery,
    SetAside,
    Hold,
    LookAt,
}

/// What to do, and by which rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ruling {
    pub step: MailStep,
    pub rule: MailRule,
}

/// The first rule that fits. What is automatic never creates or reopens anything (RFC 3834); what is not understood is
/// looked at by a person.
#[must_use]
pub fn decide(situation: &Situation, limits: Limits) -> Ruling {
    let ruling = |step, rule| Ruling { step, rule };
    if situation.too_complex {
        return ruling(MailStep::LookAt, MailRule::TooComplex);
    }
    match situation.kind {
        None => return ruling(MailStep::LookAt, MailRule::Unreadable),
        Some(MailKind::Own) => return ruling(MailStep::SetAside, MailRule::OwnMail),
        Some(MailKind::Bounce) if situation.by_reference.is_some() => {
            return ruling(MailStep::NoteDelivery, MailRule::BounceMatched);
        }
        Some(MailKind::Bounce) => return ruling(MailStep::LookAt, MailRule::BounceUnmatched),
        Some(MailKind::AutoReply) => return ruling(MailStep::SetAside, MailRule::AutoReply),
        Some(MailKind::Bulk) => return ruling(MailStep::SetAside, MailRule::Bulk),
        Some(MailKind::Person) => {}
    }
    if !situation.has_sender {
        return ruling(MailStep::LookAt, MailRule::SenderMissing);
    }
    if situation.sent_within_hour >= limits.per_sender_hour {
        return ruling(MailStep::Hold, MailRule::SenderLimit);
    }
    if situation.id_taken {
        return ruling(MailStep::LookAt, MailRule::MessageIdTaken);
    }
    if let Some(thread) = situation.by_reference {
        return threaded(thread, ThreadBy::Reference, limits);
    }
    // a number can be guessed, the id of a message cannot
    if let Some(thread) = situation.by_number.filter(|thread| thread.sender_known) {
        return threaded(thread, ThreadBy::Number, limits);
    }
    match situation.customers {
        0 => ruling(MailStep::LookAt, MailRule::SenderUnknown),
        1 => ruling(MailStep::Register, MailRule::KnownSender),
        _ => ruling(MailStep::LookAt, MailRule::SenderAmbiguous),
    }
}

fn threaded(thread: Thread, by: ThreadBy, limits: Limits) -> Ruling {
    let rule = match by {
        ThreadBy::Reference => MailRule::ByReference,
        ThreadBy::Number => MailRule::ByNumber,
    };
    let (step, rule) = match thread.standing {
        Standing::Open => (MailStep::Comment(by), rule),
        // a stranger in copy may say something, but sets nothing in motion
        _ if !thread.sender_known => (MailStep::LookAt, MailRule::SenderUnknown),
        Standing::Solved { may_reopen: true } if thread.reopenings >= limits.reopenings_per_day => {
            (MailStep::Comment(by), MailRule::ReopenLimit)
        }
        Standing::Solved { may_reopen: true } => (MailStep::Reopen(by), rule),
        Standing::Solved { may_reopen: false } | Standing::Ended => {
            (MailStep::FollowUp(by), MailRule::FollowUp)
        }
    };
    Ruling { step, rule }
}

#[cfg(test)]
mod tests {
    use super::{MailRule as R, MailStep as S, *};

    const PLAIN: Situation = Situation {
        kind: Some(MailKind::Person),
        too_complex: false,
        has_sender: true,
        id_taken: false,
        sent_within_hour: 0,
        by_reference: None,
        by_number: None,
        customers: 1,
    };

    const OPEN: Thread = Thread { standing: Standing::Open, sender_known: true, reopenings: 0 };

    fn table() -> Vec<(Situation, S, R)> {
        let solved = |may_reopen| Thread { standing: Standing::Solved { may_reopen }, ..OPEN };
        let ended = Thread { standing: Standing::Ended, ..OPEN };
        let stranger = |thread: Thread| Some(Thread { sender_known: false, ..thread });
        let kind = |kind| Situation { kind: Some(kind), by_reference: Some(OPEN), ..PLAIN };
        let (by_ref, by_no) = (ThreadBy::Reference, ThreadBy::Number);
        vec![
            (PLAIN, S::Register, R::KnownSender),
            (Situation { customers: 0, ..PLAIN }, S::LookAt, R::SenderUnknown),
            (Situation { customers: 2, ..PLAIN }, S::LookAt, R::SenderAmbiguous),
            (Situation { kind: None, ..PLAIN }, S::LookAt, R::Unreadable),
            (Situation { too_complex: true, ..PLAIN }, S::LookAt, R::TooComplex),
            (Situation { has_sender: false, ..PLAIN }, S::LookAt, R::SenderMissing),
            (Situation { id_taken: true, ..PLAIN }, S::LookAt, R::MessageIdTaken),
            (Situation { sent_within_hour: 29, ..PLAIN }, S::Register, R::KnownSender),
            (Situation { sent_within_hour: 30, ..PLAIN }, S::Hold, R::SenderLimit),
            (Situation { sent_within_hour: 30, by_reference: Some(OPEN), ..PLAIN }, S::Hold, R::SenderLimit),
            (kind(MailKind::Own), S::SetAside, R::OwnMail),
            (kind(MailKind::AutoReply), S::SetAside, R::AutoReply),
            (kind(MailKind::Bulk), S::SetAside, R::Bulk),
            (kind(MailKind::Bounce), S::NoteDelivery, R::BounceMatched),
            (Situation { by_reference: None, ..kind(MailKind::Bounce) }, S::LookAt, R::BounceUnmatched),
            (Situation { sent_within_hour: 99, ..kind(MailKind::Bounce) }, S::NoteDelivery, R::BounceMatched),
            (Situation { by_reference: Some(OPEN), ..PLAIN }, S::Comment(by_ref), R::ByReference),
            (
                Situation { by_reference: stranger(OPEN), customers: 0, ..PLAIN },
                S::Comment(by_ref),
                R::ByReference,
            ),
            (Situation { by_number: Some(OPEN), ..PLAIN }, S::Comment(by_no), R::ByNumber),
            (Situation { by_number: stranger(OPEN), ..PLAIN }, S::Register, R::KnownSender),
            (Situation { by_number: stranger(OPEN), customers: 0, ..PLAIN }, S::LookAt, R::SenderUnknown),
            (Situation { by_reference: Some(solved(true)), ..PLAIN }, S::Reopen(by_ref), R::ByReference),
            (Situation { by_number: Some(solved(true)), ..PLAIN }, S::Reopen(by_no), R::ByNumber),
            (Situation { by_reference: stranger(solved(true)), ..PLAIN }, S::LookAt, R::SenderUnknown),
            (Situation { by_reference: Some(solved(false)), ..PLAIN }, S::FollowUp(by_ref), R::FollowUp),
            (Situation { by_reference: Some(ended), ..PLAIN }, S::FollowUp(by_ref), R::FollowUp),
            (Situation { by_reference: stranger(ended), ..PLAIN }, S::LookAt, R::SenderUnknown),
            (
                Situation { by_reference: Some(Thread { reopenings: 2, ..solved(true) }), ..PLAIN },
                S::Reopen(by_ref),
                R::ByReference,
            ),
            (
                Situation { by_reference: Some(Thread { reopenings: 3, ..solved(true) }), ..PLAIN },
                S::Comment(by_ref),
                R::ReopenLimit,
            ),
        ]
    }

    #[test]
    fn the_first_rule_that_fits_decides() {
        for (situation, step, rule) in table() {
            assert_eq!(decide(&situation, Limits::default()), Ruling { step, rule }, "{situation:?}");
        }
    }

    #[test]
    fn what_is_automatic_creates_and_reopens_nothing() {
        for (situation, ..) in table() {
            for kind in MailKind::ALL.iter().filter(|kind| **kind != MailKind::Person) {
                let step = decide(&Situation { kind: Some(*kind), ..situation }, Limits::default()).step;
                assert!(
                    !matches!(step, S::Register | S::Reopen(_) | S::FollowUp(_) | S::Comment(_)),
                    "{kind}: {step:?}"
                );
            }
        }
    }
}
