//! The conversation with a mail server (IMAP4rev1, RFC 3501): connect, look, fetch, set aside.

use std::{fmt::Debug, sync::Arc, time::Duration};

use async_imap::{Client, Session, error::Error};
use domain::mailbox::{MailSecurity, MailboxFault as Fault};
use futures_util::TryStreamExt as _;
use rustls::{
    ClientConfig,
    pki_types::{CertificateDer, ServerName, pem::PemObject as _},
};
use rustls_platform_verifier::Verifier;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;

/// How long one answer may take.
const ANSWER: Duration = Duration::from_secs(60);

/// Encrypted or not.
trait Wire: AsyncRead + AsyncWrite + Unpin + Send + Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + Debug> Wire for T {}

/// Where and as whom.
pub(super) struct Account {
    pub host: String,
    pub port: u16,
    pub security: MailSecurity,
    pub username: String,
    pub password: String,
}

/// A folder that is open.
pub(super) struct Folder {
    session: Session<Box<dyn Wire>>,
    pub validity: u32,
    pub uid_next: Option<u32>,
    can_move: bool,
}

/// The certificates of a PEM file, as [`super::MailPolicy`] takes them.
#[must_use]
pub fn authorities(pem: &[u8]) -> Vec<Vec<u8>> {
    CertificateDer::pem_slice_iter(pem).filter_map(Result::ok).map(|der| der.to_vec()).collect()
}

/// What is waited for no longer than it takes to answer.
async fn soon<T>(future: impl Future<Output = Result<T, Error>>, no: Fault) -> Result<T, Fault> {
    match tokio::time::timeout(ANSWER, future).await {
        Err(_) => Err(Fault::Timeout),
        Ok(Err(Error::No(_))) => Err(no),
        Ok(Err(Error::Io(_) | Error::ConnectionLost)) => Err(Fault::Unreachable),
        Ok(Err(_)) => Err(Fault::Protocol),
        Ok(Ok(value)) => Ok(value),
    }
}

async fn encrypted(plain: TcpStream, host: &str, roots: &[Vec<u8>]) -> Result<Box<dyn Wire>, Fault> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let roots = roots.iter().map(|der| der.clone().into());
    let config = Verifier::new_with_extra_roots(roots, provider.clone()).and_then(|verifier| {
        let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        Ok(builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth())
    });
    let config = config.map_err(|error| {
        tracing::error!(%error, "no TLS for mailboxes");
        Fault::Certificate
    })?;
    let name = ServerName::try_from(host.to_owned()).map_err(|_| Fault::Unreachable)?;
    match tokio::time::timeout(ANSWER, TlsConnector::from(Arc::new(config)).connect(name, plain)).await {
        Err(_) => Err(Fault::Timeout),
        Ok(Err(error)) => match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            Some(_) => Err(Fault::Certificate),
            None => Err(Fault::Unreachable),
        },
        Ok(Ok(stream)) => Ok(Box::new(stream)),
    }
}

impl Folder {
    /// Signs in and opens a folder.
    pub(super) async fn open(account: &Account, folder: &str, roots: &[Vec<u8>]) -> Result<Self, Fault> {
        let address = (account.host.as_str(), account.port);
        let plain = match tokio::time::timeout(ANSWER, TcpStream::connect(address)).await {
            Err(_) => return Err(Fault::Timeout),
            Ok(Err(_)) => return Err(Fault::Unreachable),
            Ok(Ok(plain)) => plain,
        };
        let client = match account.security {
            MailSecurity::None => greeted(Box::new(plain)).await?,
            MailSecurity::Tls => greeted(encrypted(plain, &account.host, roots).await?).await?,
            MailSecurity::StartTls => {
                let mut client = Client::new(plain);
                greeting(&mut client).await?;
                soon(client.run_command_and_check_ok("STARTTLS", None), Fault::Protocol).await?;
                Client::new(encrypted(client.into_inner(), &account.host, roots).await?)
            }
        };
        let signed = async { client.login(&account.username, &account.password).await.map_err(|(e, _)| e) };
        let mut session = soon(signed, Fault::SignIn).await?;
        let capabilities = soon(session.capabilities(), Fault::Protocol).await?;
        let can_move = capabilities.has_str("MOVE");
        let opened = soon(session.select(folder), Fault::Folder).await?;
        // a server without lasting numbers cannot say what is new
        let validity = opened.uid_validity.ok_or(Fault::Protocol)?;
        Ok(Self { session, validity, uid_next: opened.uid_next, can_move })
    }

    /// The numbers of messages after one, the oldest first.
    pub(super) async fn after(&mut self, last: u32) -> Result<Vec<u32>, Fault> {
        // `n:*` always names the last message, also when it comes before n
        self.search(&format!("UID {}:*", last.saturating_add(1)), last).await
    }

