use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    sync::Arc,
    sync::atomic::{AtomicU64, Ordering},
};

use api::server::{Options, serve};
use application::{
    AddressPolicy, App, Clock as _, FREQUENT_WORD, Ids, ManualClock, PasswordCost, Settings,
    mailbox::MailPolicy,
};
use domain::{
    kernel::{BranchId, Timestamp, UserId},
    mailbox::{EmailAddress, Limits, OwnMail},
};
use sea_orm_migration::sea_orm::{ConnectionTrait as _, Database};
use tempfile::TempDir;
use tokio::{sync::watch, task::JoinHandle};

use super::{Backend, Client, cluster, run, seed};

/// When every world begins: Monday, 9 o'clock in Shanghai.
const BEGIN: &str = "2026-03-02T01:00:00Z";
/// Receivers of webhooks run beside the tests.
const OPEN: AddressPolicy = AddressPolicy { allow_insecure: true, allow_private: true };
const SECRET: &[u8] = b"of the acceptance tests only: 0123456789";

/// A running server with its database; clones are the same world.
#[derive(Clone)]
pub(crate) struct World(Arc<Inner>);

struct Inner {
    backend: Backend,
    app: App,
    clock: Arc<ManualClock>,
    address: String,
    http: reqwest::Client,
    stop: watch::Sender<bool>,
    server: std::sync::Mutex<Option<JoinHandle<std::io::Result<()>>>>,
    database: String,
    folder: TempDir,
}

impl World {
    pub(crate) async fn start(backend: Backend) -> Self {
        Self::start_with(backend, &Options { workers: 1, sign_in_per_minute: 60_000, ..Options::default() })
            .await
    }

    pub(crate) async fn start_with(backend: Backend, options: &Options) -> Self {
        Self::start_as(backend, options, OPEN).await
    }

    /// As it is installed: webhooks lead to public addresses only.
    pub(crate) async fn start_guarded(backend: Backend) -> Self {
        let options = Options { workers: 1, sign_in_per_minute: 60_000, ..Options::default() };
        Self::start_as(backend, &options, AddressPolicy::default()).await
    }

    async fn start_as(backend: Backend, options: &Options, webhooks: AddressPolicy) -> Self {
        static WORLDS: AtomicU64 = AtomicU64::new(1);
        let number = WORLDS.fetch_add(1, Ordering::SeqCst) * 100_000 + u64::from(std::process::id());
        let folder = tempfile::tempdir_in(run::folder()).unwrap();
        let database = copy_of_template(backend, folder.path(), number).await;
        let clock = Arc::new(ManualClock::at(BEGIN.parse().unwrap()));
        let ids = Ids::seeded(number);
        let settings = Settings { webhooks, ..settings(&database, folder.path()) };
        let app = App::open(settings, clock.clone(), ids).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = watch::channel(false);
        let server = tokio::spawn(serve(app.clone(), listener, options, stopped).unwrap());
        let server = std::sync::Mutex::new(Some(server));
        let http = reqwest::Client::new();
        Self(Arc::new(Inner { backend, app, clock, address, http, stop, server, database, folder }))
    }

    /// Another node over the same database, without a server of its own; to be closed before the world is stopped.
    pub(crate) async fn another_node(&self) -> App {
        self.node_with(FREQUENT_WORD).await
    }

    /// Another node, for which a word is frequent from so many rows.
    pub(crate) async fn node_with(&self, frequent_word: u64) -> App {
        static NODES: AtomicU64 = AtomicU64::new(1 << 40);
        let ids = Ids::seeded(NODES.fetch_add(1, Ordering::SeqCst));
        let settings = Settings { frequent_word, ..settings(&self.0.database, self.0.folder.path()) };
        App::open(settings, self.0.clock.clone(), ids).await.unwrap()
    }

    /// Stops the server, as Ctrl-C does, and closes the database.
    pub(crate) async fn stop(&self) {
        self.ask_to_stop();
        let server = self.0.server.lock().unwrap().take();
        if let Some(server) = server {
            server.await.unwrap().unwrap();
        }
        self.0.app.db().clone().close().await.unwrap();
        if self.0.backend == Backend::Postgres {
            let name = self.0.database.split(['/', '?']).nth(3).unwrap();
            let postgres = Database::connect(cluster::url("postgres")).await.unwrap();
            postgres.execute_unprepared(&format!("DROP DATABASE {name}")).await.unwrap();
            postgres.close().await.unwrap();
        }
    }

