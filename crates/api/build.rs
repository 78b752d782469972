//! Compiles the crate again when the built apps that it embeds have changed.

#[expect(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]
fn main() {
    println!("cargo:rerun-if-changed=../../frontend/dist/desk");
    println!("cargo:rerun-if-changed=build.rs");
}
