//! The result as a table, and its place in the document.

use std::{fmt::Write as _, fs, path::Path, time::Duration};

use crate::{
    Failure,
    child::Memory,
    load::{Load, Speed},
    machine::Parts,
    nodes::Lateness,
    sweep::Sweep,
};

const BEGIN: &str = "<!-- bench:begin -->";
const END: &str = "<!-- bench:end -->";
const MEBIBYTE: f64 = 1_048_576.0;

/// One operation over HTTP with what bounds it.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    pub name: &'static str,
    /// Of the limit
    pub aim: Option<f64>,
    pub ours: Speed,
    /// The same statements in raw SQL, per second
    pub raw: f64,
    pub hello: f64,
}

impl Measured {
    /// Raw SQL and bare HTTP one after the other.
    fn limit(&self) -> f64 {
        1.0 / (1.0 / self.raw + 1.0 / self.hello)
    }

    fn ratio(&self) -> f64 {
        self.ours.per_second / self.limit()
    }
}

/// Everything of one database.
#[derive(Debug)]
pub(crate) struct Part {
    pub database: &'static str,
    pub open: u64,
    pub operations: Vec<Measured>,
    pub sweeps: Vec<Sweep>,
    /// Where several nodes can work
    pub lateness: Option<Lateness>,
    pub idle: Memory,
    pub loaded: Memory,
    pub start: Duration,
}

#[derive(Debug)]
pub(crate) struct Report {
    pub date: Option<String>,
    pub machine: String,
    pub load: Load,
    pub rounds: usize,
    pub parts: Vec<Part>,
    pub binary: u64,
    pub wasm: Option<Parts>,
}

impl Report {
    pub(crate) fn text(&self) -> Result<String, Failure> {
        let mut out = String::new();
        if let Some(date) = &self.date {
            writeln!(out, "Measured on {date}: {}.", self.machine)?;
        } else {
            writeln!(out, "{}.", self.machine)?;
        }
        writeln!(
            out,
            "{} clients with keep-alive, {:.0} s after {:.0} s of warm-up, the median of {} rounds.\n",
            self.load.clients,
            self.load.measured.as_secs_f64(),
            self.load.warm_up.as_secs_f64(),
            self.rounds
        )?;
        writeln!(
            out,
            "| | ours /s | p50 | p99 | raw SQL /s | hello /s | limit /s | **ours ÷ limit** | aim |"
        )?;
        writeln!(out, "|---|--:|--:|--:|--:|--:|--:|--:|--:|")?;
        for part in &self.parts {
            for row in &part.operations {
                let Speed { per_second, median, p99 } = row.ours;
                writeln!(
                    out,
                    "| {}: {} | {per_second:.0} | {} | {} | {:.0} | {:.0} | {:.0} | **{:.2}** | {} |",
                    part.database,
                    row.name,
                    milliseconds(median),
                    milliseconds(p99),
                    row.raw,
                    row.hello,
                    row.limit(),
                    row.ratio(),
                    row.aim.map_or_else(|| "–".to_owned(), |aim| format!("≥ {aim:.2}")),
                )?;
            }
        }
        writeln!(
            out,
            "\n| sweep of thresholds | ours | a second | raw SQL | **raw ÷ ours** | aim |\n|---|--:|--:|--:|--:|--:|"
        )?;
        for part in &self.parts {
            for sweep in &part.sweeps {
                let ratio = sweep.raw.as_secs_f64() / sweep.ours.as_secs_f64();
                let (ours, raw) = (milliseconds(sweep.ours), milliseconds(sweep.raw));
                writeln!(
                    out,
                    "| {}: {} due of {} open requests | {ours} | {:.0} | {raw} | **{ratio:.2}** | {} |",
                    part.database,
                    sweep.due,
                    part.open,
                    sweep.due as f64 / sweep.ours.as_secs_f64(),
                    if sweep.due < 100 { "< 50 ms" } else { "≥ 2000 /s" },
                )?;
            }
        }
        writeln!(out, "\n| | measured | aim |\n|---|--:|--:|")?;
        for part in &self.parts {
            let aim = if part.database == "SQLite" { "< 80 MB" } else { "–" };
            let of = part.database;
            let peak = mib(part.loaded.highest);
            writeln!(out, "| {of}: memory (RSS) at its highest under load | {peak} | {aim} |")?;
            writeln!(
                out,
                "| {of}: memory (RSS) after start, after load | {}, {} | – |",
                mib(part.idle.now),
                mib(part.loaded.now)
            )?;
            writeln!(
                out,
                "| {of}: start until `/readyz` | {:.0} ms | < 500 ms |",
                part.start.as_secs_f64() * 1000.0
            )?;
        }
        for (of, late) in self.parts.iter().filter_map(|part| Some((part.database, part.lateness?))) {
            writeln!(
                out,
                "| {of}: {} thresholds in 10 s, {} running clocks, two nodes, one killed in the middle: late by p50, p99, most | {}, {}, {} | p99 < 2 s |",
                late.due,
                late.running,
                milliseconds(late.median),
                milliseconds(late.p99),
                milliseconds(late.worst)
            )?;
        }
        writeln!(out, "| binary with the web app inside | {} | – |", mib(self.binary))?;
        if let Some(wasm) = self.wasm {
            let kib = |bytes: u64| format!("{:.0} KiB", bytes as f64 / 1024.0);
            let Parts { first, all } = wasm;
            writeln!(out, "| desk WebAssembly, first part, Brotli | {} | ≤ 600 KB |", kib(first.brotli))?;
            writeln!(
                out,
                "| desk WebAssembly, all parts, Brotli, gzip, plain | {}, {}, {} | – |",
                kib(all.brotli),
                kib(all.gzip),
                kib(all.plain)
            )?;
        }
        Ok(out)
    }

    /// Puts the table in the place of the last one.
    pub(crate) fn write(&self, document: &Path) -> Result<(), Failure> {
        let text = fs::read_to_string(document)?;
        let wrong = || format!("{}: no {BEGIN} … {END}", document.display());
        let (before, rest) = text.split_once(BEGIN).ok_or_else(wrong)?;
        let (_, after) = rest.split_once(END).ok_or_else(wrong)?;
        fs::write(document, format!("{before}{BEGIN}\n{}{END}{after}", self.text()?))?;
        Ok(())
    }
}

fn milliseconds(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1000.0;
    if ms < 10.0 { format!("{ms:.2} ms") } else { format!("{ms:.0} ms") }
}

fn mib(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / MEBIBYTE)
}

/// The round in the middle.
pub(crate) fn median(mut rounds: Vec<Speed>) -> Result<Speed, Failure> {
    rounds.sort_by(|a, b| a.per_second.total_cmp(&b.per_second));
    rounds.get(rounds.len() / 2).copied().ok_or_else(|| "no round".into())
}

pub(crate) fn middle(mut values: Vec<f64>) -> Result<f64, Failure> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().ok_or_else(|| "no round".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_both_in_series() {
        let ours = Speed { per_second: 400.0, median: Duration::ZERO, p99: Duration::ZERO };
        let row = Measured { name: "read", aim: None, ours, raw: 1000.0, hello: 4000.0 };
        assert!((row.limit() - 800.0).abs() < 1e-9);
        assert!((row.ratio() - 0.5).abs() < 1e-9);
    }

    #[test]
    fn the_middle_round_counts() {
        assert_eq!(middle(vec![3.0, 1.0, 2.0]).unwrap().to_bits(), 2.0_f64.to_bits());
        assert!(middle(Vec::new()).is_err());
    }
}
