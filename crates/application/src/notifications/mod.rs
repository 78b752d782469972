//! 通知与升级: incidents of the feed become notifications of people, which go out on the ways each of them wants.
//!
//! `take` turns events into rows and moves the position in one transaction; `work` sends what is due and writes down what
//! came of it. A crash between the two loses nothing, and an event taken twice makes no second row.

mod channels;
mod duty;
mod gateway;
mod inbox;
mod mail;
mod preferences;
mod store;
mod take;
mod texts;
mod work;

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicI64, Ordering},
};

use crate::{
    App, AppError,
    outbound::AddressPolicy,
    vault::{Purpose, Vault},
};

/// How messages leave the house.
#[derive(Debug, Clone, Default)]
pub struct MessageSettings {
    /// None: no e-mail is sent
    pub mail: Option<MailSettings>,
    /// Where people open the desk, for links in messages: `https://aftercare.example.com`
    pub public_url: Option<String>,
    /// Which addresses robots and gateways may have
    pub addresses: AddressPolicy,
}

#[derive(Debug, Clone)]
pub struct MailSettings {
    /// `smtp://user:password@host:587?tls=required`, `smtps://…`
    pub smtp_url: String,
    /// `售后服务 <service@example.com>`
    pub from: String,
}

/// What sending needs and all requests share.
pub(crate) struct Messages {
    mailer: Option<mail::Mailer>,
    public_url: Option<String>,
    addresses: AddressPolicy,
    vault: Vault,
    http: OnceLock<Option<reqwest::Client>>,
    /// Up to here the feed holds nothing that people must hear of
    seen: AtomicI64,
    /// When the position was last written down
    noted: AtomicI64,
}

impl Messages {
    /// Without a way out of the house.
    pub(crate) fn new(secret: &[u8]) -> Result<Self, AppError> {
        Self::with(Vault::new(secret, Purpose::NotificationChannels)?, MessageSettings::default())
    }

    fn with(vault: Vault, settings: MessageSettings) -> Result<Self, AppError> {
        Ok(Self {
            mailer: settings.mail.map(mail::Mailer::new).transpose()?,
            public_url: settings.public_url.map(|url| url.trim_end_matches('/').to_owned()),
            addresses: settings.addresses,
            vault,
            http: OnceLock::new(),
            seen: AtomicI64::new(0),
            noted: AtomicI64::new(0),
        })
    }

    fn seen(&self) -> i64 {
        self.seen.load(Ordering::Relaxed)
    }
}

impl App {
    /// The same application with these ways out of the house.
    ///
    /// # Errors
    /// When the address of the mail server or the sender is not right.
    pub fn with_messages(mut self, settings: MessageSettings) -> Result<Self, AppError> {
        self.messages = Arc::new(Messages::with(self.messages.vault.clone(), settings)?);
        Ok(self)
    }
}
