//! The list of requests as a file.

use contract::tickets::{TicketQuery, TicketSummary};
use domain::access::Permission;
use futures_util::{StreamExt as _, stream};

use super::{
    columns::{Language, cells, headers},
    sheet::{self, ExportFile, ExportFormat, Rows},
};
use crate::{App, AppError, Caller, tickets::export::Place};

/// Rows that are read at once.
const PAGE: u64 = 200;

impl App {
    /// The requests of a list with its filters, the newest first, or the oldest with `sort=received_at`: an order that
    /// changes while it is read would lose rows.
    ///
    /// # Errors
    /// 403 without `tickets.read` and `exports.run`; 422 for a wrong filter, and for `limit` and `cursor`, as an export is whole.
    pub async fn export_tickets(
        &self,
        caller: &Caller,
        query: &TicketQuery,
        format: ExportFormat,
        language: Language,
    ) -> Result<ExportFile, AppError> {
        caller.require_anywhere(Permission::TicketsRead)?;
        caller.require_anywhere(Permission::ExportsRun)?;
        for (name, is_there) in [("?limit", query.limit.is_some()), ("?cursor", query.cursor.is_some())] {
            if is_there {
                return Err(AppError::invalid(name, "not_allowed", "an export is whole"));
            }
        }
        let mut pages =
            Pages { app: self.clone(), caller: caller.clone(), query: query.clone(), next: Next::First };
        // what is wrong with the filters is said before the file begins
        let first = pages.read().await?;
        self.note_export(caller, query, format).await?;
        let rest = stream::try_unfold(pages, move |mut pages| async move {
            let read = pages.read().await?;
            Ok(if read.is_empty() { None } else { Some((rows(&read, language), pages)) })
        });
        sheet::file(headers(language), rows(&first, language), rest.boxed(), format).await
    }

    /// Who took what out: the filters, but not the words searched for, which may be a person's.
    async fn note_export(
        &self,
        caller: &Caller,
        query: &TicketQuery,
        format: ExportFormat,
    ) -> Result<(), AppError> {
        let filters = TicketQuery { q: query.q.as_ref().map(|_| "…".to_owned()), ..query.clone() };
        let detail = serde_json::json!({ "format": format.as_str(), "filters": filters });
        let tx = self.begin_system().await?;
        tx.audit(caller.actor(), "tickets.exported", "export", "tickets", &detail).await?;
        tx.commit().await
    }
}

enum Next {
    First,
    After(Place),
    End,
}

/// The list, page after page.
struct Pages {
    app: App,
    caller: Caller,
    query: TicketQuery,
    next: Next,
}

impl Pages {
    /// The next rows; none at the end.
    async fn read(&mut self) -> Result<Vec<TicketSummary>, AppError> {
        let after = match &self.next {
            Next::First => None,
            Next::After(place) => Some(*place),
            Next::End => return Ok(Vec::new()),
        };
        let (rows, last) = self.app.exported_tickets(&self.caller, &self.query, after, PAGE).await?;
        self.next = last.map_or(Next::End, Next::After);
        Ok(rows)
    }
}

fn rows(tickets: &[TicketSummary], language: Language) -> Rows {
    tickets.iter().map(|ticket| cells(ticket, language)).collect()
}
