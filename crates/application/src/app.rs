//! What every use case stands on: database, clock, ids, files, signing keys.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use object_store::{ObjectStore, local::LocalFileSystem};

use crate::{
    AppError, Clock, Db, Ids,
    access::{
        PasswordCost, authorities::Authorities, passwords::Passwords, tokens::Tokens,
        unknown_names::UnknownNames,
    },
    live::Live,
    mailbox::MailPolicy,
    notifications::Messages,
    outbound::{self, AddressPolicy},
    sla::rules::RuleCache,
    vault::{Purpose, Vault},
    webhooks::Outgoing,
};

/// Below it, looking the hits up and sorting them is quicker than the walk; both take a few milliseconds there.
pub const FREQUENT_WORD: u64 = 2_000;

/// What is configured at start.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `sqlite://…` or `postgres://…`
    pub database_url: String,
    /// Folder of attachments and import files
    pub files: PathBuf,
    /// Signs access tokens and cursors, encrypts the secrets of webhooks; at least 32 bytes, the same on every node
    pub secret: Vec<u8>,
    /// Largest upload in bytes
    pub max_upload: usize,
    /// What hashing a password costs; tests take less
    pub password_cost: PasswordCost,
    /// Which addresses webhooks may have
    pub webhooks: AddressPolicy,
    /// In how many rows a word is frequent: from there a search walks the sorted list instead of sorting its hits.
    /// [`FREQUENT_WORD`]; tests take less
    pub frequent_word: u64,
    /// By what our own mail is recognised, and how much incoming mail may do on its own
    pub mail: MailPolicy,
}

/// The application. Cheap to clone: everything inside is shared.
#[derive(Clone)]
pub struct App {
    pub(crate) db: Db,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<Ids>,
    pub(crate) files: Arc<dyn ObjectStore>,
    /// Where files wait that are still coming
    pub(crate) folder: Arc<Path>,
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) passwords: Arc<Passwords>,
    pub(crate) unknown_names: Arc<UnknownNames>,
    pub(crate) authorities: Arc<Authorities>,
    pub(crate) live: Live,
    pub(crate) messages: Arc<Messages>,
    pub(crate) rules: Arc<RuleCache>,
    pub(crate) outgoing: Arc<Outgoing>,
    pub(crate) mail: Arc<MailPolicy>,
    pub(crate) mailbox_vault: Vault,
    pub(crate) max_upload: usize,
    pub(crate) frequent_word: u64,
    pub(crate) database_url: Arc<str>,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("backend", &self.db.backend()).finish_non_exhaustive()
    }
}

impl App {
    /// Connects, migrates, and lays down what a new database must have: standard calendars and policy.
    ///
    /// # Errors
    /// When the database or the file folder cannot be used.
    pub async fn start(settings: Settings, clock: Arc<dyn Clock>, ids: Ids) -> Result<Self, AppError> {
        let app = Self::open(settings, clock, ids).await?;
        app.db.migrate().await?;
        app.lay_foundations().await?;
        Ok(app)
    }

    /// Connects without touching the schema.
    ///
    /// # Errors
    /// When the database or the file folder cannot be used.
    pub async fn open(settings: Settings, clock: Arc<dyn Clock>, ids: Ids) -> Result<Self, AppError> {
        outbound::choose_cryptography();
        std::fs::create_dir_all(&settings.files)
            .map_err(|source| object_store::Error::Generic { store: "files", source: Box::new(source) })?;
        let files: Arc<dyn ObjectStore> = Arc::new(LocalFileSystem::new_with_prefix(&settings.files)?);
        let db = Db::connect(&settings.database_url).await?;
        Ok(Self {
            db,
            clock,
            ids: Arc::new(ids),
            files,
            folder: settings.files.into(),
            tokens: Arc::new(Tokens::new(&settings.secret)),
            passwords: Arc::new(Passwords::new(settings.password_cost)),
            unknown_names: Arc::new(UnknownNames::new(&settings.secret)),
            authorities: Arc::new(Authorities::default()),
            live: Live::new(),
            messages: Arc::new(Messages::new(&settings.secret)?),
            rules: Arc::new(RuleCache::default()),
            outgoing: Arc::new(Outgoing::new(&settings.secret, settings.webhooks)?),
            mail: Arc::new(settings.mail),
            mailbox_vault: Vault::new(&settings.secret, Purpose::Mailboxes)?,
            max_upload: settings.max_upload,
            frequent_word: settings.frequent_word,
            database_url: settings.database_url.into(),
        })
    }

    #[must_use]
    pub fn now(&self) -> domain::kernel::Timestamp {
        self.clock.now()
    }

    #[must_use]
    pub const fn db(&self) -> &Db {
        &self.db
    }

    #[must_use]
    pub const fn max_upload(&self) -> usize {
        self.max_upload
    }

    /// Ready to serve: the database answers and has today's schema.
    ///
    /// # Errors
    /// What is not ready.
    pub async fn ready(&self) -> Result<(), AppError> {
        self.db.ping().await?;
        match self.db.pending_migrations().await? {
            0 => Ok(()),
            n => Err(AppError::inconsistent("schema", "migrations", format!("{n} pending"))),
        }
    }
}
