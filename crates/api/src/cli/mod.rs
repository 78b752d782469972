//! The command line.

mod import;
mod mail;
mod secret;
mod serve;

use std::{path::PathBuf, sync::Arc};

use application::{
    AddressPolicy, App, Ids, PasswordCost, Settings, SystemClock, demo::Size, mailbox::MailPolicy,
};
use clap::{Parser, Subcommand};
use domain::mailbox::{EmailAddress, OwnMail};

pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// 售后服务系统 · after-sales service for manufacturers
#[derive(Debug, Parser)]
#[command(name = "aftercare", version)]
pub(crate) struct Args {
    /// sqlite://path or postgres://user@host/name
    #[arg(long, env = "DATABASE_URL", global = true, default_value = "sqlite://data/aftercare.db")]
    database: String,
    /// Folder of attachments, import files and, for a single node, the signing secret
    #[arg(long, env = "AFTERCARE_DATA", global = true, default_value = "data")]
    data: PathBuf,
    /// Signing secret, at least 32 characters, the same on every node; default: kept in the data folder
    #[arg(long, env = "AFTERCARE_SECRET", global = true, hide_env_values = true)]
    secret: Option<String>,
    /// Webhooks may have http:// addresses: for tests and networks of one's own
    #[arg(long, env = "AFTERCARE_ALLOW_INSECURE_WEBHOOKS", global = true)]
    allow_insecure_webhooks: bool,
    /// Webhooks may lead to private addresses, such as an ERP in the same network
    #[arg(long, env = "AFTERCARE_ALLOW_PRIVATE_WEBHOOKS", global = true)]
    allow_private_webhooks: bool,
    /// Addresses from which we send, separated by commas: their messages never become requests
    #[arg(long, env = "AFTERCARE_MAIL_ADDRESSES", global = true, value_delimiter = ',')]
    mail_addresses: Vec<String>,
    /// Right side of the Message-IDs of what we send
    #[arg(long, env = "AFTERCARE_MAIL_ID_DOMAIN", global = true)]
    mail_id_domain: Option<String>,
    /// Mailboxes may be read without TLS: for tests
    #[arg(long, env = "AFTERCARE_ALLOW_INSECURE_MAILBOXES", global = true)]
    allow_insecure_mailboxes: bool,
    /// PEM file of an authority of one's own that mail servers are certified by
    #[arg(long, env = "AFTERCARE_MAIL_AUTHORITY", global = true)]
    mail_authority: Option<PathBuf>,
    /// One JSON object a line instead of text
    #[arg(long, env = "AFTERCARE_JSON_LOGS", global = true)]
    pub(crate) json_logs: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Migrates, loads demo data into an empty database, serves until Ctrl-C
    Serve(serve::Serve),
    /// Brings the schema up to date
    Migrate,
    /// Loads deterministic demo data into an empty database
    Demo {
        /// S: 60 customers, 1,200 units, 900 requests; M and L are for load
        #[arg(long, default_value = "S")]
        size: Size,
    },
    /// Imports customers, units or historical requests from CSV or XLSX
    Import(import::Import),
    /// Takes a message from the standard input: `aftercare mail < message.eml`, or a pipe of the mail server
    Mail(mail::Mail),
    /// Prints the OpenAPI document
    Openapi,
}

impl Args {
    /// How the process ends when the command fails.
    pub(crate) const fn failure(&self) -> u8 {
        match self.command {
            Command::Mail(_) => mail::TRY_AGAIN,
            _ => 1,
        }
    }
}

pub(crate) fn logging(json: bool) {
    use tracing_subscriber::{EnvFilter, fmt};
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,sea_orm_migration=warn,tracing_actix_web=warn"));
    let builder = fmt().with_env_filter(filter).with_target(false).with_writer(std::io::stderr);
    if json { builder.json().init() } else { builder.compact().init() }
}

pub(crate) async fn run(args: Args) -> Result<(), Failure> {
    if matches!(args.command, Command::Openapi) {
        use std::io::Write as _;
        let document = api::openapi::json()?;
        return Ok(std::io::stdout().write_all(document.as_bytes())?);
    }
    let app = App::start(settings(&args)?, Arc::new(SystemClock), Ids::random()).await?;
    match args.command {
        Command::Serve(serve) => serve.run(app).await,
        Command::Migrate => {
            tracing::info!("the schema is up to date");
            Ok(())
        }
        Command::Demo { size } => {
            let loaded = app.load_demo(size).await?;
            tracing::info!(
                users = loaded.users,
                customers = loaded.customers,
                units = loaded.units,
                tickets = loaded.tickets,
                "demo data loaded"
            );
            Ok(())
        }
        Command::Import(import) => import.run(app).await,
        Command::Mail(mail) => mail.run(app).await,
        Command::Openapi => Ok(()),
    }
}

/// An address that is none would let our own mail come back as requests.
fn own_mail(args: &Args) -> Result<OwnMail, Failure> {
    let texts = args.mail_addresses.iter().filter(|text| !text.trim().is_empty());
    let addresses = texts
        .map(|text| EmailAddress::parse(text).ok_or_else(|| format!("`{text}` is not an e-mail address")))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(OwnMail { addresses, id_domain: args.mail_id_domain.clone() })
}

fn settings(args: &Args) -> Result<Settings, Failure> {
    std::fs::create_dir_all(&args.data)?;
    let secret = match &args.secret {
        Some(secret) if secret.len() >= 32 => secret.clone().into_bytes(),
        Some(_) => return Err("AFTERCARE_SECRET needs at least 32 characters".into()),
        None => secret::kept_in(&args.data)?,
    };
    Ok(Settings {
        database_url: args.database.clone(),
        files: args.data.join("files"),
        secret,
        max_upload: 20 << 20,
        frequent_word: application::FREQUENT_WORD,
        password_cost: PasswordCost::default(),
        webhooks: AddressPolicy {
            allow_insecure: args.allow_insecure_webhooks,
            allow_private: args.allow_private_webhooks,
        },
        mail: MailPolicy {
            own: own_mail(args)?,
            allow_insecure: args.allow_insecure_mailboxes,
            extra_roots: authorities(args)?,
            ..MailPolicy::default()
        },
    })
}

fn authorities(args: &Args) -> Result<Vec<Vec<u8>>, Failure> {
    let Some(path) = &args.mail_authority else { return Ok(Vec::new()) };
    let pem = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let found = application::mailbox::authorities(&pem);
    if found.is_empty() { Err(format!("{}: no certificate in it", path.display()).into()) } else { Ok(found) }
}
