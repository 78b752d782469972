//! The quotation (报价) of a job: numbered versions that are never changed, the customer's answer to each, and the one
//! version that binds.

use serde::{Deserialize, Serialize};

use super::{Consent, Consented, Evidence, LineKind, QuoteLine, hex, refused};
use crate::{
    kernel::{Actor, Money, Prose, Reason, ReasonCode, Rejection, TicketId, Timestamp},
    tickets::ServiceMode,
    warranty::{ChargeClass, Payer},
};

/// What a customer is shown and consents to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    pub ticket: TicketId,
    pub version: u32,
    pub charge_class: ChargeClass,
    pub mode: ServiceMode,
    pub lines: Vec<QuoteLine>,
    /// Last instant at which it can be accepted
    pub valid_until: Timestamp,
}

impl Content {
    /// SHA-256 of the canonical JSON, in hexadecimal. Fields are written in the order of the type, amounts as text.
    #[must_use]
    pub fn hash(&self) -> String {
        hex(&serde_json::to_vec(self).unwrap_or_default())
    }

    /// What the customer pays: the sum of the lines, each rounded on its own.
    ///
    /// # Errors
    /// No lines, two currencies, or too large a sum.
    pub fn total(&self) -> Result<Money, Rejection> {
        self.sum(|line| line.paid_by(Payer::Customer))
    }

    /// What the job costs us, whoever pays.
    ///
    /// # Errors
    /// No lines, two currencies, or too large a sum.
    pub fn internal_cost(&self) -> Result<Money, Rejection> {
        self.sum(QuoteLine::internal_cost)
    }

    fn sum(
        &self,
        of: impl Fn(&QuoteLine) -> Result<Money, crate::kernel::MoneyError>,
    ) -> Result<Money, Rejection> {
        let Some(first) = self.lines.first() else {
            return Err(Rejection::because(ReasonCode::QuoteEmpty));
        };
        let zero = Money::from_minor(0, first.unit_price.currency());
        let sum = self.lines.iter().try_fold(zero, |sum, line| sum.checked_add(of(line)?));
        sum.map_err(|error| refused(&error))
    }

    fn check(&self) -> Result<(), Rejection> {
        let customer_total = self.total()?;
        let mut reasons = Vec::new();
        for line in &self.lines {
            let mut fault = |code| reasons.push(Reason { code, detail: Some(line.code.to_string()) });
            if line.unit_price.minor() < 0 || line.unit_cost.minor() < 0 {
                fault(ReasonCode::AmountNegative);
            }
            if line.unit_cost.currency() != line.unit_price.currency() {
                fault(ReasonCode::CurrenciesMixed);
            }
            if line.kind == LineKind::Travel && self.mode == ServiceMode::Remote {
                fault(ReasonCode::TravelOnRemote);
            }
        }
        if self.charge_class == ChargeClass::Free && customer_total.minor() != 0 {
            reasons.push(ReasonCode::FreeJobCharged.into());
        }
        Rejection::unless_empty(reasons)
    }
}

/// What the customer said to a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Answer {
    Consented(Consent),
    Declined { at: Timestamp, by: Actor, reason: Option<Prose> },
}

/// One version with what has happened to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    pub content: Content,
    pub made_by: Actor,
    pub made_at: Timestamp,
    pub sent_at: Option<Timestamp>,
    pub answer: Option<Answer>,
}

/// All versions of one job, the oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quotation {
    versions: Vec<Version>,
}

impl Quotation {
    #[must_use]
    pub fn versions(&self) -> &[Version] {
        &self.versions
    }

    /// The number that the next version must carry.
    #[must_use]
    pub fn next_version(&self) -> u32 {
        u32::try_from(self.versions.len()).map_or(u32::MAX, |n| n.saturating_add(1))
    }

