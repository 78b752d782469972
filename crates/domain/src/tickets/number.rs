use std::fmt;

use serde::{Deserialize, Serialize};

/// NO. of the form, unique and gapless per branch and year (R-11.2.2.1): `SH-2026-000123`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TicketNo(String);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a ticket number like SH-2026-000123")]
pub struct TicketNoError(pub String);

impl TicketNo {
    /// `sequence` counts from 1 within branch and year.
    ///
    /// # Errors
    /// When the branch code is not 2–6 ASCII capitals or digits, or the year has not four digits.
    pub fn new(branch_code: &str, year: i32, sequence: i64) -> Result<Self, TicketNoError> {
        Self::parse(&format!("{branch_code}-{year:04}-{sequence:06}"))
    }

    /// # Errors
    /// When the text is not of the form `CODE-YYYY-NNNNNN`.
    pub fn parse(text: &str) -> Result<Self, TicketNoError> {
        let parts: Vec<&str> = text.split('-').collect();
        let well_formed = match parts.as_slice() {
            [code, year, sequence] => {
                (2..=6).contains(&code.len())
                    && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
                    && year.len() == 4
                    && (6..=9).contains(&sequence.len())
                    && year.bytes().chain(sequence.bytes()).all(|b| b.is_ascii_digit())
                    && sequence.bytes().any(|b| b != b'0')
            }
            _ => false,
        };
        if well_formed { Ok(Self(text.to_owned())) } else { Err(TicketNoError(text.to_owned())) }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for TicketNo {
    type Error = TicketNoError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<TicketNo> for String {
    fn from(no: TicketNo) -> Self {
        no.0
    }
}

impl fmt::Display for TicketNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for TicketNo {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .examples(["SH-2026-000123"])
            .build()
            .into()
    }
}
#[cfg(feature = "openapi")]
impl utoipa::ToSchema for TicketNo {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_and_parses() {
        assert_eq!(TicketNo::new("SH", 2026, 123).unwrap().as_str(), "SH-2026-000123");
        for bad in [
            "",
            "SH-2026",
            "sh-2026-000123",
            "SH-26-000123",
            "SH-2026-000000",
            "SH-2026-123",
            "SH_2026_000123",
        ] {
            assert!(TicketNo::parse(bad).is_err(), "{bad}");
        }
    }
}
