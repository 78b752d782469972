use std::fmt::Write as _;

/// `?state=open&branch=…` of the pairs that have a value, or nothing.
#[must_use]
pub fn query_string<'a>(pairs: impl IntoIterator<Item = (&'a str, Option<String>)>) -> String {
    let mut query = String::new();
    for (name, value) in pairs {
        let Some(value) = value.filter(|value| !value.is_empty()) else { continue };
        query.push(if query.is_empty() { '?' } else { '&' });
        encode(&mut query, name);
        query.push('=');
        encode(&mut query, &value);
    }
    query
}

fn encode(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_without_a_value_are_left_out_and_the_rest_is_encoded() {
        let query = query_string([
            ("q", Some("空压 机&x".to_owned())),
            ("state", None),
            ("owner", Some(String::new())),
            ("at", Some("2025-03-07T04:00:00Z".to_owned())),
        ]);
        assert_eq!(query, "?q=%E7%A9%BA%E5%8E%8B%20%E6%9C%BA%26x&at=2025-03-07T04%3A00%3A00Z");
        assert_eq!(query_string([("q", None)]), "");
    }
}
