//! How much the compressed streams of a PDF unfold to, found out before anything is kept of them.
//!
//! A file of 32 MB may unfold to 32 GB, and a stream inside a stream to more. Readers of PDFs unfold first and look
//! later, so it is measured here, stream by stream, in a buffer of fixed size.

use std::io::Read;

use flate2::read::ZlibDecoder;

/// How often a stream may be folded.
const DEEPEST: usize = 4;

/// Whether no stream unfolds to more than so many bytes, nor all of them to more than so many.
pub(super) fn is_within(bytes: &[u8], stream: u64, mut streams: u64) -> bool {
    starts(bytes).all(|at| spend(&bytes[at..], stream, &mut streams, DEEPEST))
}

/// Where zlib data may start: behind each keyword `stream` and the end of its line.
fn starts(bytes: &[u8]) -> impl Iterator<Item = usize> {
    memchr::memmem::find_iter(bytes, b"stream").filter_map(|at| {
        let data = at + b"stream".len();
        let line_end = bytes[data..].iter().take(2).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        (line_end > 0 && !bytes[..at].ends_with(b"end")).then_some(data + line_end)
    })
}

/// Unfolds one stream and what is folded in it, as far as bounds allow. Broken data end where they break.
fn spend(data: &[u8], stream: u64, left: &mut u64, depth: usize) -> bool {
    if depth == 0 || !is_zlib(data) {
        return true;
    }
    let most = stream.min(*left);
    let mut decoder = ZlibDecoder::new(data).take(most + 1);
    let (mut inner, mut slice, mut total) = (Vec::new(), vec![0; 1 << 16], 0_u64);
    while let Ok(read @ 1..) = decoder.read(&mut slice) {
        let (first, slice) = (total == 0, &slice[..read]);
        total += read as u64;
        if inner.len() < MAX_INNER && (!inner.is_empty() || first && is_zlib(slice)) {
            inner.extend_from_slice(slice);
        }
    }
    if total > most {
        return false;
    }
    *left -= total;
    spend(&inner, stream, left, depth - 1)
}

/// How much of a stream is kept where another is folded in it: no more than a whole file may have.
const MAX_INNER: usize = super::MAX_PDF_BYTES;

/// Whether data begin as zlib data do.
fn is_zlib(data: &[u8]) -> bool {
    matches!(data, [method, flags, ..] if method & 15 == 8 && (u16::from(*method) << 8 | u16::from(*flags)).is_multiple_of(31))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::ZlibEncoder};
    use std::io::Write;

    fn folded(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).expect("into memory");
        encoder.finish().expect("into memory")
    }

    fn stream(data: &[u8]) -> Vec<u8> {
        [b"1 0 obj <<>> stream\r\n", data, b"\nendstream endobj\n"].concat()
    }

    const STREAM: u64 = 1 << 20;

    fn is_bounded(bytes: &[u8]) -> bool {
        is_within(bytes, STREAM, 4 * STREAM)
    }

    #[test]
    fn what_unfolds_to_little_is_bounded() {
        assert!(is_bounded(b""));
        assert!(is_bounded(&stream(&folded(&vec![0; STREAM as usize]))));
        assert!(is_bounded(&stream(b"\x78\x9c and then nothing of the kind")));
    }

    #[test]
    fn a_bomb_is_not_bounded_however_deep_it_lies() {
        let mut bomb = folded(&vec![b' '; STREAM as usize + 1]);
        for _ in 0..DEEPEST {
            assert!(bomb.len() < 2_000 && !is_bounded(&stream(&bomb)), "{}", bomb.len());
            bomb = folded(&bomb);
        }
    }

    #[test]
    fn many_streams_share_one_bound() {
        let one = stream(&folded(&vec![0; STREAM as usize]));
        assert!(is_bounded(&one.repeat(4)));
        assert!(!is_bounded(&one.repeat(5)));
    }
}
