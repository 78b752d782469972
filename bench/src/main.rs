//! How fast Aftercare is, next to what bounds it: the same statements in raw SQL and a bare HTTP answer, on the same
//! machine in the same run. See `docs/BENCHMARKS.md`.

mod check;
mod child;
mod cluster;
mod database;
mod hello;
mod http;
mod load;
mod machine;
mod nodes;
mod raw_postgres;
mod raw_sqlite;
mod report;
mod sample;
mod script;
mod server;
mod sweep;

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use application::{Clock as _, SystemClock, demo::Plan};
use clap::{Parser, Subcommand, ValueEnum};
use sea_orm::DbBackend;

use crate::{
    database::Database,
    load::Load,
    report::{Measured, Part, Report},
    sample::{Operation, Operations},
    script::Statement,
    server::{Hello, Server},
};

pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Backend {
    Sqlite,
    Postgres,
}

/// Speed against raw SQL and bare HTTP; only loopback, stops by itself.
#[derive(Debug, Parser)]
struct Args {
    /// Fewer requests, one short round: to see that it works
    #[arg(long)]
    quick: bool,
    /// One database only
    #[arg(long)]
    only: Option<Backend>,
    /// Folder that keeps the seeded databases for the next run
    #[arg(long)]
    keep: Option<PathBuf>,
    /// Puts the table into docs/BENCHMARKS.md
    #[arg(long, requires = "date")]
    write: bool,
    /// The day that the table names
    #[arg(long)]
    date: Option<String>,
    /// The release binary
    #[arg(long, default_value = "target/release/aftercare")]
    server: PathBuf,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The bare server that the benchmark compares with
    #[command(hide = true)]
    Hello {
        #[arg(long)]
        listen: SocketAddr,
    },
}

const CLIENTS: usize = 8;
const DOCUMENT: &str = "docs/BENCHMARKS.md";
const ASSETS: &str = "frontend/dist/desk/assets";

fn main() -> Result<(), Failure> {
    let args = Args::parse();
    if let Some(Command::Hello { listen }) = args.command {
        return actix_web::rt::System::new().block_on(hello::serve(listen));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let done = runtime.block_on(async {
        tokio::select! {
            done = Box::pin(run(args)) => done,
            // what was started is stopped on the way out
            _ = tokio::signal::ctrl_c() => Err("stopped".into()),
        }
    });
    runtime.shutdown_background();
    done
}

/// Progress, for the person who waits.
#[expect(clippy::print_stderr, reason = "this is a program of the command line")]
pub(crate) fn tell(text: &str) {
    eprintln!("bench: {text}");
}

/// What is measured, and how long.
struct Course {
    load: Load,
    rounds: usize,
    plan: Plan,
    due: [u64; 2],
}

impl Course {
    fn of(quick: bool) -> Self {
        let (warm_up, measured, rounds) = if quick { (1, 2, 1) } else { (1, 5, 3) };
        let plan = Plan {
            seed: Plan::SEED,
            customers: 4_000,
            units: 20_000,
            closed_tickets: if quick { 2_000 } else { 20_000 },
            open_tickets: if quick { 20_000 } else { 200_000 },
            months: 6,
            engineers_per_branch: 8,
        };
        let load = Load {
            clients: CLIENTS,
            warm_up: Duration::from_secs(warm_up),
            measured: Duration::from_secs(measured),
        };
        Self { load, rounds, plan, due: [10, 10_000] }
    }
}

async fn run(args: Args) -> Result<(), Failure> {
    if !args.server.exists() {
        return Err(format!("{} is missing: just build", args.server.display()).into());
    }
    let course = Course::of(args.quick);
    let temporary = tempfile::Builder::new().prefix("aftercare-bench-").tempdir()?;
    // PostgreSQL may run as somebody else
    open_to_all(temporary.path())?;
    let folder = args.keep.clone().unwrap_or_else(|| temporary.path().to_owned());
    fs::create_dir_all(&folder)?;
    let folder = folder.canonicalize()?;
    let mut parts = Vec::new();
    let mut versions = Vec::new();
    for backend in [Backend::Sqlite, Backend::Postgres] {
        if args.only.is_some_and(|only| only != backend) {
            continue;
        }
        let database = match backend {
            Backend::Sqlite => Database::sqlite(&folder, course.plan).await?,
            Backend::Postgres => Database::postgres(&folder, course.plan).await?,
        };
        versions.push(database.version().await?);
        parts.push(part(&database, &args.server, &course, temporary.path()).await?);
    }
    let report = Report {
        date: args.date.clone(),
        machine: machine::describe(&versions)?,
        load: course.load,
        rounds: course.rounds,
        parts,
        binary: fs::metadata(&args.server)?.len(),
        wasm: machine::wasm(Path::new(ASSETS))?,
    };
    show(&report)?;
    if args.write {
        report.write(Path::new(DOCUMENT))?;
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "this is the answer of the command")]
fn show(report: &Report) -> Result<(), Failure> {
    println!("{}", report.text()?);
    Ok(())
}

fn open_to_all(folder: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?)
}

