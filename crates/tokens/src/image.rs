//! Tokens of an image, from its size alone.

use crate::Pixels;

impl Pixels {
    /// The size of a PNG, JPEG, GIF or WebP image, from its header: no pixel is decoded.
    ///
    /// ```
    /// use tokentoll_tokens::Pixels;
    /// let gif = b"GIF89a\x80\x02\xe0\x01\x80\0\0";
    /// assert_eq!(Pixels::of_image(gif), Some(Pixels { width: 640, height: 480 }));
    /// assert_eq!(Pixels::of_image(b"no image"), None);
    /// ```
    pub fn of_image(bytes: &[u8]) -> Option<Self> {
        let size = imagesize::blob_size(bytes).ok()?;
        let side = |length: usize| u32::try_from(length).ok().filter(|length| *length > 0);
        Some(Self { width: side(size.width)?, height: side(size.height)? })
    }

    /// Whether bytes begin as an image does of which the size can be read.
    #[cfg(feature = "files")]
    pub(crate) fn is_image(head: &[u8]) -> bool {
        imagesize::image_type(head).is_ok()
    }
}

/// How a model shrinks an image before it sees it.
///
/// ```
/// use tokentoll_tokens::{ImageRule, Pixels};
/// let full_hd = Pixels { width: 1920, height: 1080 };
/// assert_eq!(ImageRule::STANDARD.tokens(full_hd), 1560);
/// assert_eq!(ImageRule::HIGH.tokens(full_hd), 2691);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ImageRule {
    /// The long edge it may have at most, in pixels.
    pub edge: u32,
    /// The tokens it may have at most.
    pub tokens: u64,
}

impl ImageRule {
    /// Models before Opus 4.7.
    pub const STANDARD: Self = Self { edge: 1568, tokens: 1568 };
    /// Opus 4.7 and later.
    pub const HIGH: Self = Self { edge: 2576, tokens: 4784 };

    /// The patches of 28 by 28 pixels that cover the image once it fits; an image without pixels has none. The
    /// rule is the vendor's reference implementation, halves to the even neighbour:
    /// <https://platform.claude.com/docs/en/build-with-claude/vision-coordinates>.
    ///
    /// ```
    /// use tokentoll_tokens::{ImageRule, Pixels};
    /// assert_eq!(ImageRule::STANDARD.tokens(Pixels { width: 1000, height: 1000 }), 1296);
    /// assert_eq!(ImageRule::HIGH.tokens(Pixels { width: 3840, height: 2160 }), 4784);
    /// ```
    pub fn tokens(self, pixels: Pixels) -> u64 {
        let (long, short) = (pixels.width.max(pixels.height), pixels.width.min(pixels.height));
        if short == 0 {
            return 0;
        }
        let patches = |edge: u32| {
            let other = halves_to_even(u64::from(edge) * u64::from(short), u64::from(long));
            u64::from(edge.div_ceil(28)) * other.max(1).div_ceil(28)
        };
        let (mut fits, mut least_too_long) = (1, long.min(self.edge) + 1);
        while least_too_long - fits > 1 {
            let middle = fits + (least_too_long - fits) / 2;
            if patches(middle) <= self.tokens { fits = middle } else { least_too_long = middle }
        }
        patches(fits)
    }
}

/// The nearest whole number, and of two the even one.
fn halves_to_even(dividend: u64, divisor: u64) -> u64 {
    let (whole, rest) = (dividend / divisor, dividend % divisor);
    let up = rest * 2 > divisor || rest * 2 == divisor && whole % 2 == 1;
    whole + u64::from(up)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn jpeg(before: usize) -> Vec<u8> {
        let mut bytes = b"\xff\xd8".to_vec();
        for length in std::iter::repeat_n(60_000_usize, before) {
            bytes.extend_from_slice(b"\xff\xe1");
            bytes.extend_from_slice(&(length as u16).to_be_bytes());
            bytes.resize(bytes.len() + length - 2, 0);
        }
        bytes.extend_from_slice(b"\xff\xc0\0\x11\x08\x01\xe0\x02\x80\x03");
        bytes
    }

    fn webp(kind: &[u8; 4], size: &[u8]) -> Vec<u8> {
        [b"RIFF\0\0\0\0WEBPVP8".as_slice(), &kind[3..], &[0; 4], size, &[0; 16]].concat()
    }

    #[test]
    fn all_four_formats() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x06\0\0\0";
        let lossy = webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a\x80\x02\xe0\x01");
        let lossless = webp(b"VP8L", &[0x2f, 0x7f, 0xc2, 0x77, 0x00]);
        let extended = webp(b"VP8X", &[0, 0, 0, 0, 0x7f, 2, 0, 0xdf, 1, 0]);
        for bytes in [png.as_slice(), &jpeg(0), &jpeg(8), &lossy, &lossless, &extended] {
            assert_eq!(
                Pixels::of_image(bytes),
                Some(Pixels { width: 640, height: 480 }),
                "{:?}",
                &bytes[..16]
            );
            #[cfg(feature = "files")]
            assert!(Pixels::is_image(bytes));
        }
    }

    #[test]
    fn sizes_with_published_counts() {
        let standard = |width, height| ImageRule::STANDARD.tokens(Pixels { width, height });
        assert_eq!(standard(1001, 1001), 1296);
        assert_eq!(standard(540, 360), 260);
        assert_eq!(standard(330, 291), 132);
        assert_eq!(standard(128, 128), 25);
        assert_eq!(standard(1, 1), 1);
        assert_eq!(standard(0, 7), 0);
    }

    #[test]
    fn the_sizes_of_the_vendor_s_table() {
        for (width, height, standard, high) in [
            (200, 200, 64, 64),
            (1092, 1092, 1521, 1521),
            (1920, 1080, 1560, 2691),
            (2000, 1500, 1564, 3888),
            (3840, 2160, 1560, 4784),
        ] {
            let pixels = Pixels { width, height };
            assert_eq!(
                [ImageRule::STANDARD.tokens(pixels), ImageRule::HIGH.tokens(pixels)],
                [standard, high]
            );
        }
        assert_eq!([(1, 2), (3, 2), (5, 2), (7, 3)].map(|(a, b)| halves_to_even(a, b)), [0, 2, 2, 2]);
    }

    proptest! {
        #[test]
        fn no_bytes_make_reading_a_size_panic(start in 0_usize..4, bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let start: &[u8] = [b"\x89PNG\r\n\x1a\n".as_slice(), b"\xff\xd8\xff", b"GIF89a", b"RIFF\0\0\0\0WEBPVP8"][start];
            if let Some(size) = Pixels::of_image(&[start, &bytes].concat()) {
                prop_assert!(size.width > 0 && size.height > 0);
            }
        }

        #[test]
        fn no_size_exceeds_the_limit(width: u32, height: u32) {
            let pixels = Pixels { width, height };
            prop_assert!(ImageRule::HIGH.tokens(pixels) <= ImageRule::HIGH.tokens);
            prop_assert!(ImageRule::STANDARD.tokens(pixels) <= ImageRule::STANDARD.tokens);
        }

        #[test]
        fn turning_an_image_changes_nothing(width in 1_u32..9000, height in 1_u32..9000) {
            let turned = Pixels { width: height, height: width };
            prop_assert_eq!(ImageRule::HIGH.tokens(Pixels { width, height }), ImageRule::HIGH.tokens(turned));
        }
    }
}
