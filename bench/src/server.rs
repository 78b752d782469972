//! The release binary with a database: start, sign-in, memory.

use std::{
    fs::File,
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use application::demo::PASSWORD;
use serde_json::json;

use crate::{
    Failure,
    child::{Guarded, Memory},
    database::{Database, SECRET},
    http::{Http, request},
};

const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Server {
    pub address: SocketAddr,
    /// From the start of the process to the first `/readyz` that says yes
    pub started_in: Duration,
    process: Guarded,
}

impl Server {
    pub(crate) fn start(binary: &Path, database: &Database, log: &Path) -> Result<Self, Failure> {
        let address = free_address()?;
        let mut command = Command::new(binary);
        command
            .args(["serve", "--listen", &address.to_string(), "--no-demo"])
            .args(["--database", &database.url])
            .arg("--data")
            .arg(database.files.with_extension("data"))
            .env("AFTERCARE_SECRET", SECRET)
            .stdout(Stdio::null())
            .stderr(File::create(log)?);
        let begun = Instant::now();
        let process = Guarded::spawn(&mut command, "TERM")?;
        let started_in = wait(address, "/readyz", begun)
            .map_err(|error| format!("{error}: {}", std::fs::read_to_string(log).unwrap_or_default()))?;
        Ok(Self { address, started_in, process })
    }

    pub(crate) fn sign_in(&self, account: &str) -> Result<String, Failure> {
        let body = json!({ "account": account, "password": PASSWORD });
        let answer = Http::connect(self.address)?.json(&request(
            "POST",
            "/api/v1/auth/login",
            None,
            None,
            Some(&body),
        ))?;
        Ok(answer["access_token"].as_str().ok_or("no access token")?.to_owned())
    }

    /// `kill -9`
    pub(crate) fn kill(&mut self) -> Result<(), Failure> {
        self.process.kill()
    }

    pub(crate) fn memory(&self) -> Result<Memory, Failure> {
        self.process.memory()
    }
}

/// A bare server of the same framework, run by this very binary.
pub(crate) struct Hello {
    pub address: SocketAddr,
    _process: Guarded,
}

impl Hello {
    pub(crate) fn start() -> Result<Self, Failure> {
        let address = free_address()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["hello", "--listen", &address.to_string()]);
        let process = Guarded::spawn(&mut command, "TERM")?;
        wait(address, "/", Instant::now())?;
        Ok(Self { address, _process: process })
    }
}

fn free_address() -> Result<SocketAddr, Failure> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

fn wait(address: SocketAddr, path: &str, begun: Instant) -> Result<Duration, Failure> {
    let question = request("GET", path, None, None, None);
    while begun.elapsed() < PATIENCE {
        if let Ok(mut http) = Http::connect(address)
            && let Ok(answer) = http.call(&question)
            && answer.is_success()
        {
            return Ok(begun.elapsed());
        }
        thread::sleep(Duration::from_millis(2));
    }
    Err("the server did not become ready".into())
}
