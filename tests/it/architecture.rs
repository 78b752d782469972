//! The arrows of docs/ARCHITECTURE.md, and no drawers for what has no place.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

/// Names that say nothing about what is inside.
const DRAWERS: [&str; 6] = ["utils", "helpers", "common", "models", "services", "handlers"];
/// What is made, not written.
const MADE: [&str; 3] = ["target", "dist", "node_modules"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// The packages of a workspace of ours; nothing is resolved or fetched.
fn packages(manifest: &str) -> BTreeMap<String, Package> {
    let metadata = MetadataCommand::new().manifest_path(root().join(manifest)).no_deps().exec().unwrap();
    metadata.packages.into_iter().map(|package| (package.name.to_string(), package)).collect()
}

/// What a package is built with: not what only its tests use.
fn built_with(package: &Package) -> BTreeSet<&str> {
    let built =
        package.dependencies.iter().filter(|dependency| dependency.kind != DependencyKind::Development);
    built.map(|dependency| dependency.name.as_str()).collect()
}

/// What it is built with that is ours.
fn arrows(package: &Package) -> BTreeSet<&str> {
    let ours = package.dependencies.iter().filter(|dependency| dependency.path.is_some());
    let ours: BTreeSet<&str> = ours.map(|dependency| dependency.name.as_str()).collect();
    built_with(package).intersection(&ours).copied().collect()
}

#[test]
fn the_arrows_are_those_of_the_document() {
    let packages = packages("Cargo.toml");
    for (from, to) in [
        ("domain", &[][..]),
        ("contract", &["domain"]),
        ("migrations", &[]),
        ("application", &["contract", "domain", "migrations"]),
        ("api", &["application", "contract", "domain"]),
    ] {
        assert_eq!(arrows(&packages[from]), to.iter().copied().collect(), "{from}");
    }
}

#[test]
fn the_screens_know_rules_and_wire_types_only() {
    let screens = packages("frontend/Cargo.toml");
    assert!(screens.contains_key("desk") && screens.contains_key("kit"), "{:?}", screens.keys());
    for (name, package) in &screens {
        let beyond: Vec<_> = arrows(package).into_iter().filter(|to| !screens.contains_key(*to)).collect();
        assert!(beyond.iter().all(|to| ["contract", "domain"].contains(to)), "{name} -> {beyond:?}");
    }
}

#[test]
fn each_tier_is_built_without_what_belongs_to_another() {
    let packages = packages("Cargo.toml");
    for (name, foreign) in FOREIGN {
        let used: Vec<_> = built_with(&packages[name])
            .into_iter()
            .filter(|used| foreign.iter().any(|f| used.replace('-', "_").starts_with(f)))
            .collect();
        assert_eq!(used, [""; 0], "{name}");
    }
}

/// Tier, and how the names of crates begin that have no business there.
const FOREIGN: [(&str, &[&str]); 4] = [
    ("api", &["sea_orm", "sqlx"]),
    ("application", &["actix", "utoipa"]),
    ("contract", &["tokio", "sea_orm", "actix", "reqwest"]),
    ("domain", &["tokio", "sea_orm", "actix", "reqwest"]),
];

#[test]
fn no_source_reaches_for_what_belongs_to_another_tier() {
    let mut reached = Vec::new();
    for (tier, foreign) in FOREIGN {
        let sources = sources(&root().join("crates").join(tier).join("src"));
        assert!(!sources.is_empty(), "{tier}");
        for file in sources {
            let text = fs::read_to_string(&file).unwrap();
            for (number, line) in text.lines().enumerate() {
                if foreign.iter().any(|prefix| reaches_for(line, prefix)) {
                    reached.push(format!("{}:{}: {}", file.display(), number + 1, line.trim()));
                }
            }
        }
    }
    assert_eq!(reached, [""; 0]);
}

/// Whether a line of code names a path into a crate whose name begins so, as `use x…` or as `x…::`.
fn reaches_for(line: &str, prefix: &str) -> bool {
    let code = line.split("//").next().unwrap_or_default();
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(prefix).any(|(at, _)| {
        let (before, name) = code.split_at(at);
        let path_goes_on = name.trim_start_matches(is_name).starts_with("::");
        let imported =
            ["use", "crate"].iter().any(|word| before.trim_end().ends_with(word) && before.ends_with(' '));
        // `crate::sea_orm::` would be a module of ours, `::sea_orm::` is the crate
        let inside = before.ends_with(is_name)
            || before.strip_suffix("::").is_some_and(|path| path.ends_with(is_name));
        !inside && (path_goes_on || imported)
    })
}

#[test]
fn a_foreign_path_is_recognised() {
    for line in [
        "use sea_orm::Set;",
        "pub use sea_orm;",
        "    ::sea_orm::Set(1)",
        "f(sea_orm_migration::up())",
        "extern crate sea_orm;",
    ] {
        assert!(reaches_for(line, "sea_orm"), "{line}");
    }
    for line in [
        "// use sea_orm::Set;",
        "\"info,sea_orm_migration=warn\"",
        "use crate::sea_orm::x;",
        "use my_sea_orm::x;",
        "let sea_orm = 1;",
    ] {
        assert!(!reaches_for(line, "sea_orm"), "{line}");
    }
}

#[test]
fn nothing_is_named_after_nothing() {
    let mut found = Vec::new();
    let mut folders = vec![root().join("crates"), root().join("frontend")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let (name, stem) =
                (path.file_name().unwrap().to_string_lossy(), path.file_stem().unwrap().to_string_lossy());
            let is_source = path.extension().is_some_and(|extension| extension == "rs");
            if path.is_dir() {
                if MADE.contains(&name.as_ref()) || name.starts_with('.') {
                    continue;
                }
                folders.push(path.clone());
            }
            if (path.is_dir() || is_source) && DRAWERS.contains(&stem.as_ref()) {
                found.push(path.display().to_string());
            }
            if is_source {
                let text = fs::read_to_string(&path).unwrap();
                let modules =
                    text.lines().filter_map(declared_module).filter(|module| DRAWERS.contains(module));
                found.extend(modules.map(|module| format!("{}: mod {module}", path.display())));
            }
        }
    }
    assert_eq!(found, [""; 0]);
}

/// The module that a line declares.
fn declared_module(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = line
        .strip_prefix("pub")
        .map_or(line, |rest| rest.split_once(')').map_or(rest, |(_, rest)| rest).trim_start());
    let name = line.strip_prefix("mod ")?;
    name.split([';', '{', ' ']).next()
}

#[test]
fn a_declared_module_is_recognised() {
    for line in
        ["mod common;", "pub mod common {", "    pub(crate) mod common;", "pub(in crate::a) mod common;"]
    {
        assert_eq!(declared_module(line), Some("common"), "{line}");
    }
    assert_eq!(declared_module("let common = 1;"), None);
    assert_eq!(declared_module("mod commonplace;"), Some("commonplace"));
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            all.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            all.push(path);
        }
    }
    all
}
