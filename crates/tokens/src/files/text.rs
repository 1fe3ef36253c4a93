//! Texts in the encodings that files have: UTF-8, UTF-16, GB18030, Big5, Shift_JIS and older ones.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// The encoding of a text.
///
/// ```
/// use tokentoll_tokens::files::{Content, content};
/// let gbk = b"\xc8\xcb\xc8\xcb\xc9\xfa\xb6\xf8\xd7\xd4\xd3\xc9\xa3\xac\xd4\xda\xd7\xf0\xd1\xcf";
/// let Content::Text(encoding) = content(gbk) else { panic!("a text") };
/// assert_eq!((encoding.name(), encoding.is_unicode()), ("GBK", false));
/// let mut text = String::new();
/// encoding.decoder().push(gbk, true, &mut text);
/// assert_eq!(text, "人人生而自由，在尊严");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextEncoding(&'static Encoding);

impl TextEncoding {
    /// UTF-8.
    pub const UTF_8: Self = Self(UTF_8);

    /// Its name in the [Encoding Standard](https://encoding.spec.whatwg.org/#names-and-labels): `GBK` is read as
    /// GB18030.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// Whether it is certain: UTF-8 or UTF-16. Any other was detected from how often its letters occur.
    pub fn is_unicode(self) -> bool {
        [UTF_8, UTF_16LE, UTF_16BE].contains(&self.0)
    }

    /// Decodes a text in this encoding; a byte order mark is no part of the text.
    pub fn decoder(self) -> TextDecoder {
        TextDecoder { decoder: self.0.new_decoder_with_bom_removal(), malformed: 0 }
    }
}

/// Decodes a text that arrives in slices of bytes, cut anywhere.
pub struct TextDecoder {
    decoder: Decoder,
    malformed: u64,
}

impl TextDecoder {
    /// Appends the text of the next slice. What the encoding does not have becomes U+FFFD.
    ///
    /// ```
    /// use tokentoll_tokens::files::TextEncoding;
    /// let (mut decoder, mut text) = (TextEncoding::UTF_8.decoder(), String::new());
    /// decoder.push(b"caf\xc3", false, &mut text);
    /// decoder.push(b"\xa9 \xff", true, &mut text);
    /// assert_eq!((&*text, decoder.malformed()), ("café \u{fffd}", 1));
    /// ```
    pub fn push(&mut self, mut bytes: &[u8], last: bool, text: &mut String) {
        loop {
            let room = self.decoder.max_utf8_buffer_length_without_replacement(bytes.len());
            text.reserve(room.unwrap_or(bytes.len()).max(16));
            let (result, read) = self.decoder.decode_to_string_without_replacement(bytes, text, last);
            bytes = &bytes[read..];
            match result {
                encoding_rs::DecoderResult::InputEmpty => return,
                encoding_rs::DecoderResult::OutputFull => {}
                encoding_rs::DecoderResult::Malformed(..) => {
                    self.malformed += 1;
                    text.push('\u{fffd}');
                }
            }
        }
    }

    /// How often U+FFFD had to stand for what could not be decoded.
    pub fn malformed(&self) -> u64 {
        self.malformed
    }
}

/// The Unicode encoding that a byte order mark tells, or UTF-16 that its zeros tell.
pub(super) fn unicode(head: &[u8]) -> Option<TextEncoding> {
    // UTF-32 in little endian begins like UTF-16.
    let mark = Encoding::for_bom(head).filter(|_| !head.starts_with(b"\xff\xfe\0\0"));
    let zeros = |side: usize| head.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), head.len() / 2);
    // Of Latin text every second byte is zero; of CJK text still its spaces, digits and line ends are.
    let zeros = match () {
        () if half >= 2 && odd * 4 > half && even == 0 => Some(UTF_16LE),
        () if half >= 2 && even * 4 > half && odd == 0 => Some(UTF_16BE),
        () => None,
    };
    mark.map(|(encoding, _)| encoding).or(zeros).map(TextEncoding)
}

