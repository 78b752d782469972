//! A message as bytes (RFC 5322, MIME) becomes what the domain decides on.

use bytes::Bytes;
use domain::{
    kernel::Timestamp,
    mailbox::{EmailAddress, Envelope, message_ids, tidy},
};
use mail_parser::{Message, MessageParser, MimeHeaders as _, PartType};

use crate::attachments::Mailed;

/// What a person writes has a handful of parts.
const MAX_PARTS: usize = 300;
/// Messages inside messages.
const MAX_MESSAGES: usize = 30;
const MAX_SUBJECT: usize = 500;

/// A message that was read.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// None: not readable
    pub envelope: Option<Envelope>,
    pub too_complex: bool,
    /// The text part; of a message in HTML only, its text
    pub text: String,
    pub files: Vec<Mailed>,
    pub report: Option<Report>,
}

/// What a delivery report says (RFC 3464).
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Report {
    /// `failed`, `delayed`, `delivered` …
    pub action: String,
    pub diagnostic: String,
    /// Of the message that it reports on
    pub original: Vec<String>,
}

pub(super) fn read(raw: &[u8]) -> Read {
    if nests_too_deep(raw) {
        // only the headers: the parts would be unpacked one inside the other
        let head = MessageParser::default().parse_headers(raw);
        return Read { envelope: head.as_ref().map(envelope), too_complex: true, ..Read::default() };
    }
    let Some(message) = MessageParser::default().parse(raw).filter(is_message) else {
        return Read::default();
    };
    Read {
        envelope: Some(envelope(&message)),
        too_complex: message.parts.len() > MAX_PARTS,
        text: text(&message),
        files: files(&message),
        report: report(&message),
    }
}

/// A message inside a message inside … is unpacked recursively: counted before it is begun. An encoded one could hide
/// any number, and RFC 2046 §5.2.1 forbids it.
fn nests_too_deep(raw: &[u8]) -> bool {
    let text = String::from_utf8_lossy(raw).to_ascii_lowercase();
    let count = |what: &str| text.matches(what).count();
    if count("message/") > MAX_MESSAGES || count("multipart/") > MAX_PARTS {
        return true;
    }
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
    unified.split("\n\n").any(|block| {
        let message = block.contains("message/rfc822") || block.contains("message/global");
        let encoded = ["base64", "quoted-printable"].iter().any(|e| block.contains(e));
        message && encoded && block.contains("content-type:") && block.contains("content-transfer-encoding:")
    })
}

fn is_message(message: &Message<'_>) -> bool {
    ["From", "Date", "Message-ID", "Received", "Return-Path"]
        .iter()
        .any(|name| message.header(*name).is_some())
}

fn envelope(message: &Message<'_>) -> Envelope {
    let raw = |name: &str| message.header_raw(name.to_owned()).map(|v| tidy(v).trim().to_owned());
    let ids = |name: &str| raw(name).map(|text| message_ids(&text)).unwrap_or_default();
    let from = message.from().and_then(|address| address.first());
    let report = message.content_type().is_some_and(|content| {
        content.ctype().eq_ignore_ascii_case("multipart")
            && content.subtype().is_some_and(|s| s.eq_ignore_ascii_case("report"))
            && content.attribute("report-type").is_some_and(|t| t.eq_ignore_ascii_case("delivery-status"))
    });
    Envelope {
        message_id: message.message_id().and_then(|id| message_ids(id).into_iter().next()),
        sender: from.and_then(|from| from.address()).and_then(EmailAddress::parse),
        sender_name: from.and_then(|from| from.name()).map(|n| line(n, 100)).filter(|n| !n.is_empty()),
        subject: line(message.subject().unwrap_or_default(), MAX_SUBJECT),
        in_reply_to: ids("In-Reply-To"),
        references: ids("References"),
        auto_submitted: raw("Auto-Submitted"),
        precedence: raw("Precedence"),
        auto_response_suppress: raw("X-Auto-Response-Suppress"),
        list_id: message.header("List-Id").is_some(),
        return_path: raw("Return-Path").map(|path| path.trim_matches(['<', '>', ' ']).to_owned()),
        delivery_report: report,
        marker: message.header("X-Aftercare-Id").is_some(),
        received: message
            .received_all()
            .next()
            .and_then(mail_parser::Received::date)
            .filter(mail_parser::DateTime::is_valid)
            .and_then(|date| Timestamp::from_millis(date.to_timestamp().saturating_mul(1000)).ok()),
    }
}

fn line(text: &str, max: usize) -> String {
    tidy(text).replace(['\n', '\t'], " ").chars().take(max).collect::<String>().trim().to_owned()
}

fn text(message: &Message<'_>) -> String {
    let parts = (0..message.text_body_count()).filter_map(|at| message.body_text(at));
    let plain = tidy(&parts.collect::<Vec<_>>().join("\n\n"));
    if !plain.is_empty() {
        return plain;
    }
    // an empty text beside the real one in HTML
    let html = (0..message.html_body_count()).filter_map(|at| message.body_html(at));
    let html: Vec<String> = html.map(|html| mail_parser::decoders::html::html_to_text(&html)).collect();
    tidy(&html.join("\n\n"))
}

fn files(message: &Message<'_>) -> Vec<Mailed> {
    let mut files = Vec::new();
    for (at, part) in message.attachments().enumerate() {
        let declared = part.content_type().map(|content| match content.subtype() {
            Some(subtype) => format!("{}/{subtype}", content.ctype()),
            None => content.ctype().to_owned(),
        });
        let (ending, content): (&str, &[u8]) = match &part.body {
            PartType::Message(inner) => (".eml", inner.raw_message()),
            PartType::Multipart(_) => continue,
            _ => ("", part.contents()),
        };
        let name = part.attachment_name().map(|name| line(name, 200)).filter(|name| !name.is_empty());
        files.push(Mailed {
            name: name.unwrap_or_else(|| format!("{}{ending}", at + 1)),
            media_type: declared.unwrap_or_default(),
            content: Bytes::copy_from_slice(content),
        });
    }
    files
}

fn report(message: &Message<'_>) -> Option<Report> {
    let mut report = Report::default();
    let mut found = false;
    for part in &message.parts {
        let Some(content) = part.content_type() else { continue };
        let kind =
            format!("{}/{}", content.ctype(), content.subtype().unwrap_or_default()).to_ascii_lowercase();
        if kind == "message/delivery-status" {
            found = true;
            let text = String::from_utf8_lossy(part.contents());
            for field in text.lines() {
                let Some((name, value)) = field.split_once(':') else { continue };
                match name.trim().to_ascii_lowercase().as_str() {
                    "action" if report.action.is_empty() => report.action = value.trim().to_ascii_lowercase(),
                    "diagnostic-code" if report.diagnostic.is_empty() => report.diagnostic = line(value, 180),
                    _ => {}
                }
            }
        }
        if let PartType::Message(original) = &part.body {
            report.original.extend(original.message_id().into_iter().flat_map(message_ids));
        } else if kind.contains("rfc822-headers")
            && let Some(head) = MessageParser::default().parse_headers(part.contents())
        {
            report.original.extend(head.message_id().into_iter().flat_map(message_ids));
        }
    }
    found.then_some(report)
}
