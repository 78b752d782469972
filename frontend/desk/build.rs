//! Compiles the texts; a text missing in one language fails the build.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=locales");
    locale_build::build("kit::i18n")
}
