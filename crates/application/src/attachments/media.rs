//! What may be kept, judged by content: the name and the declared type of an upload are claims, not facts.

/// A kind of file that may be attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Media {
    /// The type under which it is served
    pub name: &'static str,
    /// Other names by which senders call it
    aliases: &'static [&'static str],
}

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// Photos, scans, documents and short films. No archives, no scripts, no markup: SVG and HTML run in a browser.
const ALLOWED: &[Media] = &[
    Media { name: "image/png", aliases: &[] },
    Media { name: "image/jpeg", aliases: &["image/jpg", "image/pjpeg"] },
    Media { name: "image/webp", aliases: &[] },
    Media { name: "image/heif", aliases: &["image/heic"] },
    Media { name: "application/pdf", aliases: &[] },
    Media { name: XLSX, aliases: &[] },
    Media { name: DOCX, aliases: &[] },
    Media { name: "video/mp4", aliases: &["video/x-m4v", "video/quicktime"] },
];

const TEXT: Media = Media { name: "text/plain", aliases: &[] };
const CSV: Media = Media { name: "text/csv", aliases: &["text/plain", "application/csv"] };

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refused {
    #[error("the content is none of: PNG, JPEG, WebP, HEIC, PDF, XLSX, DOCX, MP4, UTF-8 text")]
    Content,
    #[error("the content is {found}, declared as {declared}")]
    Disagrees { found: &'static str, declared: String },
    #[error("documents with macros are not kept")]
    Macros,
}

/// As much of the beginning as tells the kind of a file.
const HEAD: usize = 64 * 1024;
/// In a document with macros.
const PROGRAM: &[u8] = b"vbaProject.bin";

/// Judges a file while it comes, without keeping it.
#[derive(Debug)]
pub(super) struct Judge {
    declared: String,
    head: Vec<u8>,
    text: PlainText,
    /// The last bytes: a name may lie across two chunks
    tail: Vec<u8>,
    program: bool,
}

impl Judge {
    pub(super) fn new(declared: &str) -> Self {
        let declared = declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        Self { declared, head: Vec::new(), text: PlainText::default(), tail: Vec::new(), program: false }
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// As soon as it is clear that the file is not kept.
    pub(super) fn read(&mut self, chunk: &[u8]) -> Result<(), Refused> {
        let open = self.head.len() < HEAD;
        self.head.extend(chunk.iter().take(HEAD - self.head.len()));
        self.text.read(chunk);
        if !self.program {
            self.tail.extend_from_slice(chunk);
            self.program = contains(&self.tail, PROGRAM);
            self.tail.drain(..self.tail.len().saturating_sub(PROGRAM.len() - 1));
        }
        // here a character may be cut in two, which says nothing yet
        let told = open && self.head.len() == HEAD && self.text.cut.is_empty();
        if told { self.kind().map(|_| ()) } else { Ok(()) }
    }

    /// The media type of what was read, when it may be kept and is what it was declared to be.
    pub(super) fn verdict(self) -> Result<&'static str, Refused> {
        let found = self.kind()?;
        // the same container, with or without a program inside
        if (found == XLSX || found == DOCX) && self.program { Err(Refused::Macros) } else { Ok(found) }
    }

    fn kind(&self) -> Result<&'static str, Refused> {
        let found = match infer::get(&self.head) {
            Some(kind) => known(kind.mime_type()).ok_or(Refused::Content)?,
            None if self.text.is_plain() && self.declared == CSV.name => CSV,
            None if self.text.is_plain() => TEXT,
            None => return Err(Refused::Content),
        };
        if self.declared == found.name || found.aliases.contains(&self.declared.as_str()) {
            Ok(found.name)
        } else {
            Err(Refused::Disagrees { found: found.name, declared: self.declared.clone() })
        }
    }
}

/// [`Judge`] for what is at hand as a whole.
pub(super) fn judge(bytes: &[u8], declared: &str) -> Result<&'static str, Refused> {
    let mut judge = Judge::new(declared);
    judge.read(bytes)?;
    judge.verdict()
}

/// As [`judge`] for a sender who does not say what it is, as mail programs often do: the content alone decides.
pub(super) fn judge_undeclared(bytes: &[u8]) -> Result<&'static str, Refused> {
    let found = infer::get(bytes).and_then(|kind| known(kind.mime_type()));
    judge(bytes, found.map_or(TEXT.name, |media| media.name))
}

fn known(name: &str) -> Option<Media> {
    ALLOWED.iter().copied().find(|media| media.name == name || media.aliases.contains(&name))
}

/// Is it UTF-8 without control characters, and no markup?
#[derive(Debug, Default)]
struct PlainText {
    /// The beginning of a character whose end is in the next chunk
    cut: Vec<u8>,
    /// The first characters behind white space
    opening: String,
    begun: bool,
    broken: bool,
}

