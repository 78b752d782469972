//! A file is refused as soon as it is known to be wrong, is never in memory as a whole, and leaves nothing when it does
//! not arrive.

use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use actix_web::web::Bytes;
use application::AppError;
use contract::attachments::AttachmentView;
use futures_util::{FutureExt as _, StreamExt as _, stream};

use super::PNG;
use crate::harness::{World, both};

both!(
    a_file_is_never_in_memory_as_a_whole,
    a_file_too_large_is_given_up_while_it_comes,
    a_wrong_kind_is_given_up_while_it_comes,
    what_does_not_arrive_leaves_nothing,
    a_file_of_unknown_length_arrives,
);

/// A piece of a file that knows how many of its kind there are.
struct Piece {
    content: Vec<u8>,
    alive: Arc<AtomicUsize>,
}

impl AsRef<[u8]> for Piece {
    fn as_ref(&self) -> &[u8] {
        &self.content
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        self.alive.fetch_sub(1, Ordering::SeqCst);
    }
}

/// So many pieces of 16 KiB, the first begins so; with how many were taken, and how many of them lived at once.
struct Pieces {
    taken: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

const PIECE: usize = 16 * 1024;

fn pieces(count: usize, start: &'static [u8]) -> (Pieces, stream::BoxStream<'static, Result<Bytes, String>>) {
    let told = Pieces { taken: Arc::default(), most: Arc::default() };
    let (taken, most, alive) = (told.taken.clone(), told.most.clone(), Arc::new(AtomicUsize::new(0)));
    let made = stream::iter(0..count).map(move |number| {
        taken.fetch_add(1, Ordering::SeqCst);
        most.fetch_max(alive.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        let mut content = if number == 0 { start.to_vec() } else { Vec::new() };
        content.resize(PIECE, b'x');
        Ok(Bytes::from_owner(Piece { content, alive: alive.clone() }))
    });
    (told, made.boxed())
}

fn files_below(folder: &Path) -> usize {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| if path.is_dir() { files_below(&path) } else { 1 })
        .sum()
}

async fn a_file_is_never_in_memory_as_a_whole(world: World) {
    let caller = world.sign_in("reception.sh").await.caller().await;
    let (told, chunks) = pieces(60, PNG);
    let received = world.app().receive_attachment(&caller, "image/png", None, chunks).await.unwrap();
    assert_eq!(received.sha256().len(), 64);
    assert_eq!(told.taken.load(Ordering::SeqCst), 60);
    assert!(told.most.load(Ordering::SeqCst) <= 2);
}

async fn a_file_too_large_is_given_up_while_it_comes(world: World) {
    let caller = world.sign_in("reception.sh").await.caller().await;
    // the limit is 1 MiB, which is 64 pieces
    let (told, chunks) = pieces(1000, PNG);
    let refused = world.app().receive_attachment(&caller, "image/png", None, chunks).await;
    assert!(matches!(refused, Err(AppError::TooLarge)));
    assert_eq!(told.taken.load(Ordering::SeqCst), 65);
    let (told, chunks) = pieces(1000, PNG);
    let refused = world.app().receive_attachment(&caller, "image/png", Some(1 << 21), chunks).await;
    assert!(matches!(refused, Err(AppError::TooLarge)));
    assert_eq!(told.taken.load(Ordering::SeqCst), 0, "what is announced too large is not read");
    assert_eq!(files_below(&world.files()), 0);
}

async fn a_wrong_kind_is_given_up_while_it_comes(world: World) {
    let caller = world.sign_in("reception.sh").await.caller().await;
    for (start, declared) in
        [(PNG, "application/pdf"), (b"MZ\x90\0\x03", "image/png"), (b"<svg>", "text/plain")]
    {
        let (told, chunks) = pieces(60, start);
        let refused = world.app().receive_attachment(&caller, declared, None, chunks).await;
        assert!(matches!(refused, Err(AppError::UnsupportedMedia(_))), "{declared}");
        assert!(told.taken.load(Ordering::SeqCst) <= 4, "{declared}: 64 KiB tell");
    }
    assert_eq!(files_below(&world.files()), 0);
}

async fn what_does_not_arrive_leaves_nothing(world: World) {
    let caller = world.sign_in("reception.sh").await.caller().await;
    let (_, chunks) = pieces(20, PNG);
    let broken = chunks.chain(stream::iter([Err("connection reset".to_owned())]));
    let refused = world.app().receive_attachment(&caller, "image/png", None, broken).await;
    assert!(matches!(refused, Err(AppError::Malformed(_))));
    assert_eq!(files_below(&world.files()), 0);
    // the client is silent, and the request is given up
    let (_, chunks) = pieces(20, PNG);
    let mut waiting =
        Box::pin(world.app().receive_attachment(&caller, "image/png", None, chunks.chain(stream::pending())));
    assert!(waiting.as_mut().now_or_never().is_none());
    drop(waiting);
    assert_eq!(files_below(&world.files()), 0);
}

async fn a_file_of_unknown_length_arrives(world: World) {
    let desk = world.sign_in("reception.sh").await;
    let (_, chunks) = pieces(60, PNG);
    let body = reqwest::Body::wrap_stream(chunks.map(|chunk| chunk.map_err(std::io::Error::other)));
    let sent = desk.post("/attachments?name=a.png").stream("image/png", body).await;
    let view: AttachmentView = sent.read(201);
    assert_eq!(view.size, (60 * PIECE) as u64);
    assert_eq!(files_below(&world.files()), 1);
    let content = desk.get(&format!("/attachments/{}/content", view.id)).open().await.bytes().await.unwrap();
    assert!(content.starts_with(PNG) && content.len() == 60 * PIECE);
    let (_, chunks) = pieces(65, PNG);
    let body = reqwest::Body::wrap_stream(chunks.map(|chunk| chunk.map_err(std::io::Error::other)));
    desk.post("/attachments?name=a.png").stream("image/png", body).await.problem(413, "too_large");
    assert_eq!(files_below(&world.files()), 1);
}
