use std::fmt;

/// An e-mail address as it is compared: trimmed, lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// The longest address, in bytes (RFC 5321).
    pub const MAX: usize = 254;

    /// None when the text is no address: one `@` with something on both sides, no spaces or control characters.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches('<').trim_end_matches('>').to_lowercase();
        let (local, domain) = text.split_once('@')?;
        let plain = |part: &str| {
            !part.is_empty()
                && !part.chars().any(|c| c.is_whitespace() || c.is_control() || "@<>,;".contains(c))
        };
        (plain(local) && plain(domain) && text.len() <= Self::MAX).then_some(Self(text))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_compared_in_lower_case() {
        let parse = |text| EmailAddress::parse(text).map(|a| a.to_string());
        assert_eq!(parse(" <Wang.Gong@Example.COM> ").as_deref(), Some("wang.gong@example.com"));
        for bad in ["", "wang", "@example.com", "wang@", "a@b@c", "wang gong@example.com", "a\n@b"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
        assert_eq!(parse(&format!("{}@b.c", "a".repeat(251))), None);
    }
}
