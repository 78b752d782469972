//! `web-bundle <app.wasm> <folder> <name>`: writes `<name>.js` and `<name>_bg.wasm` that a browser can load.
//! A library call of exactly the version in `frontend/Cargo.lock`, so that nobody installs `wasm-bindgen-cli`;
//! `bundle.mjs` beside this crate does the rest.

use std::{env, process::ExitCode};

use wasm_bindgen_cli_support::Bindgen;

fn bind(wasm: &str, folder: &str, name: &str) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    bindgen
        .web(true)
        .and_then(|b| {
            b.input_path(wasm)
                .out_name(name)
                .typescript(false)
                .remove_name_section(true)
                .remove_producers_section(true)
                .omit_default_module_path(true)
                .generate(folder)
        })
        .map_err(|error| format!("{error:#}"))
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let outcome = match arguments.as_slice() {
        [wasm, folder, name] => bind(wasm, folder, name),
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
