//! Compiles the texts and the list of icons; both fail the build when something is missing.

use std::{env, error::Error, fmt::Write as _, fs, path::Path};

/// `kit/icons/pen-line.svg` becomes `Icon::PenLine`; `bundle.mjs` puts the drawings that are used into the page.
fn icons(folder: &Path) -> Result<String, Box<dyn Error>> {
    let mut names: Vec<String> = fs::read_dir(folder)?
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_suffix(".svg").map(str::to_owned))
        .collect();
    names.sort();
    let camel = |name: &str| -> String {
        name.split('-')
            .map(|part| {
                let (first, rest) = part.split_at(1);
                first.to_uppercase() + rest
            })
            .collect()
    };
    let mut code = String::from("#[derive(Debug, Clone, Copy, PartialEq, Eq)]\npub enum Icon {\n");
    for name in &names {
        writeln!(code, "    {},", camel(name))?;
    }
    code.push_str("}\nimpl Icon {\n    /// The symbol in the page's sprite.\n");
    code.push_str("    pub const fn href(self) -> &'static str {\n        match self {\n");
    for name in &names {
        writeln!(code, "            Self::{} => \"#i-{name}\",", camel(name))?;
    }
    code.push_str("        }\n    }\n}\n");
    Ok(code)
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=icons");
    locale_build::build("crate::i18n")?;
    let target = Path::new(&env::var("OUT_DIR")?).join("icons.rs");
    fs::write(target, icons(&Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("icons"))?)?;
    Ok(())
}
