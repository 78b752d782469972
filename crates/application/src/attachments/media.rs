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

/// The media type of the content, when it may be kept and is what it was declared to be.
pub(super) fn judge(bytes: &[u8], declared: &str) -> Result<&'static str, Refused> {
    let essence = declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let found = match infer::get(bytes) {
        Some(kind) => known(kind.mime_type()).ok_or(Refused::Content)?,
        None if is_text(bytes) && essence == CSV.name => CSV,
        None if is_text(bytes) => TEXT,
        None => return Err(Refused::Content),
    };
    if essence != found.name && !found.aliases.contains(&essence.as_str()) {
        return Err(Refused::Disagrees { found: found.name, declared: essence });
    }
    // the same container, with or without a program inside
    if (found.name == XLSX || found.name == DOCX) && contains(bytes, b"vbaProject.bin") {
        return Err(Refused::Macros);
    }
    Ok(found.name)
}

/// As [`judge`] for a sender who does not say what it is, as mail programs often do: the content alone decides.
pub(super) fn judge_undeclared(bytes: &[u8]) -> Result<&'static str, Refused> {
    let found = infer::get(bytes).and_then(|kind| known(kind.mime_type()));
    judge(bytes, found.map_or(TEXT.name, |media| media.name))
}

fn known(name: &str) -> Option<Media> {
    ALLOWED.iter().copied().find(|media| media.name == name || media.aliases.contains(&name))
}

/// UTF-8 without control characters, and no markup.
fn is_text(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let plain = text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t' | '\u{c}'));
    plain && !text.trim_start().starts_with('<') && !text.trim_start().starts_with("#!")
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
