//! What one run of the tests shares: the throw-away PostgreSQL cluster and the seeded template databases. With nextest
//! each test is a process of its own, so it is shared through a folder and a file lock.

use std::{
    fs::{self, File},
    os::unix::process::{CommandExt as _, parent_id},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
};

/// The folder of this run.
pub(super) fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        // a nextest run has many processes below one parent; otherwise the run is this process
        let (run, owner) = match std::env::var("NEXTEST_RUN_ID") {
            Ok(id) => (id, parent_id()),
            Err(_) => (std::process::id().to_string(), std::process::id()),
        };
        let folder = scratch().join(format!("aftercare-it-{run}"));
        fs::create_dir_all(&folder).unwrap();
        once(&folder, "watched", || {
            watch(&folder, owner);
            String::new()
        });
        folder
    })
}

/// In memory where there is enough of it: tests need no durability.
fn scratch() -> PathBuf {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() && roomy(memory) { memory.to_path_buf() } else { std::env::temp_dir() }
}

fn roomy(folder: &Path) -> bool {
    let free = Command::new("df").args(["--output=avail", "-k"]).arg(folder).output();
    let kib =
        free.ok().and_then(|o| String::from_utf8_lossy(&o.stdout).lines().nth(1)?.trim().parse::<u64>().ok());
    kib.is_some_and(|kib| kib > 4 << 20)
}

/// Does `work` once in the run and gives every process its result.
pub(super) fn once(folder: &Path, name: &str, work: impl FnOnce() -> String) -> String {
    let lock = File::create(folder.join(format!("{name}.lock"))).unwrap();
    lock.lock().unwrap();
    let done = folder.join(name);
    if let Ok(result) = fs::read_to_string(&done) {
        return result;
    }
    let result = work();
    fs::write(&done, &result).unwrap();
    result
}

/// Removes the folder when the run is over, however it ended, and stops the cluster in it.
#[expect(clippy::zombie_processes, reason = "the watch outlives the process that starts it")]
fn watch(folder: &Path, owner: u32) {
    let script = r#"
        while kill -0 "$OWNER" 2>/dev/null; do sleep 0.5; done
        pid=$(head -n 1 "$FOLDER/cluster/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid"
        while [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
        rm -rf "$FOLDER"
    "#;
    Command::new("sh")
        .args(["-c", script])
        .env("OWNER", owner.to_string())
        .env("FOLDER", folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // Ctrl-C is for the tests; the watch must outlive them
        .process_group(0)
        .spawn()
        .unwrap();
}
