//! Text that people enter: trimmed, bounded, free of control characters. Parsed once, at the edge of the domain.

use std::fmt;

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    #[error("must not be empty")]
    Empty,
    #[error("must have at most {max} characters, has {len}")]
    TooLong { max: usize, len: usize },
    #[error("must not contain control characters")]
    Control,
}

fn parse(text: &str, max: usize, breaks: bool) -> Result<String, TextError> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(TextError::Empty);
    }
    let len = trimmed.chars().count();
    if len > max {
        return Err(TextError::TooLong { max, len });
    }
    if trimmed.chars().any(|c| c.is_control() && !(breaks && matches!(c, '\n' | '\r' | '\t'))) {
        return Err(TextError::Control);
    }
    Ok(trimmed.to_owned())
}

macro_rules! text {
    ($(#[$meta:meta])* $name:ident, $max:literal, $breaks:literal) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The longest text, in characters.
            pub const MAX: usize = $max;

            /// # Errors
            /// When the trimmed text is empty, too long, or has control characters.
            pub fn parse(text: &str) -> Result<Self, TextError> {
                parse(text, $max, $breaks).map(Self)
            }

            #[must_use]
            pub fn as_str(&self) -> &str { &self.0 }
        }

        impl TryFrom<String> for $name {
            type Error = TextError;
            fn try_from(text: String) -> Result<Self, Self::Error> { Self::parse(&text) }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self { text.0 }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .min_length(Some(1))
                    .max_length(Some($max))
                    .build()
                    .into()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}
    };
}

text!(
    /// One line: a name, a number, a short reason; at most 200 characters.
    Line, 200, false
);
text!(
    /// Several lines: a description, a cause, a reply; at most 4,000 characters.
    Prose, 4000, true
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trims_and_bounds() {
        assert_eq!(Line::parse("  排气高温 ").unwrap().as_str(), "排气高温");
        assert_eq!(Line::parse("  "), Err(TextError::Empty));
        assert_eq!(Line::parse(&"长".repeat(201)), Err(TextError::TooLong { max: 200, len: 201 }));
        assert_eq!(Line::parse("a\nb"), Err(TextError::Control));
        assert!(Prose::parse("a\nb").is_ok());
        assert_eq!(Prose::parse("a\u{0}b"), Err(TextError::Control));
    }
}