/// Whether it is UTF-8, but for a character that the end cuts.
pub(super) fn is_utf8(head: &[u8]) -> bool {
    match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && head.len() - error.valid_up_to() < 4 && head.len() > 3,
    }
}

/// The older encoding that its letters tell, where it looks like text at all.
pub(super) fn detected(head: &[u8]) -> Option<TextEncoding> {
    let controls = head.iter().filter(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31 | 127)).count();
    if controls * 50 > head.len() {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(head, false);
    Some(TextEncoding(detector.guess(None, Utf8Detection::Deny)))
}

#[cfg(test)]
mod tests {
    use super::super::{Content, content};
    use super::*;
    use proptest::prelude::*;

    const CHINESE: &str =
        "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。";
    const TRADITIONAL: &str =
        "人人生而自由，在尊嚴和權利上一律平等。他們賦有理性和良心，並應以兄弟關係的精神相對待。";
    const JAPANESE: &str =
        "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。";

    #[track_caller]
    fn decoded(bytes: &[u8]) -> (&'static str, String) {
        let Content::Text(encoding) = content(bytes) else { panic!("a text: {:?}", content(bytes)) };
        let (mut decoder, mut text) = (encoding.decoder(), String::new());
        for slice in bytes.chunks(7) {
            decoder.push(slice, false, &mut text);
        }
        decoder.push(b"", true, &mut text);
        assert_eq!(decoder.malformed(), 0, "{}", encoding.name());
        (encoding.name(), text)
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        for (encoding, text) in [
            (encoding_rs::GB18030, CHINESE),
            (encoding_rs::BIG5, TRADITIONAL),
            (encoding_rs::SHIFT_JIS, JAPANESE),
            (UTF_8, CHINESE),
        ] {
            let (bytes, _, lost) = encoding.encode(text);
            assert!(!lost);
            let (name, met) = decoded(&bytes);
            assert_eq!(met, text, "{}, detected as {name}", encoding.name());
        }
    }

    #[test]
    fn utf_16_with_a_mark_and_latin_without() {
        let units = |text: &str, order: fn(u16) -> [u8; 2]| -> Vec<u8> {
            text.encode_utf16().flat_map(order).collect()
        };
        let marked = units("\u{feff}人人生而自由", u16::to_le_bytes);
        assert_eq!(decoded(&marked), ("UTF-16LE", "人人生而自由".to_owned()));
        let marked = units("\u{feff}人人生而自由", u16::to_be_bytes);
        assert_eq!(decoded(&marked), ("UTF-16BE", "人人生而自由".to_owned()));
        let plain = "All human beings are born free.\r\n";
        assert_eq!(decoded(&units(plain, u16::to_le_bytes)), ("UTF-16LE", plain.to_owned()));
        assert_eq!(decoded(&units(plain, u16::to_be_bytes)), ("UTF-16BE", plain.to_owned()));
        assert_eq!(decoded(b"\xef\xbb\xbfmark"), ("UTF-8", "mark".to_owned()));
    }

    #[test]
    fn a_character_that_the_head_cuts_is_no_other_encoding() {
        let text = "字".repeat(super::super::HEAD);
        assert_eq!(content(&text.as_bytes()[..1 << 16]), Content::Text(TextEncoding::UTF_8));
        assert_eq!(content(b""), Content::Text(TextEncoding::UTF_8));
    }

    proptest! {
        #[test]
        fn any_bytes_are_something_and_any_text_is_text(bytes in proptest::collection::vec(any::<u8>(), 0..300), text in "\\PC{0,40}") {
            if let Content::Text(encoding) = content(&bytes) {
                let mut met = String::new();
                encoding.decoder().push(&bytes, true, &mut met);
            }
            prop_assert!(matches!(content(text.as_bytes()), Content::Text(_)), "{:?}", content(text.as_bytes()));
        }
    }
}
