//! Serial numbers (机号): one written form, whatever the keyboard.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A normalised serial number: ASCII, upper case, no spaces; letters, digits and `-` `/` `.` `_` `#`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SerialNo(String);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SerialError {
    #[error("the serial number is empty")]
    Empty,
    #[error("the serial number has more than 64 characters")]
    TooLong,
    #[error("`{0}` does not belong in a serial number")]
    Character(char),
}

impl SerialNo {
    /// The longest serial number, in characters.
    pub const MAX: usize = 64;

    /// # Errors
    /// When nothing is left of the text, it is too long, or it has another character.
    pub fn parse(text: &str) -> Result<Self, SerialError> {
        let mut normal = String::with_capacity(text.len());
        for c in text.trim().chars().map(half_width) {
            match c {
                ' ' => {}
                'a'..='z' => normal.push(c.to_ascii_uppercase()),
                'A'..='Z' | '0'..='9' | '-' | '/' | '.' | '_' | '#' => normal.push(c),
                other => return Err(SerialError::Character(other)),
            }
        }
        match normal.len() {
            0 => Err(SerialError::Empty),
            1..=Self::MAX => Ok(Self(normal)),
            _ => Err(SerialError::TooLong),
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The ASCII form of full-width letters, digits, signs and spaces, and of the various dashes; others as they are.
pub(crate) fn half_width(c: char) -> char {
    match c {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        other => other,
    }
}

impl TryFrom<String> for SerialNo {
    type Error = SerialError;
    fn try_from(text: String) -> Result<Self, SerialError> {
        Self::parse(&text)
    }
}

impl From<SerialNo> for String {
    fn from(serial: SerialNo) -> Self {
        serial.0
    }
}

impl fmt::Display for SerialNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for SerialNo {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        use utoipa::openapi::{ObjectBuilder, schema::Type};
        let builder =
            ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(Self::MAX));
        builder.examples(["KY55-2024-0185"]).build().into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for SerialNo {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form_whatever_the_keyboard() {
        for text in [
            "KY55-2024-0185",
            " ky55-2024-0185 ",
            "ＫＹ５５－２０２４－０１８５",
            "KY55 2024-0185",
            "KY55–2024—0185",
        ] {
            let normal = SerialNo::parse(text).unwrap();
            let expected = if text.contains("5 2") { "KY552024-0185" } else { "KY55-2024-0185" };
            assert_eq!(normal.as_str(), expected, "{text}");
        }
        assert_eq!(SerialNo::parse("sd20/7731").unwrap().as_str(), "SD20/7731");
    }

    #[test]
    fn what_is_no_serial_number_is_refused() {
        assert_eq!(SerialNo::parse("　 "), Err(SerialError::Empty));
        assert_eq!(SerialNo::parse("机号不明"), Err(SerialError::Character('机')));
        assert_eq!(SerialNo::parse(&"A".repeat(65)), Err(SerialError::TooLong));
        assert_eq!(SerialNo::parse("A\nB"), Err(SerialError::Character('\n')));
    }
}
