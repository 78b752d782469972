//! Which events a subscription is about.

/// What is sent to try a subscription out; it is in no feed.
pub const TEST_EVENT: &str = "webhook.test";

/// What is wrong with an entry of a list of event types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EventTypeFault {
    #[error("must be like `ticket.archived` or `ticket.*`")]
    Format,
    #[error("is named twice")]
    Twice,
}

/// Event types by name or by subject (`ticket.*`); an empty list means all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventTypes(Vec<String>);

impl EventTypes {
    /// # Errors
    /// The first entry that is not right, by its place.
    pub fn parse(names: Vec<String>) -> Result<Self, (usize, EventTypeFault)> {
        for (index, name) in names.iter().enumerate() {
            if !is_name(name) {
                return Err((index, EventTypeFault::Format));
            }
            if names.iter().take(index).any(|earlier| earlier == name) {
                return Err((index, EventTypeFault::Twice));
            }
        }
        Ok(Self(names))
    }

    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.0
    }

    #[must_use]
    pub fn include(&self, event_type: &str) -> bool {
        let fits = |name: &String| match name.strip_suffix('*') {
            Some(subject) => event_type.starts_with(subject),
            None => name == event_type,
        };
        self.0.is_empty() || self.0.iter().any(fits)
    }
}

/// `subject.what`, both of lower-case words; `*` for every `what`.
fn is_name(name: &str) -> bool {
    let word = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    name.split_once('.').is_some_and(|(subject, what)| word(subject) && (what == "*" || word(what)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn types(names: &[&str]) -> Result<EventTypes, (usize, EventTypeFault)> {
        EventTypes::parse(names.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_name_a_subject_or_all() {
        let some = types(&["ticket.archived", "unit.*"]).unwrap();
        for (event, included) in [
            ("ticket.archived", true),
            ("ticket.archived_twice", false),
            ("unit.created", true),
            ("units.created", false),
            ("customer.created", false),
        ] {
            assert_eq!(some.include(event), included, "{event}");
        }
        assert!(types(&[]).unwrap().include("anything.at_all"));
    }

    #[test]
    fn entries_are_names() {
        for bad in
            ["", "*", "ticket", "ticket.", ".archived", "Ticket.archived", "ticket.a.b", "ticket.a*", "a b.c"]
        {
            assert_eq!(types(&["ticket.*", bad]), Err((1, EventTypeFault::Format)), "{bad}");
        }
        assert_eq!(types(&["a.b", "c.d", "a.b"]), Err((2, EventTypeFault::Twice)));
    }

    #[test]
    fn every_event_of_a_ticket_can_be_named() {
        assert!(types(crate::tickets::Event::TYPES).is_ok());
    }
}