    /// As Ctrl-C does, without waiting.
    pub(crate) fn ask_to_stop(&self) {
        self.0.stop.send_replace(true);
    }

    /// The folder of attachments and import files.
    pub(crate) fn files(&self) -> PathBuf {
        self.0.folder.path().join("files")
    }

    pub(crate) fn backend(&self) -> Backend {
        self.0.backend
    }

    pub(crate) fn database_url(&self) -> &str {
        &self.0.database
    }

    /// The application itself: for what has no operation, like the sweep of thresholds.
    pub(crate) fn app(&self) -> &App {
        &self.0.app
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Moves the clock on.
    pub(crate) fn advance_minutes(&self, minutes: i64) {
        self.0.clock.advance_seconds(minutes * 60);
    }

    pub(crate) fn advance_seconds(&self, seconds: i64) {
        self.0.clock.advance_seconds(seconds);
    }

    /// Sets the clock to an RFC 3339 instant.
    pub(crate) fn set_clock(&self, at: &str) {
        self.0.clock.set(at.parse().unwrap());
    }

    /// `http://127.0.0.1:…`
    pub(crate) fn address(&self) -> &str {
        &self.0.address
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.0.http
    }

    pub(crate) fn anonymous(&self) -> Client {
        Client::anonymous(self.clone())
    }

    /// Somebody of the seed; stays signed in however the clock moves.
    pub(crate) async fn sign_in(&self, account: &str) -> Client {
        Client::sign_in(self.clone(), account).await
    }

    /// Whoever holds this access token or API key.
    pub(crate) fn bearer(&self, token: &str) -> Client {
        Client::bearer(self.clone(), token)
    }

    pub(crate) async fn branch(&self, code: &str) -> BranchId {
        seed::branch_id(self.app(), code).await
    }

    pub(crate) async fn user(&self, account: &str) -> UserId {
        seed::user_id(self.app(), account).await
    }
}

fn settings(database: &str, folder: &Path) -> Settings {
    Settings {
        database_url: database.to_owned(),
        files: folder.join("files"),
        secret: SECRET.to_vec(),
        max_upload: 1 << 20,
        frequent_word: FREQUENT_WORD,
        password_cost: PasswordCost { memory_kib: 8, passes: 1 },
        webhooks: OPEN,
        mail: MailPolicy {
            own: OwnMail {
                addresses: EmailAddress::parse("service@huajun.example").into_iter().collect(),
                id_domain: Some("aftercare.huajun.example".to_owned()),
            },
            limits: Limits::default(),
            allow_insecure: true,
            extra_roots: Vec::new(),
        },
    }
}

/// Migrated and seeded once in the run, then copied for each world.
async fn copy_of_template(backend: Backend, folder: &Path, number: u64) -> String {
    let template = tokio::task::spawn_blocking(move || template(backend)).await.unwrap();
    match backend {
        Backend::Sqlite => {
            let copy = folder.join("aftercare.db");
            fs::copy(template, &copy).unwrap();
            format!("sqlite://{}", copy.display())
        }
        Backend::Postgres => {
            let name = format!("world_{number}");
            let postgres = Database::connect(cluster::url("postgres")).await.unwrap();
            postgres
                .execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {template}"))
                .await
                .unwrap();
            postgres.close().await.unwrap();
            cluster::url(&name)
        }
    }
}

/// SQLite: the path of the file; PostgreSQL: the name of the database.
fn template(backend: Backend) -> String {
    let make = |url: String, result: String| {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let folder = run::folder().join("template");
            let clock = Arc::new(ManualClock::at(BEGIN.parse::<Timestamp>().unwrap().plus_seconds(-3600)));
            let app = App::start(settings(&url, &folder), clock, Ids::seeded(7)).await.unwrap();
            seed::fill(&app).await;
            app.db().clone().close().await.unwrap();
        });
        result
    };
    match backend {
        Backend::Sqlite => run::once(run::folder(), "template-sqlite", || {
            let file = run::folder().join("template.db").display().to_string();
            make(format!("sqlite://{file}"), file)
        }),
        Backend::Postgres => run::once(run::folder(), "template-postgres", || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let postgres = Database::connect(cluster::url("postgres")).await.unwrap();
                postgres.execute_unprepared("CREATE DATABASE template_world").await.unwrap();
                postgres.close().await.unwrap();
            });
            make(cluster::url("template_world"), "template_world".to_owned())
        }),
    }
}
