//! The `aftercare` binary: server, migrations, demo data, imports, the OpenAPI document.

mod cli;

use std::process::ExitCode;

use application::AppError;
use clap::Parser as _;

fn main() -> ExitCode {
    let args = cli::Args::parse();
    cli::logging(args.json_logs);
    let failure = ExitCode::from(args.failure());
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!(%error, "the runtime did not start");
            return failure;
        }
    };
    match runtime.block_on(cli::run(args)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            match error.downcast_ref::<AppError>() {
                // whoever typed the command may see what of it is wrong
                Some(AppError::Invalid(fields)) => {
                    for field in fields {
                        tracing::error!(field = field.pointer, "{}", field.message);
                    }
                }
                _ => tracing::error!("{error}"),
            }
            failure
        }
    }
}
