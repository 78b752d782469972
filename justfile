# Everything a developer or a CI job calls. On a fresh machine use ./justw, which brings `just` itself.
set shell := ["sh", "-eu", "-c"]

just := quote(just_executable())

# the list of recipes
default:
    @{{just}} --list --unsorted

# builds what is missing and starts Aftercare on http://127.0.0.1:8080 (database under ./data)
run *ARGS: build
    @exec target/release/aftercare serve {{ARGS}}

# the server in release, with the web app inside
build: web
    @cargo build --release --locked -p api --bin aftercare

# the browser app into frontend/dist/desk; skipped when nothing changed
web *FLAGS: _wasm _npm
    @node tools/web-bundle/bundle.mjs desk {{FLAGS}}

# every test: rules, HTTP on SQLite and PostgreSQL, front end, browser
test: web
    @sh tools/need.sh postgres chromium
    @if command -v cargo-nextest >/dev/null; then cargo nextest run --locked --workspace; else cargo test --locked --workspace; fi
    @cd frontend && cargo test --locked --workspace --quiet
    @cargo build --locked --workspace --bin aftercare
    @if [ -f tests/browser/package-lock.json ]; then npm ci --prefix tests/browser --ignore-scripts --silent --no-audit --no-fund; fi
    @node tests/browser/run.mjs

# formatting, lints of both workspaces, licences and advisories
lint:
    cargo fmt --all --check
    cd frontend && cargo fmt --all --check
    cargo clippy --locked --workspace --all-targets -- -D warnings
    cd frontend && cargo clippy --locked --workspace --all-targets -- -D warnings
    @if command -v cargo-deny >/dev/null; then cargo deny --locked check licenses bans sources && cd frontend && cargo deny --locked --config ../deny.toml check licenses bans sources; else echo "lint: cargo-deny is not installed (cargo install cargo-deny): licences were not checked" >&2; fi

# known vulnerabilities; fetches the advisory database
advisories:
    cargo deny --locked check advisories

# rewrites every source file in the project's style
fmt:
    cargo fmt --all
    cd frontend && cargo fmt --all

# the committed OpenAPI document, from the code
openapi:
    cargo run --quiet --locked -p api --bin aftercare -- openapi > openapi/aftercare.openapi.json

# demo data into the configured database: just demo --size M
demo *ARGS:
    cargo run --release --quiet --locked -p api --bin aftercare -- demo {{ARGS}}

# speed against raw SQL and bare HTTP, both databases; writes docs/BENCHMARKS.md's table
bench *ARGS: build
    @sh tools/need.sh postgres
    cargo run --release --quiet --locked -p bench -- {{ARGS}}

# the compile target of the browser apps
_wasm:
    @sh tools/wasm-target.sh

# npm packages of the web build, once per lock file
_npm:
    @sh tools/npm-packages.sh
