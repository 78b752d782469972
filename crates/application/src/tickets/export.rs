//! The rows of a list for an export.

use contract::tickets::{TicketQuery, TicketSummary};
use domain::access::Permission;
use sea_orm::{QueryFilter, QuerySelect};
use uuid::Uuid;

use super::list::{Compiled, Sorting, SummaryRow, filtered, sorted, summaries, visible_for};
use crate::{App, AppError, Caller};

/// Where a page of an export ended.
pub(crate) type Place = (i64, Uuid);

impl App {
    /// The next rows that the caller may see and take out, and where to go on; nowhere at the end.
    ///
    /// # Errors
    /// 422 for a wrong filter.
    pub(crate) async fn exported_tickets(
        &self,
        caller: &Caller,
        query: &TicketQuery,
        after: Option<Place>,
        limit: u64,
    ) -> Result<(Vec<TicketSummary>, Option<Place>), AppError> {
        let (read, now) = (self.db.read(), self.clock.now());
        let sorting = match Sorting::of(query)? {
            Sorting::OldestFirst => Sorting::OldestFirst,
            Sorting::Due | Sorting::NewestFirst | Sorting::Changes => Sorting::NewestFirst,
        };
        let select = filtered(self, summaries(), caller, query)
            .await?
            .filter(visible_for(caller, Permission::ExportsRun));
        let mut select = sorted(select, sorting).limit(limit);
        if let Some((key, id)) = after {
            select = select.filter(sorting.after(key, id));
        }
        let rows = select.into_model::<SummaryRow>().all(read).await?;
        let full = u64::try_from(rows.len()).unwrap_or(u64::MAX) == limit;
        let last = rows.last().filter(|_| full).map(|row| sorting.place(row));
        let none = Compiled::new();
        let rows = rows.into_iter().map(|row| row.summary(now, &none)).collect::<Result<_, _>>()?;
        Ok((rows, last))
    }
}
