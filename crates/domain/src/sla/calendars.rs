//! The calendars at hand when clocks are computed.

use std::{collections::BTreeMap, sync::Arc};

use super::Calendar;

/// The calendars that a policy may name, by code. A branch puts its own calendar in the place of `CAL-8x5`.
#[derive(Debug, Clone, Default)]
pub struct Calendars {
    by_code: BTreeMap<String, Arc<Calendar>>,
}

impl Calendars {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a calendar under its own code.
    #[must_use]
    pub fn with(mut self, calendar: impl Into<Arc<Calendar>>) -> Self {
        let calendar = calendar.into();
        self.by_code.insert(calendar.spec().code.clone(), calendar);
        self
    }

    /// Uses `calendar` wherever `code` is named: the branch's own hours.
    #[must_use]
    pub fn with_override(mut self, code: &str, calendar: impl Into<Arc<Calendar>>) -> Self {
        self.by_code.insert(code.to_owned(), calendar.into());
        self
    }

    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Calendar> {
        self.by_code.get(code).map(Arc::as_ref)
    }

    /// The codes under which calendars are known.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.by_code.keys().map(String::as_str)
    }
}

impl FromIterator<Calendar> for Calendars {
    fn from_iter<I: IntoIterator<Item = Calendar>>(calendars: I) -> Self {
        calendars.into_iter().fold(Self::new(), Self::with)
    }
}
