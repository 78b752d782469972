//! A PostgreSQL cluster that lives as long as the run of the tests.

use std::{
    fs,
    os::unix::fs::{MetadataExt as _, chown},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use super::run;

/// Faster than safe: nothing here has to survive.
const OPTIONS: &str = "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
     -c max_connections=400 -c shared_buffers=64MB -c autovacuum=off -c log_min_messages=error";

/// The address of a database of the cluster, which is started by whoever comes first.
pub(super) fn url(database: &str) -> String {
    let socket = run::once(run::folder(), "cluster-socket", start);
    format!("postgres://aftercare@localhost/{database}?host={socket}")
}

fn start() -> String {
    let bin = binaries();
    let cluster = run::folder().join("cluster");
    fs::create_dir_all(&cluster).unwrap();
    let owner = Unprivileged::needed();
    if let Some(owner) = &owner {
        chown(&cluster, Some(owner.uid), Some(owner.gid)).unwrap();
    }
    let data = cluster.join("data");
    let succeed = |command: &mut Command| {
        let output = command.stdin(Stdio::null()).output().unwrap();
        assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    succeed(run_as(owner.as_ref(), &bin.join("initdb")).arg("--pgdata").arg(&data).args([
        "--username=aftercare",
        "--auth=trust",
        "--no-sync",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
    ]));
    // the server keeps what it inherits open: a pipe would keep us waiting for its end
    let started = run_as(owner.as_ref(), &bin.join("pg_ctl"))
        .arg("--pgdata")
        .arg(&data)
        .arg("--log")
        .arg(cluster.join("log"))
        .args(["--wait", "--timeout=60", "--options"])
        .arg(format!("{OPTIONS} -k {}", cluster.display()))
        .arg("start")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    let log = fs::read_to_string(cluster.join("log")).unwrap_or_default();
    assert!(started.success(), "PostgreSQL did not start: {log}");
    cluster.display().to_string()
}

fn binaries() -> PathBuf {
    let mut found: Vec<PathBuf> = std::env::var_os("PG_BIN").map(PathBuf::from).into_iter().collect();
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|list| list.flatten().map(|version| version.path().join("bin")).collect())
        .unwrap_or_default();
    versions.sort();
    found.extend(versions.into_iter().rev());
    found.push(PathBuf::from("/usr/local/pgsql/bin"));
    found.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let found = found.into_iter().find(|bin| bin.join("initdb").exists() && bin.join("pg_ctl").exists());
    found.expect("the tests need PostgreSQL: sudo apt-get install -y postgresql")
}

/// PostgreSQL refuses to run as root: then it runs as somebody else.
struct Unprivileged {
    uid: u32,
    gid: u32,
}

impl Unprivileged {
    fn needed() -> Option<Self> {
        if fs::metadata("/proc/self").unwrap().uid() != 0 {
            return None;
        }
        let people = fs::read_to_string("/etc/passwd").unwrap();
        let find = |name: &str| {
            let line = people.lines().find(|line| line.split(':').next() == Some(name))?;
            let mut ids = line.split(':').skip(2).map(str::parse::<u32>);
            Some(Self { uid: ids.next()?.ok()?, gid: ids.next()?.ok()? })
        };
        Some(
            find("postgres")
                .or_else(|| find("nobody"))
                .expect("the tests need a user `postgres` or `nobody`"),
        )
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
