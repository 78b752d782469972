/// The name one signs in with: lower case, without spaces; 2 to 60 letters, digits, `.`, `_`, `-`, `@`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account(String);

impl Account {
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        let account = text.trim().to_lowercase();
        if !(2..=60).contains(&account.chars().count()) {
            return Err("must have 2 to 60 characters");
        }
        if !account.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '@')) {
            return Err("may have letters, digits and . _ - @ only");
        }
        Ok(Self(account))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_and_surrounding_spaces_do_not_matter() {
        assert_eq!(Account::parse(" Zhang.Wei ").unwrap().as_str(), "zhang.wei");
        assert_eq!(Account::parse("张伟").unwrap().as_str(), "张伟");
    }

    #[test]
    fn refuses_what_is_no_name() {
        for text in ["", "a", "a b", "a\tb", "a/b", "<script>", &"x".repeat(61)] {
            assert!(Account::parse(text).is_err(), "{text}");
        }
    }
}
