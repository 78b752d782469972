//! Processes that end with the benchmark, however it ends.

use std::{
    fs,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::Failure;

/// How long a process may take to stop when it is asked to.
const PATIENCE: Duration = Duration::from_secs(20);

/// A process that is stopped when this is dropped.
pub(crate) struct Guarded {
    child: Child,
    signal: &'static str,
}

impl Guarded {
    /// `signal` is the one that asks for a clean stop.
    pub(crate) fn spawn(command: &mut Command, signal: &'static str) -> Result<Self, Failure> {
        let child = command.stdin(Stdio::null()).spawn().map_err(|error| format!("{command:?}: {error}"))?;
        Ok(Self { child, signal })
    }

    pub(crate) fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Resident memory now and at its highest, in bytes.
    pub(crate) fn memory(&self) -> Result<Memory, Failure> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let field = |name: &str| -> Result<u64, Failure> {
            let line = status.lines().find(|line| line.starts_with(name)).ok_or("no such line in /proc")?;
            let kib: u64 = line.split_whitespace().nth(1).ok_or("no number in /proc")?.parse()?;
            Ok(kib * 1024)
        };
        Ok(Memory { now: field("VmRSS:")?, highest: field("VmHWM:")? })
    }

    /// Ends the process as a power failure would.
    pub(crate) fn kill(&mut self) -> Result<(), Failure> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    fn stop(&mut self) {
        if !self.is_running() {
            return;
        }
        let kill = format!("kill -{} {}", self.signal, self.child.id());
        let _ = Command::new("sh").args(["-c", &kill]).stdin(Stdio::null()).status();
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            if !self.is_running() {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        self.stop();
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Memory {
    pub now: u64,
    pub highest: u64,
}

/// Runs to the end; an error with what it said when it fails.
pub(crate) fn output(command: &mut Command) -> Result<String, Failure> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("{:?} failed: {}", command.get_program(), said.trim()).into())
}
