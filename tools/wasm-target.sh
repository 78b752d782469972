#!/bin/sh
# Makes sure that Rust can compile for the browser.
set -eu
target=wasm32-unknown-unknown
[ -d "$(rustc --print sysroot)/lib/rustlib/$target/lib" ] && exit 0
command -v rustup >/dev/null 2>&1 || { echo "Install rustup (https://rustup.rs), then: rustup target add $target" >&2; exit 1; }
rustup target add "$target"
