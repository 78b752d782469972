//! The picture of a signature: a small black-and-white PNG with a stroke, written without a library.

use std::f64::consts::TAU;

use super::chance::Chance;

const WIDTH: usize = 240;
const HEIGHT: usize = 80;
const STRIDE: usize = WIDTH / 8;

/// A signature as a PNG of about 2.5 kB; every draw gives another hand.
pub(super) fn png(chance: &mut Chance) -> Vec<u8> {
    let mut pixels = vec![0xff_u8; STRIDE * HEIGHT];
    let (slant, loops, height) = (chance.real(-0.06, 0.06), chance.real(4.0, 7.5), chance.real(12.0, 24.0));
    let sway = chance.real(0.3, 0.9);
    for step in 0..4_000_u32 {
        let t = f64::from(step) / 4_000.0;
        let x = 16.0 + t * 200.0 + (t * loops * 9.0).sin() * 9.0;
        let y = 40.0 + (t * loops * TAU).sin() * height * (1.0 - t * sway) - (x - 120.0) * slant;
        for (dx, dy) in [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)] {
            blacken(&mut pixels, x + dx, y + dy);
        }
    }
    let mut lines = Vec::with_capacity((STRIDE + 1) * HEIGHT);
    for line in pixels.chunks(STRIDE) {
        lines.push(0);
        lines.extend_from_slice(line);
    }
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut head = Vec::new();
    head.extend((WIDTH as u32).to_be_bytes());
    head.extend((HEIGHT as u32).to_be_bytes());
    // one bit a pixel, grey, deflate, plain filters, not interlaced
    head.extend([1, 0, 0, 0, 0]);
    chunk(&mut file, b"IHDR", &head);
    chunk(&mut file, b"IDAT", &stored(&lines));
    chunk(&mut file, b"IEND", &[]);
    file
}

fn blacken(pixels: &mut [u8], x: f64, y: f64) {
    if x < 0.0 || y < 0.0 {
        return;
    }
    let (x, y) = (x as usize, y as usize);
    if x < WIDTH && y < HEIGHT {
        pixels[y * STRIDE + x / 8] &= !(0x80 >> (x % 8));
    }
}

fn chunk(file: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    file.extend((data.len() as u32).to_be_bytes());
    let start = file.len();
    file.extend(kind);
    file.extend(data);
    let sum = crc32(&file[start..]);
    file.extend(sum.to_be_bytes());
}

/// A zlib stream of one block that is not compressed.
fn stored(data: &[u8]) -> Vec<u8> {
    let length = data.len() as u16;
    let mut stream = vec![0x78, 0x01, 1];
    stream.extend(length.to_le_bytes());
    stream.extend((!length).to_le_bytes());
    stream.extend(data);
    stream.extend(adler32(data).to_be_bytes());
    stream
}

fn adler32(data: &[u8]) -> u32 {
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in data {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    b << 16 | a
}

fn crc32(data: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in data {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 };
        }
    }
    !sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sums_are_those_of_the_standards() {
        assert_eq!(crc32(b"IEND"), 0xae42_6082);
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(adler32(b"Wikipedia"), 0x11e6_0398);
    }

    #[test]
    fn it_is_a_png_with_ink_on_it() {
        let file = png(&mut Chance::new(1, 1));
        assert_eq!(infer::get(&file).map(|kind| kind.mime_type()), Some("image/png"));
        assert!(file.len() < 4_000, "{}", file.len());
        assert_ne!(file, png(&mut Chance::new(1, 2)));
        let inked = file.iter().filter(|byte| **byte != 0xff && **byte != 0).count();
        assert!(inked > 300, "{inked}");
    }
}
