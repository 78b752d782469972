//! Compiles the crate again when the built apps that it embeds have changed.

fn main() {
    println!("cargo:rerun-if-changed=../../frontend/dist/desk");
    println!("cargo:rerun-if-changed=build.rs");
}
