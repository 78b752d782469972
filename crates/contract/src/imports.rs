//! Bulk import: dry run with a report by row and column first, then apply; re-runnable without duplicates.

use domain::kernel::{BranchId, ImportId, Timestamp};

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ImportKind {
    Customers,
    Units,
    /// Historical tickets with their timeline, by a mapping file
    Tickets,
}

impl ImportKind {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Units => "units",
            Self::Tickets => "tickets",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Customers, Self::Units, Self::Tickets].into_iter().find(|k| k.as_str() == text)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ImportState {
    /// Uploaded; the dry run is going on
    Checking,
    /// The dry run is done: read the report, then apply
    Checked,
    Applying,
    Done,
    Failed,
}

impl ImportState {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::Applying => "applying",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Checking, Self::Checked, Self::Applying, Self::Done, Self::Failed]
            .into_iter()
            .find(|k| k.as_str() == text)
    }
}

wire! {
    pub struct ImportView {
        pub id: ImportId,
        pub kind: ImportKind,
        pub file_name: String,
        pub state: ImportState,
        /// Rows of the file without the header; the sums below add up to it
        pub rows_total: u64,
        pub rows_done: u64,
        pub created: u64,
        pub updated: u64,
        pub unchanged: u64,
        pub rejected: u64,
        /// Detected encoding, separator, header
        pub detected: ImportDetected,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
        /// Why it failed as a whole
        pub failure: Option<String>,
        /// Of a log of changes, what became of its tickets; the sums above count its rows
        pub tickets: Option<ImportTickets>,
    }

    pub struct ImportTickets {
        pub total: u64,
        pub created: u64,
        /// There already, from an earlier import
        pub unchanged: u64,
        /// No row of the ticket could be used
        pub rejected: u64,
    }

    pub struct ImportDetected {
        pub encoding: String,
        /// `csv` or `xlsx`
        pub format: String,
        /// Of a CSV: `,` `;` or a tabulator
        pub separator: Option<String>,
        /// Column of the file → field of ours; null: not used
        pub columns: Vec<ImportColumn>,
    }

    pub struct ImportColumn {
        pub header: String,
        pub field: Option<String>,
    }

    /// One finding, by row and column.
    pub struct ImportFinding {
        /// Line of the file, the header being 1
        pub row: u64,
        pub column: Option<String>,
        pub value: Option<String>,
        /// `error`: the row is not imported; `warning`: it is, read this
        pub level: String,
        pub code: String,
        pub message: String,
    }
}

query! {
    /// Of a list that is sent as the body.
    pub struct ImportUpload {
        pub kind: Option<ImportKind>,
        /// File name, for people
        #[validate(length(min = 1, max = 400))]
        pub file_name: Option<String>,
        /// The branch of rows that name none; null: head office
        pub branch_id: Option<BranchId>,
        /// For `tickets`: the name of a bundled mapping (`incident-log`), or a mapping written out as JSON
        #[validate(length(max = 20000))]
        pub mapping: Option<String>,
    }

    pub struct ImportQuery {
        #[validate(range(min = 1, max = 100))]
        pub limit: Option<u64>,
        #[validate(length(max = 500))]
        pub cursor: Option<String>,
        pub kind: Option<ImportKind>,
    }

    pub struct ImportFindingQuery {
        #[validate(range(min = 1, max = 100))]
        pub limit: Option<u64>,
        #[validate(length(max = 500))]
        pub cursor: Option<String>,
        /// `error` or `warning`; both when absent
        #[validate(length(max = 10))]
        pub level: Option<String>,
    }
}