impl PlainText {
    fn read(&mut self, chunk: &[u8]) {
        if self.broken {
            return;
        }
        let mut bytes = std::mem::take(&mut self.cut);
        bytes.extend_from_slice(chunk);
        let whole = match std::str::from_utf8(&bytes) {
            Ok(text) => text.len(),
            // an error without a length: the end is missing
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(_) => return self.broken = true,
        };
        self.cut = bytes.split_off(whole);
        let Ok(text) = std::str::from_utf8(&bytes) else { return self.broken = true };
        self.characters(text);
    }

    fn characters(&mut self, text: &str) {
        for c in text.chars() {
            let mark = c == '\u{feff}' && !self.begun;
            self.begun = true;
            if c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}') {
                self.broken = true;
            }
            let blank = self.opening.is_empty() && (mark || c.is_whitespace());
            if !blank && self.opening.chars().count() < 2 {
                self.opening.push(c);
            }
        }
    }

    fn is_plain(&self) -> bool {
        let whole = !self.broken && self.cut.is_empty();
        whole && !self.opening.starts_with('<') && self.opening != "#!"
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

    #[test]
    fn content_decides_and_the_declaration_must_agree() {
        assert_eq!(judge(PNG, "image/png"), Ok("image/png"));
        assert_eq!(judge(b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpg"), Ok("image/jpeg"));
        assert_eq!(judge(b"%PDF-1.7\n", "application/pdf"), Ok("application/pdf"));
        assert_eq!(judge("温度,110\n".as_bytes(), "text/csv; charset=utf-8"), Ok("text/csv"));
        assert_eq!(judge("排气高温".as_bytes(), "text/plain"), Ok("text/plain"));
        let wrong = judge(PNG, "application/pdf");
        assert_eq!(
            wrong,
            Err(Refused::Disagrees { found: "image/png", declared: "application/pdf".to_owned() })
        );
        assert!(judge(PNG, "").is_err());
    }

    /// In small pieces, as from a slow network.
    fn in_pieces(bytes: &[u8], declared: &str, length: usize) -> Result<&'static str, Refused> {
        let mut judge = Judge::new(declared);
        for piece in bytes.chunks(length) {
            judge.read(piece)?;
        }
        judge.verdict()
    }

    #[test]
    fn pieces_are_judged_as_the_whole() {
        let padded = |start: &[u8], length: usize, end: &[u8]| [start, &vec![b' '; length], end].concat();
        let macros = padded(b"PK\x03\x04", 100, b"word/vbaProject.bin");
        for (content, declared) in [
            (PNG.to_vec(), "image/png"),
            (padded("排气高温".as_bytes(), 70_000, "温度，".as_bytes()), "text/plain"),
            (padded("排气高温".as_bytes(), 70_000, b"\0"), "text/plain"),
            (padded("\u{feff}".as_bytes(), 300, b"<html>"), "text/plain"),
            (padded(b"", 300, b"#!/bin/sh"), "text/plain"),
            (b"\xe6\xb8".to_vec(), "text/plain"),
            ("温".as_bytes().to_vec(), "text/csv"),
            (padded(PNG, 70_000, b""), "application/pdf"),
            (macros, "application/zip"),
        ] {
            for length in [1, 2, 3, 7, 1000, 65_536] {
                assert_eq!(in_pieces(&content, declared, length), judge(&content, declared), "{declared}");
            }
        }
    }

    #[test]
    fn a_program_across_two_pieces_is_seen() {
        for cut in 1..PROGRAM.len() {
            let mut judge = Judge::new("");
            judge.read(&PROGRAM[..cut]).unwrap();
            judge.read(&PROGRAM[cut..]).unwrap();
            assert!(judge.program, "{cut}");
        }
    }

    #[test]
    fn a_wrong_kind_is_known_long_before_the_end() {
        let mut judge = Judge::new("image/png");
        let mut read = 0;
        while judge.read(&[0; 1024]).is_ok() {
            read += 1024;
            assert!(read <= HEAD);
        }
    }

    #[test]
    fn what_runs_somewhere_is_refused_whatever_it_calls_itself() {
        let script = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
        for (content, declared) in [
            (&script[..], "image/svg+xml"),
            (script, "text/plain"),
            (b"<!DOCTYPE html><html><body></body></html>", "text/html"),
            (b"\xef\xbb\xbf <html></html>", "text/plain"),
            (b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff", "application/octet-stream"),
            (b"#!/bin/sh\nrm -rf /\n", "text/plain"),
            (b"PK\x03\x04\x14\0\0\0\0\0a.txt", "application/zip"),
            (b"\xb0\xa1\xb0\xa1", "text/plain"),
            (b"a\0b", "text/plain"),
        ] {
            assert!(judge(content, declared).is_err(), "{declared}");
        }
    }
}
