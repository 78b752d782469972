//! A file on its way in. It lies on disk from its first byte, is hashed and judged while it comes, and never is in
//! memory as a whole. The disk file has no name: it is gone when it is dropped, and when the process is killed.

use std::{io::SeekFrom, sync::Arc};

use bytes::{Bytes, BytesMut};
use domain::access::Permission;
use futures_util::{Stream, StreamExt as _};
use object_store::{MultipartUpload, ObjectStore, ObjectStoreExt as _, PutPayload, path::Path};
use sha2::{Digest as _, Sha256};
use tokio::{
    fs::File,
    io::{AsyncReadExt as _, AsyncSeekExt as _, AsyncWriteExt as _},
};

use super::media::Judge;
use crate::{App, AppError, Caller};

/// What goes to the object store at once; S3 takes no smaller part but the last.
const PART: usize = 5 << 20;

/// A whole file that may be kept.
#[derive(Debug)]
pub struct Received {
    file: File,
    size: u64,
    sha256: String,
    media_type: &'static str,
}

impl Received {
    /// Of the content, in hexadecimal.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    pub(super) const fn size(&self) -> u64 {
        self.size
    }

    pub(super) const fn media_type(&self) -> &'static str {
        self.media_type
    }

    /// Puts the content there: the whole of it, or nothing.
    pub(super) async fn put(mut self, files: &Arc<dyn ObjectStore>, place: &Path) -> Result<(), AppError> {
        self.file.seek(SeekFrom::Start(0)).await.map_err(disk)?;
        let first = self.part().await?;
        if first.len() < PART {
            files.put(place, PutPayload::from_bytes(first)).await?;
            return Ok(());
        }
        let mut upload = files.put_multipart(place).await?;
        let done = self.put_parts(&mut *upload, first).await;
        if done.is_err()
            && let Err(error) = upload.abort().await
        {
            tracing::warn!(%error, "the parts of an upload stay behind");
        }
        done
    }

    async fn put_parts(&mut self, upload: &mut dyn MultipartUpload, first: Bytes) -> Result<(), AppError> {
        let mut part = first;
        while !part.is_empty() {
            upload.put_part(PutPayload::from_bytes(part)).await?;
            part = self.part().await?;
        }
        upload.complete().await?;
        Ok(())
    }

    /// The next part of the file, empty at its end.
    async fn part(&mut self) -> Result<Bytes, AppError> {
        let mut part = BytesMut::new();
        let left = u64::try_from(PART).unwrap_or(u64::MAX);
        let mut file = (&mut self.file).take(left);
        while file.read_buf(&mut part).await.map_err(disk)? > 0 {}
        Ok(part.freeze())
    }
}

impl App {
    /// Takes a file in, which [`App::add_attachment`] then keeps. `announced` is its length as the sender says it.
    ///
    /// # Errors
    /// Without `attachments.write` anywhere; 413 above the largest size and 415 for a kind of file that is not kept or
    /// is not what it was declared, each as soon as it is clear; 422 when empty; 400 when the sender breaks off.
    pub async fn receive_attachment(
        &self,
        caller: &Caller,
        declared: &str,
        announced: Option<u64>,
        mut chunks: impl Stream<Item = Result<Bytes, String>> + Unpin,
    ) -> Result<Received, AppError> {
        caller.require_anywhere(Permission::AttachmentsWrite)?;
        let most = u64::try_from(self.max_upload).unwrap_or(u64::MAX);
        if announced.is_some_and(|announced| announced > most) {
            return Err(AppError::TooLarge);
        }
        let mut file = File::from_std(tempfile::tempfile_in(&*self.folder).map_err(disk)?);
        let (mut size, mut hash, mut judge) = (0_u64, Sha256::new(), Judge::new(declared));
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(AppError::Malformed)?;
            size = size.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
            if size > most {
                return Err(AppError::TooLarge);
            }
            judge.read(&chunk).map_err(|refused| AppError::UnsupportedMedia(refused.to_string()))?;
            hash.update(&chunk);
            file.write_all(&chunk).await.map_err(disk)?;
        }
        if size == 0 {
            return Err(AppError::invalid("", "required", "the file is empty"));
        }
        file.flush().await.map_err(disk)?;
        let media_type =
            judge.verdict().map_err(|refused| AppError::UnsupportedMedia(refused.to_string()))?;
        Ok(Received { file, size, sha256: hex::encode(hash.finalize()), media_type })
    }
}

fn disk(error: std::io::Error) -> AppError {
    AppError::Storage(object_store::Error::Generic { store: "files", source: Box::new(error) })
}

#[cfg(test)]
mod tests {
    use object_store::local::LocalFileSystem;

    use super::*;

    async fn received(content: &[u8]) -> Received {
        let mut file = File::from_std(tempfile::tempfile().unwrap());
        file.write_all(content).await.unwrap();
        file.flush().await.unwrap();
        Received { file, size: 0, sha256: String::new(), media_type: "" }
    }

    #[tokio::test]
    async fn large_and_small_files_arrive_as_they_were() {
        let folder = tempfile::tempdir().unwrap();
        let files: Arc<dyn ObjectStore> = Arc::new(LocalFileSystem::new_with_prefix(folder.path()).unwrap());
        for size in [1, PART - 1, PART, PART + 1, 2 * PART, 2 * PART + 17] {
            let content: Vec<u8> = (0..size).map(|at| u8::try_from(at % 251).unwrap()).collect();
            let place = Path::from(format!("f/{size}"));
            received(&content).await.put(&files, &place).await.unwrap();
            let kept = files.get(&place).await.unwrap().bytes().await.unwrap();
            assert!(kept == content, "{size}");
        }
    }
}
