//! One field of a step's form.

use contract::tickets::TicketView;
use kit::{i18n::Lang, ui::Choice};

/// The words that fit the request and what the form says so far; none while something is missing.
pub(super) type Proposal = fn(&TicketView, &dyn Fn(&str) -> String, Lang) -> Option<String>;

/// What is asked, and how it is written into the body.
#[derive(Clone)]
pub(super) enum Kind {
    Line,
    Prose,
    Number,
    Instant,
    /// Yes or no; always sent
    Flag,
    /// One code of a list
    Code(fn(Lang) -> Vec<Choice>),
    /// One of what the request holds
    One(Vec<Choice>),
    /// Somebody who can be sent to the request's branch
    Person,
    Unit,
    Ticket,
    FaultCode,
    /// Rows of parts, as JSON
    Parts,
    /// Drawn, not typed: its file is uploaded before the step
    Signature,
    /// A number that is sent and not asked
    Fixed,
    /// One of what the request holds, known by its number
    Numbered(Vec<Choice>),
    /// Yes or no, in words
    YesNo(Vec<Choice>),
    /// Several of what the request holds
    Many(Vec<Choice>),
    /// An instant after the deadline it moves
    Later,
    /// Words to the customer, proposed from what the other fields say
    Words(Proposal),
    /// Another open request of the customer or the unit
    MergeTarget,
}

/// One field.
#[derive(Clone)]
pub(super) struct Spec {
    /// Where it stands in the body: `/time_and_place/from`
    pub(super) pointer: &'static str,
    pub(super) label: fn(Lang) -> &'static str,
    pub(super) kind: Kind,
    pub(super) required: bool,
    /// Required as soon as another field of its object is filled
    pub(super) with_siblings: bool,
    /// What it starts with
    pub(super) start: String,
    /// Only asked while another field says this
    pub(super) only_if: Option<(&'static str, &'static str)>,
    pub(super) hint: Option<fn(Lang) -> &'static str>,
    /// Rarely needed: behind "more"
    pub(super) rare: bool,
}

impl Spec {
    pub(super) const fn new(pointer: &'static str, label: fn(Lang) -> &'static str, kind: Kind) -> Self {
        Self {
            pointer,
            label,
            kind,
            required: false,
            with_siblings: false,
            start: String::new(),
            only_if: None,
            hint: None,
            rare: false,
        }
    }

    pub(super) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub(super) const fn with_siblings(mut self) -> Self {
        self.with_siblings = true;
        self
    }

    pub(super) fn start(mut self, text: impl Into<String>) -> Self {
        self.start = text.into();
        self
    }

    pub(super) const fn only_if(mut self, pointer: &'static str, says: &'static str) -> Self {
        self.only_if = Some((pointer, says));
        self
    }

    pub(super) const fn hint(mut self, text: fn(Lang) -> &'static str) -> Self {
        self.hint = Some(text);
        self
    }

    pub(super) const fn rare(mut self) -> Self {
        self.rare = true;
        self
    }

    /// Takes the whole width of the form.
    pub(super) const fn is_wide(&self) -> bool {
        matches!(
            self.kind,
            Kind::Prose
                | Kind::Flag
                | Kind::Parts
                | Kind::Unit
                | Kind::Ticket
                | Kind::Signature
                | Kind::Many(_)
                | Kind::Later
                | Kind::Words(_)
                | Kind::MergeTarget
        )
    }
}
