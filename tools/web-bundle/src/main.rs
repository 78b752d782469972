//! `web-bundle <app.wasm> <folder> <name>`: writes `<name>.js` and `<name>_bg.wasm` that a browser can load, the parts
//! of the app that follow when asked for (the other `*.wasm`), and `parts.js`, which `<name>.js` fetches them with.
//! Library calls of exactly the versions in `frontend/Cargo.lock`, so that nobody installs `wasm-bindgen-cli` or
//! `wasm-split-cli`; `bundle.mjs` beside this crate does the rest.

use std::{env, fs, path::Path, process::ExitCode};

use wasm_bindgen_cli_support::Bindgen;

/// Cuts the compiled app at its `#[wasm_split]` functions; what the app starts with is written to `first`.
fn split(wasm: &str, first: &Path, folder: &Path, name: &str) -> Result<(), String> {
    let whole = fs::read(wasm).map_err(|error| format!("{wasm}: {error}"))?;
    let main = format!("./{name}.js");
    let mut options = wasm_split_cli_support::Options::new(&whole);
    options.output_dir = folder;
    options.main_out_path = first;
    options.main_module = &main;
    options.link_name = "./parts.js";
    wasm_split_cli_support::transform(options).map(drop).map_err(|error| format!("{error:#}"))
}

fn bind(wasm: &Path, folder: &Path, name: &str) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    bindgen
        .web(true)
        .and_then(|b| {
            b.input_path(wasm)
                .out_name(name)
                .typescript(false)
                .keep_lld_exports(true)
                .remove_name_section(true)
                .remove_producers_section(true)
                .omit_default_module_path(true)
                .generate(folder)
        })
        .map_err(|error| format!("{error:#}"))
}

fn bundle(wasm: &str, folder: &str, name: &str) -> Result<(), String> {
    let folder = Path::new(folder);
    let first = folder.join(format!("{name}.wasm"));
    split(wasm, &first, folder, name)?;
    bind(&first, folder, name)?;
    fs::remove_file(&first).map_err(|error| format!("{}: {error}", first.display()))
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let outcome = match arguments.as_slice() {
        [wasm, folder, name] => bundle(wasm, folder, name),
        _ => Err("usage: web-bundle <app.wasm> <folder> <name>".to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            use std::io::Write as _;
            let _ = writeln!(std::io::stderr(), "web-bundle: {message}");
            ExitCode::FAILURE
        }
    }
}
