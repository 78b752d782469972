//! Texts of the browser apps: `locales/zh/<namespace>.json` and `locales/en/<namespace>.json` become one Rust module
//! per namespace with one function per text. A text that one language lacks, or whose placeholders differ, fails the
//! build; a text that the code names and nobody wrote does not compile.
//!
//! `{"today": "今日", "more": "{count} 条新需求"}` becomes `today(lang) -> &'static str` and
//! `more(lang, count) -> String`. Arguments come in alphabetical order. `{count|hour|hours}` is `hour` for 1.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

use serde_json::{Map, Value};

/// The first language is the one that the other is compared with.
const LANGUAGES: [&str; 2] = ["zh", "en"];

/// Why the texts cannot be compiled.
#[derive(Debug)]
pub enum LocaleError {
    Read { file: PathBuf, cause: io::Error },
    Malformed { file: PathBuf, cause: String },
    Missing { key: String, language: &'static str },
    Placeholders { key: String, zh: Vec<String>, en: Vec<String> },
    Shape { key: String },
}

impl std::fmt::Display for LocaleError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Read { file, cause } => write!(f, "{}: {cause}", file.display()),
            Self::Malformed { file, cause } => write!(f, "{}: {cause}", file.display()),
            Self::Missing { key, language } => write!(f, "text `{key}` is missing in locales/{language}"),
            Self::Placeholders { key, zh, en } => {
                write!(f, "text `{key}` has the placeholders {zh:?} in zh and {en:?} in en")
            }
            Self::Shape { key } => write!(f, "text `{key}` must be a text or an object in both languages"),
        }
    }
}

impl std::error::Error for LocaleError {}

/// Compiles `folder/{zh,en}/*.json`; the generated code finds `Lang` and `fill` in the module path `i18n`.
///
/// # Errors
/// When a file cannot be read or the languages do not agree.
pub fn compile(folder: &Path, i18n: &str) -> Result<String, LocaleError> {
    let mut code = String::new();
    for namespace in namespaces(folder)? {
        let [zh, en] =
            LANGUAGES.map(|language| read(&folder.join(language).join(format!("{namespace}.json"))));
        module(&mut code, &namespace, &namespace, &zh?, &en?, i18n)?;
    }
    Ok(code)
}

/// For a build script: compiles `locales` beside `Cargo.toml` into `$OUT_DIR/locales.rs`.
///
/// # Errors
/// As [`compile`], or when the file cannot be written.
pub fn build(i18n: &str) -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("locales");
    let target = PathBuf::from(std::env::var("OUT_DIR")?).join("locales.rs");
    fs::write(target, compile(&folder, i18n)?)?;
    Ok(())
}

fn namespaces(folder: &Path) -> Result<BTreeSet<String>, LocaleError> {
    let mut names = BTreeSet::new();
    for language in LANGUAGES {
        let folder = folder.join(language);
        let failed = |cause| LocaleError::Read { file: folder.clone(), cause };
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.extension().is_some_and(|extension| extension == "json") {
                names.extend(path.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
            }
        }
    }
    Ok(names)
}

fn read(file: &Path) -> Result<Map<String, Value>, LocaleError> {
    let text =
        fs::read_to_string(file).map_err(|cause| LocaleError::Read { file: file.to_owned(), cause })?;
    serde_json::from_str(&text)
        .map_err(|cause| LocaleError::Malformed { file: file.to_owned(), cause: cause.to_string() })
}

