//! What an import has to say about a row: by line, column and value, in both languages.

use contract::{imports::ImportFinding, problem::FieldError};
use domain::kernel::Rejection;

use crate::AppError;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// The row is not imported
    Error,
    /// It is; read this
    Warning,
}

impl Level {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    pub line: u64,
    pub column: Option<String>,
    pub value: Option<String>,
    pub level: Level,
    pub code: String,
    pub message: String,
}

/// Values are shown as far as a person reads them.
const SHOWN: usize = 200;

impl Finding {
    pub(super) fn error(line: u64, code: &str, zh: impl AsRef<str>, en: impl AsRef<str>) -> Self {
        Self::new(line, Level::Error, code, zh.as_ref(), en.as_ref())
    }

    pub(super) fn warning(line: u64, code: &str, zh: impl AsRef<str>, en: impl AsRef<str>) -> Self {
        Self::new(line, Level::Warning, code, zh.as_ref(), en.as_ref())
    }

    fn new(line: u64, level: Level, code: &str, zh: &str, en: &str) -> Self {
        Self {
            line,
            column: None,
            value: None,
            level,
            code: code.to_owned(),
            message: format!("{zh} · {en}"),
        }
    }

    /// Where exactly, and what stands there.
    pub(super) fn at(mut self, column: &str, value: &str) -> Self {
        self.column = Some(column.to_owned());
        self.value = (!value.is_empty()).then(|| value.chars().take(SHOWN).collect());
        self
    }

    pub(super) fn wire(row: super::store::import_finding::Model) -> ImportFinding {
        ImportFinding {
            row: u64::try_from(row.row_no).unwrap_or_default(),
            column: row.col,
            value: row.value,
            level: row.level,
            code: row.code,
            message: row.message,
        }
    }
}

/// Why a row was refused, when the refusal is about the row: its fields, a rule, something that exists already. Anything
/// else is not the row's fault and is given back.
pub(super) fn refusals(
    line: u64,
    error: AppError,
    place: impl Fn(&str) -> Option<(String, String)>,
) -> Result<Vec<Finding>, AppError> {
    match error {
        AppError::Invalid(errors) => Ok(errors.iter().map(|error| of_field(line, error, &place)).collect()),
        AppError::Rejected(rejection) => Ok(of_rule(line, &rejection)),
        AppError::AlreadyExists(what) => Ok(vec![Finding::error(
            line,
            "already_exists",
            format!("已存在：{what}"),
            format!("it already exists: {what}"),
        )]),
        other => Err(other),
    }
}

fn of_field(line: u64, error: &FieldError, place: &impl Fn(&str) -> Option<(String, String)>) -> Finding {
    let zh = match error.code.as_str() {
        "required" => "必填项为空",
        "length" => "长度不符",
        "format" => "格式不正确",
        "range" => "超出范围",
        "unknown_reference" => "引用的资料不存在",
        "not_allowed" => "该产品不适用",
        "duplicate" => "重复",
        _ => "不正确",
    };
    let finding = Finding::error(line, &error.code, zh, &error.message);
    match place(&error.pointer) {
        Some((column, value)) => finding.at(&column, &value),
        None => finding,
    }
}

fn of_rule(line: u64, rejection: &Rejection) -> Vec<Finding> {
    rejection
        .reasons()
        .iter()
        .map(|reason| Finding::error(line, reason.code.as_str(), reason.code.zh(), reason.code.en()))
        .collect()
}
