//! Files as bytes: what they are, and the text, the pixels or the pages in them.
//!
//! ```text
//! first bytes ─► content ─┬─► text, in its encoding ─► TextDecoder ─► UTF-8
//!                         ├─► image ─► pixels, from the header alone
//!                         ├─► PDF ─► pages, each with its text
//!                         └─► binary: what of, and nothing to count
//! ```
//!
//! Pure functions: whoever has the bytes, from a disk or from a browser's file dialogue, gets the same.

#[cfg(feature = "pdf")]
mod pdf;
mod text;

#[cfg(feature = "pdf")]
pub use pdf::{MAX_PDF_BYTES, Pdf, PdfError, pdf};
pub use text::{TextDecoder, TextEncoding};

use crate::Pixels;

/// How many bytes of a file are enough to tell what it is, and to detect the encoding of a text.
pub const HEAD: usize = 1 << 16;

/// How many bytes of an image [`Pixels::of_image`] needs: metadata and a preview may stand before its size in a JPEG.
pub const IMAGE_HEAD: usize = 4 << 20;

/// A NUL this early makes a file binary, as `grep` and Git see it.
const NUL: usize = 8 << 10;

/// What a file is.
///
/// ```
/// use tokentoll_tokens::files::{Content, content};
/// assert_eq!(content(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Content::Image);
/// assert_eq!(content(b"\x1f\x8b\x08\0\0\0\0\0"), Content::Binary("application/gzip"));
/// let Content::Text(encoding) = content("你好，世界".as_bytes()) else { panic!("a text") };
/// assert_eq!(encoding.name(), "UTF-8");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// A text, in this encoding.
    Text(TextEncoding),
    /// A PNG, JPEG, GIF or WebP image.
    Image,
    /// A PDF.
    Pdf,
    /// Something else, by its media type where its first bytes tell it, else in words.
    Binary(&'static str),
}

/// What a file is, by its first [`HEAD`] bytes, or all of it where it has fewer.
pub fn content(head: &[u8]) -> Content {
    let head = &head[..head.len().min(HEAD)];
    if Pixels::is_image(head) {
        return Content::Image;
    }
    // The header may stand behind some bytes of a mail or of a web server; a text may speak of it.
    let early = || head[..head.len().min(1024)].windows(5).any(|five| five == b"%PDF-");
    if head.starts_with(b"%PDF-") || !text::is_utf8(head) && early() {
        return Content::Pdf;
    }
    if let Some(encoding) = text::unicode(head) {
        return Content::Text(encoding);
    }
    let known = || infer::get(head).map(|kind| kind.mime_type()).filter(|kind| !kind.starts_with("text/"));
    if head[..head.len().min(NUL)].contains(&0) {
        return Content::Binary(known().unwrap_or("a NUL in its first 8 KB"));
    }
    if text::is_utf8(head) {
        return Content::Text(TextEncoding::UTF_8);
    }
    if let Some(kind) = known() {
        return Content::Binary(kind);
    }
    match text::detected(head) {
        Some(encoding) => Content::Text(encoding),
        None => Content::Binary("neither a text nor a known format"),
    }
}