async fn part(database: &Database, binary: &Path, course: &Course, scratch: &Path) -> Result<Part, Failure> {
    let log = scratch.join("server.log");
    let mut starts = Vec::new();
    for _ in 0..5 {
        starts.push(Server::start(binary, database, &log)?.started_in);
    }
    starts.sort_unstable();
    let server = Server::start(binary, database, &log)?;
    let idle = server.memory()?;
    tell(&format!("{}: choosing requests", database.name()));
    let operations = sample::operations(database, &server).await?;
    check::same_statements(database, &server, &operations).await?;
    let hello = Hello::start()?;
    let Operations { create, read, list, search } = &operations;
    let scripts = [
        // writes last: what they add is not what the others find
        ("read", script::READ, read, Some(0.35)),
        ("list 50", script::LIST, list, Some(0.45)),
        ("search", script::SEARCH, search, None),
        ("create", script::CREATE, create, Some(0.6)),
    ];
    let mut measured = Vec::new();
    for (name, text, operation, aim) in scripts {
        let samples = operation.samples.iter().map(|sample| script::fill(text, database.backend, sample));
        let samples: Vec<Vec<Statement>> = samples.collect::<Result<_, _>>()?;
        let case = Case { database, server: &server, hello: &hello, operation, samples: &samples, scratch };
        let row = case.measure(name, aim, course).await?;
        tell(&format!("{}: {name}: {:.0} /s, raw {:.0} /s", database.name(), row.ours.per_second, row.raw));
        measured.push(row);
    }
    let loaded = server.memory()?;
    drop(server);
    drop(hello);
    let mut sweeps = Vec::new();
    for due in course.due {
        tell(&format!("{}: sweep of {due}", database.name()));
        sweeps.push(sweep::measure(database, due, course.rounds, fresh_numbers()).await?);
    }
    let lateness = match database.cluster {
        Some(_) => {
            tell("PostgreSQL: two nodes, one of them killed");
            Some(nodes::measure(database, binary, scratch).await?)
        }
        None => None,
    };
    let start = starts.get(starts.len() / 2).copied().unwrap_or_default();
    let open = course.plan.open_tickets;
    Ok(Part { database: database.name(), open, operations: measured, sweeps, lateness, idle, loaded, start })
}

struct Case<'a> {
    database: &'a Database,
    server: &'a Server,
    hello: &'a Hello,
    operation: &'a Operation,
    samples: &'a [Vec<Statement>],
    scratch: &'a Path,
}

impl Case<'_> {
    async fn measure(
        &self,
        name: &'static str,
        aim: Option<f64>,
        course: &Course,
    ) -> Result<Measured, Failure> {
        let plain = load::Requests { list: vec![http::request("GET", "/", None, None, None)], key: None };
        let (mut ours, mut raw, mut hello) = (Vec::new(), Vec::new(), Vec::new());
        // by turns, so that a slow minute of the machine is shared
        for _ in 0..course.rounds {
            hello.push(load::run(course.load, self.hello.address, plain.clone(), 0).await?.per_second);
            raw.push(self.raw(course.load, name).await?);
            let requests = self.operation.requests.clone();
            ours.push(load::run(course.load, self.server.address, requests, fresh_numbers()).await?);
        }
        Ok(Measured {
            name,
            aim,
            ours: report::median(ours)?,
            raw: report::middle(raw)?,
            hello: report::middle(hello)?,
        })
    }

    async fn raw(&self, load: Load, name: &str) -> Result<f64, Failure> {
        let first = fresh_numbers();
        match (self.database.backend, &self.database.cluster) {
            (DbBackend::Postgres, Some(cluster)) => {
                let folder = self.scratch.join("scripts");
                fs::create_dir_all(&folder)?;
                let scripts = raw_postgres::scripts(&folder, &name.replace(' ', "-"), self.samples)?;
                tokio::task::block_in_place(|| {
                    raw_postgres::per_second(cluster, "work", &scripts, load, first)
                })
            }
            _ => {
                let writes = self.operation.requests.key.is_some();
                raw_sqlite::per_second(&self.database.url, load, writes, self.samples, first).await
            }
        }
    }
}

/// Where a series of numbers begins that nobody else counts in: later than all before, by the clock.
fn fresh_numbers() -> u64 {
    u64::try_from(SystemClock.now().millis()).unwrap_or_default() << 20
}
