//! Bytes to text: UTF-8 or UTF-16 by their mark or their look, else GB18030, else a refusal. Nothing is guessed away: a
//! file with bytes that no encoding explains is not imported with question marks in it.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("文件编码无法识别：不是 UTF-8、UTF-16 或 GB18030 · the file is neither UTF-8, UTF-16 nor GB18030")]
pub(super) struct UnknownEncoding;

/// The text and the name of its encoding.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, &'static str), UnknownEncoding> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return read(encoding, bytes.get(mark..).unwrap_or_default());
    }
    if let Some(encoding) = unmarked_utf_16(bytes) {
        return read(encoding, bytes);
    }
    read(UTF_8, bytes).or_else(|_| read(GB18030, bytes))
}

fn read(encoding: &'static Encoding, bytes: &[u8]) -> Result<(String, &'static str), UnknownEncoding> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes).ok_or(UnknownEncoding)?;
    // of control characters a list has those of lines and columns: with others the file is something else
    let foreign = |c: char| {
        c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1a}' | '\u{85}')
    };
    if text.contains(foreign) { Err(UnknownEncoding) } else { Ok((text.into_owned(), encoding.name())) }
}

/// Every other byte of ASCII in UTF-16 is zero: commas, digits and line breaks betray it.
fn unmarked_utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    if start.len() < 4 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let zeros = |offset: usize| start.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    match (even, odd) {
        (0, odd) if odd * 20 > start.len() => Some(UTF_16LE),
        (even, 0) if even * 20 > start.len() => Some(UTF_16BE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "客户名称,电话\r\n苏州精密机械,13800138000\r\n";

    fn utf_16(text: &str, big: bool, mark: bool) -> Vec<u8> {
        let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
        units.flat_map(|unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    #[test]
    fn one_text_in_every_encoding() {
        let gb = GB18030.encode(TEXT).0.into_owned();
        let marked = [b"\xef\xbb\xbf", TEXT.as_bytes()].concat();
        for (bytes, name) in [
            (TEXT.as_bytes().to_vec(), "UTF-8"),
            (marked, "UTF-8"),
            (gb, "gb18030"),
            (utf_16(TEXT, false, true), "UTF-16LE"),
            (utf_16(TEXT, true, true), "UTF-16BE"),
            (utf_16(TEXT, false, false), "UTF-16LE"),
            (utf_16(TEXT, true, false), "UTF-16BE"),
        ] {
            assert_eq!(decode(&bytes), Ok((TEXT.to_owned(), name)), "{name}");
        }
    }

    #[test]
    fn four_byte_characters_of_gb18030_are_read() {
        let bytes = GB18030.encode("㐂木堂").0.into_owned();
        assert_eq!(decode(&bytes).unwrap().0, "㐂木堂");
    }

    #[test]
    fn bytes_that_no_encoding_explains_are_refused() {
        for bytes in [&b"\xff\xff\xff"[..], b"a,b\n\xb0\n", b"\x00\x01\x02\x03binary"] {
            assert_eq!(decode(bytes), Err(UnknownEncoding), "{bytes:?}");
        }
    }
}