    /// The numbers of messages that came on a day or later (`02-Mar-2026`).
    pub(super) async fn since(&mut self, day: &str) -> Result<Vec<u32>, Fault> {
        self.search(&format!("SINCE {day}"), 0).await
    }

    async fn search(&mut self, query: &str, last: u32) -> Result<Vec<u32>, Fault> {
        let found = soon(self.session.uid_search(query), Fault::Protocol).await?;
        let mut uids: Vec<u32> = found.into_iter().filter(|uid| *uid > last).collect();
        uids.sort_unstable();
        Ok(uids)
    }

    /// A message as it came, without marking it as read; its head alone when the whole is larger than `most` bytes. None
    /// when somebody removed it meanwhile.
    pub(super) async fn fetch(&mut self, uid: u32, most: usize) -> Result<Option<Vec<u8>>, Fault> {
        let Some(size) = self.fetched(uid, "(UID RFC822.SIZE)", |f| f.size).await? else { return Ok(None) };
        if usize::try_from(size).is_ok_and(|size| size <= most) {
            self.fetched(uid, "(UID BODY.PEEK[])", |f| f.body().map(<[u8]>::to_vec)).await
        } else {
            let head =
                self.fetched(uid, "(UID BODY.PEEK[HEADER])", |f| f.header().map(<[u8]>::to_vec)).await?;
            Ok(head.map(|head| [head.as_slice(), TOO_LARGE.as_bytes()].concat()))
        }
    }

    async fn fetched<T>(
        &mut self,
        uid: u32,
        what: &str,
        read: impl Fn(&async_imap::types::Fetch) -> Option<T>,
    ) -> Result<Option<T>, Fault> {
        let all =
            async { self.session.uid_fetch(uid.to_string(), what).await?.try_collect::<Vec<_>>().await };
        let all = soon(all, Fault::Protocol).await?;
        // answers about other messages may come in between
        let found = all.iter().filter(|f| f.uid == Some(uid)).find_map(read);
        if found.is_none() {
            self.is_gone(uid).await?;
        }
        Ok(found)
    }

    /// The library says "nothing" of a message also when the server refused or the connection ended: only a server that
    /// still answers and does not know the number any more says that the message is gone.
    async fn is_gone(&mut self, uid: u32) -> Result<(), Fault> {
        let found = soon(self.session.uid_search(format!("UID {uid}")), Fault::Protocol).await?;
        soon(self.session.run_command_and_check_ok("NOOP"), Fault::Protocol).await?;
        if found.contains(&uid) { Err(Fault::Protocol) } else { Ok(()) }
    }

    /// Marks a message as read, or moves it to another folder.
    pub(super) async fn set_aside(&mut self, uid: u32, to: Option<&str>) -> Result<(), Fault> {
        let uid = uid.to_string();
        match to {
            None => self.flag(&uid, "+FLAGS.SILENT (\\Seen)").await,
            Some(folder) if self.can_move => soon(self.session.uid_mv(&uid, folder), Fault::Folder).await,
            Some(folder) => {
                soon(self.session.uid_copy(&uid, folder), Fault::Folder).await?;
                self.flag(&uid, "+FLAGS.SILENT (\\Seen \\Deleted)").await
            }
        }
    }

    async fn flag(&mut self, uid: &str, change: &str) -> Result<(), Fault> {
        soon(self.session.run_command_and_check_ok(format!("UID STORE {uid} {change}")), Fault::Protocol)
            .await
    }

    /// Says goodbye; whether it is heard does not matter.
    pub(super) async fn leave(mut self) {
        let _ = tokio::time::timeout(Duration::from_secs(5), self.session.logout()).await;
    }
}

/// Said in the place of what was not fetched.
const TOO_LARGE: &str = "（邮件过大，正文和附件留在邮箱中 / The message was too large: text and attachments stay in the mailbox）\r\n";

async fn greeted(stream: Box<dyn Wire>) -> Result<Client<Box<dyn Wire>>, Fault> {
    let mut client = Client::new(stream);
    greeting(&mut client).await?;
    Ok(client)
}

async fn greeting<T: AsyncRead + AsyncWrite + Unpin + Send + Debug>(
    client: &mut Client<T>,
) -> Result<(), Fault> {
    match tokio::time::timeout(ANSWER, client.read_response()).await {
        Err(_) => Err(Fault::Timeout),
        Ok(Err(_)) => Err(Fault::Protocol),
        Ok(Ok(None)) => Err(Fault::Unreachable),
        Ok(Ok(Some(_))) => Ok(()),
    }
}