fn module(
    code: &mut String,
    name: &str,
    path: &str,
    zh: &Map<String, Value>,
    en: &Map<String, Value>,
    i18n: &str,
) -> Result<(), LocaleError> {
    if let Some(surplus) = en.keys().find(|key| !zh.contains_key(*key)) {
        return Err(LocaleError::Missing { key: format!("{path}.{surplus}"), language: LANGUAGES[0] });
    }
    let _ = writeln!(code, "pub mod {name} {{");
    for (key, zh) in zh {
        let path = format!("{path}.{key}");
        let Some(en) = en.get(key) else {
            return Err(LocaleError::Missing { key: path, language: LANGUAGES[1] });
        };
        match (zh, en) {
            (Value::String(zh), Value::String(en)) => function(code, key, path, zh, en, i18n)?,
            (Value::Object(zh), Value::Object(en)) => module(code, key, &path, zh, en, i18n)?,
            _ => return Err(LocaleError::Shape { key: path }),
        }
    }
    code.push_str("}\n");
    Ok(())
}

fn function(
    code: &mut String,
    key: &str,
    path: String,
    zh: &str,
    en: &str,
    i18n: &str,
) -> Result<(), LocaleError> {
    let (names, english) = (placeholders(zh), placeholders(en));
    if names != english {
        let list = |names: BTreeSet<&str>| names.into_iter().map(str::to_owned).collect();
        return Err(LocaleError::Placeholders { key: path, zh: list(names), en: list(english) });
    }
    let _ = writeln!(code, "/// {}", zh.replace('\n', " "));
    let pick = format!("lang.pick({zh:?}, {en:?})");
    if names.is_empty() {
        let _ = writeln!(code, "pub fn {key}(lang: {i18n}::Lang) -> &'static str {{ {pick} }}");
    } else {
        let parameters: String = names.iter().map(|n| format!(", {n}: impl std::fmt::Display")).collect();
        let arguments: Vec<String> = names.iter().map(|n| format!("({n:?}, &{n})")).collect();
        let _ = writeln!(
            code,
            "pub fn {key}(lang: {i18n}::Lang{parameters}) -> String {{ {i18n}::fill({pick}, &[{}]) }}",
            arguments.join(", ")
        );
    }
    Ok(())
}

/// The names between braces, without the forms for one and many.
fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .filter_map(|(inside, _)| inside.split('|').next())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compiled(zh: &str, en: &str) -> Result<String, LocaleError> {
        let mut code = String::new();
        let parse = |text| serde_json::from_str::<Map<String, Value>>(text).unwrap();
        module(&mut code, "nav", "nav", &parse(zh), &parse(en), "kit::i18n").map(|()| code)
    }

    #[test]
    fn a_text_becomes_a_function() {
        let code = compiled(r#"{"today": "今日"}"#, r#"{"today": "Today"}"#).unwrap();
        assert!(code.contains(
            r#"pub fn today(lang: kit::i18n::Lang) -> &'static str { lang.pick("今日", "Today") }"#
        ));
    }

    #[test]
    fn placeholders_become_arguments_in_alphabetical_order() {
        let code = compiled(
            r#"{"left": "还剩 {hours} 工时 · {due}"}"#,
            r#"{"left": "{hours} working {hours|hour|hours} left · {due}"}"#,
        )
        .unwrap();
        assert!(
            code.contains(
                "lang: kit::i18n::Lang, due: impl std::fmt::Display, hours: impl std::fmt::Display"
            )
        );
    }

    #[test]
    fn a_text_missing_in_one_language_is_an_error() {
        let missing = compiled(r#"{"a": "甲"}"#, "{}").unwrap_err();
        assert_eq!(missing.to_string(), "text `nav.a` is missing in locales/en");
        let surplus = compiled("{}", r#"{"a": {"b": "B"}}"#).unwrap_err();
        assert_eq!(surplus.to_string(), "text `nav.a` is missing in locales/zh");
    }

    #[test]
    fn different_placeholders_are_an_error() {
        let error = compiled(r#"{"a": "{n} 条"}"#, r#"{"a": "some"}"#).unwrap_err();
        assert!(matches!(error, LocaleError::Placeholders { .. }), "{error}");
    }

    #[test]
    fn a_text_on_one_side_and_a_group_on_the_other_is_an_error() {
        assert!(matches!(compiled(r#"{"a": "甲"}"#, r#"{"a": {}}"#), Err(LocaleError::Shape { .. })));
    }
}
