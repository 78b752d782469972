use std::path::PathBuf;

use application::{App, Caller};
use clap::{Args, ValueEnum};
use contract::imports::ImportKind;

use super::Failure;

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Customers,
    Units,
    Tickets,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    #[arg(long)]
    kind: Kind,
    /// CSV or XLSX
    file: PathBuf,
    /// Mapping file (JSON) for historical requests
    #[arg(long)]
    mapping: Option<PathBuf>,
    /// Write; without it only the report of the dry run is shown
    #[arg(long)]
    apply: bool,
}

impl Import {
    #[expect(clippy::print_stdout, reason = "this is the answer of the command")]
    pub(crate) async fn run(self, app: App) -> Result<(), Failure> {
        let kind = match self.kind {
            Kind::Customers => ImportKind::Customers,
            Kind::Units => ImportKind::Units,
            Kind::Tickets => ImportKind::Tickets,
        };
        let bytes = std::fs::read(&self.file)?;
        let mapping = self.mapping.map(std::fs::read_to_string).transpose()?;
        let name = self.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let show = |view: &contract::imports::ImportView| {
            tracing::info!(
                state = view.state.as_str(),
                done = view.rows_done,
                total = view.rows_total,
                "import"
            );
        };
        let report =
            app.import_file(&Caller::system(), kind, &name, bytes, mapping, self.apply, &show).await?;
        for finding in &report.findings {
            let column = finding.column.as_deref().unwrap_or("-");
            println!("{}\t{}\t{}\t{}\t{}", finding.row, column, finding.level, finding.code, finding.message);
        }
        let v = &report.view;
        println!(
            "{} rows: {} created, {} updated, {} unchanged, {} rejected{}",
            v.rows_total,
            v.created,
            v.updated,
            v.unchanged,
            v.rejected,
            if self.apply { "" } else { " (dry run: add --apply to write)" },
        );
        Ok(())
    }
}
