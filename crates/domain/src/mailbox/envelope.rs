//! What the headers say, and who is behind them.

use super::{EmailAddress, MailKind};
use crate::kernel::Timestamp;

/// A mail server tries for five days (RFC 5321 §4.5.4.1): an older stamp is a wrong clock.
pub const MAX_DELAY_MILLIS: i64 = 5 * 24 * 3_600_000;
/// Most ids of one message that are looked up.
const MAX_IDS: usize = 50;

/// The headers that decide.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Envelope {
    /// Without `<>`
    pub message_id: Option<String>,
    pub sender: Option<EmailAddress>,
    pub sender_name: Option<String>,
    pub subject: String,
    pub in_reply_to: Vec<String>,
    pub references: Vec<String>,
    pub auto_submitted: Option<String>,
    pub precedence: Option<String>,
    pub auto_response_suppress: Option<String>,
    pub list_id: bool,
    /// Some(""): the null sender `<>`
    pub return_path: Option<String>,
    /// multipart/report with report-type=delivery-status (RFC 3464)
    pub delivery_report: bool,
    /// Our `X-Aftercare-Id`
    pub marker: bool,
    /// Stamp of the last hop: when the message reached our server
    pub received: Option<Timestamp>,
}

/// By what our own messages are recognised.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnMail {
    /// From which we send
    pub addresses: Vec<EmailAddress>,
    /// Right side of our Message-IDs
    pub id_domain: Option<String>,
}

impl Envelope {
    #[must_use]
    pub fn kind(&self, own: &OwnMail) -> MailKind {
        let says = |text: &Option<String>, not: &str| {
            text.as_deref().map(|t| first_word(t).to_lowercase()).is_some_and(|t| !t.is_empty() && t != not)
        };
        if self.marker || self.sender.as_ref().is_some_and(|s| own.addresses.contains(s)) {
            return MailKind::Own;
        }
        if self.delivery_report {
            return MailKind::Bounce;
        }
        if self.id_is_ours(own) {
            return MailKind::Own;
        }
        let precedence = self.precedence.as_deref().map(|p| first_word(p).to_lowercase());
        if self.list_id || precedence.is_some_and(|p| ["bulk", "junk", "list"].contains(&p.as_str())) {
            return MailKind::Bulk;
        }
        let null_sender = self.return_path.as_deref().is_some_and(|path| path.trim().is_empty());
        if null_sender || says(&self.auto_submitted, "no") || says(&self.auto_response_suppress, "none") {
            return MailKind::AutoReply;
        }
        MailKind::Person
    }

    fn id_is_ours(&self, own: &OwnMail) -> bool {
        let domain = |id: &String| id.rsplit_once('@').map(|(_, domain)| domain.to_lowercase());
        match (&own.id_domain, self.message_id.as_ref().and_then(domain)) {
            (Some(ours), Some(theirs)) => ours.eq_ignore_ascii_case(&theirs),
            _ => false,
        }
    }

    /// What it answers, the nearest first, each once.
    #[must_use]
    pub fn answers(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = Vec::new();
        for id in self.in_reply_to.iter().chain(self.references.iter().rev()) {
            if !ids.contains(&id.as_str()) && ids.len() < MAX_IDS {
                ids.push(id);
            }
        }
        ids
    }

    /// 受理时间: when it reached us. A stamp in the future, or older than a server would try, is not believed.
    #[must_use]
    pub fn reached_us(&self, now: Timestamp) -> Timestamp {
        let believable = |at: &Timestamp| (0..=MAX_DELAY_MILLIS).contains(&now.millis_since(*at));
        self.received.filter(believable).unwrap_or(now)
    }
}

fn first_word(text: &str) -> &str {
    text.split(|c: char| c.is_whitespace() || matches!(c, ';' | '(' | ','))
        .find(|w| !w.is_empty())
        .unwrap_or_default()
}

