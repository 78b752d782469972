//! The list of requests as a file.

use std::{collections::VecDeque, io::Read as _};

use bytes::Bytes;
use contract::tickets::{TicketQuery, TicketSummary};
use domain::access::Permission;
use futures_util::{
    StreamExt as _,
    stream::{self, BoxStream},
};

use super::{
    columns::{Language, cells, headers},
    csv_file::{BYTE_ORDER_MARK, records},
    workbook_file::WorkbookFile,
};
use crate::{App, AppError, Caller, tickets::export::Place};

/// Rows that are read at once.
const PAGE: u64 = 200;
/// Bytes of one piece of a workbook.
const PIECE: usize = 64 << 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    Csv,
    Xlsx,
}

/// A file that comes as it is made.
pub type ExportFile = BoxStream<'static, Result<Bytes, AppError>>;

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
        match format {
            ExportFormat::Csv => csv(pages, &first, language),
            ExportFormat::Xlsx => workbook(pages, first, language).await,
        }
    }

    /// Who took what out: the filters, but not the words searched for, which may be a person's.
    async fn note_export(
        &self,
        caller: &Caller,
        query: &TicketQuery,
        format: ExportFormat,
    ) -> Result<(), AppError> {
        let filters = TicketQuery { q: query.q.as_ref().map(|_| "…".to_owned()), ..query.clone() };
        let format = match format {
            ExportFormat::Csv => "csv",
            ExportFormat::Xlsx => "xlsx",
        };
        let detail = serde_json::json!({ "format": format, "filters": filters });
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

fn csv(pages: Pages, first: &[TicketSummary], language: Language) -> Result<ExportFile, AppError> {
    let mut begin = BYTE_ORDER_MARK.as_bytes().to_vec();
    begin.extend(records([headers(language)])?);
    begin.extend(lines(first, language)?);
    let rest = stream::try_unfold(pages, move |mut pages| async move {
        let rows = pages.read().await?;
        if rows.is_empty() {
            return Ok(None);
        }
        Ok(Some((Bytes::from(lines(&rows, language)?), pages)))
    });
    Ok(stream::once(async { Ok(Bytes::from(begin)) }).chain(rest).boxed())
}

fn lines(rows: &[TicketSummary], language: Language) -> Result<Vec<u8>, AppError> {
    let rows: Vec<Vec<String>> = rows.iter().map(|row| cells(row, language)).collect();
    records(rows.iter().map(|row| row.iter().map(String::as_str)))
}

/// The parts of a workbook refer to each other, so that it is whole before it is sent: on disk.
async fn workbook(
    mut pages: Pages,
    first: Vec<TicketSummary>,
    language: Language,
) -> Result<ExportFile, AppError> {
    let mut file = WorkbookFile::new(headers(language))?;
    let mut rows = VecDeque::from(first);
    while !rows.is_empty() {
        for row in rows.drain(..) {
            file.add(&cells(&row, language))?;
        }
        rows.extend(pages.read().await?);
    }
    let failed = |error: String| AppError::inconsistent("export", "xlsx", error);
    let file =
        tokio::task::spawn_blocking(move || file.finish()).await.map_err(|e| failed(e.to_string()))??;
    let pieces = stream::try_unfold(file, move |mut file| async move {
        let read = tokio::task::spawn_blocking(move || {
            let mut piece = vec![0; PIECE];
            let length = file.read(&mut piece)?;
            piece.truncate(length);
            Ok::<_, std::io::Error>((piece, file))
        });
        let (piece, file) =
            read.await.map_err(|e| failed(e.to_string()))?.map_err(|e| failed(e.to_string()))?;
        Ok(if piece.is_empty() { None } else { Some((Bytes::from(piece), file)) })
    });
    Ok(pieces.boxed())
}
