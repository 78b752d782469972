//! Rows as a file, as they are read: CSV piece by piece, a workbook by way of the disk.

use std::io::Read as _;

use bytes::Bytes;
use futures_util::{
    StreamExt as _,
    stream::{self, BoxStream},
};

use super::{
    csv_file::{BYTE_ORDER_MARK, records},
    workbook_file::WorkbookFile,
};
use crate::AppError;

/// Bytes of one piece of a workbook.
const PIECE: usize = 64 << 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    Csv,
    Xlsx,
}

impl ExportFormat {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// A file that comes as it is made.
pub type ExportFile = BoxStream<'static, Result<Bytes, AppError>>;

/// Rows of cells that were read at once.
pub(crate) type Rows = Vec<Vec<String>>;

/// The file of these rows. What is wrong with the first of them is said before the file begins.
pub(crate) async fn file(
    headers: Vec<&'static str>,
    first: Rows,
    rest: BoxStream<'static, Result<Rows, AppError>>,
    format: ExportFormat,
) -> Result<ExportFile, AppError> {
    match format {
        ExportFormat::Csv => csv(&headers, &first, rest),
        ExportFormat::Xlsx => workbook(headers, first, rest).await,
    }
}

fn csv(
    headers: &[&'static str],
    first: &Rows,
    rest: BoxStream<'static, Result<Rows, AppError>>,
) -> Result<ExportFile, AppError> {
    let mut begin = BYTE_ORDER_MARK.as_bytes().to_vec();
    begin.extend(records([headers.iter().copied()])?);
    begin.extend(lines(first)?);
    let rest = rest.map(|rows| Ok(Bytes::from(lines(&rows?)?)));
    Ok(stream::once(async { Ok(Bytes::from(begin)) }).chain(rest).boxed())
}

fn lines(rows: &Rows) -> Result<Vec<u8>, AppError> {
    records(rows.iter().map(|row| row.iter().map(String::as_str)))
}

/// The parts of a workbook refer to each other, so that it is whole before it is sent: on disk.
async fn workbook(
    headers: Vec<&'static str>,
    first: Rows,
    mut rest: BoxStream<'static, Result<Rows, AppError>>,
) -> Result<ExportFile, AppError> {
    let mut file = WorkbookFile::new(headers)?;
    for row in &first {
        file.add(row)?;
    }
    while let Some(rows) = rest.next().await {
        for row in &rows? {
            file.add(row)?;
        }
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
