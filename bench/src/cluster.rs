//! A PostgreSQL cluster of the benchmark's own: durable, on a socket in a folder, stopped at the end.

use std::{
    fs,
    os::unix::fs::{MetadataExt as _, chown},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use sea_orm::Database;

use crate::{
    Failure,
    child::{Guarded, output},
};

/// Everything else is PostgreSQL's default: an acknowledged write is on the disk.
const OPTIONS: &[&str] =
    &["listen_addresses=", "shared_buffers=256MB", "max_wal_size=4GB", "logging_collector=off"];
pub(crate) const USER: &str = "aftercare";

pub(crate) struct Cluster {
    folder: PathBuf,
    bin: PathBuf,
    _server: Guarded,
}

impl Cluster {
    /// Starts the cluster of a folder, which is made when absent.
    pub(crate) async fn start(folder: &Path) -> Result<Self, Failure> {
        let bin = binaries()?;
        fs::create_dir_all(folder)?;
        let owner = Unprivileged::needed()?;
        if let Some(owner) = &owner {
            chown(folder, Some(owner.uid), Some(owner.gid))?;
        }
        let data = folder.join("data");
        if !data.join("PG_VERSION").exists() {
            let user = format!("--username={USER}");
            output(run_as(owner.as_ref(), &bin.join("initdb")).arg("--pgdata").arg(&data).args([
                user.as_str(),
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
            ]))?;
        }
        let mut command = run_as(owner.as_ref(), &bin.join("postgres"));
        command.arg("-D").arg(&data).arg("-k").arg(folder);
        for option in OPTIONS {
            command.args(["-c", option]);
        }
        let log = fs::File::create(folder.join("log"))?;
        let mut server = Guarded::spawn(command.stdout(Stdio::null()).stderr(log), "INT")?;
        let url = url(folder, "postgres");
        for _ in 0..300 {
            if let Ok(connection) = Database::connect(url.as_str()).await {
                connection.close().await?;
                return Ok(Self { folder: folder.to_owned(), bin, _server: server });
            }
            if !server.is_running() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err(format!("PostgreSQL did not start: {}", fs::read_to_string(folder.join("log"))?).into())
    }

    pub(crate) fn url(&self, database: &str) -> String {
        url(&self.folder, database)
    }

    /// A program of PostgreSQL with the options that lead to this cluster.
    pub(crate) fn client(&self, program: &str) -> Command {
        let mut command = Command::new(self.bin.join(program));
        command.arg("--host").arg(&self.folder).args(["--username", USER]);
        command
    }

    pub(crate) fn log(&self) -> Result<String, Failure> {
        Ok(String::from_utf8_lossy(&fs::read(self.folder.join("log"))?).into_owned())
    }

    pub(crate) fn version(&self) -> Result<String, Failure> {
        Ok(output(Command::new(self.bin.join("postgres")).arg("--version"))?
            .trim()
            .replace("postgres (PostgreSQL)", "PostgreSQL"))
    }
}

fn url(folder: &Path, database: &str) -> String {
    format!("postgres://{USER}@localhost/{database}?host={}", folder.display())
}

fn binaries() -> Result<PathBuf, Failure> {
    let mut found: Vec<PathBuf> = std::env::var_os("PG_BIN").map(PathBuf::from).into_iter().collect();
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|list| list.flatten().map(|version| version.path().join("bin")).collect())
        .unwrap_or_default();
    versions.sort();
    found.extend(versions.into_iter().rev());
    found.push(PathBuf::from("/usr/local/pgsql/bin"));
    found.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let complete =
        |bin: &PathBuf| ["initdb", "postgres", "pgbench"].iter().all(|program| bin.join(program).exists());
    found
        .into_iter()
        .find(complete)
        .ok_or_else(|| "PostgreSQL with pgbench is needed: sudo apt-get install -y postgresql".into())
}

/// PostgreSQL refuses to run as root: then it runs as somebody else.
struct Unprivileged {
    uid: u32,
    gid: u32,
}

impl Unprivileged {
    fn needed() -> Result<Option<Self>, Failure> {
        if fs::metadata("/proc/self")?.uid() != 0 {
            return Ok(None);
        }
        let people = fs::read_to_string("/etc/passwd")?;
        let find = |name: &str| {
            let line = people.lines().find(|line| line.split(':').next() == Some(name))?;
            let mut ids = line.split(':').skip(2).map(str::parse::<u32>);
            Some(Self { uid: ids.next()?.ok()?, gid: ids.next()?.ok()? })
        };
        find("postgres")
            .or_else(|| find("nobody"))
            .map(Some)
            .ok_or_else(|| "no user `postgres` or `nobody`".into())
    }
}

fn run_as(owner: Option<&Unprivileged>, program: &Path) -> Command {
    let Some(owner) = owner else { return Command::new(program) };
    let mut command = Command::new("setpriv");
    command
        .arg(format!("--reuid={}", owner.uid))
        .arg(format!("--regid={}", owner.gid))
        .args(["--clear-groups", "--"])
        .arg(program)
        .current_dir("/");
    command
}
