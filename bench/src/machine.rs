//! What it was measured on, without names.

use std::{fs, path::Path, process::Command};

use crate::{Failure, child::output};

pub(crate) fn describe(versions: &[String]) -> Result<String, Failure> {
    let cpus = fs::read_to_string("/proc/cpuinfo")?;
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_once(':'))
            .map_or_else(|| "unknown".to_owned(), |(_, value)| value.trim().to_owned())
    };
    let cores = cpus.lines().filter(|line| line.starts_with("processor")).count();
    let memory = field(&fs::read_to_string("/proc/meminfo")?, "MemTotal");
    let kib: f64 = memory.split(' ').next().unwrap_or_default().parse()?;
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease")?;
    let rust = output(Command::new("rustc").arg("--version"))
        .map_or_else(|_| "unknown".to_owned(), |text| text.trim().to_owned());
    Ok(format!(
        "{} · {cores} cores · {:.0} GiB · Linux {} · {} · {}",
        field(&cpus, "model name"),
        kib / f64::from(1 << 20),
        kernel.trim(),
        versions.join(" · "),
        rust.split(" (").next().unwrap_or_default(),
    ))
}

/// A size of the delivered files: plain, gzip, brotli.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Packed {
    pub plain: u64,
    pub gzip: u64,
    pub brotli: u64,
}

/// The desk app comes in parts; the first one is what a sign-in waits for.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Parts {
    pub first: Packed,
    pub all: Packed,
}

/// The WebAssembly of the desk app; none when it was not built.
pub(crate) fn wasm(assets: &Path) -> Result<Option<Parts>, Failure> {
    let Ok(list) = fs::read_dir(assets) else { return Ok(None) };
    let mut parts = Parts::default();
    for path in list.flatten().map(|entry| entry.path()) {
        if path.extension().is_none_or(|end| end != "wasm") {
            continue;
        }
        let size = |end: &str| -> Result<u64, Failure> { Ok(fs::metadata(path.with_extension(end))?.len()) };
        let part = Packed { plain: size("wasm")?, gzip: size("wasm.gz")?, brotli: size("wasm.br")? };
        parts.all.plain += part.plain;
        parts.all.gzip += part.gzip;
        parts.all.brotli += part.brotli;
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("desk-")) {
            parts.first = part;
        }
    }
    Ok((parts.all.plain > 0).then_some(parts))
}