    /// Adds a version. Older versions stay as they are; an earlier consent binds until a newer one is given.
    ///
    /// # Errors
    /// Every fault of the content.
    pub fn draft(&mut self, content: Content, made_by: Actor, made_at: Timestamp) -> Result<(), Rejection> {
        content.check()?;
        if content.version != self.next_version() {
            let detail = format!("v{}", self.next_version());
            return Err(Rejection::with(ReasonCode::QuoteOutdated, detail));
        }
        if content.valid_until <= made_at {
            return Err(Rejection::because(ReasonCode::QuoteExpired));
        }
        self.versions.push(Version { content, made_by, made_at, sent_at: None, answer: None });
        Ok(())
    }

    /// The version was shown to the customer; sending it again changes nothing.
    ///
    /// # Errors
    /// When there is a newer version, it was answered, or it has expired.
    pub fn send(&mut self, version: u32, at: Timestamp) -> Result<(), Rejection> {
        let version = self.open(version, at)?;
        version.sent_at.get_or_insert(at);
        Ok(())
    }

    /// The customer consents to the version whose content has this hash.
    ///
    /// # Errors
    /// When the version was not sent, is not the newest, was answered, has expired, has another content, or when the
    /// maker of the quote reports the consent.
    pub fn consent(
        &mut self,
        version: u32,
        content_hash: &str,
        evidence: Evidence,
        by: Actor,
        at: Timestamp,
    ) -> Result<(), Rejection> {
        let version = self.sent(version, at)?;
        if version.content.hash() != content_hash {
            return Err(Rejection::because(ReasonCode::QuoteTampered));
        }
        if evidence.is_reported() && by == version.made_by {
            return Err(Rejection::because(ReasonCode::ConsentRecorderIsMaker));
        }
        let content_hash = content_hash.to_owned();
        version.answer = Some(Answer::Consented(Consent { content_hash, evidence, at, by }));
        Ok(())
    }

    /// The customer says no. An earlier consent goes on binding.
    ///
    /// # Errors
    /// When the version was not sent, is not the newest, was answered or has expired.
    pub fn decline(
        &mut self,
        version: u32,
        reason: Option<Prose>,
        by: Actor,
        at: Timestamp,
    ) -> Result<(), Rejection> {
        self.sent(version, at)?.answer = Some(Answer::Declined { at, by, reason });
        Ok(())
    }

    /// The version that binds: the newest one consented to.
    ///
    /// # Errors
    /// When there is none, or its stored content is no longer what the customer saw.
    pub fn consented(&self) -> Result<Consented<'_>, Rejection> {
        let binding = self.versions.iter().rev().find_map(|version| match &version.answer {
            Some(Answer::Consented(consent)) => Some((&version.content, consent)),
            _ => None,
        });
        let Some((content, consent)) = binding else {
            return Err(Rejection::because(ReasonCode::ConsentMissing));
        };
        Consented::check(content, consent)
    }

    /// The newest version, unanswered and valid.
    fn open(&mut self, number: u32, at: Timestamp) -> Result<&mut Version, Rejection> {
        let newest = self.next_version() - 1;
        if number == 0 || number > newest {
            return Err(Rejection::with(ReasonCode::QuoteNotFound, format!("v{number}")));
        }
        if number < newest {
            return Err(Rejection::with(ReasonCode::QuoteOutdated, format!("v{newest}")));
        }
        let Some(version) = self.versions.last_mut() else {
            return Err(Rejection::because(ReasonCode::QuoteNotFound));
        };
        if version.answer.is_some() {
            return Err(Rejection::because(ReasonCode::QuoteAnswered));
        }
        if at > version.content.valid_until {
            let detail = version.content.valid_until.to_string();
            return Err(Rejection::with(ReasonCode::QuoteExpired, detail));
        }
        if at < version.made_at {
            return Err(Rejection::because(ReasonCode::TimeOutOfOrder));
        }
        Ok(version)
    }

    fn sent(&mut self, number: u32, at: Timestamp) -> Result<&mut Version, Rejection> {
        let version = self.open(number, at)?;
        match version.sent_at {
            None => Err(Rejection::because(ReasonCode::QuoteNotSent)),
            Some(sent) if at < sent => Err(Rejection::because(ReasonCode::TimeOutOfOrder)),
            Some(_) => Ok(version),
        }
    }
}
