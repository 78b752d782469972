//! Administrative divisions: where a machine is used.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A county-level administrative division (行政区划代码), six digits: 320505.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Region([u8; 6]);

/// The first two (province), four (city) or six digits (county) of a division; `320000` is `32`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegionPrefix(String);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an administrative division code")]
pub struct RegionError(pub String);

impl Region {
    /// # Errors
    /// When the text is not six digits, the first of them 1 to 9.
    pub fn parse(text: &str) -> Result<Self, RegionError> {
        let digits: [u8; 6] = text.trim().as_bytes().try_into().map_err(|_| RegionError(text.to_owned()))?;
        let well_formed = digits.iter().all(u8::is_ascii_digit) && digits[0] != b'0';
        if well_formed { Ok(Self(digits)) } else { Err(RegionError(text.to_owned())) }
    }

    /// Every prefix it lies in, the whole code included.
    #[must_use]
    pub fn prefixes(self) -> [String; 3] {
        let code = self.to_string();
        [2, 4, 6].map(|digits| code.chars().take(digits).collect())
    }

    #[must_use]
    pub fn lies_in(self, prefix: &RegionPrefix) -> bool {
        self.0.starts_with(prefix.0.as_bytes())
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|digit| write!(f, "{}", char::from(*digit)))
    }
}

impl TryFrom<String> for Region {
    type Error = RegionError;
    fn try_from(text: String) -> Result<Self, RegionError> {
        Self::parse(&text)
    }
}

impl From<Region> for String {
    fn from(region: Region) -> Self {
        region.to_string()
    }
}

impl RegionPrefix {
    /// # Errors
    /// When the text is not two, four or six digits, the first of them 1 to 9.
    pub fn parse(text: &str) -> Result<Self, RegionError> {
        let digits = text.trim();
        let well_formed = matches!(digits.len(), 2 | 4 | 6)
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0');
        if !well_formed {
            return Err(RegionError(text.to_owned()));
        }
        let mut prefix = digits;
        while let Some(shorter) = prefix.strip_suffix("00").filter(|shorter| !shorter.is_empty()) {
            prefix = shorter;
        }
        Ok(Self(prefix.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RegionPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for RegionPrefix {
    type Error = RegionError;
    fn try_from(text: String) -> Result<Self, RegionError> {
        Self::parse(&text)
    }
}

impl From<RegionPrefix> for String {
    fn from(prefix: RegionPrefix) -> Self {
        prefix.0
    }
}

#[cfg(feature = "openapi")]
mod schema {
    use utoipa::openapi::{ObjectBuilder, RefOr, Schema, schema::Type};

    impl utoipa::PartialSchema for super::Region {
        fn schema() -> RefOr<Schema> {
            let builder = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[1-9][0-9]{5}$"));
            builder.examples(["320505"]).build().into()
        }
    }
    impl utoipa::ToSchema for super::Region {}

    impl utoipa::PartialSchema for super::RegionPrefix {
        fn schema() -> RefOr<Schema> {
            let builder =
                ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[1-9][0-9]([0-9]{2}){0,2}$"));
            builder.examples(["3205"]).build().into()
        }
    }
    impl utoipa::ToSchema for super::RegionPrefix {}
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn codes_are_digits() {
        for text in ["", "32050", "3205051", "32050a", "020505", "３２０５０５"] {
            assert!(Region::parse(text).is_err(), "{text}");
        }
        for text in ["", "3", "320", "0000", "ab", "32050"] {
            assert!(RegionPrefix::parse(text).is_err(), "{text}");
        }
        assert_eq!(RegionPrefix::parse("320000").unwrap().as_str(), "32");
        assert_eq!(RegionPrefix::parse("320500").unwrap().as_str(), "3205");
    }

    proptest! {
        #[test]
        fn a_region_lies_in_each_of_its_prefixes(code in 110_000u32..=999_999) {
            let region = Region::parse(&code.to_string()).unwrap();
            for prefix in region.prefixes() {
                let prefix = RegionPrefix::parse(&prefix).unwrap();
                prop_assert!(region.lies_in(&prefix));
            }
        }
    }
}