/// The ids in a text such as `<a@b> <c@d>`, without `<>`.
#[must_use]
pub fn message_ids(text: &str) -> Vec<String> {
    let ids = text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | ','));
    ids.filter(|id| id.len() <= 500 && id.contains('@') && !id.contains(char::is_control))
        .map(ToOwned::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own() -> OwnMail {
        OwnMail {
            addresses: EmailAddress::parse("service@huajun.example").into_iter().collect(),
            id_domain: Some("aftercare.huajun.example".to_owned()),
        }
    }

    fn from(sender: &str) -> Envelope {
        Envelope { sender: EmailAddress::parse(sender), ..Envelope::default() }
    }

    #[test]
    fn who_is_behind_a_message() {
        let some = |text: &str| Some(text.to_owned());
        let customer = || from("wang@customer.example");
        let table = [
            (customer(), MailKind::Person),
            (Envelope { auto_submitted: some("no"), ..customer() }, MailKind::Person),
            (Envelope { auto_submitted: some("No (typed)"), ..customer() }, MailKind::Person),
            (Envelope { auto_submitted: some("auto-replied; owner=x"), ..customer() }, MailKind::AutoReply),
            (Envelope { auto_submitted: some("auto-generated"), ..customer() }, MailKind::AutoReply),
            (Envelope { auto_response_suppress: some("All"), ..customer() }, MailKind::AutoReply),
            (Envelope { auto_response_suppress: some("None"), ..customer() }, MailKind::Person),
            (Envelope { return_path: some(""), ..customer() }, MailKind::AutoReply),
            (Envelope { return_path: some("wang@customer.example"), ..customer() }, MailKind::Person),
            (Envelope { precedence: some("Bulk"), ..customer() }, MailKind::Bulk),
            (Envelope { precedence: some("junk"), ..customer() }, MailKind::Bulk),
            (Envelope { precedence: some("list"), ..customer() }, MailKind::Bulk),
            (Envelope { precedence: some("first-class"), ..customer() }, MailKind::Person),
            (Envelope { list_id: true, ..customer() }, MailKind::Bulk),
            (Envelope { delivery_report: true, return_path: some(""), ..customer() }, MailKind::Bounce),
            (Envelope { marker: true, delivery_report: true, ..customer() }, MailKind::Own),
            (from("Service@Huajun.example"), MailKind::Own),
            (Envelope { message_id: some("1@AFTERCARE.huajun.example"), ..customer() }, MailKind::Own),
            (Envelope { message_id: some("1@mail.huajun.example"), ..customer() }, MailKind::Person),
        ];
        for (envelope, kind) in table {
            assert_eq!(envelope.kind(&own()), kind, "{envelope:?}");
        }
        assert_eq!(from("service@huajun.example").kind(&OwnMail::default()), MailKind::Person);
    }

    #[test]
    fn the_nearest_message_is_asked_first() {
        let envelope = Envelope {
            in_reply_to: message_ids("<c@x>"),
            references: message_ids("<a@x>\r\n <b@x> <c@x> nonsense"),
            ..Envelope::default()
        };
        assert_eq!(envelope.answers(), ["c@x", "b@x", "a@x"]);
    }

    #[test]
    fn a_stamp_is_believed_within_reason() {
        let now: Timestamp = "2026-03-02T01:00:00Z".parse().unwrap();
        for (stamp, expected) in [
            (None, "2026-03-02T01:00:00Z"),
            (Some("2026-03-02T00:10:00Z"), "2026-03-02T00:10:00Z"),
            (Some("2026-02-25T01:00:00Z"), "2026-02-25T01:00:00Z"),
            (Some("2026-02-25T00:59:59Z"), "2026-03-02T01:00:00Z"),
            (Some("2026-03-02T01:05:00Z"), "2026-03-02T01:00:00Z"),
            (Some("1999-01-01T00:00:00Z"), "2026-03-02T01:00:00Z"),
        ] {
            let received = stamp.map(|s| s.parse().unwrap());
            let envelope = Envelope { received, ..Envelope::default() };
            assert_eq!(envelope.reached_us(now), expected.parse().unwrap(), "{stamp:?}");
        }
    }
}
