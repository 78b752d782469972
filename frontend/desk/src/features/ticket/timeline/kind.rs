//! What a line of the timeline is about, to filter by.

/// The parts that one can look at alone; the order is that of the filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// What was done
    Work,
    /// What the customer was told or said, and notes among colleagues
    Notice,
    File,
    /// Deadlines: warnings, pauses, priorities
    Clock,
}

impl Kind {
    pub(super) const ALL: [Self; 4] = [Self::Work, Self::Notice, Self::File, Self::Clock];

    /// Its code in the address bar.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Work => "work",
            Self::Notice => "notices",
            Self::File => "files",
            Self::Clock => "clock",
        }
    }
}
