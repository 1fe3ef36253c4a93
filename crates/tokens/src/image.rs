//! Tokens of an image, from its size alone.

use crate::Pixels;

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

    /// The patches of 28 by 28 pixels that cover the image once it fits; an image without pixels has none.
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
            let other = (u64::from(edge) * u64::from(short) + u64::from(long) / 2) / u64::from(long);
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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

    proptest! {
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
