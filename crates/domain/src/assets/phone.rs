//! Telephone numbers: one written form for each number, so that a caller is found however the number was typed.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::serial::half_width;

/// A normalised number: `13800138000`, `0512-66668888`, `0512-66668888-801`, `400-800-1234`, `+4989123456`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a telephone number")]
pub struct PhoneError(pub String);

impl Phone {
    /// # Errors
    /// When the text is no mainland mobile, landline or service number and no international number.
    pub fn parse(text: &str) -> Result<Self, PhoneError> {
        let fail = || PhoneError(text.to_owned());
        let plain: String = text.chars().map(half_width).collect();
        let (number, extension) = split_extension(&plain);
        let mut digits = String::with_capacity(16);
        for c in number.trim().chars() {
            match c {
                '0'..='9' => digits.push(c),
                '+' if digits.is_empty() => digits.push(c),
                ' ' | '-' | '(' | ')' | '.' => {}
                _ => return Err(fail()),
            }
        }
        let domestic = ["+86", "0086"].iter().find_map(|prefix| digits.strip_prefix(prefix));
        let normal = match domestic {
            // abroad the trunk 0 of a landline is left out
            Some(rest) => mainland(rest).or_else(|| mainland(&format!("0{rest}"))),
            None => mainland(&digits).or_else(|| eighty_six(&digits)).or_else(|| foreign(&digits)),
        };
        let normal = normal.ok_or_else(fail)?;
        match extension {
            None => Ok(Self(normal)),
            Some(ext) if !is_mobile(&normal) && (1..=6).contains(&ext.len()) && all_digits(ext) => {
                Ok(Self(format!("{normal}-{ext}")))
            }
            Some(_) => Err(fail()),
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[must_use]
    pub fn is_mobile(&self) -> bool {
        is_mobile(&self.0)
    }

    /// The number with its middle hidden, for people who need to recognise it but not to call it (PIPL 51).
    #[must_use]
    pub fn masked(&self) -> String {
        let (head, tail) = match self.0.split_once('-') {
            Some((area, local)) => (format!("{area}-"), local),
            None if self.is_mobile() => (self.0.chars().take(3).collect(), &self.0[3..]),
            None => (self.0.chars().take(3).collect(), self.0.get(3..).unwrap_or("")),
        };
        let digits = tail.chars().count();
        let shown = if digits > 6 { 4 } else { 2 };
        let last: String = tail.chars().skip(digits.saturating_sub(shown)).collect();
        format!("{head}****{last}")
    }
}

/// `0512-66668888-801`, `…转801`, `… ext 801`, `…x801`, `…#801`
fn split_extension(text: &str) -> (&str, Option<&str>) {
    for mark in ["转", "分机", "ext.", "ext", "EXT", "Ext", "x", "X", "#"] {
        if let Some((number, ext)) = text.split_once(mark) {
            return (number, Some(ext.trim()));
        }
    }
    // a third group of at most six digits after a full landline number
    let trimmed = text.trim();
    match trimmed.rsplit_once('-') {
        Some((number, ext))
            if number.starts_with('0') && number.contains('-') && ext.len() <= 6 && all_digits(ext) =>
        {
            let digits = number.chars().filter(char::is_ascii_digit).count();
            if digits >= 10 { (number, Some(ext)) } else { (text, None) }
        }
        _ => (text, None),
    }
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == 11
        && all_digits(digits)
        && digits.starts_with('1')
        && matches!(digits.as_bytes()[1], b'3'..=b'9')
}

fn mainland(digits: &str) -> Option<String> {
    if is_mobile(digits) {
        return Some(digits.to_owned());
    }
    if digits.len() == 10 && (digits.starts_with("400") || digits.starts_with("800")) && all_digits(digits) {
        return Some(format!("{}-{}-{}", &digits[..3], &digits[3..6], &digits[6..]));
    }
    if !digits.starts_with('0') || digits.starts_with("00") || !all_digits(digits) {
        return None;
    }
    // 010 and 02x are three digits, all other areas four; the local number has seven or eight
    let area = if digits.starts_with("01") || digits.starts_with("02") { 3 } else { 4 };
    let local = digits.get(area..)?;
    let well_formed = matches!(local.len(), 7 | 8) && !local.starts_with('0');
    well_formed.then(|| format!("{}-{local}", &digits[..area]))
}

/// `8613800138000`: the country code without its plus sign.
fn eighty_six(digits: &str) -> Option<String> {
    digits.strip_prefix("86").filter(|rest| is_mobile(rest)).map(ToOwned::to_owned)
}

fn foreign(digits: &str) -> Option<String> {
    let number = digits.strip_prefix('+').or_else(|| digits.strip_prefix("00"))?;
    let well_formed =
        (8..=15).contains(&number.len()) && !number.starts_with('0') && !number.starts_with("86");
    well_formed.then(|| format!("+{number}"))
}

impl TryFrom<String> for Phone {
    type Error = PhoneError;
    fn try_from(text: String) -> Result<Self, PhoneError> {
        Self::parse(&text)
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> Self {
        phone.0
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Phone {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        use utoipa::openapi::{ObjectBuilder, schema::Type};
        ObjectBuilder::new()
            .schema_type(Type::String)
            .max_length(Some(40))
            .examples(["13800138000", "0512-66668888"])
            .build()
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Phone {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_form_for_each_number() {
        for (text, normal, masked) in [
            ("138 0013 8000", "13800138000", "138****8000"),
            ("+86 138-0013-8000", "13800138000", "138****8000"),
            ("0086 13800138000", "13800138000", "138****8000"),
            ("8613800138000", "13800138000", "138****8000"),
            ("１３８００１３８０００", "13800138000", "138****8000"),
            ("(0512) 6666 8888", "0512-66668888", "0512-****8888"),
            ("+86 512 66668888", "0512-66668888", "0512-****8888"),
            ("010-12345678", "010-12345678", "010-****5678"),
            ("0512-66668888-801", "0512-66668888-801", "0512-****-801"),
            ("0512-66668888转801", "0512-66668888-801", "0512-****-801"),
            ("4008001234", "400-800-1234", "400-****1234"),
            ("+49 89 123456", "+4989123456", "+49****3456"),
        ] {
            let phone = Phone::parse(text).unwrap();
            assert_eq!((phone.as_str(), phone.masked().as_str()), (normal, masked), "{text}");
            assert_eq!(Phone::parse(phone.as_str()).unwrap(), phone, "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "",
            "12345",
            "12800138000",
            "1380013800",
            "138001380000",
            "0512-6666",
            "abc",
            "+86 123",
            "13800138000转8",
            "--",
        ] {
            assert!(Phone::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics_and_is_stable(text in "\\PC{0,30}") {
            if let Ok(phone) = Phone::parse(&text) {
                prop_assert_eq!(&Phone::parse(phone.as_str()).unwrap(), &phone);
                prop_assert!(phone.masked().contains("****"));
            }
        }

        #[test]
        fn never_panics_on_near_numbers(text in "[-+0-9 xX#转]{0,24}") {
            if let Ok(phone) = Phone::parse(&text) {
                prop_assert_eq!(&Phone::parse(phone.as_str()).unwrap(), &phone);
            }
        }
    }
}
