use domain::kernel::Timestamp;
use kit::ui::{Icon, Tone};

use super::kind::Kind;

/// One line of the timeline as people read it. The actor and the instant stand beside it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sentence {
    pub(super) icon: Icon,
    pub(super) tone: Tone,
    pub(super) kind: Kind,
    /// What happened: follows the actor's name
    pub(super) head: String,
    /// Words of a person, as they were written
    pub(super) quote: Option<String>,
    /// Names and values below
    pub(super) facts: Vec<(String, String)>,
    /// When it happened, when that is not when it was recorded
    pub(super) happened_at: Option<Timestamp>,
}

impl Sentence {
    pub(super) fn new(kind: Kind, icon: Icon, head: impl Into<String>) -> Self {
        Self {
            icon,
            tone: Tone::Neutral,
            kind,
            head: head.into(),
            quote: None,
            facts: Vec::new(),
            happened_at: None,
        }
    }

    pub(super) const fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    pub(super) fn quote(mut self, words: impl ToString) -> Self {
        self.quote = Some(words.to_string());
        self
    }

    pub(super) fn fact(mut self, name: &str, value: impl ToString) -> Self {
        self.facts.push((name.to_owned(), value.to_string()));
        self
    }

    /// The fact only when there is one.
    pub(super) fn maybe(self, name: &str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.fact(name, value),
            None => self,
        }
    }

    pub(super) const fn at(mut self, at: Timestamp) -> Self {
        self.happened_at = Some(at);
        self
    }
}
