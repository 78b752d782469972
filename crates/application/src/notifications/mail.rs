//! E-mail over SMTP.

use std::time::Duration;

use domain::notifications::NotificationFault as Fault;
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{
        Mailbox,
        header::{ContentType, HeaderName, HeaderValue},
    },
};

use super::{MailSettings, work::Judged};
use crate::AppError;

const TIMEOUT: Duration = Duration::from_secs(15);

pub(super) struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// A message to one person.
pub(super) struct Letter {
    /// The same at every attempt: a receiver can tell a repetition
    pub id: uuid::Uuid,
    pub to: String,
    pub subject: String,
    pub body: String,
}

impl Mailer {
    #[expect(clippy::needless_pass_by_value, reason = "settings are given away")]
    pub(super) fn new(settings: MailSettings) -> Result<Self, AppError> {
        let broken = |what: String| AppError::inconsistent("settings", "mail", what);
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&settings.smtp_url)
            // the address has a password in it: say nothing of it
            .map_err(|_| {
                broken(
                    "AFTERCARE_SMTP_URL must be like smtp://user:password@host:587?tls=required".to_owned(),
                )
            })?
            .timeout(Some(TIMEOUT))
            .build();
        let from = settings.from.parse().map_err(|e| broken(format!("AFTERCARE_MAIL_FROM: {e}")))?;
        Ok(Self { transport, from })
    }

    pub(super) async fn send(&self, letter: Letter) -> Judged {
        let Ok(to) = letter.to.parse::<lettre::Address>() else { return Judged::Hopeless(Fault::NoAddress) };
        let domain = self.from.email.domain();
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .message_id(Some(format!("<{}@{domain}>", letter.id)))
            .subject(letter.subject)
            .header(ContentType::TEXT_PLAIN)
            .body(letter.body);
        let Ok(mut message) = message else { return Judged::Hopeless(Fault::NoAddress) };
        // nobody's out-of-office answers it (RFC 3834), and it never comes back as a request
        let said = [
            (HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()),
            (HeaderName::new_from_ascii_str("X-Aftercare-Id"), letter.id.to_string()),
        ];
        for (name, value) in said {
            message.headers_mut().insert_raw(HeaderValue::new(name, value));
        }
        match self.transport.send(message).await {
            Ok(_) => Judged::Sent,
            Err(error) if error.is_permanent() => Judged::Hopeless(Fault::Refused),
            Err(error) if error.is_timeout() => Judged::Again(Fault::Timeout),
            Err(error) if error.is_transient() => Judged::Again(Fault::Refused),
            Err(_) => Judged::Again(Fault::Unreachable),
        }
    }
}
