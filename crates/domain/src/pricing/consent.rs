//! The customer's consent: to one version of a quote, known by the hash of its content.

use serde::{Deserialize, Serialize};

use super::{Content, Quantity};
use crate::kernel::{Actor, AttachmentId, Line, Money, ReasonCode, Rejection, Timestamp, codes};

codes! {
    /// How a customer may consent.
    pub enum ConsentChannel {
        ESignature = "e_signature", "电子签名", "Electronic signature";
        SmsCode = "sms_code", "短信验证码", "SMS code";
        RecordedCall = "recorded_call", "录音电话", "Recorded call";
        PaperPhoto = "signed_paper_photo", "纸质签字照片", "Photographed paper";
    }
}

/// What proves the consent. A code is checked before ([`super::CodeChallenge`]); everything else leaves a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "channel", rename_all = "snake_case", deny_unknown_fields)]
pub enum Evidence {
    ESignature { signature: AttachmentId, signer: Line },
    SmsCode { phone_tail: Line },
    RecordedCall { recording: AttachmentId, speaker: Line },
    SignedPaperPhoto { photo: AttachmentId, signer: Line },
}

impl Evidence {
    #[must_use]
    pub const fn channel(&self) -> ConsentChannel {
        match self {
            Self::ESignature { .. } => ConsentChannel::ESignature,
            Self::SmsCode { .. } => ConsentChannel::SmsCode,
            Self::RecordedCall { .. } => ConsentChannel::RecordedCall,
            Self::SignedPaperPhoto { .. } => ConsentChannel::PaperPhoto,
        }
    }

    /// Whether one of us states that the customer consented, so that it must not be the person who made the quote.
    #[must_use]
    pub const fn is_reported(&self) -> bool {
        matches!(self, Self::RecordedCall { .. } | Self::SignedPaperPhoto { .. })
    }
}

/// A consent on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// SHA-256 of the content that was shown, in hexadecimal
    pub content_hash: String,
    pub evidence: Evidence,
    pub at: Timestamp,
    pub by: Actor,
}

/// What the customer has consented to: the only thing that may be issued and charged on a charged job. Holding one
/// means that its content was checked against the hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consented<'a> {
    content: &'a Content,
    at: Timestamp,
}

impl<'a> Consented<'a> {
    pub(super) fn check(content: &'a Content, consent: &Consent) -> Result<Self, Rejection> {
        if content.hash() != consent.content_hash {
            let detail = format!("v{}", content.version);
            return Err(Rejection::with(ReasonCode::QuoteTampered, detail));
        }
        Ok(Self { content, at: consent.at })
    }

    #[must_use]
    pub const fn content(&self) -> &'a Content {
        self.content
    }

    #[must_use]
    pub const fn at(&self) -> Timestamp {
        self.at
    }

    /// How many of a part the customer consented to.
    #[must_use]
    pub fn parts(&self, number: &Line) -> Quantity {
        let lines = self.content.lines.iter();
        lines
            .filter(|line| line.kind == super::LineKind::Part && line.code == *number)
            .fold(Quantity::ZERO, |sum, line| sum.plus(line.quantity))
    }

    /// Whether `amount` may be charged to the customer.
    ///
    /// # Errors
    /// A negative amount, another currency, or more than was consented to.
    pub fn may_charge(&self, amount: Money) -> Result<(), Rejection> {
        let consented = self.content.total()?;
        if amount.currency() != consented.currency() {
            return Err(Rejection::because(ReasonCode::CurrenciesMixed));
        }
        if amount.minor() < 0 {
            return Err(Rejection::because(ReasonCode::AmountNegative));
        }
        if amount.minor() > consented.minor() {
            let detail = format!("{amount} > {consented}");
            return Err(Rejection::with(ReasonCode::ConsentExceeded, detail));
        }
        Ok(())
    }
}
